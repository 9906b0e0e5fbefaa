/**
 * What iptables-nft makes beside our rules. In nftables a base chain such as `mangle FORWARD`, and the table
 * around it, exist only once somebody has put a rule there. To leave the machine as it was found, layer7
 * writes into the comment of each of its jumps what had to be made for it, and removes exactly that again,
 * if by then nobody else uses it. The legacy kind has all chains of a table or none; once loaded, a table
 * stays until the network namespace ends.
 */

import type { Family } from './helpers.ts';
import type { OwnTable } from './iptables-text.ts';
import { refusal } from './restore.ts';
import type { Jump } from './rule-model.ts';
import type { Netfilter } from './tools.ts';

const MADE_CHAIN = ' [layer7 made this chain]';
const MADE_TABLE = ' [layer7 made this table]';

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

/** Tables and chains that nftables holds, as `ip mangle` and `ip mangle FORWARD`. */
export async function existingChains(netfilter: Netfilter): Promise<ReadonlySet<string> | undefined> {
  if (!netfilter.hasNft) return undefined;
  const tables = await list(netfilter, ['tables']);
  const chains = await list(netfilter, ['chains']);
  if (tables === undefined || chains === undefined) return undefined;
  const names = new Set<string>();
  for (const { table } of tables) if (table !== undefined) names.add(`${table.family} ${table.name}`);
  for (const { chain } of chains) {
    if (chain !== undefined) names.add(`${chain.family} ${chain.table} ${chain.name}`);
  }
  return names;
}

/**
 * The remark for each jump: what was made for it, now or earlier. The daemon and the policy use the same
 * chains and each may outlive the other, so each also says what was made for the other: whoever goes last
 * removes it. `found` holds the jumps of both; `existing` is what `existingChains` said before anything was
 * changed.
 */
export function remarksFor(
  netfilter: Netfilter,
  family: Family,
  found: readonly OwnTable[],
  existing: ReadonlySet<string> | undefined,
): (table: string, jump: Pick<Jump, 'chain'>) => string {
  recallRemarks(netfilter, family, found);
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

/** Forgets what was made for a family, once it is removed. */
export function forgetMade(netfilter: Netfilter, family: Family): void {
  for (const key of [...netfilter.made.keys()]) if (key.startsWith(`${family} `)) netfilter.made.delete(key);
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

const MOST_ATTEMPTS = 5;

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
