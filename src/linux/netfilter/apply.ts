/**
 * Rules onto the machine and off it again. Applying is all or nothing over tables and families: when one
 * step is refused, every step before it is taken back. On top of a run that crashed it replaces the old
 * rules in the same transaction that brings the new ones, so no packet finds the hooks empty. Removing
 * leaves what was there before, byte for byte; only legacy tables, once loaded, stay loaded (and empty).
 */

import { Layer7Error } from '../../core/errors.ts';
import { leaveMade, recallRemarks, remarksFor, removeMade, survey } from './base-chains.ts';
import { type OwnTable, ownTableOf, restoreText } from './iptables-text.ts';
import { applyNftables, nftablesMissing, removeNftables } from './nftables-table.ts';
import { nftablesText } from './nftables-text.ts';
import { CHECK_RULES, DAEMON_RULES, findOwn, isOwnChain, missingFrom, POLICY_RULES } from './own-rules.ts';
import { reducePlan } from './probe.ts';
import { moveTo, ownIn, readOwn, readRules, rulesNotThere } from './restore.ts';
import { planRules, type RulePlan } from './rule-set.ts';
import type { SavedRule } from './save-text.ts';
import { type IptablesKind, type IptablesTools, type Netfilter, toolsFor } from './tools.ts';

/** What was put on the machine. */
export interface Applied {
  /** The plan as it stands, without what this kernel could not do. */
  readonly plan: RulePlan;
  /** True when rules of an earlier run were replaced. */
  readonly replaced: boolean;
  /** What was left out and why, for the user. */
  readonly notes: readonly string[];
}

/** What was taken off the machine. */
export interface Removed {
  /** Number of rules of ours that were there. */
  readonly rules: number;
  /** Foreign rules that stand in our chains or lead to them, and keep these chains alive. */
  readonly foreign: readonly string[];
  readonly notes: readonly string[];
}

/** One text of a dry run. */
export interface RenderedRules {
  /** The program that would read it. */
  readonly program: string;
  readonly args: readonly string[];
  readonly text: string;
}

/** The rule set as text, exactly as it is given to the programs on a machine with nothing of ours. */
export function renderPlan(plan: RulePlan, backend: Netfilter['backend']): readonly RenderedRules[] {
  if (backend === 'nftables') {
    return [{ program: 'nft', args: ['-f', '-'], text: nftablesText(plan.options) }];
  }
  return plan.families.map(({ family, tables }) => ({
    program: `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-restore`,
    args: ['--noflush'],
    text: restoreText(tables.map((table) => ownTableOf(table))),
  }));
}

/**
 * Puts the rules of a plan onto the machine, replacing whatever an earlier run left there, of any kind.
 *
 * @throws Layer7Error `RULES_REFUSED`, `RULES_NOT_PERMITTED`, `RULES_NOT_VERIFIED`, `CHAIN_TAKEN` when a
 *   chain with a name of ours belongs to somebody else, `TABLE_INCOMPATIBLE`, `NFT_QUEUE_MISSING`. The
 *   machine is then as before.
 */
export async function applyRules(plan: RulePlan, netfilter: Netfilter): Promise<Applied> {
  const families = plan.options.families.filter((family) => netfilter.families.includes(family));
  const possible = planRules({ ...plan.options, families });
  const notes = [...netfilter.notes];
  if (netfilter.backend === 'nftables') {
    await refuseTakenChains(netfilter);
    const replaced = await applyNftables(possible.options, netfilter);
    const removed = await removeIptables(netfilter, ['legacy', 'nft']);
    return { plan: possible, replaced: replaced || removed.rules > 0, notes };
  }
  const kind = netfilter.backend;
  await refuseTakenChains(netfilter);
  for (const tools of netfilter.tools) {
    if (tools.kind === kind) await moveTo(netfilter, tools, [], CHECK_RULES);
  }
  let applied = possible;
  let replaced: boolean;
  try {
    replaced = await applyFamilies(netfilter, applied, kind);
  } catch (error) {
    if (!(error instanceof Layer7Error) || error.code !== 'RULES_REFUSED') throw error;
    const reduced = await reducePlan(netfilter, applied, kind);
    if (reduced === undefined) {
      for (const family of families) await removeMade(netfilter, family);
      throw error;
    }
    applied = reduced.plan;
    notes.push(...reduced.notes);
    replaced = await applyFamilies(netfilter, applied, kind);
  }
  const other = await removeIptables(netfilter, [kind === 'legacy' ? 'nft' : 'legacy']);
  const table = await removeNftables(netfilter);
  return { plan: applied, replaced: replaced || other.rules > 0 || table, notes };
}

/** All families, or none: on a failure everything done here is taken back. Returns whether ours were there. */
async function applyFamilies(netfilter: Netfilter, plan: RulePlan, kind: IptablesKind): Promise<boolean> {
  const before: { readonly tools: IptablesTools; readonly own: readonly OwnTable[] }[] = [];
  try {
    for (const { family, tables } of plan.families) {
      const tools = toolsFor(netfilter, family, kind);
      if (tools === undefined) continue;
      const found = await survey(netfilter, tools);
      before.push({ tools, own: ownIn(found.saved, DAEMON_RULES) });
      const remark = remarksFor(netfilter, family, found);
      const wanted = tables.map((table) => ownTableOf(table, (jump) => remark(table.name, jump)));
      await moveTo(netfilter, tools, wanted);
      await verify(netfilter, tools, wanted);
      await removeMade(netfilter, family);
    }
    // A family that is no longer asked for keeps nothing.
    for (const tools of netfilter.tools) {
      if (tools.kind !== kind || plan.options.families.includes(tools.family)) continue;
      const own = await readOwn(netfilter, tools);
      before.push({ tools, own });
      recallRemarks(netfilter, tools.family, own);
      await moveTo(netfilter, tools, []);
      await removeMade(netfilter, tools.family);
    }
  } catch (error) {
    throw await rollBack(netfilter, before, error);
  }
  return before.some(({ own }) => own.length > 0);
}

/** Puts everything back and returns the error to throw: the first one, with a failure on the way back added. */
async function rollBack(
  netfilter: Netfilter,
  before: readonly { readonly tools: IptablesTools; readonly own: readonly OwnTable[] }[],
  error: unknown,
): Promise<unknown> {
  for (const { tools, own } of before.toReversed()) {
    try {
      await moveTo(netfilter, tools, own);
      await removeMade(netfilter, tools.family);
    } catch (second) {
      if (!(error instanceof Layer7Error) || !(second instanceof Layer7Error)) return error;
      return new Layer7Error({
        ...error.diagnostic,
        cause: `${error.diagnostic.cause ?? ''}\nand on the way back: ${second.diagnostic.cause ?? second.message}`,
        next: 'run "layer7 down" to remove what is left of the rules',
      });
    }
  }
  return error;
}

async function verify(
  netfilter: Netfilter,
  tools: IptablesTools,
  wanted: readonly OwnTable[],
): Promise<void> {
  const missing = await missingRules(netfilter, tools, wanted);
  if (missing.length > 0) throw rulesNotThere(tools, missing);
}

async function missingRules(
  netfilter: Netfilter,
  tools: IptablesTools,
  wanted: readonly OwnTable[],
): Promise<readonly string[]> {
  const saved = await readRules(
    netfilter,
    tools,
    wanted.map((table) => table.name),
  );
  return wanted.flatMap((table) =>
    missingFrom(findOwn(saved, table.name).own, table).map((what) => `${what} (${tools.save})`),
  );
}

/**
 * Whether an applied plan is still on the machine, and what of it is missing, in words. Meant to be asked
 * now and then: other programs flush tables. `applyRules` puts back what is missing.
 */
export async function rulesPresent(
  plan: RulePlan,
  netfilter: Netfilter,
): Promise<{ readonly present: boolean; readonly missing: readonly string[] }> {
  const missing = await missingOf(plan, netfilter);
  return { present: missing.length === 0, missing };
}

async function missingOf(plan: RulePlan, netfilter: Netfilter): Promise<readonly string[]> {
  if (netfilter.backend === 'nftables') return nftablesMissing(netfilter);
  const missing: string[] = [];
  for (const { family, tables } of plan.families) {
    const tools = toolsFor(netfilter, family, netfilter.backend);
    if (tools === undefined) continue;
    missing.push(
      ...(await missingRules(
        netfilter,
        tools,
        tables.map((table) => ownTableOf(table)),
      )),
    );
  }
  return missing;
}

/** Takes everything of ours off the machine, whichever kind it is of and whoever put it there. */
export async function removeRules(netfilter: Netfilter): Promise<Removed> {
  const removed = await removeIptables(netfilter, ['legacy', 'nft']);
  const table = await removeNftables(netfilter);
  return { ...removed, rules: removed.rules + (table ? 1 : 0) };
}

async function removeIptables(netfilter: Netfilter, kinds: readonly IptablesKind[]): Promise<Removed> {
  const foreign: string[] = [];
  const notes: string[] = [];
  let rules = 0;
  for (const tools of netfilter.tools) {
    if (!kinds.includes(tools.kind)) continue;
    await moveTo(netfilter, tools, [], CHECK_RULES);
    const own = await readOwn(netfilter, tools);
    for (const rule of await foreignRules(netfilter, tools)) foreign.push(describe(rule.tools, rule));
    if (own.length > 0) {
      recallRemarks(netfilter, tools.family, own);
      await moveTo(netfilter, tools, []);
      rules += own
        .map((table) => table.jumps.length + table.chains.reduce((sum, chain) => sum + chain.rules.length, 0))
        .reduce((sum, count) => sum + count, 0);
      if (tools.kind === 'legacy') {
        const names = own.map((table) => table.name).join(' and ');
        notes.push(`the ${names} tables of ${tools.save} stay loaded: the kernel cannot unload them`);
      }
    }
    if (tools.kind === 'nft') await leaveMade(netfilter, tools, POLICY_RULES);
  }
  return { rules, foreign, notes };
}

interface ForeignRule extends SavedRule {
  readonly tools: IptablesTools;
  readonly table: string;
}

async function foreignRules(netfilter: Netfilter, tools: IptablesTools): Promise<readonly ForeignRule[]> {
  const saved = await readRules(netfilter, tools);
  return [...saved.tables.keys()].flatMap((table) =>
    findOwn(saved, table).foreign.map((rule): ForeignRule => ({ ...rule, tools, table })),
  );
}

function describe(tools: IptablesTools, rule: ForeignRule): string {
  const program = tools.save.replace(/-save$/, '');
  return `${program} -t ${rule.table} -A ${rule.chain} ${rule.spec}`;
}

/** Refuses to work in chains that carry our names but hold rules of somebody else. */
async function refuseTakenChains(netfilter: Netfilter): Promise<void> {
  for (const tools of netfilter.tools) {
    const inside = (await foreignRules(netfilter, tools)).find(
      (rule) => isOwnChain(rule.chain) && DAEMON_RULES.tables.includes(rule.table),
    );
    if (inside === undefined) continue;
    throw new Layer7Error({
      code: 'CHAIN_TAKEN',
      kind: 'conflict',
      message: `chain ${inside.chain} holds a rule that layer7 did not put there`,
      given: describe(tools, inside),
      next: `delete or move that rule: layer7 keeps chain ${inside.chain} for itself`,
    });
  }
}
