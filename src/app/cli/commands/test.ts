/** `layer7 test`: a pattern → how often random data matches it, and what it matches in captures. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readLimits } from '../../../core/automata/read-limits.ts';
import { compileProgram, type Program } from '../../../core/classify/program.ts';
import { type Diagnostic, EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import type { Dialect, Protocol } from '../../../core/patterns/model.ts';
import { ExpressionProbe } from '../../../core/workbench/engine-probe.ts';
import { FlowKeys } from '../../../core/workbench/flow-key.ts';
import { LabelCounter, type Labels, parseLabels } from '../../../core/workbench/label-tally.ts';
import { patternFacts } from '../../../core/workbench/pattern-facts.ts';
import { studyLibrary } from '../../../core/workbench/study.ts';
import { type TestReport, testJson, testSections } from '../../../core/workbench/test-text.ts';
import { replayFile } from '../../../linux/planes/replay.ts';
import { captureFault } from '../../capture-fault.ts';
import { DEFAULT_STATE_DIR } from '../../daemon/places.ts';
import { prepareLibrary } from '../../library/prepare.ts';
import { cacheFolder } from '../../library/program-cache.ts';
import { diagnosticOf } from '../../log.ts';
import { captureFiles } from '../../workbench/capture-files.ts';
import { captureLabels } from '../../workbench/capture-labels.ts';
import { loadPatterns, type Patterns, refuseNothing } from '../../workbench/patterns.ts';
import type { Context, Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { test as spec } from '../table/workbench-commands.ts';

/** Name of an expression that was given as it is. */
const UNNAMED = 'expression';

/** The protocols of a pattern file, or an expression as a protocol of its own. */
export function patternsOf(given: string, dialect: Dialect, limit: readonly string[] | undefined): Patterns {
  if (/\.(pat|sig)$/.test(given)) {
    const variant = dialect === 'userspace' ? 'userspace' : 'kernel';
    const library = loadPatterns({
      files: [given],
      l7dir: undefined,
      protocols: undefined,
      dialect: variant,
      limit,
    });
    refuseNothing(library);
    return library;
  }
  const protocol: Protocol = {
    name: UNNAMED,
    title: 'given on the command line',
    reference: '',
    groups: [],
    ports: [],
    aliases: { ndpi: [], wireshark: [], iana: [] },
    attributes: [],
    file: '',
    evidence: [
      {
        protocol: UNNAMED,
        transport: 'either',
        view: 'both',
        expression: { text: given, dialect, where: { file: UNNAMED, line: 1, column: 1 } },
        conditions: [],
        strength: 'strong',
        support: [],
      },
    ],
  };
  return { protocols: [protocol], limits: readLimits(limit), errors: [], warnings: [] };
}

/** The file of labels that goes with captures: named, or `labels.jsonl` beside them or one level up. */
function readLabels(
  given: string | undefined,
  against: string,
): { readonly path: string; readonly labels: Labels } | undefined {
  const places = [against, dirname(against), join(against, '..')].map((folder) =>
    join(folder, 'labels.jsonl'),
  );
  const path = given ?? places.find((place) => existsSync(place));
  if (path === undefined) return undefined;
  try {
    return { path, labels: parseLabels(readFileSync(path, 'utf8')) };
  } catch (error) {
    throw new Layer7Error({
      code: 'LABELS_UNREADABLE',
      kind: 'input',
      message: 'the labels cannot be read',
      where: { file: path },
      cause: error instanceof Error ? error.message : String(error),
      next: 'give a file with one JSON object a line: capture, proto, src, sport, dst, dport, label',
    });
  }
}

/** Runs the pattern over captures and counts its matches by label. */
function tally(
  protocols: readonly Protocol[],
  program: Program,
  against: string,
  labelFile: string | undefined,
  context: Context,
): Pick<TestReport, 'tally' | 'labelSource' | 'captures' | 'faults'> {
  const paths = captureFiles(against);
  const read = readLabels(labelFile, against);
  const own = protocols.map(({ name }) => name);
  const counter = new LabelCounter(protocols);
  const faults: Diagnostic[] = [];
  const progress = progressLine(context);
  const names = captureLabels(paths);
  const library =
    read === undefined
      ? prepareLibrary(
          { folder: undefined, order: undefined, variant: 'kernel' },
          cacheFolder(DEFAULT_STATE_DIR, context.env),
        )
      : undefined;
  for (const path of paths) {
    const capture = names.get(path)!;
    const onProgress = (done: number, size: number): void => progress.show(capture, done, size);
    try {
      const known = new Map<string, string>();
      if (library !== undefined) {
        const keys = new FlowKeys();
        replayFile(path, library.program, {
          onProgress,
          onFlow: (report) => known.set(keys.key('', report), report.l7),
        });
      }
      const keys = new FlowKeys();
      const result = replayFile(path, program, {
        onProgress,
        children: false,
        onFlow: (report) => {
          const label = read?.labels.of(capture, report) ?? known.get(keys.key('', report)) ?? 'not labelled';
          counter.add(label, own.includes(report.l7));
        },
      });
      const fault = captureFault(path, result);
      if (fault !== undefined) faults.push(fault);
    } catch (error) {
      if (!(error instanceof Layer7Error)) throw error;
      faults.push(diagnosticOf(error));
    }
    progress.clear();
  }
  const broken = read?.labels.broken ?? [];
  if (broken.length > 0) {
    faults.push({
      code: 'LABELS_BROKEN',
      kind: 'input',
      message: `${broken.length} lines of the labels cannot be read, the first is line ${broken[0]}`,
      where: { file: read!.path, line: broken[0]! },
      next: 'a line is an object with capture, proto, src, sport, dst, dport and label',
    });
  }
  return {
    tally: counter.result(),
    labelSource: read?.path ?? 'what the shipped signatures say',
    captures: paths.length,
    faults,
  };
}

export const test: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const library = patternsOf(args[0]!, options.dialect, options.limit);
  const study = studyLibrary(library.protocols, library.limits);
  const faults = [...library.errors, ...study.faults];
  const engine = new ExpressionProbe(library.limits);
  const patterns = study.pieces.map((piece) => patternFacts(piece, engine));
  const against =
    options.against === undefined || patterns.length === 0
      ? undefined
      : tally(
          library.protocols,
          study.program ?? compileProgram(library.protocols, library.limits).program,
          options.against,
          options.labels,
          context,
        );
  const report: TestReport = { patterns, ...against, faults: [...faults, ...(against?.faults ?? [])] };
  if (options.format !== 'table') await writeJson(context, options.format, testJson(report));
  else await writeSections(context, testSections(report));
  reportFaults(context, [], library.warnings);
  return report.faults.length > 0 ? EXIT_STATUS.input : 0;
};
