/**
 * What iptables-nft makes beside our rules. In nftables a base chain such as `mangle FORWARD`, and the table
 * around it, exist only once somebody has put a rule there. To leave the machine as it was found, layer7
 * writes into the comment of each of its jumps what had to be made for it, and removes exactly that again,
 * if by then nobody else uses it. The legacy kind has all chains of a table or none; once loaded, a table
 * stays until the network namespace ends.
 */

import type { Family } from './helpers.ts';
import type { OwnTable } from './iptables-text.ts';
import { DAEMON_RULES, POLICY_RULES, type RuleOwner } from './own-rules.ts';
import { ownIn, readRules, refusal, restore } from './restore.ts';
import type { Jump } from './rule-model.ts';
import type { SavedRules } from './save-text.ts';
import type { IptablesTools, Netfilter } from './tools.ts';

const MADE_CHAIN = ' [layer7 made this chain]';
const MADE_TABLE = ' [layer7 made this table]';

/** How often something is tried that others may have changed meanwhile. */
const MOST_ATTEMPTS = 5;

/** Chains that our rules jump from. */
const HOOKS: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'FORWARD', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['FORWARD', 'INPUT', 'OUTPUT'],
};

function remarkIn(rule: string): string {
  return [MADE_TABLE, MADE_CHAIN].find((remark) => rule.includes(remark)) ?? '';
}

interface NftObject {
  readonly family?: string;
  readonly name?: string;
  readonly table?: string;
  readonly chain?: string;
  readonly hook?: string;
  readonly policy?: string;
}
type NftEntry = Readonly<Record<string, NftObject>>;

const nftFamily = (family: Family): string => (family === 'ipv4' ? 'ip' : 'ip6');

async function list(netfilter: Netfilter, args: readonly string[]): Promise<readonly NftEntry[] | undefined> {
  const result = await netfilter.run('nft', ['-j', 'list', ...args]);
  if (result.status !== 0) return undefined;
  return (JSON.parse(result.stdout) as { readonly nftables: readonly NftEntry[] }).nftables;
}

/** Tables and chains that nftables holds of a family, as `ip mangle` and `ip mangle FORWARD`. */
async function existingChains(
  netfilter: Netfilter,
  family: Family,
): Promise<ReadonlySet<string> | undefined> {
  const tables = await list(netfilter, ['tables', nftFamily(family)]);
  const chains = await list(netfilter, ['chains', nftFamily(family)]);
  if (tables === undefined || chains === undefined) return undefined;
  const names = new Set<string>();
  for (const { table } of tables) if (table !== undefined) names.add(`${table.family} ${table.name}`);
  for (const { chain } of chains) {
    if (chain !== undefined) names.add(`${chain.family} ${chain.table} ${chain.name}`);
  }
  return names;
}

/** What there is of a family at one moment. */
export interface Survey {
  readonly saved: SavedRules;
  /** Tables and chains; undefined where the kind has them all by itself. */
  readonly existing: ReadonlySet<string> | undefined;
}

/**
 * Rules and chains as they were together. The other owner may come or go between two commands; then what was
 * made would be told by nobody, so it is looked at again until nothing has changed meanwhile.
 */
export async function survey(netfilter: Netfilter, tools: IptablesTools): Promise<Survey> {
  const look = async (): Promise<ReadonlySet<string> | undefined> =>
    tools.kind === 'nft' && netfilter.hasNft ? await existingChains(netfilter, tools.family) : undefined;
  let existing = await look();
  for (let attempts = 1; ; attempts++) {
    const saved = await readRules(netfilter, tools);
    const after = await look();
    const isSame = after?.size === existing?.size && [...(after ?? [])].every((name) => existing?.has(name));
    if (isSame || attempts === MOST_ATTEMPTS) return { saved, existing: after };
    existing = after;
  }
}

/**
 * The remark for each jump: what was made for it, now or earlier. The daemon and the policy use the same
 * chains and each may outlive the other, so each also says what was made for the other: whoever goes last
 * removes it. What there is must be surveyed before anything is changed.
 */
export function remarksFor(
  netfilter: Netfilter,
  family: Family,
  { saved, existing }: Survey,
): (table: string, jump: Pick<Jump, 'chain'>) => string {
  for (const owner of [DAEMON_RULES, POLICY_RULES]) recallRemarks(netfilter, family, ownIn(saved, owner));
  return (table, jump) => {
    const key = `${family} ${table} ${jump.chain}`;
    let remark = netfilter.made.get(key) ?? '';
    if (remark === '' && existing !== undefined) {
      const place = `${nftFamily(family)} ${table}`;
      if (!existing.has(place)) remark = MADE_TABLE;
      else if (!existing.has(`${place} ${jump.chain}`)) remark = MADE_CHAIN;
    }
    if (remark !== '') netfilter.made.set(key, remark);
    return remark;
  };
}

/**
 * Remembers what the comments of these jumps say, before the jumps are removed. Where the whole table was
 * made for us, so were all chains in it that we jump from, also one whose jump somebody has flushed.
 */
export function recallRemarks(netfilter: Netfilter, family: Family, found: readonly OwnTable[]): void {
  for (const table of found) {
    const remarks = table.jumps.map(({ chain, rule }) => ({ chain, remark: remarkIn(rule) }));
    if (remarks.some(({ remark }) => remark === MADE_TABLE)) {
      for (const chain of HOOKS[table.name] ?? []) {
        netfilter.made.set(`${family} ${table.name} ${chain}`, MADE_TABLE);
      }
    }
    for (const { chain, remark } of remarks) {
      if (remark !== '') netfilter.made.set(`${family} ${table.name} ${chain}`, remark);
    }
  }
}

/** The text of a rule, with this remark in its comment in place of another. */
export function withRemark(rule: string, remark: string): string {
  const plain = rule.replace(MADE_TABLE, '').replace(MADE_CHAIN, '');
  return plain.replace(/(--comment "(?:[^"\\]|\\.)*)"/, (_, start: string) => `${start}${remark}"`);
}

/**
 * When the rules of an owner are gone: removes what was made for them, or tells `heir`, the other owner, of
 * what that one uses. It knows already, unless it came while the rules were going.
 */
export async function leaveMade(netfilter: Netfilter, tools: IptablesTools, heir: RuleOwner): Promise<void> {
  const mine = [...netfilter.made.keys()].filter((key) => key.startsWith(`${tools.family} `));
  if (mine.length === 0) return;
  await removeMade(netfilter, tools.family);
  await handOver(netfilter, tools, heir);
  // The heir may have gone in this very moment.
  await removeMade(netfilter, tools.family);
  for (const key of mine) netfilter.made.delete(key);
}

/** Writes into the jumps of the heir what was made for us; only their counters begin anew, which nobody reads. */
async function handOver(netfilter: Netfilter, tools: IptablesTools, heir: RuleOwner): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    const text = ownIn(await readRules(netfilter, tools), heir)
      .map((table) => handOverText(netfilter, tools.family, table))
      .join('');
    if (text === '') return;
    try {
      await restore(netfilter, tools, text);
      return;
    } catch (error) {
      // It may have changed its rules in this moment.
      if (attempts === MOST_ATTEMPTS) throw error;
    }
  }
}

function handOverText(netfilter: Netfilter, family: Family, { name, jumps }: OwnTable): string {
  const remarks = new Map(
    (HOOKS[name] ?? []).map((chain) => [chain, netfilter.made.get(`${family} ${name} ${chain}`) ?? '']),
  );
  const isTableMade = [...remarks.values()].includes(MADE_TABLE);
  const lines = jumps.flatMap(({ chain, position, rule }) => {
    const remark = isTableMade ? MADE_TABLE : (remarks.get(chain) ?? '');
    if (remark === '' || remarkIn(rule) === remark) return [];
    return [`-D ${chain} ${rule}`, `-I ${chain} ${position} ${withRemark(rule, remark)}`];
  });
  return lines.length === 0 ? '' : `*${name}\n${lines.join('\n')}\nCOMMIT\n`;
}

/**
 * Removes the base chains, and then the tables, that were made for us and that nobody uses now. A chain with
 * a rule or with another policy than accept stays, and so does a table with anything else in it. The kernel
 * itself refuses to remove a chain that has a rule.
 */
export async function removeMade(netfilter: Netfilter, family: Family): Promise<void> {
  const mine = [...netfilter.made.keys()].filter((key) => key.startsWith(`${family} `));
  const tables = new Set(mine.map((key) => key.split(' ')[1]!));
  for (const table of tables) {
    const chains = mine.filter((key) => key.split(' ')[1] === table).map((key) => key.split(' ')[2]!);
    const madeTable = chains.some((name) => netfilter.made.get(`${family} ${table} ${name}`) === MADE_TABLE);
    const place = `${nftFamily(family)} ${table}`;
    for (let attempts = 1; ; attempts++) {
      const entries = await list(netfilter, ['table', nftFamily(family), table]);
      if (entries === undefined) break; // The table is gone already.
      const commands = removal(place, entries, chains, madeTable);
      if (commands.length === 0) break;
      const result = await netfilter.run('nft', ['-f', '-'], `${commands.join('\n')}\n`);
      // Busy means that somebody has put a rule there in this moment: then it is theirs now.
      if (result.status === 0 || /resource busy/i.test(result.stderr)) break;
      // Somebody, as a policy's guard may, has removed some of it in this moment: what is left is looked at again.
      if (attempts < MOST_ATTEMPTS && /no such file/i.test(result.stderr)) continue;
      throw refusal('nft', result, `could not remove what was made in ${place}`);
    }
  }
}

/** Commands of nft that remove those of the chains which nobody uses, and the table if then it is empty. */
function removal(
  place: string,
  entries: readonly NftEntry[],
  chains: readonly string[],
  madeTable: boolean,
): string[] {
  const unused = chains.filter(
    (name) =>
      entries.some(
        ({ chain }) => chain?.name === name && chain.hook !== undefined && chain.policy === 'accept',
      ) && !entries.some(({ rule }) => rule?.chain === name),
  );
  const others = entries.filter(
    (entry) =>
      entry.metainfo === undefined && entry.table === undefined && !unused.includes(entry.chain?.name ?? ''),
  );
  const commands = unused.map((name) => `delete chain ${place} ${name}`);
  if (madeTable && others.length === 0) commands.push(`delete table ${place}`);
  return commands;
}
