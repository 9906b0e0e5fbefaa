/**
 * A network namespace for one test file: made with a name of its own, removed when the tests are over, so
 * that rules, addresses and qdiscs of a test never meet those of the machine. `run` is the product's own
 * `Run`, with every program started inside.
 */

import { existsSync } from 'node:fs';
import { after } from 'node:test';
import { type CommandResult, type Run, runCommand } from '../../../src/linux/netfilter/tools.ts';

let made = 0;

export interface Namespace {
  readonly name: string;
  readonly run: Run;
  /** Runs a program that must succeed, and returns what it printed. */
  readonly ok: (file: string, ...args: readonly string[]) => Promise<string>;
  /** Like `ok`, with a text on standard input. */
  readonly feed: (text: string, file: string, ...args: readonly string[]) => Promise<string>;
}

/** Why namespaces cannot be made here; undefined where they can. */
export function namespaceTrouble(): string | undefined {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  if (!existsSync('/usr/sbin/iptables-legacy')) return 'iptables is not installed';
  return undefined;
}

/** Makes a namespace. `env` is given to every program that runs in it. */
export async function makeNamespace(env: Readonly<Record<string, string>> = {}): Promise<Namespace> {
  made += 1;
  const name = `l7t-${process.pid}-${made}`;
  const add = await runCommand('ip', ['netns', 'add', name]);
  if (add.status !== 0) throw new Error(`ip netns add: ${add.stderr}`);
  const settings = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  const run: Run = (file, args, input) =>
    runCommand('ip', ['netns', 'exec', name, 'env', ...settings, file, ...args], input);
  const must = (result: CommandResult, file: string, args: readonly string[]): string => {
    if (result.status === 0) return result.stdout;
    throw new Error(`${file} ${args.join(' ')}: ${result.stderr}`);
  };
  const feed = async (text: string, file: string, ...args: readonly string[]): Promise<string> =>
    must(await run(file, args, text), file, args);
  const ok = (file: string, ...args: readonly string[]): Promise<string> => feed('', file, ...args);
  after(async () => {
    await runCommand('ip', ['netns', 'del', name]);
  });
  await ok('ip', 'link', 'set', 'lo', 'up');
  return { name, run, ok, feed };
}

/** A listing without the lines that change by themselves: dates and the counters of built-in chains. */
export function stable(listing: string): string {
  return listing
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replace(/^(:\S+ \S+) \[\d+:\d+\]$/, '$1'))
    .join('\n');
}

/**
 * Every rule of a namespace, as all four iptables and nft show it. Labels are left out: whether they are shown by
 * name or number depends on files of the whole machine, which another daemon may write at the same time.
 */
export async function everything(namespace: Namespace): Promise<string> {
  const parts: string[] = [];
  for (const kind of ['legacy', 'nft']) {
    for (const program of ['iptables', 'ip6tables']) {
      parts.push(`${program}-${kind}\n${stable(await namespace.ok(`${program}-${kind}-save`))}`);
    }
  }
  parts.push(await namespace.ok('nft', 'list', 'ruleset'));
  return parts.join('\n').replaceAll(/(--label|ct label set) \S+/g, '$1 …');
}
