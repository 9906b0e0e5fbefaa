/**
 * The programs that stand between layer7 and the machine's rules: iptables in its two kinds, and nft. They
 * are run directly, never through a shell, in the network namespace of this process. Everything that talks
 * to the machine takes a `Run`, so a test can put a failure wherever it wants one.
 *
 * iptables comes as "legacy" (its own tables in the kernel) and as "nft" (the same words, kept by nftables);
 * a machine may have both, each blind to the other's rules. Rules are put where `iptables` itself would put
 * them, unless told otherwise, and are looked for in both.
 */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Layer7Error } from '../../core/errors.ts';
import { FAMILIES, type Family } from './helpers.ts';

/** How a program ended. `status` is −1 when a signal ended it. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The program is not installed. */
  readonly missing: boolean;
}

/** Runs a program with these arguments and this text on its standard input. Never throws. */
export type Run = (file: string, args: readonly string[], input?: string) => Promise<CommandResult>;

const OUTPUT_LIMIT = 256 * 1024 * 1024;
const TIME_LIMIT_MS = 60_000;

/** The real thing. */
export const runCommand: Run = (file, args, input) =>
  new Promise((resolve) => {
    const options = { maxBuffer: OUTPUT_LIMIT, timeout: TIME_LIMIT_MS, encoding: 'utf8' } as const;
    const child = execFile(file, [...args], options, (error, stdout, stderr) => {
      const missing = error?.code === 'ENOENT';
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      const reason = status === -1 && stderr === '' ? (error?.message ?? '') : stderr;
      resolve({ status: missing ? 127 : status, stdout, stderr: reason, missing });
    });
    // A program that ends before it has read everything closes the pipe; its status tells the story.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });

/** The two kinds of iptables. */
export type IptablesKind = 'legacy' | 'nft';
/** Where rules can be put: through iptables of either kind, or as an nftables table of our own. */
export type Backend = IptablesKind | 'nftables';
export type BackendChoice = Backend | 'auto';

/** The programs of one kind for one family. */
export interface IptablesTools {
  readonly kind: IptablesKind;
  readonly family: Family;
  readonly save: string;
  readonly restore: string;
}

/** The netfilter of this machine, as far as layer7 has to know it. */
export interface Netfilter {
  readonly run: Run;
  readonly backend: Backend;
  /** Families that rules can be made for. */
  readonly families: readonly Family[];
  /** Every usable iptables, of both kinds. */
  readonly tools: readonly IptablesTools[];
  readonly hasNft: boolean;
  /** What is absent and what that means, for the user. */
  readonly notes: readonly string[];
  /**
   * Base chains that iptables-nft made for us, kept in memory for the case that another program flushes
   * the rules whose comments say so. Key: `family table chain`.
   */
  readonly made: Map<string, string>;
}

export interface NetfilterOptions {
  readonly backend?: BackendChoice;
  readonly run?: Run;
  /** Whether the kernel speaks IPv6; found out by itself when absent. */
  readonly ipv6?: boolean;
}

const programOf = (family: Family): string => (family === 'ipv4' ? 'iptables' : 'ip6tables');

/** Kind of an iptables program by its `--version`; versions before 1.8 know only one and do not name it. */
async function kindOf(run: Run, program: string): Promise<IptablesKind | undefined> {
  const { status, stdout } = await run(program, ['--version']);
  if (status !== 0) return undefined;
  return stdout.includes('nf_tables') ? 'nft' : 'legacy';
}

/** False when the kernel lacks this kind of iptables altogether. A lack of rights is another matter. */
async function works(run: Run, program: string): Promise<boolean> {
  const { status, stderr } = await run(program, []);
  return status === 0 || /permission denied|not permitted|must be root/i.test(stderr);
}

/**
 * Looks at which programs are installed and decides where rules go.
 *
 * @throws Layer7Error `IPTABLES_MISSING` when there is nothing to put rules with, or not what was asked for.
 */
export async function openNetfilter(options: NetfilterOptions = {}): Promise<Netfilter> {
  const run = options.run ?? runCommand;
  const choice = options.backend ?? 'auto';
  const ipv6 = options.ipv6 ?? existsSync('/proc/net/if_inet6');
  const notes: string[] = [];
  const tools: IptablesTools[] = [];
  for (const family of FAMILIES) {
    if (family === 'ipv6' && !ipv6) continue;
    const plain = programOf(family);
    for (const kind of ['legacy', 'nft'] as const) {
      const named = `${plain}-${kind}`;
      const program =
        (await kindOf(run, named)) === kind ? named : (await kindOf(run, plain)) === kind ? plain : undefined;
      if (program === undefined || !(await works(run, `${program}-save`))) continue;
      tools.push({ kind, family, save: `${program}-save`, restore: `${program}-restore` });
    }
  }
  const hasNft = (await run('nft', ['--version'])).status === 0;
  const backend = choice === 'auto' ? ((await kindOf(run, 'iptables')) ?? 'nftables') : choice;

  if (backend === 'nftables') {
    if (!hasNft) throw missingTools(choice === 'auto' ? 'iptables' : 'nft');
    const families = FAMILIES.filter((family) => family === 'ipv4' || ipv6);
    return { run, backend, families, tools, hasNft, notes, made: new Map() };
  }
  const families = FAMILIES.filter((family) =>
    tools.some((tool) => tool.kind === backend && tool.family === family),
  );
  if (!families.includes('ipv4')) throw missingTools(choice === 'auto' ? 'iptables' : `iptables-${backend}`);
  if (!ipv6) notes.push('this kernel has no IPv6: only IPv4 connections are named');
  else if (!families.includes('ipv6')) {
    notes.push('ip6tables is not installed: only IPv4 connections are named');
  }
  return { run, backend, families, tools, hasNft, notes, made: new Map() };
}

function missingTools(program: string): Layer7Error {
  return new Layer7Error({
    code: 'IPTABLES_MISSING',
    kind: 'environment',
    message: `${program} is not installed, so no rule can be set`,
    next: `install it: apt-get install -y ${program === 'nft' ? 'nftables' : 'iptables'}`,
  });
}

/** The programs for a family and kind, if there are any. */
export function toolsFor(
  netfilter: Netfilter,
  family: Family,
  kind: IptablesKind,
): IptablesTools | undefined {
  return netfilter.tools.find((tool) => tool.family === family && tool.kind === kind);
}
