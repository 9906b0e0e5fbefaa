/** How the packets of two rules of a script lie to each other, as far as it can be told from their words. */
import { l7Name } from './names-here.ts';
import type { ChainRule, Mark, ScriptMatch } from './script-facts.ts';

const NUMBERS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp' };

/** Protocol of a match; undefined for any. */
export function transportOf({ transport }: ScriptMatch): string | undefined {
  const plain = transport?.toLowerCase();
  return plain === undefined || plain === 'all' || plain === '0' ? undefined : (NUMBERS[plain] ?? plain);
}

/** What the kernel variant of l7-filter gave names to besides TCP and UDP has none here. */
const isNamed = (transport: string | undefined): boolean => transport === 'tcp' || transport === 'udp';

/** Whether no packet can be in both. False where it is not known. */
export function isApart(a: ScriptMatch, b: ScriptMatch): boolean {
  if (a.l7 !== undefined && b.l7 !== undefined && l7Name(a.l7) !== l7Name(b.l7)) return true;
  // A policy never acts on what this machine tells itself.
  if ([a.inDevice, a.outDevice, b.inDevice, b.outDevice].includes('lo')) return true;
  const [of, other] = [transportOf(a), transportOf(b)];
  if (of !== undefined && other !== undefined && of !== other) return true;
  if (a.l7 !== undefined && other !== undefined && !isNamed(other)) return true;
  if (b.l7 !== undefined && of !== undefined && !isNamed(of)) return true;
  for (const key of ['inDevice', 'outDevice'] as const) {
    const [mine, yours] = [a[key], b[key]];
    const isPlain = mine !== undefined && yours !== undefined && !`${mine}${yours}`.includes('+');
    if (isPlain && mine !== yours) return true;
  }
  return false;
}

/** Whether a packet with a mark that was set passes the test; undefined where other bits decide. */
export function holdsFor(set: Mark, test: Mark): boolean | undefined {
  const seen = set.mask & test.mask;
  if (((set.value & seen) ^ (test.value & seen)) !== 0) return false;
  return seen >>> 0 === test.mask >>> 0 ? true : undefined;
}

/** The same text for the same conditions, in whatever order they are written. */
function matchKey(match: ScriptMatch): string {
  const { problem: _, ...rest } = match;
  const entries = Object.entries({ ...rest, transport: transportOf(match) }).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map((one: string) => one.replace(/\/(?:32|128)$/, '')).toSorted() : value,
  ]);
  return JSON.stringify(entries.filter(([, value]) => value !== undefined).toSorted());
}

/** The same conditions in any order of writing. */
export function sameMatch(a: ScriptMatch, b: ScriptMatch): boolean {
  return a.problem === b.problem && matchKey(a) === matchKey(b);
}

const keys = new WeakMap<object, string>();

/** The same text for rules that test and do the same. What is not read of one has to be written alike. */
export function ruleKey(rule: Pick<ChainRule, 'match' | 'action' | 'written'>): string {
  const known = keys.get(rule);
  if (known !== undefined) return known;
  const { match, action, written } = rule;
  const key = `${matchKey(match)} ${JSON.stringify(action)} ${match.problem === undefined ? '' : written}`;
  keys.set(rule, key);
  return key;
}
