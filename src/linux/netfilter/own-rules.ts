/**
 * Telling our rules from everybody else's, and getting from one state of ours to another in one transaction.
 * The owners of rules are the daemon, the policy and a check of the accounts, and each leaves the others'
 * alone: an owner is known by the names of its chains and by how its comments begin. A rule of the daemon
 * has a comment that begins with `layer7:` and stands in, or leads to, a chain whose name begins with LAYER7.
 * Everything else is foreign and is never changed.
 *
 * `transition` is the only writer. Applying, renewing on top of a crashed run, removing and rolling back are
 * all "from what is there to what is wanted", and differ only in what is wanted:
 *
 *     what iptables-save shows ──findOwn──► { ours, foreign } ──transition(wanted)──► text for iptables-restore
 */

import { CHAIN_PREFIX, POLICY_COMMENT } from '../../core/policy/rendering.ts';
import { COMMENT_PREFIX, fillLines, type OwnTable } from './iptables-text.ts';
import { optionValue, type SavedRule, type SavedRules, targetOf } from './save-text.ts';

/** Who puts rules on the machine. */
export interface RuleOwner {
  readonly chain: RegExp;
  /** What the comment of each of its rules begins with. */
  readonly comment: string;
  /** Tables in which its rules can stand. */
  readonly tables: readonly string[];
}

/** The rules of `layer7 up`. */
export const DAEMON_RULES: RuleOwner = {
  chain: /^LAYER7(?:_(?!CHECK$)[A-Z0-9]+)?$/,
  comment: COMMENT_PREFIX,
  tables: ['raw', 'mangle'],
};

/** The rules of `layer7 account check` (`untracked-rules.ts`); those of a broken one go with the daemon's. */
export const CHECK_RULES: RuleOwner = {
  chain: /^LAYER7_CHECK$/,
  comment: `${COMMENT_PREFIX} check `,
  tables: ['mangle'],
};

/** The rules of `layer7 policy apply`. */
export const POLICY_RULES: RuleOwner = {
  chain: new RegExp(`^${CHAIN_PREFIX}`),
  comment: POLICY_COMMENT,
  tables: ['mangle', 'filter'],
};

/** What one table holds of ours, and what of others is tied to it. */
export interface FoundTable {
  readonly own: OwnTable;
  /** Rules without our comment inside our chains, or leading to them. */
  readonly foreign: readonly SavedRule[];
}

export function isOwnChain(name: string | undefined, owner = DAEMON_RULES): boolean {
  return name !== undefined && owner.chain.test(name);
}

function hasOwnComment(rule: SavedRule, owner: RuleOwner): boolean {
  return optionValue(rule, '--comment')?.startsWith(owner.comment) ?? false;
}

/** True for a rule that layer7 put there. */
export function isOwnRule(rule: SavedRule, owner = DAEMON_RULES): boolean {
  const tied = isOwnChain(rule.chain, owner) || isOwnChain(targetOf(rule), owner);
  return tied && hasOwnComment(rule, owner);
}

/** True for a rule of any owner, and for any rule in an owner's chain. */
export function isAnyOwners(rule: SavedRule): boolean {
  return [DAEMON_RULES, POLICY_RULES, CHECK_RULES].some(
    (owner) => isOwnChain(rule.chain, owner) || isOwnRule(rule, owner),
  );
}

/** Finds everything of an owner in one table; an absent table holds nothing. */
export function findOwn(saved: SavedRules, table: string, owner = DAEMON_RULES): FoundTable {
  const chains: { name: string; rules: string[] }[] = [];
  const jumps: { chain: string; position: number; rule: string }[] = [];
  const foreign: SavedRule[] = [];
  for (const chain of saved.tables.get(table)?.chains.values() ?? []) {
    const inside = isOwnChain(chain.name, owner) && chain.policy === '-';
    if (inside) {
      chains.push({
        name: chain.name,
        rules: chain.rules.filter((rule) => hasOwnComment(rule, owner)).map((rule) => rule.spec),
      });
    }
    for (const rule of chain.rules) {
      const leads = isOwnChain(targetOf(rule), owner);
      const own = hasOwnComment(rule, owner);
      if (!inside && leads && own) {
        jumps.push({ chain: chain.name, position: rule.number, rule: rule.spec });
      }
      if ((inside || leads) && !own) foreign.push(rule);
    }
  }
  return { own: { name: table, chains, jumps }, foreign };
}

/** True when nothing of ours is there. */
export function isEmpty(table: OwnTable): boolean {
  return table.chains.length === 0 && table.jumps.length === 0;
}

/**
 * The restore text that turns what `found` holds into `wanted`, in one transaction; `undefined` when there
 * is nothing to do. Old jumps go by their full text, never by number, so a rule that somebody inserted in
 * the meantime cannot be hit: the transaction fails instead and is tried again.
 *
 * A chain that foreign rules stand in, or lead to, is emptied of our rules and stays.
 */
export function transition(found: FoundTable, wanted: OwnTable, owner = DAEMON_RULES): string | undefined {
  if (isEmpty(found.own) && isEmpty(wanted)) return undefined;
  const kept = new Set(wanted.chains.map((chain) => chain.name));
  const shared = new Set<string>();
  const occupied = new Set<string>();
  for (const rule of found.foreign) {
    const target = targetOf(rule);
    if (isOwnChain(target, owner)) shared.add(target!);
    if (isOwnChain(rule.chain, owner)) occupied.add(rule.chain);
  }

  const lines = [`*${found.own.name}`];
  // A header line makes a chain, or empties the one that is there.
  for (const chain of wanted.chains) {
    if (!occupied.has(chain.name)) lines.push(`:${chain.name} - [0:0]`);
  }
  for (const chain of found.own.chains) {
    if (!occupied.has(chain.name) && !kept.has(chain.name)) lines.push(`:${chain.name} - [0:0]`);
  }
  for (const chain of found.own.chains) {
    if (occupied.has(chain.name)) lines.push(...chain.rules.map((rule) => `-D ${chain.name} ${rule}`));
  }
  for (const jump of found.own.jumps) lines.push(`-D ${jump.chain} ${jump.rule}`);
  lines.push(...fillLines(wanted));
  for (const chain of found.own.chains) {
    const stays = kept.has(chain.name) || occupied.has(chain.name) || shared.has(chain.name);
    if (!stays) lines.push(`-X ${chain.name}`);
  }
  lines.push('COMMIT');
  return `${lines.join('\n')}\n`;
}

/**
 * What of `wanted` is not on the machine, in words; empty when all of it is. Rules are compared by chain,
 * order and comment, not letter by letter: versions of iptables print options differently.
 */
export function missingFrom(found: OwnTable, wanted: OwnTable): readonly string[] {
  const missing: string[] = [];
  for (const chain of wanted.chains) {
    const there = found.chains.find((candidate) => candidate.name === chain.name);
    if (there === undefined) missing.push(`chain ${chain.name} of table ${wanted.name}`);
    else if (comments(there.rules) !== comments(chain.rules)) {
      missing.push(`rules of chain ${chain.name} of table ${wanted.name}`);
    }
  }
  for (const jump of wanted.jumps) {
    const there = found.jumps.some(
      (candidate) => candidate.chain === jump.chain && note(candidate.rule) === note(jump.rule),
    );
    if (!there) missing.push(`jump from ${jump.chain} of table ${wanted.name}`);
  }
  return missing;
}

function comments(rules: readonly string[]): string {
  return rules.map(note).join('\n');
}

/** The comment of a rule text without the remark that only says what layer7 had to make. */
function note(rule: string): string {
  const comment = /--comment "((?:[^"\\]|\\.)*)"/.exec(rule)?.[1] ?? '';
  return comment.replace(/ \[.*\]$/, '');
}
