/**
 * Which rule of a plan a packet meets, in plain words: the first whose conditions all hold. What the kernel
 * does with the rendered rules must be what stands here; the tests hold the two against each other.
 *
 * A fact that is not known (the time, the direction) makes the conditions on it neither true nor false. A
 * rule that may hold is remembered and the search goes on, so the answer says what it is not sure of.
 */

import type { Direction, Prefix, TimeWindow } from './model.ts';
import type { Plan, PlanMatch, PlanRule } from './plan.ts';
import { prefixHolds } from './units.ts';
import { windowsHold } from './utc-windows.ts';

/** A packet and its connection, as far as they are known. */
export interface PacketFacts {
  /** All names that hold at this packet: `unset` alone, or a protocol and its application. */
  readonly names: readonly string[];
  readonly transport: 'tcp' | 'udp';
  /** Addresses of the connection: the side that began it, and the side that it was made to. */
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  /** Port of the second side. */
  readonly port: number;
  readonly direction: Direction | undefined;
  /** Minute of the week in local time, 0 for Sunday 00:00. */
  readonly minute: number | undefined;
  /** Bytes of the connection so far, both ways, headers and this packet included. */
  readonly bytes: number | undefined;
}

export interface Decision {
  /** The rule that decides; undefined: none, the default holds. */
  readonly rule: PlanRule | undefined;
  /** Rules before it that may have held; empty when everything that they ask was known. */
  readonly possible: readonly PlanRule[];
}

const anyPrefix = (prefixes: readonly Prefix[], address: Uint8Array): boolean =>
  prefixes.some((prefix) => prefixHolds(prefix, address));

/** Whether the conditions hold; undefined when that hangs on something unknown. */
export function matchHolds(
  match: PlanMatch,
  facts: PacketFacts,
  inWindows: (windows: readonly TimeWindow[], minute: number) => boolean = windowsHold,
): boolean | undefined {
  const { names, transport, ports, from, to, host, direction, time, after, until } = match;
  if (transport !== undefined && transport !== facts.transport) return false;
  if (!names.every((list) => list.some((name) => facts.names.includes(name)))) return false;
  if (ports !== undefined && !ports.some(({ first, last }) => facts.port >= first && facts.port <= last)) {
    return false;
  }
  if (from !== undefined && !anyPrefix(from, facts.from)) return false;
  if (to !== undefined && !anyPrefix(to, facts.to)) return false;
  if (host !== undefined && !anyPrefix(host, facts.from) && !anyPrefix(host, facts.to)) return false;
  let answer: true | undefined = true;
  if (direction !== undefined) {
    if (facts.direction === undefined) answer = undefined;
    else if (facts.direction !== direction) return false;
  }
  if (time !== undefined) {
    if (facts.minute === undefined) answer = undefined;
    else if (!inWindows(time, facts.minute)) return false;
  }
  if (after !== undefined || until !== undefined) {
    if (facts.bytes === undefined) answer = undefined;
    else if (facts.bytes < (after ?? 0) || facts.bytes > (until ?? Number.POSITIVE_INFINITY)) return false;
  }
  return answer;
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
