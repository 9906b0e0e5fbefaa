/** `layer7 show --tables`: the packed tables of a whole set of patterns, or of one protocol, taken apart. */
import { compileProgram } from '../../../core/classify/program.ts';
import { EXIT_STATUS } from '../../../core/errors.ts';
import type { Protocol } from '../../../core/patterns/model.ts';
import { showTables, tablesSections } from '../../../core/workbench/tables.ts';
import type { Patterns } from '../../workbench/patterns.ts';
import type { Context, Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import type { show as spec } from '../table/workbench-commands.ts';

/** `protocols`: those of `library` whose tables are shown. */
export async function writeTables(
  library: Patterns,
  protocols: readonly Protocol[],
  options: Parameters<Handler<typeof spec.options>>[0]['options'],
  context: Context,
): Promise<number> {
  const { program, diagnostics } = compileProgram(protocols, library.limits);
  const { group, format } = options;
  const report = showTables(program, { everything: options.all, ...(group === undefined ? {} : { group }) });
  if (format !== 'table') await writeJson(context, format, report);
  else await writeSections(context, tablesSections(report));
  const faults = [...library.errors, ...diagnostics];
  reportFaults(context, faults, library.warnings);
  return faults.length > 0 ? EXIT_STATUS.input : 0;
}
