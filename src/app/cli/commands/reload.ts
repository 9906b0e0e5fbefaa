/** `layer7 reload`. */
import { EXIT_STATUS } from '../../../core/errors.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import type { ReloadReport } from '../../daemon/control-model.ts';
import { Refused } from '../../refused.ts';
import type { Handler } from '../command.ts';
import { reportFaults, tell } from '../faults.ts';
import { write, writeJson } from '../output.ts';
import type { reload as spec } from '../table/daemon-commands.ts';

export const reload: Handler<typeof spec.options> = async ({ options, context }) => {
  try {
    const report = await askDaemon<ReloadReport>(options['run-dir'], 'POST', '/reload');
    reportFaults(context, [], report.warnings);
    if (options.format !== 'table') {
      await writeJson(context, options.format, report);
      return 0;
    }
    const changes = [named('new', report.added), named('gone', report.removed)].filter((text) => text !== '');
    const detail = changes.length === 0 ? '' : ` (${changes.join('; ')})`;
    await write(context, `${report.protocols} protocols are named now${detail}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    reportFaults(context, [error.diagnostic, ...error.others]);
    tell(context, 'the patterns that were in force stay in force');
    return EXIT_STATUS[error.diagnostic.kind];
  }
};

function named(what: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${what}: ${names.join(', ')}`;
}
