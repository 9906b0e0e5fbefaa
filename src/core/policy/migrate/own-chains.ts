/**
 * Chains of a script's own, resolved: a rule that jumps into one becomes its rules, each with the conditions of
 * the jump as well. What comes back from a chain goes on behind the jump, as in netfilter.
 */
import type { ChainRule, ScriptMatch, ScriptRule, Unread } from './script-facts.ts';

/** Jumps within jumps, and rules looked at on all ways through them. */
const DEEPEST = 8;
const MOST_STEPS = 20_000;

/** The rules of the kernel's chains in order, those of the script's own chains in the place of the jumps. */
export function flattened(
  all: readonly ChainRule[],
  own: ReadonlySet<string>,
): { readonly rules: readonly ScriptRule[]; readonly unread: readonly Unread[] } {
  const rules: ScriptRule[] = [];
  const unread: Unread[] = [];
  const byChain = Map.groupBy(all, ({ chain }) => chain);
  let steps = 0;
  const take = (rule: ChainRule, outer: ScriptMatch | undefined, depth: number): void => {
    steps += 1;
    if (steps > MOST_STEPS) return;
    const { line, action } = rule;
    const match = outer === undefined ? rule.match : both(outer, rule.match);
    if (match === 'never') return;
    if (typeof match === 'string' || depth > DEEPEST) {
      const reason = typeof match === 'string' ? match : 'there are too many jumps';
      unread.push({ line, text: `rule of chain ${rule.chain}`, reason });
    } else if (action.kind === 'jump') {
      for (const inner of byChain.get(action.chain) ?? []) take(inner, match, depth + 1);
    } else rules.push({ line, match, action });
  };
  for (const rule of all) if (!own.has(rule.chain)) take(rule, undefined, 0);
  if (steps > MOST_STEPS)
    unread.push({ line: 0, text: '', reason: 'there are too many ways through the chains' });
  const used = new Set(all.flatMap(({ action }) => (action.kind === 'jump' ? [action.chain] : [])));
  for (const { chain, line } of all) {
    if (own.has(chain) && !used.has(chain)) {
      unread.push({ line, text: `rule of chain ${chain}`, reason: 'nothing jumps into this chain' });
    }
  }
  return { rules, unread };
}

/** Both matches at once; `never` when they exclude each other, else a reason when they cannot be put together. */
function both(outer: ScriptMatch, inner: ScriptMatch): ScriptMatch | string {
  for (const key of ['l7', 'transport', 'mark', 'inDevice', 'outDevice'] as const) {
    if (outer[key] !== undefined && inner[key] !== undefined && outer[key] !== inner[key]) return 'never';
  }
  for (const key of ['ports', 'hosts'] as const) {
    if (outer[key].length > 0 && inner[key].length > 0) return `both the jump and the rule test ${key}`;
  }
  if (outer.time !== undefined && inner.time !== undefined) return 'both the jump and the rule test the time';
  return {
    ...outer,
    ...inner,
    ports: [...outer.ports, ...inner.ports],
    hosts: [...outer.hosts, ...inner.hosts],
  };
}
