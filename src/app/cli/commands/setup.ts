/** `layer7 setup`: the iptables extension. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildExtension,
  extensionStatus,
  installExtension,
  removeExtension,
} from '../../../linux/netfilter/extension.ts';
import { Log, streamSink } from '../../log.ts';
import { EXTENSION_REQUIREMENTS, ensureRequirements } from '../../setup/packages.ts';
import { PROJECT_ROOT } from '../../version.ts';
import type { Handler } from '../command.ts';
import { write } from '../output.ts';
import { requireRoot } from '../root.ts';
import type { setup as spec } from '../table/rule-commands.ts';

const STATES = {
  current: 'installed, and up to date',
  outdated: 'installed, but older than this copy of layer7: run "layer7 setup install"',
  foreign: "there is a file of its name that is not layer7's",
  no: 'not installed: run "layer7 setup install"',
} as const;

export const setup: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const [action] = args;
  if (action === 'install' || action === 'remove' || options.install) requireRoot('setup', options);
  if (options.install) {
    const log = new Log(streamSink(context.stderr, options.log));
    ensureRequirements(EXTENSION_REQUIREMENTS, true, (message) => log.info(message));
  }
  switch (action) {
    case 'build': {
      const folder = join(PROJECT_ROOT, 'extensions');
      mkdirSync(folder, { recursive: true });
      await write(context, `${await buildExtension(folder)}\n`);
      return 0;
    }
    case 'install':
      await write(context, `${await installExtension()}\n`);
      return 0;
    case 'remove':
      await write(context, (await removeExtension()) ? 'removed\n' : 'there was none of layer7\n');
      return 0;
    default: {
      const { installed, folder, missing, next } = await extensionStatus();
      const lines = [`${STATES[installed]}${folder === undefined ? '' : ` (${folder})`}`];
      if (missing.length > 0) lines.push(`to build it, install what is missing: ${next}`);
      await write(context, `${lines.join('\n')}\n`);
      return 0;
    }
  }
};
