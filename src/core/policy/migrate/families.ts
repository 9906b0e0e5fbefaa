/**
 * A rule of a policy is for IPv4 and IPv6, a rule of a script for one of them. Rules that both have are one; one
 * that only IPv4 has is told to be for IPv6 too, one that only IPv6 has is left out. What lets packets of IPv6
 * pass by a rule counts for the rule that is for both.
 */
import { ruleKey } from './match-sets.ts';
import { type Ledger, left } from './outcome.ts';
import type { FlatRule, Pass } from './own-chains.ts';
import type { ChainRule, ScriptFacts } from './script-facts.ts';

/** Rules by `table chain`. */
export type Chains = ReadonlyMap<string, readonly ChainRule[]>;

export interface Families {
  /** Rules of IPv4, with the commands that say the same for IPv6. */
  readonly four: Chains;
  /** Rules of IPv6; undefined where a script has none. */
  readonly six: Chains | undefined;
}

const FOR_BOTH = 'it is for IPv6 too, where the script has no such rule';

/** Whether a script has rules for IPv6. */
export const hasSix = ({ chains }: ScriptFacts): boolean =>
  [...chains].some(([key, rules]) => key.startsWith('ipv6 ') && rules.length > 0);

/** The chains of both families, and what becomes of commands that only IPv6 has. */
export function familiesOf(facts: ScriptFacts, ledger: Ledger): Families {
  const of = (family: string): Map<string, readonly ChainRule[]> =>
    new Map(
      [...facts.chains]
        .filter(([key]) => key.startsWith(family))
        .map(([key, rules]) => [key.slice(5), rules]),
    );
  const [four, six] = [of('ipv4 '), of('ipv6 ')];
  if (!hasSix(facts)) return { four, six: undefined };
  const paired = new Set<ChainRule>();
  for (const [key, rules] of six) {
    const twins = new Map((four.get(key) ?? []).map((rule) => [ruleKey(rule), rule]));
    for (const rule of rules) {
      const twin = twins.get(ruleKey(rule));
      if (twin === undefined)
        for (const one of rule.commands)
          ledger.say(one, left('there is no such rule for IPv4, and rules of a policy are for both'));
      else {
        twin.commands.push(...rule.commands);
        paired.add(twin);
      }
    }
  }
  for (const [key, rules] of four) {
    const told = rules.map((rule) =>
      paired.has(rule) || isOfFour(rule) ? rule : { ...rule, changes: [...rule.changes, FOR_BOTH] },
    );
    four.set(key, told);
  }
  return { four, six };
}

/** Whether it tests addresses: they are of one family. */
const isOfFour = ({ match }: ChainRule): boolean => match.sources.length + match.destinations.length > 0;

const keyOf = ({ hook, match, action }: FlatRule): string =>
  `${hook.table} ${hook.chain} ${ruleKey({ match, action, written: '' })}`;
const passKey = ({ match, target }: Pass): string =>
  ruleKey({ match, action: { kind: 'accept', target }, written: '' });

/** Rules of IPv4 with what lets packets of IPv6 pass by their twins. */
export function withSix(four: readonly FlatRule[], six: readonly FlatRule[]): readonly FlatRule[] {
  const twins = Map.groupBy(six, keyOf);
  return four.map((rule) => {
    const known = new Set(rule.behind.map(passKey));
    const others = (twins.get(keyOf(rule)) ?? []).flatMap(({ behind }) => behind);
    const more = others.filter((pass) => !known.has(passKey(pass)));
    return more.length === 0 ? rule : { ...rule, behind: [...rule.behind, ...more] };
  });
}
