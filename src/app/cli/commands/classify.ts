/** `layer7 classify`: capture files → one line for each connection. */
import { basename } from 'node:path';
import { readLimits } from '../../../core/automata/read-limits.ts';
import type { FlowReport } from '../../../core/classify/flow-report.ts';
import { type Diagnostic, EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { endpointText } from '../../../core/workbench/endpoint-text.ts';
import { replay } from '../../../linux/planes/replay.ts';
import { captureFault, captureWarning } from '../../capture-fault.ts';
import { DEFAULT_STATE_DIR } from '../../daemon/places.ts';
import { prepareApplications } from '../../library/applications.ts';
import { prepareLibrary, refuseUsageErrors } from '../../library/prepare.ts';
import { cacheFolder } from '../../library/program-cache.ts';
import { diagnosticOf } from '../../log.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { flowLine } from '../flow-line.ts';
import { type Column, jsonText, printRecords, TextBlocks } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { classify as spec } from '../table/capture-commands.ts';

/** A connection and the capture it is from. */
interface Row extends FlowReport {
  readonly capture: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'CAPTURE', cell: (row) => row.capture, flexible: true },
  { title: 'PROTO', cell: (row) => row.proto },
  { title: 'SOURCE', cell: (row) => endpointText(row.src, row.sport), flexible: true },
  { title: 'DESTINATION', cell: (row) => endpointText(row.dst, row.dport), flexible: true },
  { title: 'PACKETS', cell: (row) => row.packets, align: 'right' },
  { title: 'BYTES', cell: (row) => row.bytes, align: 'right' },
  { title: 'L7', cell: (row) => row.l7 },
  { title: 'APP', cell: (row) => row.app },
  { title: 'AT', cell: (row) => row.decided?.packet, align: 'right' },
];

export const classify: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const { l7dir, protocols, dialect, format } = options;
  const cache = cacheFolder(DEFAULT_STATE_DIR, context.env);
  const limits = readLimits(options.limit);
  const library = prepareLibrary({ folder: l7dir, order: protocols, variant: dialect, limits }, cache);
  refuseUsageErrors(library.errors);
  const faults: Diagnostic[] = [...library.errors];
  const warnings: Diagnostic[] = [...library.warnings];
  const names = l7dir === undefined ? prepareApplications(cache, options.ja4) : undefined;
  if (names !== undefined) faults.push(...names.errors);
  const rows: Row[] = [];
  const lines = new TextBlocks(context);
  const progress = progressLine(context);
  for (const path of args) {
    const capture = basename(path);
    const captureJson = jsonText(capture);
    const tell = (report: FlowReport): Promise<void> | undefined => {
      if (format === 'jsonl') return lines.add(flowLine(captureJson, report));
      rows.push({ capture, ...report });
      return undefined;
    };
    try {
      const result = replay(path, library.program, {
        budget: { packets: options.packets, bytes: options.bytes },
        maxFlows: options['max-flows'],
        children: options.children === undefined ? l7dir === undefined : options.children === 'yes',
        reassemble:
          options.fragments === undefined ? l7dir === undefined : options.fragments === 'reassemble',
        ...(names === undefined ? {} : { applications: names.applications }),
        threads: options.threads === 1 ? 1 : 2,
        onProgress: (read, size) => progress.show(capture, read, size),
        onFlow: tell,
      });
      for (const report of result.flows) {
        const room = tell(report);
        if (room !== undefined) await room;
      }
      const fault = captureFault(path, result);
      if (fault !== undefined) faults.push(fault);
      const warning = captureWarning(path, result.counters);
      if (warning !== undefined) warnings.push(warning);
    } catch (error) {
      if (!(error instanceof Layer7Error)) throw error;
      faults.push(diagnosticOf(error));
    }
    progress.clear();
  }
  await lines.end();
  if (format !== 'jsonl') await printRecords(context, format, COLUMNS, rows);
  reportFaults(context, faults, warnings);
  return faults.length === 0 ? 0 : EXIT_STATUS.input;
};
