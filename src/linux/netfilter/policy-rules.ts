/**
 * The policy's rules onto the machine and off it again. It is done as the daemon's rules are: one restore a
 * family, each table in one step, families all or none, everything told apart by chains and comments. Old
 * rules are replaced in the transaction that brings the new ones, so no packet meets half a policy.
 *
 * Where a jump goes is worked out from what stands in the chain: directly behind the daemon's own rules, so
 * that the deciding packet of a connection is already seen by name.
 */

import { Layer7Error } from '../../core/errors.ts';
import { POLICY_TABLE, type PolicyTable, type RuleRendering } from '../../core/policy/rendering.ts';
import { leaveMade, recallRemarks, remarksFor, removeMade, survey, withRemark } from './base-chains.ts';
import type { OwnJump, OwnTable } from './iptables-text.ts';
import { DAEMON_RULES, findOwn, isOwnRule, missingFrom, POLICY_RULES } from './own-rules.ts';
import { moveTo, ownIn, readOwn, readRules, refusal, rulesNotThere } from './restore.ts';
import type { SavedRule, SavedRules } from './save-text.ts';
import { type IptablesKind, type IptablesTools, type Netfilter, toolsFor } from './tools.ts';

/** What an owner's rules were, to return to. */
interface Before {
  readonly tools: IptablesTools;
  readonly own: readonly OwnTable[];
}

type Remark = (table: string, jump: { readonly chain: string }) => string;

const NFT_PLACE = [POLICY_TABLE.family, POLICY_TABLE.name] as const;
/** `nft` reads times of day in the zone of the process; renderings are in UTC. */
const NFT_IN_UTC = ['TZ=UTC', 'nft'] as const;

/**
 * Puts the rules of a policy onto the machine in place of those of an earlier one, of any kind.
 *
 * @throws Layer7Error `RULES_REFUSED`, `RULES_NOT_PERMITTED`, `RULES_NOT_VERIFIED`, `CHAIN_TAKEN`,
 *   `TABLE_INCOMPATIBLE`. The machine then has the rules that it had.
 */
export async function applyPolicyRules(rules: RuleRendering, netfilter: Netfilter): Promise<void> {
  await refuseTakenChains(netfilter);
  const before: Before[] = [];
  try {
    if (rules.kind === 'nftables') {
      await loadTable(netfilter, rules.text);
      await removeFrom(netfilter, ['legacy', 'nft'], before);
      return;
    }
    const kind = netfilter.backend === 'nftables' ? 'nft' : netfilter.backend;
    for (const { family, tables } of rules.families) {
      const tools = toolsFor(netfilter, family, kind);
      if (tools === undefined) continue;
      const found = await survey(netfilter, tools);
      before.push({ tools, own: ownIn(found.saved, POLICY_RULES) });
      const remark = remarksFor(netfilter, family, found);
      await moveTo(netfilter, tools, (saved) => ownTables(tables, saved, remark), POLICY_RULES);
      await verify(netfilter, tools, tables);
      await removeMade(netfilter, family);
    }
    for (const tools of netfilter.tools) {
      const wanted = tools.kind === kind && rules.families.some(({ family }) => family === tools.family);
      if (!wanted) await clear(netfilter, tools, before);
    }
    await removeTable(netfilter);
  } catch (error) {
    for (const { tools, own } of before.toReversed()) {
      await moveTo(netfilter, tools, own, POLICY_RULES);
      await removeMade(netfilter, tools.family);
    }
    throw error;
  }
}

/** Takes every rule of a policy off the machine, whichever kind it is of; returns how many there were. */
export async function removePolicyRules(netfilter: Netfilter): Promise<number> {
  const before: Before[] = [];
  await removeFrom(netfilter, ['legacy', 'nft'], before);
  const table = await removeTable(netfilter);
  return before
    .flatMap(({ own }) => own)
    .reduce(
      (sum, { chains, jumps }) =>
        sum + jumps.length + chains.reduce((inner, { rules }) => inner + rules.length, 0),
      table ? 1 : 0,
    );
}

/** What of these rules is not on the machine, in words: other programs flush tables. */
export async function missingPolicyRules(
  rules: RuleRendering,
  netfilter: Netfilter,
): Promise<readonly string[]> {
  if (rules.kind === 'nftables') {
    const { status } = await netfilter.run('nft', ['list', 'table', ...NFT_PLACE]);
    return status === 0 ? [] : [`table ${NFT_PLACE.join(' ')}`];
  }
  const missing: string[] = [];
  for (const { family, tables } of rules.families) {
    const kind = netfilter.backend === 'nftables' ? 'nft' : netfilter.backend;
    const tools = toolsFor(netfilter, family, kind);
    if (tools !== undefined) missing.push(...(await missingOf(netfilter, tools, tables)));
  }
  return missing;
}

async function removeFrom(
  netfilter: Netfilter,
  kinds: readonly IptablesKind[],
  before: Before[],
): Promise<void> {
  for (const tools of netfilter.tools) {
    if (kinds.includes(tools.kind)) await clear(netfilter, tools, before);
  }
}

async function clear(netfilter: Netfilter, tools: IptablesTools, before: Before[]): Promise<void> {
  const own = await readOwn(netfilter, tools, POLICY_RULES);
  if (own.length === 0) return;
  before.push({ tools, own });
  recallRemarks(netfilter, tools.family, own);
  await moveTo(netfilter, tools, [], POLICY_RULES);
  if (tools.kind === 'nft') await leaveMade(netfilter, tools, DAEMON_RULES);
}

async function loadTable(netfilter: Netfilter, text: string): Promise<void> {
  const result = await netfilter.run('env', [...NFT_IN_UTC, '-f', '-'], text);
  if (result.status !== 0) throw refusal('nft', result, 'nft refused the rules of the policy');
}

async function removeTable(netfilter: Netfilter): Promise<boolean> {
  if (!netfilter.hasNft) return false;
  if ((await netfilter.run('nft', ['list', 'table', ...NFT_PLACE])).status !== 0) return false;
  const result = await netfilter.run('nft', ['delete', 'table', ...NFT_PLACE]);
  if (result.status !== 0) throw refusal('nft', result, 'nft could not remove the table of the policy');
  return true;
}

/** The tables of a rendering, with each jump at its place in the chains as they are. */
export function ownTables(
  tables: readonly PolicyTable[],
  saved: SavedRules,
  remark: Remark = () => '',
): readonly OwnTable[] {
  return tables.map(({ name, chains, jumps }) => {
    const next = new Map<string, number>();
    // Those that stand first go in last: they then move the others along.
    const inOrder = [
      ...jumps.filter(({ place }) => place === 'behind-names'),
      ...jumps.filter(({ place }) => place === 'first'),
    ];
    const placed = inOrder.map(({ chain, place, rule }): OwnJump => {
      const key = `${chain} ${place}`;
      const rules = saved.tables.get(name)?.chains.get(chain)?.rules ?? [];
      const position = next.get(key) ?? (place === 'first' ? 1 : positionBehindNames(rules));
      next.set(key, position + 1);
      return { chain, position, rule: withRemark(rule, remark(name, { chain })) };
    });
    return { name, chains, jumps: placed };
  });
}

/** Where a rule stands that comes directly behind those of the daemon, once those of the policy are gone. */
function positionBehindNames(rules: readonly SavedRule[]): number {
  const others = rules.filter((rule) => !isOwnRule(rule, POLICY_RULES));
  return others.findLastIndex((rule) => isOwnRule(rule, DAEMON_RULES)) + 2;
}

async function missingOf(
  netfilter: Netfilter,
  tools: IptablesTools,
  tables: readonly PolicyTable[],
): Promise<readonly string[]> {
  const names = tables.map(({ name }) => name);
  const saved = await readRules(netfilter, tools, names);
  return ownTables(tables, saved).flatMap((wanted) =>
    missingFrom(findOwn(saved, wanted.name, POLICY_RULES).own, wanted).map(
      (what) => `${what} (${tools.save})`,
    ),
  );
}

async function verify(
  netfilter: Netfilter,
  tools: IptablesTools,
  tables: readonly PolicyTable[],
): Promise<void> {
  const missing = await missingOf(netfilter, tools, tables);
  if (missing.length > 0) throw rulesNotThere(tools, missing);
}

/** Refuses to work in chains that carry our names but hold rules of somebody else. */
async function refuseTakenChains(netfilter: Netfilter): Promise<void> {
  for (const tools of netfilter.tools) {
    const saved = await readRules(netfilter, tools);
    for (const table of POLICY_RULES.tables) {
      const inside = findOwn(saved, table, POLICY_RULES).foreign.find((rule) =>
        POLICY_RULES.chain.test(rule.chain),
      );
      if (inside === undefined) continue;
      throw new Layer7Error({
        code: 'CHAIN_TAKEN',
        kind: 'conflict',
        message: `chain ${inside.chain} holds a rule that layer7 did not put there`,
        given: `${tools.save.replace(/-save$/, '')} -t ${table} -A ${inside.chain} ${inside.spec}`,
        next: `delete or move that rule: layer7 keeps chain ${inside.chain} for itself`,
      });
    }
  }
}
