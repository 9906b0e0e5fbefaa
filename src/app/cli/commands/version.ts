/** `layer7 version`. */
import { version as ownVersion } from '../../version.ts';
import type { Handler } from '../command.ts';
import { write } from '../output.ts';
import type { version as command } from '../table/help-commands.ts';

export const version: Handler<typeof command.options> = async ({ context }) => {
  await write(context, `layer7 ${ownVersion()} (Node.js ${process.versions.node})\n`);
  return 0;
};
