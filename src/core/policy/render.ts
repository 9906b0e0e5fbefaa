/**
 * A plan and what a machine has → everything to be done on it. Pure: the same plan can be rendered for any
 * machine. What the machine cannot do is refused with all reasons at once; what it does another way is noted.
 */
import { Layer7Error } from '../errors.ts';
import { fitsMask } from './class-number.ts';
import type { Features } from './features.ts';
import { iptablesPolicy } from './iptables-policy.ts';
import { nftablesPolicy } from './nftables-policy.ts';
import type { Plan, PlanRule } from './plan.ts';
import { DEFAULT_CLASS_MASK, type Rendering, type RenderOptions, type RuleRendering } from './rendering.ts';
import { tcPolicy } from './tc-policy.ts';

/** What the machine lacks for this plan, in sentences. */
function lacks(plan: Plan, features: Features, options: RenderOptions): readonly string[] {
  const reasons: string[] = [];
  const need = (has: boolean, wants: (rule: PlanRule) => boolean, reason: string): void => {
    if (has) return;
    const numbers = plan.rules.filter(wants).map(({ number }) => number);
    if (numbers.length > 0) reasons.push(`${reason} (rule ${numbers.join(', ')})`);
  };
  const treats =
    (test: (action: Extract<PlanRule['action'], { kind: 'treat' }>) => boolean) => (rule: PlanRule) =>
      rule.action.kind === 'treat' && test(rule.action);
  need(features.time, ({ match }) => match.time !== undefined, 'no match for the time of day');
  need(
    features.connectionBytes,
    ({ match }) => (match.after ?? match.until) !== undefined,
    'no match for the bytes of a connection',
  );
  need(
    features.hostLimit,
    treats(({ limit }) => limit !== undefined),
    'no limit for each host',
  );
  need(
    features.dscp,
    treats(({ dscp }) => dscp !== undefined),
    'no way to set the DSCP',
  );
  if (plan.classes.length === 0) return reasons;
  if (!features.htb) reasons.push('no HTB, which shapes the classes');
  if (!features.classify && features.markFilters.length === 0) {
    reasons.push('neither rules nor tc filters can choose a class');
  }
  const mask = options.classMask ?? DEFAULT_CLASS_MASK;
  if (!features.classify && !fitsMask(plan, mask)) {
    reasons.push(`the mark bits 0x${mask.toString(16)} are too few for all classes`);
  }
  return reasons;
}

/**
 * Everything that puts a plan in force.
 *
 * @throws Layer7Error `POLICY_FEATURES` when the machine lacks what the plan cannot do without,
 *   `POLICY_TOO_LONG` when it comes to more rules than `RuleBudget` allows.
 */
export function renderPolicy(plan: Plan, features: Features, options: RenderOptions): Rendering {
  const reasons = lacks(plan, features, options);
  if (reasons.length > 0) {
    throw new Layer7Error({
      code: 'POLICY_FEATURES',
      kind: 'environment',
      message: `this kernel cannot carry out the policy: ${reasons.join('; ')}`,
      next: 'leave out the rules named, or use a kernel that has what they need',
    });
  }
  const rules: RuleRendering =
    features.backend === 'nftables'
      ? { kind: 'nftables', text: nftablesPolicy(plan, features, options) }
      : { kind: 'iptables', families: iptablesPolicy(plan, features, options) };
  const queues = tcPolicy(plan, features, options);
  const notes = [...queues.notes];
  if (
    !features.reject &&
    plan.rules.some(({ action }) => action.kind === 'block' && action.how === 'reject')
  ) {
    notes.push('this kernel cannot reject: those packets are dropped instead');
  }
  if (!features.ipv6) notes.push('this machine has no IPv6 rules: only IPv4 is covered');
  return {
    rules,
    devices: queues.devices,
    needsAccounting: plan.rules.some(({ match }) => (match.after ?? match.until) !== undefined),
    notes,
  };
}
