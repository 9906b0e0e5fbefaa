/** `layer7 help [COMMAND]`. */
import type { Handler } from '../command.ts';
import { commandHelp, generalHelp } from '../help.ts';
import { write } from '../output.ts';
import { parseCommandLine } from '../parse.ts';
import type { help as command } from '../table/help-commands.ts';
import { COMMANDS } from '../table.ts';

export const help: Handler<typeof command.options> = async ({ args, context }) => {
  const parsed = parseCommandLine(args.length === 0 ? [] : [args[0], '--help'], COMMANDS);
  const named = parsed.kind === 'help' ? parsed.command : undefined;
  await write(context, named === undefined ? generalHelp(COMMANDS) : commandHelp(named));
  return 0;
};
