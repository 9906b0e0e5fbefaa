/** `layer7 iptables …` and `layer7 ip6tables …`: the same words, for machines without the extension. */
import { spawnSync } from 'node:child_process';
import { Layer7Error } from '../../../core/errors.ts';
import { markField } from '../../../linux/netfilter/mark-field.ts';
import { translateArguments } from '../../../linux/netfilter/translate.ts';
import { withReserved } from '../../daemon/announcements.ts';
import { namesOf } from '../../daemon/known-names.ts';
import { DEFAULT_RUN_DIR } from '../../daemon/places.ts';
import type { Context, Handler, OptionTable } from '../command.ts';
import { write } from '../output.ts';

interface OwnOptions {
  readonly runDir: string;
  readonly dryRun: boolean;
  /** What is for iptables. */
  readonly rest: readonly string[];
}

/** Takes `--run-dir DIR` and `--dry-run` off the front. */
function ownOptions(words: readonly string[]): OwnOptions {
  let runDir: string = DEFAULT_RUN_DIR;
  let dryRun = false;
  let at = 0;
  for (; at < words.length; at++) {
    const [name, value] = (words[at] ?? '').split(/=(.*)/s, 2);
    if (name === '--dry-run') dryRun = true;
    else if (name === '--run-dir') runDir = value ?? words[++at] ?? '';
    else break;
  }
  return { runDir, dryRun, rest: words.slice(at) };
}

/** A word as a shell needs it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./!-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

async function run(program: string, words: readonly string[], context: Context): Promise<number> {
  const { runDir, dryRun, rest } = ownOptions(words);
  const file = namesOf(runDir);
  const translated = translateArguments(rest, {
    ...file,
    mark: markField(file.mask),
    ids: withReserved(file.ids),
    l7dir: file.l7dir ?? '-',
  });
  const { commands, restore } = 'commands' in translated ? translated : { commands: [translated] };
  if (dryRun) {
    for (const args of commands) await write(context, `${[program, ...args].map(quoted).join(' ')}\n`);
    return 0;
  }
  // The rules of a group come and go in one step.
  if (restore !== undefined) return execute(`${program}-restore`, ['--noflush', '-w'], restore);
  for (const args of commands) {
    const status = execute(program, args);
    if (status !== 0) return status;
  }
  return 0;
}

function execute(program: string, args: readonly string[], input?: string): number {
  const stdio = [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'] as const;
  const { status, signal, error } = spawnSync(program, [...args], {
    stdio: [...stdio],
    ...(input === undefined ? {} : { input }),
  });
  if (error !== undefined) {
    throw new Layer7Error({
      code: 'IPTABLES_MISSING',
      kind: 'environment',
      message: `${program} could not be run`,
      cause: error.message,
      next: 'run "apt-get install -y iptables" as root',
    });
  }
  return signal === null ? (status ?? 1) : 1;
}

export const iptables: Handler<OptionTable> = ({ args, context }) => run('iptables', args, context);

export const ip6tables: Handler<OptionTable> = ({ args, context }) => run('ip6tables', args, context);
