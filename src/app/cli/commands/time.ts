/** `layer7 time`: how fast patterns name connections, as a ratio to copying the same bytes. */
import { EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { EVERY_FLOW } from '../../../core/workbench/flow-filter.ts';
import type { FlowRecord } from '../../../core/workbench/flow-record.ts';
import { plural } from '../../../core/workbench/layout.ts';
import { measure, randomFlows } from '../../../core/workbench/timing.ts';
import { type NamedTiming, timingSections } from '../../../core/workbench/timing-text.ts';
import { captureFiles } from '../../workbench/capture-files.ts';
import { loadPatterns, refuseNothing } from '../../workbench/patterns.ts';
import { recordCaptures } from '../../workbench/recorded.ts';
import { studyOrRefuse } from '../../workbench/study.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { time as spec } from '../table/workbench-commands.ts';
import { patternsOf } from './test.ts';

export const time: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const [given] = args;
  if (given !== undefined && (options.l7dir !== undefined || options.protocols !== undefined)) {
    throw new Layer7Error({
      code: 'PATTERNS_TWICE',
      kind: 'usage',
      message: 'both a pattern and --l7dir or --protocols are given',
      given,
      next: 'give a pattern, or choose from a folder',
    });
  }
  const library =
    given === undefined
      ? loadPatterns({
          files: [],
          l7dir: options.l7dir,
          protocols: options.protocols,
          dialect: options.dialect === 'userspace' ? 'userspace' : 'kernel',
          limit: options.limit,
        })
      : patternsOf(given, options.dialect, options.limit);
  refuseNothing(library);
  const { program, faults: broken } = studyOrRefuse(library);
  const faults = [...library.errors, ...broken];
  const progress = progressLine(context);
  const timings: NamedTiming[] = [];
  const add = (data: string, flows: readonly FlowRecord[]): void => {
    progress.show(`measuring ${data}`, timings.length, 3);
    timings.push({ data, ...measure(program, flows, () => performance.now(), options.rounds) });
  };
  add('random', randomFlows(0, 255));
  add('printable', randomFlows(0x20, 0x7e));
  const notes: string[] = [];
  if (options.against === undefined) {
    notes.push('Real data was not measured: give captures with --against.');
  } else {
    const read = recordCaptures(captureFiles(options.against), program, {
      filter: EVERY_FLOW,
      asConntrack: false,
      onProgress: (capture, done, size) => progress.show(capture, done, size),
    });
    faults.push(...read.faults);
    const records = read.flows.map(({ record }) => record);
    if (records.some(({ packets }) => packets.some(({ payload }) => payload.length > 0)))
      add('real', records);
    else notes.push('Real data was not measured: the captures hold no payload.');
  }
  progress.clear();
  const what = given ?? plural(library.protocols.length, 'protocol');
  if (options.format !== 'table')
    await writeJson(context, options.format, { patterns: what, timings, notes, faults });
  else await writeSections(context, timingSections(what, timings, notes));
  reportFaults(context, faults, library.warnings);
  return faults.length > 0 ? EXIT_STATUS.input : 0;
};
