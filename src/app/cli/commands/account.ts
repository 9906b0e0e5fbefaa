/** `layer7 account check`: do the accounts add up? */
import { accountCheckText } from '../../../core/accounting/adding-up-text.ts';
import { DOES_NOT_HOLD } from '../../../core/errors.ts';
import { WIDTH } from '../../../core/workbench/layout.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import type { CheckReport } from '../../daemon/control-model.ts';
import type { Handler } from '../command.ts';
import { write, writeJson } from '../output.ts';
import type { account as spec } from '../table/accounting-commands.ts';

/** How much longer than the check itself the answer may take, in milliseconds. */
const PATIENCE = 60_000;

export const account: Handler<typeof spec.options> = async ({ options, context }) => {
  const { seconds } = options;
  const patience = seconds * 1000 + PATIENCE;
  const report = await askDaemon<CheckReport>(options['run-dir'], 'POST', '/check', { seconds }, patience);
  if (options.format !== 'table') await writeJson(context, options.format, report);
  else await write(context, `${accountCheckText(report, context.columns ?? WIDTH).join('\n')}\n`);
  return report.holds ? 0 : DOES_NOT_HOLD;
};
