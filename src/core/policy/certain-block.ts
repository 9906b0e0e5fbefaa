/**
 * Whether a plan blocks a connection in the moment in which it gets its name, by the same evaluation that
 * `plan` uses, and as far as it is certain: a condition on something that is not known then, or a rule
 * before it that may hold, is reason enough to say nothing.
 *
 * Left out: rules that ask for no name. They act before there is one, and no verdict is needed to tell.
 */
import { decide, type PacketFacts } from './evaluate.ts';
import type { Direction } from './model.ts';
import type { Plan, PlanRule } from './plan.ts';

const DIRECTIONS: readonly Direction[] = ['up', 'down'];

/** Everything of a packet but its direction: a connection has packets of both. */
export type ConnectionFacts = Omit<PacketFacts, 'direction'>;

/** The rule on names that surely blocks packets of the connection, in one direction at least. */
export function certainBlock(plan: Plan, facts: ConnectionFacts): PlanRule | undefined {
  for (const direction of DIRECTIONS) {
    const { rule, possible } = decide(plan, { ...facts, direction });
    if (rule?.action.kind === 'block' && rule.match.names.length > 0 && possible.length === 0) return rule;
  }
  return undefined;
}

/** All names that a rule of the plan blocks. */
export function blockedNames(plan: Plan): ReadonlySet<string> {
  const blocks = plan.rules.filter(({ action }) => action.kind === 'block');
  return new Set(blocks.flatMap(({ match }) => match.names.flat()));
}
