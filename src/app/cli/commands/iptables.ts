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
  const names = namesOf(runDir);
  const args = translateArguments(rest, {
    mark: markField(names.mask),
    ids: withReserved(names.ids),
    l7dir: names.l7dir ?? '-',
  });
  if (dryRun) {
    await write(context, `${[program, ...args].map(quoted).join(' ')}\n`);
    return 0;
  }
  const { status, signal, error } = spawnSync(program, [...args], { stdio: 'inherit' });
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
