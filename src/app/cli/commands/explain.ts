/** `layer7 explain`: connections of captures, or live ones → for each, why it has its name or came near none. */
import { DEFAULT_BUDGET } from '../../../core/classify/budget.ts';
import { type Diagnostic, EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { printable } from '../../../core/printable.ts';
import { Explainer } from '../../../core/workbench/explain.ts';
import { type ExplanationJson, explanationJson } from '../../../core/workbench/explain-json.ts';
import { explanationLines } from '../../../core/workbench/explain-text.ts';
import { parseFlowFilter } from '../../../core/workbench/flow-filter.ts';
import { applicationNames } from '../../../linux/planes/application-names.ts';
import { RECORD_LIMITS } from '../../daemon/recording.ts';
import { loadApplications } from '../../library/applications.ts';
import { liveFlows, livePatterns } from '../../workbench/live.ts';

import { loadPatterns, refuseNothing } from '../../workbench/patterns.ts';
import { type RecordedFlow, recordCaptures } from '../../workbench/recorded.ts';
import { studyOrRefuse } from '../../workbench/study.ts';
import type { Context, Handler } from '../command.ts';
import { reportFaults, tell } from '../faults.ts';
import { type Format, write, writeJson } from '../output.ts';
import { progressLine } from '../progress.ts';
import { requireRoot } from '../root.ts';
import type { explain as spec } from '../table/workbench-commands.ts';

/** How explanations are written. */
interface Manner {
  readonly format: Format;
  readonly showsPayload: boolean;
  /** Names the capture of each connection, where there are several. */
  readonly namesCaptures: boolean;
}

/** Writes one explanation after the other; as one JSON document all of them at the end. */
class Writer {
  readonly #context: Context;
  readonly #manner: Manner;
  readonly #documents: (ExplanationJson & { readonly capture: string })[] = [];
  #capture = '';
  #count = 0;

  constructor(context: Context, manner: Manner) {
    this.#context = context;
    this.#manner = manner;
  }

  get count(): number {
    return this.#count;
  }

  async add({ capture, report, record }: RecordedFlow, explainer: Explainer): Promise<void> {
    const { format, showsPayload, namesCaptures } = this.#manner;
    const explanation = explainer.explain(report, record);
    this.#count += 1;
    if (format !== 'table') {
      const document = { capture, ...explanationJson(explanation, this.#count, showsPayload) };
      if (format === 'json') this.#documents.push(document);
      else await writeJson(this.#context, format, document);
      return;
    }
    const head = namesCaptures && capture !== this.#capture ? `${printable(capture)}\n\n` : '';
    this.#capture = capture;
    const lines = explanationLines(explanation, this.#count, { color: this.#context.color, showsPayload });
    await write(this.#context, `${head}${lines.join('\n')}\n\n`);
  }

  /** `left`: connections that were not written; `nothing`: what to say when there was none at all. */
  async end(left: number, nothing: string | undefined): Promise<void> {
    if (this.#manner.format === 'json') {
      await writeJson(this.#context, 'json', { flows: this.#documents, left });
      return;
    }
    const remark =
      left > 0
        ? `${left} more connections; choose with --flow, or see more with --most.`
        : this.#count === 0
          ? nothing
          : undefined;
    if (remark === undefined) return;
    // Among JSON lines it would be none.
    if (this.#manner.format === 'jsonl') tell(this.#context, remark);
    else await write(this.#context, `${remark}\n`);
  }
}

type Options = Parameters<Handler<typeof spec.options>>[0]['options'];

/** Explains connections of captures; returns the faults. */
async function explainCaptures(
  options: Options,
  paths: readonly string[],
  context: Context,
): Promise<{ readonly faults: readonly Diagnostic[]; readonly warnings: readonly Diagnostic[] }> {
  const { l7dir, packets, bytes, format, most } = options;
  const filter = parseFlowFilter(options.flow ?? '');
  const library = loadPatterns({ files: [], ...options });
  refuseNothing(library);
  const study = studyOrRefuse(library);
  const budget = { ...DEFAULT_BUDGET, packets, bytes };
  const progress = progressLine(context);
  const { flows, faults } = recordCaptures(paths, study.program, {
    budget,
    filter,
    asConntrack: l7dir === undefined,
    ...(l7dir === undefined ? { applications: applicationNames(loadApplications().applications) } : {}),
    onProgress: (capture, read, size) => progress.show(capture, read, size),
  });
  progress.clear();
  const manner: Manner = { format, showsPayload: !options['no-payload'], namesCaptures: paths.length > 1 };
  const writer = new Writer(context, manner);
  const explainer = new Explainer(study, budget);
  const shown = flows.slice(0, most);
  for (const flow of shown) await writer.add(flow, explainer);
  const nothing = 'No connection to explain: the captures hold none that --flow takes.';
  await writer.end(flows.length - shown.length, faults.length > 0 ? undefined : nothing);
  return { faults: [...library.errors, ...study.faults, ...faults], warnings: library.warnings };
}

/** Explains connections of the running daemon as they are decided. */
async function explainLive(
  options: Options,
  context: Context,
): Promise<{ readonly faults: readonly Diagnostic[]; readonly warnings: readonly Diagnostic[] }> {
  if (options.most > RECORD_LIMITS.most) {
    throw new Layer7Error({
      code: 'NUMBER_RANGE',
      kind: 'usage',
      message: '"--most" is out of range for live connections',
      given: String(options.most),
      limit: RECORD_LIMITS.most,
      next: `give a whole number from 1 to ${RECORD_LIMITS.most}`,
    });
  }
  requireRoot('explain --live', options);
  const filter = options.flow ?? '';
  parseFlowFilter(filter);
  const runDir = options['run-dir'];
  const { library, budget } = await livePatterns(runDir);
  const study = studyOrRefuse(library);
  const manner: Manner = { format: options.format, showsPayload: options.payload, namesCaptures: false };
  const writer = new Writer(context, manner);
  const explainer = new Explainer(study, budget);
  const { most, seconds } = options;
  for await (const flow of liveFlows(runDir, { filter, most, seconds })) {
    await writer.add(flow, explainer);
  }
  await writer.end(0, `No connection that --flow takes was decided within ${seconds} s.`);
  return { faults: [...library.errors, ...study.faults], warnings: library.warnings };
}

export const explain: Handler<typeof spec.options> = async ({ options, args, context }) => {
  if (options.live === args.length > 0) {
    throw new Layer7Error({
      code: 'USAGE',
      kind: 'usage',
      message: options.live ? 'captures and --live are both given' : 'neither a capture nor --live is given',
      next: 'give captures, or --live',
    });
  }
  const { faults, warnings } = options.live
    ? await explainLive(options, context)
    : await explainCaptures(options, args, context);
  reportFaults(context, faults, warnings);
  return faults.length > 0 ? EXIT_STATUS.input : 0;
};
