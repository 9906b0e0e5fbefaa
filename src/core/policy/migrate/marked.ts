/** A test on a mark, replaced by what the rules test that set the mark. */
import type { KnownNames } from '../fault-list.ts';
import type { RawRule } from '../raw-policy.ts';
import { holdsFor, isApart } from './match-sets.ts';
import { type MatchHere, matchHere } from './match-words.ts';
import { type Ledger, left } from './outcome.ts';
import { bothMatches, type FlatRule, type Hook, type Pass } from './own-chains.ts';
import type { Mark, ScriptMatch } from './script-facts.ts';
import type { Shaping } from './shaping.ts';

/** What the translation of rules draws on. */
export interface Translation {
  readonly rules: readonly FlatRule[];
  readonly passes: readonly Pass[];
  readonly shaping: Shaping;
  readonly known: KnownNames;
  readonly ledger: Ledger;
  readonly notes: string[];
}

interface Asking {
  readonly match: ScriptMatch;
  readonly hook: Hook;
}

const AFTER_MARKS = 'write a rule on the protocol instead of the mark, or keep it in the script';

/** The policy's rules for what a rule of the script tests, its mark resolved. */
export function resolved({ match, hook }: Asking, context: Translation): MatchHere {
  const { mark } = match;
  if (mark === undefined || match.problem !== undefined)
    return matchHere(match, context.shaping.links, context.known);
  const no = (problem: string): MatchHere => ({ problem, next: AFTER_MARKS });
  if ((mark.value & mark.mask) >>> 0 === 0) return no('a policy cannot test that a packet has no mark');
  const before = context.rules.filter(
    ({ action, hook: { stage } }) => action.kind === 'mark' && stage <= hook.stage,
  );
  const setters = before.filter((rule) => holdsFor(markOf(rule), mark) === true);
  if (setters.length === 0) return no('no rule of the script that comes before it sets this mark');
  const rules: RawRule[] = [];
  const changes = new Set<string>();
  for (const setter of setters) {
    if (setter.match.mark !== undefined)
      return no(`line ${setter.line}, which sets the mark, tests a mark itself`);
    const other = before
      .slice(before.indexOf(setter) + 1)
      .find((rule) => holdsFor(markOf(rule), mark) !== true && !isApart(rule.match, setter.match));
    if (other !== undefined)
      return no(`line ${other.line} sets another mark on some of the packets that line ${setter.line} marks`);
    if (setter.behind.length > 0)
      return no(
        `line ${setter.behind[0]!.line} lets packets pass by line ${setter.line}, which sets the mark`,
      );
    const { mark: _, ...rest } = match;
    const both = bothMatches(setter.match, rest);
    if (both === undefined) continue;
    const here = matchHere(both, context.shaping.links, context.known);
    if ('problem' in here) return no(`line ${setter.line}, which sets the mark: ${here.problem}`);
    rules.push(...here.rules);
    for (const change of [...setter.changes, ...here.changes]) changes.add(change);
  }
  return rules.length === 0
    ? no('what it tests cannot hold where the mark is set')
    : { rules, changes: [...changes] };
}

const markOf = ({ action }: FlatRule): Mark => (action.kind === 'mark' ? action.mark : { value: 0, mask: 0 });

/** Says that the commands of a rule are left out. */
export function leaveOut(
  rule: { readonly commands: readonly number[] },
  context: Translation,
  reason: string,
  next?: string,
): void {
  for (const one of rule.commands)
    context.ledger.say(one, next === undefined ? left(reason) : left(reason, next));
}
