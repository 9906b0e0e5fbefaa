/**
 * What this kernel cannot do. Nothing is probed ahead of time: the whole rule set is tried first, and only
 * when it is refused are its optional parts tried one by one, each as a single rule in a chain that no
 * packet reaches. A part that is refused there is left out of the plan and reported with the kernel's words.
 *
 * Optional are the payload test (without it every TCP packet of an undecided connection is queued), labels,
 * and every helper. The rest is needed.
 */

import { Layer7Error } from '../../core/errors.ts';
import { ruleText } from './iptables-text.ts';
import { restore } from './restore.ts';
import type { Rule } from './rule-model.ts';
import { type MissingHelper, planRules, type RulePlan } from './rule-set.ts';
import { type IptablesKind, type Netfilter, toolsFor } from './tools.ts';

const PROBE_CHAIN = 'LAYER7_PROBE';

/** A plan that asks for less, and what was given up. */
export interface Reduced {
  readonly plan: RulePlan;
  readonly notes: readonly string[];
}

/** The kernel's objection to one rule, or nothing. */
async function objection(
  netfilter: Netfilter,
  family: 'ipv4' | 'ipv6',
  kind: IptablesKind,
  table: string,
  rule: Rule,
): Promise<string | undefined> {
  const tools = toolsFor(netfilter, family, kind);
  if (tools === undefined) return undefined;
  const text = (...lines: readonly string[]): string =>
    `${[`*${table}`, `:${PROBE_CHAIN} - [0:0]`, ...lines, 'COMMIT'].join('\n')}\n`;
  try {
    await restore(netfilter, tools, text(`-A ${PROBE_CHAIN} ${ruleText(rule)}`));
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
    return error.diagnostic.cause ?? error.message;
  }
  await restore(netfilter, tools, text(`-X ${PROBE_CHAIN}`));
  return undefined;
}

/**
 * Tries the optional parts of a plan that was refused.
 *
 * @returns a smaller plan, or nothing when every part is accepted by itself: then the fault lies elsewhere.
 */
export async function reducePlan(
  netfilter: Netfilter,
  plan: RulePlan,
  kind: IptablesKind,
): Promise<Reduced | undefined> {
  const plain: Rule = { matches: [], action: { kind: 'continue' }, note: 'probe' };
  for (const { family, tables } of plan.families) {
    for (const { name } of tables) {
      // Not even the plainest rule: no part of the plan is to blame.
      if ((await objection(netfilter, family, kind, name, plain)) !== undefined) return undefined;
    }
  }
  const notes: string[] = [];
  const missingHelpers: MissingHelper[] = [...(plan.options.missingHelpers ?? [])];
  let { payloadTest, labels } = plan.options;
  for (const { family, tables } of plan.families) {
    for (const table of tables) {
      const rules = table.chains.flatMap((chain) => chain.rules);
      if (table.name === 'raw') {
        for (const rule of rules) {
          if (rule.action.kind !== 'helper') continue;
          const { kernelName } = rule.action.helper;
          if (missingHelpers.some((one) => one.family === family && one.kernelName === kernelName)) continue;
          const cause = await objection(netfilter, family, kind, 'raw', rule);
          if (cause === undefined) continue;
          missingHelpers.push({ family, kernelName });
          notes.push(`the ${kernelName} helper is left out for ${family}: ${cause}`);
        }
        continue;
      }
      if (payloadTest !== false) {
        const rule: Rule = { ...plain, matches: [{ kind: 'payload' }] };
        const cause = await objection(netfilter, family, kind, 'mangle', rule);
        if (cause !== undefined) {
          payloadTest = false;
          notes.push(`TCP packets without payload are queued too, as the bpf match is absent: ${cause}`);
        }
      }
      if ((labels ?? []).length > 0) {
        const rule: Rule = { ...plain, matches: [{ kind: 'set-label', label: 1 }] };
        const cause = await objection(netfilter, family, kind, 'mangle', rule);
        if (cause !== undefined) {
          labels = [];
          notes.push(`connections get no labels, as the connlabel match is absent: ${cause}`);
        }
      }
    }
  }
  if (notes.length === 0) return undefined;
  const options = { ...plan.options, missingHelpers };
  const reduced = planRules({
    ...options,
    ...(payloadTest === undefined ? {} : { payloadTest }),
    ...(labels === undefined ? {} : { labels }),
  });
  return { plan: reduced, notes };
}
