/** `layer7 lint`: patterns → what is wrong with them. */
import { DOES_NOT_HOLD, EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { checkGates, type Gates, lintLibrary } from '../../../core/workbench/lint.ts';
import { lintJson } from '../../../core/workbench/lint-json.ts';
import { lintSections } from '../../../core/workbench/lint-text.ts';
import { loadPatterns, refuseNothing } from '../../workbench/patterns.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { lint as spec } from '../table/workbench-commands.ts';

/** A probability, written as a number up to 1 or in per cent. */
export function parseProbability(text: string): number {
  const parts = /^([0-9]*\.?[0-9]+(?:e-?[0-9]+)?)\s*(%?)$/i.exec(text);
  const value = parts === null ? Number.NaN : Number(parts[1]) / (parts[2] === '%' ? 100 : 1);
  if (value >= 0 && value <= 1) return value;
  throw new Layer7Error({
    code: 'USAGE',
    kind: 'usage',
    message: 'this is no probability',
    given: text,
    next: 'write a number from 0 to 1, or per cent: 0.001 and 0.1% are the same',
  });
}

export const lint: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const overmatch = options['max-overmatch'];
  const maxBytes = options['max-bytes'];
  const gates: Gates = {
    noShadow: options['no-shadow'],
    ...(overmatch === undefined ? {} : { maxOvermatch: parseProbability(overmatch) }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  };
  const library = loadPatterns({ files: args, ...options });
  refuseNothing(library);
  const progress = progressLine(context);
  const report = lintLibrary(
    library.protocols,
    library.errors,
    (done, total) => progress.show('comparing pairs', done, total),
    library.limits,
  );
  progress.clear();
  const failures = checkGates(report, gates);
  if (options.format !== 'table') await writeJson(context, options.format, lintJson(report, failures));
  else await writeSections(context, lintSections(report, failures, { everything: options.all }));
  reportFaults(context, [], library.warnings);
  if (report.faults.length > 0) return EXIT_STATUS.input;
  return failures.length > 0 ? DOES_NOT_HOLD : 0;
};
