/** `layer7 set numpackets|maxdatalen N`. */
import { BUDGET_LIMITS } from '../../../core/classify/budget.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import type { BudgetReport } from '../../daemon/control-model.ts';
import type { Handler } from '../command.ts';
import { write, writeJson } from '../output.ts';
import { parseInteger } from '../parse.ts';
import type { set as spec } from '../table/daemon-commands.ts';

export const set: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const [key, text] = args;
  const range = key === 'numpackets' ? BUDGET_LIMITS.packets : BUDGET_LIMITS.bytes;
  const change = { [key]: parseInteger(key, text, range.min, range.max) };
  const now = await askDaemon<BudgetReport>(options['run-dir'], 'PUT', '/budget', change);
  if (options.format !== 'table') await writeJson(context, options.format, now);
  else await write(context, `numpackets ${now.numpackets}, maxdatalen ${now.maxdatalen}\n`);
  return 0;
};
