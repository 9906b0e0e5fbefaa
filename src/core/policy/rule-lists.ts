/**
 * The two lists that a policy's rules become, whatever the tool. Netfilter can reject and drop in one place
 * and shape and mark in another, so the same rules are walked twice, each time with what matters there:
 *
 *     treatment   class, DSCP, mark; rules that block only end the walk
 *     verdict     blocks and limits; all other rules only end the walk
 *
 * Both walks stop at the first rule that holds, so they agree. What stands behind the last rule that matters
 * to a list is left out of it.
 */
import type { Plan, PlanAction, PlanRule } from './plan.ts';

type Treat = Extract<PlanAction, { kind: 'treat' }>;

/** What a list does with the packets of a rule. */
export type Outcome =
  | { readonly kind: 'pass' }
  | { readonly kind: 'class'; readonly class: number }
  /** More than a class: a mark, a code point. */
  | { readonly kind: 'treat'; readonly rule: number; readonly treat: Treat }
  | { readonly kind: 'limit'; readonly rule: number; readonly bits: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'reject' };

export interface Entry {
  readonly rule: PlanRule;
  readonly outcome: Outcome;
}

export interface RuleList {
  readonly entries: readonly Entry[];
  /** For packets that no entry holds for. */
  readonly otherwise: Outcome;
}

const PASS: Outcome = { kind: 'pass' };

function treatment(rule: PlanRule): Outcome {
  const { action } = rule;
  if (action.kind === 'block') return PASS;
  if (action.dscp !== undefined || action.mark !== undefined) {
    return { kind: 'treat', rule: rule.number, treat: action };
  }
  return action.class === undefined ? PASS : { kind: 'class', class: action.class };
}

function verdict({ number, action }: PlanRule): Outcome {
  if (action.kind === 'block') return { kind: action.how };
  return action.limit === undefined ? PASS : { kind: 'limit', rule: number, bits: action.limit };
}

const sameOutcome = (a: Outcome, b: Outcome): boolean =>
  a.kind === b.kind &&
  (a.kind === 'pass' || (a.kind === 'class' && b.kind === 'class' && a.class === b.class));

function listOf(plan: Plan, outcomeOf: (rule: PlanRule) => Outcome, otherwise: Outcome): RuleList {
  const entries = plan.rules.map((rule): Entry => ({ rule, outcome: outcomeOf(rule) }));
  while (entries.length > 0 && sameOutcome(entries.at(-1)!.outcome, otherwise)) entries.pop();
  return { entries, otherwise };
}

/** Classes, code points and marks. Empty with nothing to do otherwise: there is nothing to treat. */
export function treatmentList(plan: Plan): RuleList {
  const { defaultClass } = plan;
  return listOf(plan, treatment, defaultClass === undefined ? PASS : { kind: 'class', class: defaultClass });
}

/** Blocks and limits; empty when there are none. */
export function verdictList(plan: Plan): RuleList {
  return listOf(plan, verdict, PASS);
}

/** Whether a list does nothing at all. */
export function isIdle(list: RuleList): boolean {
  return list.entries.length === 0 && list.otherwise.kind === 'pass';
}
