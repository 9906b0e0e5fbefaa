/**
 * Conditions of one rule that exclude each other: names that no connection has together, addresses that
 * cannot be the ends of one connection. Only what is certain is told.
 */
import type { KnownNames } from './fault-list.ts';
import type { Family, Prefix, RuleMatch } from './model.ts';
import { rangesMeet, rangesOf } from './prefix-ranges.ts';

/** Why a rule never holds. */
export interface Contradiction {
  /** The key that the others exclude. */
  readonly key: 'application' | 'group' | 'to' | 'host' | 'until';
  readonly why: string;
  readonly next: string;
}

/** What keeps a rule from ever holding; undefined when something may meet it. No list may be empty. */
export function contradictionIn(match: RuleMatch, known: KnownNames): Contradiction | undefined {
  return bytesExclude(match) ?? namesExclude(match, known) ?? addressesExclude(match);
}

function bytesExclude({ after, until }: RuleMatch): Contradiction | undefined {
  if (after === undefined || until === undefined || after <= until) return undefined;
  return { key: 'until', why: '"until" is below "after"', next: 'exchange the two' };
}

/** A connection has one protocol, and may have one application besides once it has a name. */
function namesExclude(match: RuleMatch, known: KnownNames): Contradiction | undefined {
  const { protocols, applications, groups } = match;
  const isNamed = (name: string): boolean => name !== 'unset';
  if (applications !== undefined && protocols !== undefined && !protocols.some(isNamed)) {
    return {
      key: 'application',
      why: 'a connection that is unset has no application',
      next: 'leave out "protocol" or "application", or make a rule for each',
    };
  }
  if (groups === undefined) return undefined;
  const members = new Set(groups.flatMap((group) => known.members(group)));
  const among = (names: readonly string[]): boolean => names.some((name) => members.has(name));
  const all = [...members];
  const bringsProtocol =
    protocols === undefined ? all.some((name) => known.protocols.has(name)) : among(protocols);
  const bringsApplication =
    applications === undefined
      ? all.some((name) => known.applications.has(name)) && (protocols ?? ['any']).some(isNamed)
      : among(applications);
  if (bringsProtocol || bringsApplication) return undefined;
  const key = protocols === undefined ? 'application' : 'protocol';
  return {
    key: 'group',
    why: `no member of "group" is among "${key}", and none can come with one`,
    next: `leave out "${key}" or "group", or make a rule for each`,
  };
}

const FAMILIES: readonly Family[] = ['ipv4', 'ipv6'];

function addressesExclude({ from, to, host }: RuleMatch): Contradiction | undefined {
  const possible = FAMILIES.filter((family) =>
    [from, to, host].every((side) => side === undefined || side.some((prefix) => prefix.family === family)),
  );
  if (possible.length === 0) {
    return {
      key: host === undefined ? 'to' : 'host',
      why: 'its addresses are of different families, and a connection has one',
      next: 'make a rule for IPv4 and one for IPv6',
    };
  }
  if (from === undefined || to === undefined || host === undefined) return undefined;
  const sides = [...from, ...to].filter(({ family }) => possible.includes(family));
  if (meet(sides, host)) return undefined;
  return {
    key: 'host',
    why: '"host" is neither among "from" nor among "to"',
    next: 'leave out "host", or make a rule for each',
  };
}

const meet = (a: readonly Prefix[], b: readonly Prefix[]): boolean => rangesMeet(rangesOf(a), rangesOf(b));
