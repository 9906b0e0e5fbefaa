/**
 * Reading and writing rules through iptables-save and iptables-restore, with every refusal turned into an
 * error that keeps the program's own words.
 *
 * A restore with `--noflush` changes one table in one step: all lines of it or none. Between reading and
 * writing another program may change the table; then our text no longer fits, the restore fails as a whole,
 * and reading and writing are tried again a few times.
 */

import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { OwnTable } from './iptables-text.ts';
import { findOwn, isEmpty, transition } from './own-rules.ts';
import { parseSave, type SavedRules } from './save-text.ts';
import type { CommandResult, IptablesTools, Netfilter } from './tools.ts';

/** Tables that rules of ours can stand in. */
export const OUR_TABLES = ['raw', 'mangle'] as const;

const ATTEMPTS = 3;
/** Seconds to wait for the lock that iptables programs take. */
const LOCK_SECONDS = '20';

/** Everything that iptables of this kind shows; `tables` limits it to some (and loads them). */
export async function readRules(
  netfilter: Netfilter,
  tools: IptablesTools,
  tables?: readonly string[],
): Promise<SavedRules> {
  const runs: readonly (readonly string[])[] =
    tables === undefined ? [[]] : tables.map((table) => ['-t', table]);
  let text = '';
  for (const args of runs) {
    const result = await netfilter.run(tools.save, ['-c', ...args]);
    if (result.status !== 0) throw refusal(tools.save, result, 'could not read the rules of this machine');
    text += result.stdout;
  }
  return parseSave(text);
}

/**
 * Gives a text to iptables-restore.
 *
 * @throws Layer7Error `RULES_REFUSED` or `RULES_NOT_PERMITTED`.
 */
export async function restore(netfilter: Netfilter, tools: IptablesTools, text: string): Promise<void> {
  const result = await netfilter.run(tools.restore, ['--noflush', '-w', LOCK_SECONDS], text);
  if (result.status === 0) return;
  const line = /line:? (\d+)/.exec(result.stderr)?.[1];
  throw refusal(
    tools.restore,
    result,
    `${tools.restore} refused the rules of layer7`,
    line === undefined ? undefined : text.split('\n')[Number(line) - 1],
  );
}

/**
 * Brings our tables of one family from whatever is there to `wanted`. Tables of ours that `wanted` does not
 * name are emptied.
 *
 * @returns whether anything had to be changed.
 */
export async function moveTo(
  netfilter: Netfilter,
  tools: IptablesTools,
  wanted: readonly OwnTable[],
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const saved = await readRules(netfilter, tools);
    refuseIncompatible(saved, tools, wanted);
    const texts: string[] = [];
    for (const name of OUR_TABLES) {
      const target = wanted.find((table) => table.name === name) ?? { name, chains: [], jumps: [] };
      const text = transition(findOwn(saved, name), target);
      if (text !== undefined) texts.push(text);
    }
    if (texts.length === 0) return false;
    try {
      await restore(netfilter, tools, texts.join(''));
      return true;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      // Nothing changed under our hands: the refusal is meant, and another try would be the same.
      const again = await readRules(netfilter, tools);
      if (sameOwn(saved, again)) throw error;
    }
  }
}

/** A table that iptables-nft cannot put into its own words takes no rules from it either. */
function refuseIncompatible(saved: SavedRules, tools: IptablesTools, wanted: readonly OwnTable[]): void {
  const table = wanted.find(({ name }) => saved.incompatible.includes(name))?.name;
  if (table === undefined) return;
  throw new Layer7Error({
    code: 'TABLE_INCOMPATIBLE',
    kind: 'conflict',
    message: `table ${table} holds chains that were made with nft and that ${tools.save} cannot read`,
    cause: `Table \`${table}' is incompatible, use 'nft' tool.`,
    next: 'move these chains to a table of another name, or put the rules with --iptables legacy',
  });
}

/** What a family holds of ours right now, to return to if need be. */
export async function readOwn(netfilter: Netfilter, tools: IptablesTools): Promise<readonly OwnTable[]> {
  const saved = await readRules(netfilter, tools);
  return OUR_TABLES.map((name) => findOwn(saved, name).own).filter((table) => !isEmpty(table));
}

function sameOwn(a: SavedRules, b: SavedRules): boolean {
  const own = (saved: SavedRules): string =>
    JSON.stringify(OUR_TABLES.map((name) => findOwn(saved, name).own));
  return own(a) === own(b);
}

/** An error out of how a program ended: its own text as the cause, and what to do about the common ones. */
export function refusal(
  program: string,
  result: CommandResult,
  message: string,
  given?: string,
): Layer7Error {
  const cause = result.stderr.trim();
  const denied = /permission denied|not permitted|must be root/i.test(cause);
  let next = 'run "layer7 up --dry-run" to see the rules, and look at the kernel log for the reason';
  if (denied) next = 'run this as root';
  else if (result.missing) next = `${program} is not installed: apt-get install -y iptables`;
  else if (/xtables lock/i.test(cause)) next = 'another program holds the iptables lock; try again';
  else if (/incompatible/i.test(cause))
    next = 'a table was changed with nft; put rules with --iptables legacy';
  else if (/CHAIN_ADD failed/.test(cause)) {
    next = 'a chain made with nft has the name of one of iptables; rename it, or use --iptables legacy';
  } else if (/table does not exist|can't initialize/i.test(cause)) {
    next = 'this kernel lacks the table for this kind of iptables; choose the other with --iptables';
  }
  const diagnostic: Diagnostic = {
    code: denied ? 'RULES_NOT_PERMITTED' : 'RULES_REFUSED',
    kind: denied ? 'permission' : 'environment',
    message,
    next,
    ...(given === undefined ? {} : { given }),
    ...(cause === '' ? {} : { cause }),
  };
  return new Layer7Error(diagnostic);
}
