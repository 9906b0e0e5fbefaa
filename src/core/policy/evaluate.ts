/**
 * Which rule of a plan a packet meets, in plain words: the first whose conditions all hold. What the kernel
 * does with the rendered rules must be what stands here; the tests hold the two against each other.
 *
 * A fact that is not known (the time, the direction) makes the conditions on it neither true nor false. A
 * rule that may hold is remembered and the search goes on, so the answer says what it is not sure of.
 */

import type { Direction, Prefix } from './model.ts';
import type { Plan, PlanMatch, PlanRule } from './plan.ts';
import { prefixHolds } from './units.ts';
import { windowsHold } from './utc-windows.ts';

/** A packet and its connection; undefined is what is not known of them. */
export interface PacketFacts {
  /** All names that hold at this packet: `unset` alone, or a protocol and its application. */
  readonly names: readonly string[];
  /** `other` has no ports: ICMP, GRE. */
  readonly transport: 'tcp' | 'udp' | 'other' | undefined;
  /** Addresses of the connection: the side that began it, and the side that it was made to. */
  readonly from: Uint8Array | undefined;
  readonly to: Uint8Array | undefined;
  /** An address of the connection where it is not known on which side. */
  readonly either?: Uint8Array;
  /** Port of the second side. */
  readonly port: number | undefined;
  readonly direction: Direction | undefined;
  /** Minute of the week in local time, 0 for Sunday 00:00. */
  readonly minute: number | undefined;
  /** Bytes of the connection so far, both ways, headers and this packet included. */
  readonly bytes: number | undefined;
  /** Where they are not known exactly: the most that they can be, and `bytes` is the least. */
  readonly mostBytes?: number;
}

export interface Decision {
  /** The rule that decides; undefined: none, the default holds. */
  readonly rule: PlanRule | undefined;
  /** Rules before it that may have held; empty when everything that they ask was known. */
  readonly possible: readonly PlanRule[];
}

const anyPrefix = (prefixes: readonly Prefix[], address: Uint8Array): boolean =>
  prefixes.some((prefix) => prefixHolds(prefix, address));

type Answer = boolean | undefined;

/** False when one is, else undefined when one is, else true. */
const all = (answers: readonly Answer[]): Answer =>
  answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;

/** Whether a fact passes a test; undefined where it is not known. */
const known = <T>(fact: T | undefined, passes: (fact: T) => boolean): Answer =>
  fact === undefined ? undefined : passes(fact);

/** Whether both ends of a range pass or fail a test; undefined where they differ or are not known. */
function agreed<T>(
  [least, most]: readonly [T | undefined, T | undefined],
  passes: (fact: T) => boolean,
): Answer {
  const answer = known(least, passes);
  return answer === known(most, passes) ? answer : undefined;
}

function hostHolds(host: readonly Prefix[], { from, to, either }: PacketFacts): Answer {
  const given = [from, to, either].filter((address) => address !== undefined);
  if (given.some((address) => anyPrefix(host, address))) return true;
  return from === undefined || to === undefined ? undefined : false;
}

/** Whether the conditions hold; undefined when that hangs on something unknown. */
export function matchHolds(match: PlanMatch, facts: PacketFacts): Answer {
  const { names, transport, ports, from, to, host, direction, time, after, until } = match;
  if (!names.every((list) => list.some((name) => facts.names.includes(name)))) return false;
  const { bytes, mostBytes = bytes } = facts;
  const answers: Answer[] = [];
  if (transport !== undefined) answers.push(known(facts.transport, (given) => given === transport));
  if (ports !== undefined) {
    const asked = (port: number): boolean => ports.some(({ first, last }) => port >= first && port <= last);
    answers.push(facts.transport === 'other' ? false : known(facts.port, asked));
  }
  if (from !== undefined) answers.push(known(facts.from, (address) => anyPrefix(from, address)));
  if (to !== undefined) answers.push(known(facts.to, (address) => anyPrefix(to, address)));
  if (host !== undefined) answers.push(hostHolds(host, facts));
  if (direction !== undefined) answers.push(known(facts.direction, (given) => given === direction));
  if (time !== undefined) answers.push(known(facts.minute, (minute) => windowsHold(time, minute)));
  if (after !== undefined) answers.push(agreed([bytes, mostBytes], (carried) => carried >= after));
  if (until !== undefined) answers.push(agreed([bytes, mostBytes], (carried) => carried <= until));
  return all(answers);
}

/** The rule that decides about a packet. */
export function decide(plan: Plan, facts: PacketFacts): Decision {
  const possible: PlanRule[] = [];
  for (const rule of plan.rules) {
    const holds = matchHolds(rule.match, facts);
    if (holds === true) return { rule, possible };
    if (holds === undefined) possible.push(rule);
  }
  return { rule: undefined, possible };
}

/** What becomes of a packet: `block`, or the class it goes through (undefined where there are no classes). */
export function fateOf(plan: Plan, rule: PlanRule | undefined): 'block' | number | undefined {
  if (rule === undefined) return plan.defaultClass;
  return rule.action.kind === 'block' ? 'block' : rule.action.class;
}
