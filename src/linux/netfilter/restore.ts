/**
 * Reading and writing rules through iptables-save and iptables-restore, with every refusal turned into an
 * error that keeps the program's own words.
 *
 * A restore with `--noflush` changes one table in one step: all lines of it or none. Between reading and
 * writing another program may change the table; then our text no longer fits, the restore fails as a whole,
 * and reading and writing are tried again a few times.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { OwnTable } from './iptables-text.ts';
import { DAEMON_RULES, findOwn, isEmpty, type RuleOwner, transition } from './own-rules.ts';
import { parseSave, type SavedRules } from './save-text.ts';
import type { CommandResult, IptablesTools, Netfilter } from './tools.ts';

const ATTEMPTS = 5;
/** Before another attempt, in milliseconds. */
const PAUSE_MS = 50;
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

/** What is wanted of an owner's tables, where need be as it follows from what is on the machine. */
export type Wanted = readonly OwnTable[] | ((saved: SavedRules) => readonly OwnTable[]);

/**
 * Brings an owner's tables of one family from whatever is there to `wanted`. Tables of the owner that
 * `wanted` does not name are emptied.
 *
 * @returns whether anything had to be changed.
 */
export async function moveTo(
  netfilter: Netfilter,
  tools: IptablesTools,
  wanted: Wanted,
  owner = DAEMON_RULES,
): Promise<boolean> {
  let refused: { readonly text: string; readonly error: unknown } | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const saved = await readRules(netfilter, tools);
    const tables = typeof wanted === 'function' ? wanted(saved) : wanted;
    refuseIncompatible(saved, tools, tables);
    const texts: string[] = [];
    for (const name of owner.tables) {
      const target = tables.find((table) => table.name === name) ?? { name, chains: [], jumps: [] };
      const text = transition(findOwn(saved, name, owner), target, owner);
      if (text !== undefined) texts.push(text);
    }
    if (texts.length === 0) return false;
    const text = texts.join('');
    try {
      await restore(netfilter, tools, text);
      return true;
    } catch (error) {
      // The same text, refused again: the refusal is meant. Once may be chance, since others' rules come and go.
      if (text === refused?.text) throw refused.error;
      if (attempt === ATTEMPTS) throw error;
      refused = { text, error };
      await sleep(PAUSE_MS);
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

/** What a family holds of an owner right now, to return to if need be. */
export async function readOwn(
  netfilter: Netfilter,
  tools: IptablesTools,
  owner = DAEMON_RULES,
): Promise<readonly OwnTable[]> {
  return ownIn(await readRules(netfilter, tools), owner);
}

/** The tables that hold something of an owner. */
export function ownIn(saved: SavedRules, owner: RuleOwner): readonly OwnTable[] {
  return owner.tables.map((name) => findOwn(saved, name, owner).own).filter((table) => !isEmpty(table));
}

/** What to throw when the rules were loaded and some are not there. */
export function rulesNotThere(tools: IptablesTools, missing: readonly string[]): Layer7Error {
  return new Layer7Error({
    code: 'RULES_NOT_VERIFIED',
    kind: 'environment',
    message: `${tools.restore} reported success, but not all rules are there: ${missing.join(', ')}`,
    next: 'another program may change the rules at the same time; look for it and try again',
  });
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
  let next =
    'see the rules with "layer7 up --dry-run" or "layer7 policy plan", and look at the kernel log for the reason';
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
