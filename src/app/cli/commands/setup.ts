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
import { write, writeJson } from '../output.ts';
import { requireRoot } from '../root.ts';
import type { setup as spec } from '../table/rule-commands.ts';

const STATES = {
  current: 'installed, and up to date',
  outdated: 'installed, but older than this copy of layer7: run "layer7 setup install"',
  foreign: "there is a file of its name that is not layer7's",
  no: 'not installed: run "layer7 setup install"',
} as const;

/** What was done or found, for programs and for people. */
interface Answer {
  readonly document: object;
  readonly text: string;
}

const ACTIONS = {
  build: async (): Promise<Answer> => {
    const folder = join(PROJECT_ROOT, 'extensions');
    mkdirSync(folder, { recursive: true });
    const file = await buildExtension(folder);
    return { document: { built: file }, text: file };
  },
  install: async (): Promise<Answer> => {
    const file = await installExtension();
    return { document: { installed: file }, text: file };
  },
  remove: async (): Promise<Answer> => {
    const removed = await removeExtension();
    return { document: { removed }, text: removed ? 'removed' : 'there was none of layer7' };
  },
  status: async (): Promise<Answer> => {
    const status = await extensionStatus();
    const { installed, folder, missing, next } = status;
    const lines = [`${STATES[installed]}${folder === undefined ? '' : ` (${folder})`}`];
    if (missing.length > 0) lines.push(`to build it, install what is missing: ${next}`);
    return { document: status, text: lines.join('\n') };
  },
} as const;

export const setup: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const [action] = args;
  if (action === 'install' || action === 'remove' || options.install) requireRoot('setup', options);
  if (options.install) {
    const log = new Log(streamSink(context.stderr, options.log));
    ensureRequirements(EXTENSION_REQUIREMENTS, true, (message) => log.info(message));
  }
  const { document, text } = await ACTIONS[action as keyof typeof ACTIONS]();
  if (options.format === 'table') await write(context, `${text}\n`);
  else await writeJson(context, options.format, document);
  return 0;
};
