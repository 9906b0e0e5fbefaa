/** `layer7 diff`: captures named twice, before and after a change → which connections move. */
import { readLimits } from '../../../core/automata/read-limits.ts';
import type { Program } from '../../../core/classify/program.ts';
import { type Diagnostic, DOES_NOT_HOLD, EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import { movesOf, VerdictComparer } from '../../../core/workbench/verdict-diff.ts';
import { diffJson, diffSections } from '../../../core/workbench/verdict-diff-text.ts';
import { type ReplayOptions, replayFile } from '../../../linux/planes/replay.ts';
import { captureFault } from '../../capture-fault.ts';
import { DEFAULT_STATE_DIR } from '../../daemon/places.ts';
import { type PreparedLibrary, prepareLibrary, refuseUsageErrors } from '../../library/prepare.ts';
import { cacheFolder } from '../../library/program-cache.ts';
import { diagnosticOf } from '../../log.ts';
import { captureLabels } from '../../workbench/capture-labels.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { diff as spec } from '../table/workbench-commands.ts';

/** Refuses names that neither library knows: they could never change. */
function checkNames(names: readonly string[], programs: readonly Program[]): void {
  const known = new Set([...programs.flatMap(({ protocols }) => protocols), 'unknown', 'unset', 'any']);
  for (const name of names) {
    if (known.has(name)) continue;
    throw new Layer7Error({
      code: 'DIFF_NAME_UNKNOWN',
      kind: 'usage',
      message: `--fail-on-change: neither set of patterns has "${name}"`,
      given: name,
      next: didYouMean(name, known) ?? '`layer7 protocols` lists the names; "any" stands for all',
    });
  }
}

export const diff: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const cache = cacheFolder(DEFAULT_STATE_DIR, context.env);
  const limits = readLimits(options.limit);
  const prepare = (
    folder: string | undefined,
    order: readonly string[] | undefined,
  ): PreparedLibrary & { readonly program: Program } => {
    const library = prepareLibrary({ folder, order, variant: options.dialect, limits }, cache);
    refuseUsageErrors(library.errors);
    return library;
  };
  const before = prepare(options.old, options['old-protocols']);
  const after = prepare(options.new, options['new-protocols']);
  const names = options['fail-on-change'] ?? [];
  checkNames(names, [before.program, after.program]);
  const faults: Diagnostic[] = [...before.errors, ...after.errors];
  const comparer = new VerdictComparer();
  const progress = progressLine(context);
  const labels = captureLabels(args);
  const read = (program: Program, options: Omit<ReplayOptions, 'onFlow'>, isFirst: boolean): void => {
    for (const path of args) {
      const capture = labels.get(path)!;
      try {
        const result = replayFile(path, program, {
          ...options,
          onProgress: (done, size) => progress.show(capture, done, size),
          onFlow: (report) => (isFirst ? comparer.before(capture, report) : comparer.after(capture, report)),
        });
        const fault = captureFault(path, result);
        if (fault !== undefined && isFirst) faults.push(fault);
      } catch (error) {
        if (!(error instanceof Layer7Error)) throw error;
        if (isFirst) faults.push(diagnosticOf(error));
      }
      progress.clear();
    }
  };
  const budget = (packets: number, bytes: number): Omit<ReplayOptions, 'onFlow'> => ({
    budget: { packets, bytes },
  });
  read(before.program, budget(options['old-packets'], options['old-bytes']), true);
  comparer.turn();
  read(after.program, budget(options['new-packets'], options['new-bytes']), false);

  const result = comparer.result();
  if (options.format !== 'table') await writeJson(context, options.format, diffJson(result));
  else await writeSections(context, diffSections(result, { everything: options.all }));
  reportFaults(context, faults);
  if (faults.length > 0) return EXIT_STATUS.input;
  return movesOf(result, names).length > 0 ? DOES_NOT_HOLD : 0;
};
