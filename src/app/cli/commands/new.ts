/** `layer7 new`: chosen connections of captures → a signature that names exactly them. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { byInclusion } from '../../../core/automata/precedence.ts';
import { DEFAULT_BUDGET } from '../../../core/classify/budget.ts';
import { compileProgram } from '../../../core/classify/program.ts';
import { type Diagnostic, EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { buildLibrary, type Library, type LibraryFile } from '../../../core/patterns/library.ts';
import { isProtocolName } from '../../../core/patterns/parsed-file.ts';
import { printable } from '../../../core/printable.ts';
import { EVERY_FLOW, type FlowFilter, parseFlowFilter } from '../../../core/workbench/flow-filter.ts';
import type { FlowRecord } from '../../../core/workbench/flow-record.ts';
import { countText, plural, wrapped } from '../../../core/workbench/layout.ts';
import { type Proposal, propose } from '../../../core/workbench/propose.ts';
import { proposalFile, proposalJson, proposalSections } from '../../../core/workbench/propose-text.ts';
import { RecordProbe } from '../../../core/workbench/record-probe.ts';
import { makeFolders, writeAtomically } from '../../files.ts';
import { captureFiles } from '../../workbench/capture-files.ts';
import { loadPatterns, type Patterns } from '../../workbench/patterns.ts';
import { type RecordedFlow, recordCaptures } from '../../workbench/recorded.ts';
import { studyOrRefuse } from '../../workbench/study.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { newSignature as spec } from '../table/workbench-commands.ts';

function fail(code: string, kind: Diagnostic['kind'], message: string, next: string, given?: string): never {
  throw new Layer7Error({ code, kind, message, next, ...(given === undefined ? {} : { given }) });
}

function checkName(name: string, library: Library): void {
  if (!isProtocolName(name)) {
    fail('NEW_NAME', 'usage', 'this can be no name', 'letters, digits and . _ + -, at most 63', name);
  }
  if (library.protocols.some((protocol) => protocol.name === name)) {
    fail('NEW_NAME_TAKEN', 'conflict', 'the library has this name already', 'choose another name', name);
  }
}

/** The flows with payload that a filter takes, and the others. */
function divide(flows: readonly RecordedFlow[], filter: FlowFilter): readonly [FlowRecord[], FlowRecord[]] {
  const chosen: FlowRecord[] = [];
  const others: FlowRecord[] = [];
  for (const { report, record } of flows) {
    if (!record.packets.some(({ payload }) => payload.length > 0)) continue;
    (filter(report) === true ? chosen : others).push(record);
  }
  return [chosen, others];
}

/** Captures that the file names; the others are counted. */
const NAMED_CAPTURES = 3;

/** The captures, as a line of the file says them. */
function namesText(paths: readonly string[]): string {
  const names = paths.slice(0, NAMED_CAPTURES).map((path) => printable(basename(path)));
  const more = paths.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** How many of the chosen flows the whole library names so once the signature is among it. */
function namedWithLibrary(
  file: LibraryFile,
  { protocols, limits }: Patterns,
  chosen: readonly FlowRecord[],
): { readonly named: number; readonly by: readonly string[] } {
  const { protocols: read, errors } = buildLibrary([file]);
  const [own] = read;
  if (own === undefined) throw new Layer7Error(errors[0]!);
  const probe = new RecordProbe(
    compileProgram(byInclusion([...protocols, own], limits.expression), limits).program,
    DEFAULT_BUDGET,
  );
  const names = chosen.map((record) => probe.verdict(record).name);
  return {
    named: names.filter((name) => name === own.name).length,
    by: [...new Set(names.filter((name) => name !== own.name))],
  };
}

function write(folder: string, file: LibraryFile, force: boolean): string {
  const path = join(folder, file.path);
  if (existsSync(path) && !force) {
    fail('NEW_EXISTS', 'conflict', `${path} is there already`, 'give another name, another --to, or --force');
  }
  makeFolders(folder);
  writeAtomically(path, Buffer.from(file.text));
  return path;
}

export const newSignature: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const [name = ''] = args;
  if (options.from === undefined) fail('USAGE', 'usage', 'no capture is given', 'add --from CAPTURE');
  const filter = parseFlowFilter(options.flow ?? '');
  const library = loadPatterns({
    files: [],
    l7dir: options.l7dir,
    protocols: undefined,
    dialect: 'kernel',
    limit: options.limit,
  });
  checkName(name, library);
  const study = studyOrRefuse(library);
  const progress = progressLine(context);
  const record = (paths: readonly string[]): ReturnType<typeof recordCaptures> =>
    recordCaptures(paths.flatMap(captureFiles), study.program, {
      filter: EVERY_FLOW,
      asConntrack: options.l7dir === undefined,
      onProgress: (capture, done, size) => progress.show(capture, done, size),
    });
  const from = record(options.from);
  const not = record(options.not ?? []);
  progress.clear();
  const [chosen, rest] = divide(from.flows, filter);
  const others = [...rest, ...divide(not.flows, EVERY_FLOW)[0]];
  if (chosen.length === 0) {
    fail(
      'NEW_NO_FLOWS',
      'input',
      '--flow takes no connection with payload',
      'see them with "layer7 classify"',
    );
  }
  const source = `${plural(chosen.length, 'connection')} of ${namesText(options.from)}`;
  const proposal: Proposal | null = propose({ name, chosen, others, budget: DEFAULT_BUDGET, source }, study);
  if (proposal === null) {
    fail(
      'NEW_NOTHING_COMMON',
      'input',
      'the chosen connections have nothing in common at the beginning',
      'choose connections of one protocol with --flow',
    );
  }
  const file: LibraryFile = { path: `${name}.sig`, text: proposalFile(proposal) };
  // It is read back before it is written.
  const { named, by } = namedWithLibrary(file, library, chosen);
  const path = proposal.isExact || options.force ? write(options.to, file, options.force) : null;
  if (options.format !== 'table') {
    await writeJson(context, options.format, {
      ...proposalJson(proposal, path),
      namedWithLibrary: named,
      namedOtherwise: by,
    });
  } else {
    const sections = proposalSections(proposal, path);
    const otherwise = by.length === 0 ? '' : `; the others are named ${by.join(', ')}`;
    const told = `Chosen connections named ${name} with the whole library: ${countText(named)} of ${countText(chosen.length)}${otherwise}.`;
    await writeSections(context, [...sections, { title: 'Beside the library', lines: wrapped(told, '  ') }]);
  }
  const faults = [...library.errors, ...study.faults, ...from.faults, ...not.faults];
  reportFaults(context, faults, library.warnings);
  return proposal.isExact && faults.length === 0 && by.length === 0 ? 0 : EXIT_STATUS.input;
};
