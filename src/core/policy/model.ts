/**
 * A policy as it is written: links, classes, rules, hosts. The words of the file have become numbers (bits
 * a second, bytes, minutes of a day) and every reference has been checked, but nothing is worked out yet:
 * shares are still shares, groups are still groups. `plan.ts` is what follows from it.
 *
 * In a rule, several keys must all hold; of several values of one key, any. The first rule that holds for a
 * packet decides what becomes of it.
 */

/** A link to the outside, with what it carries in bits a second; an absent rate is not shaped. */
export interface WanLink {
  readonly kind: 'wan';
  readonly device: string;
  readonly up?: number;
  readonly down?: number;
}

/** A link to hosts of one's own. */
export interface LanLink {
  readonly kind: 'lan';
  readonly device: string;
  /** Addresses behind it, where a capture is judged and cannot tell; empty: private addresses. */
  readonly hosts: readonly Prefix[];
}

export type Link = WanLink | LanLink;

/** An address range: `192.168.1.0/24`. */
export interface Prefix {
  readonly family: Family;
  /** 4 or 16 bytes, those behind the prefix zero. */
  readonly address: readonly number[];
  readonly length: number;
  /** As rules print it, with the length left out where it is the whole address. */
  readonly text: string;
}

export type Family = 'ipv4' | 'ipv6';

/** A rate: bits a second, or a part (0…1) of what the link carries. */
export type Rate = { readonly bits: number } | { readonly part: number };

/** A rate for each way. */
export interface Rates {
  readonly up?: Rate;
  readonly down?: Rate;
}

/** What the packets of a class care for. */
export type TrafficKind = 'interactive' | 'normal' | 'bulk';

export interface PolicyClass {
  readonly name: string;
  /** What it gets whenever it wants it; absent: an equal part of what the others leave. */
  readonly least: Rates;
  /** What it may borrow up to; absent: the whole link. */
  readonly most: Rates;
  /** 1 is asked first when unused bandwidth is lent; absent: its place in the list. */
  readonly priority: number;
  readonly traffic: TrafficKind;
}

export type Direction = 'up' | 'down';

/** Days are numbered from Sunday, 0; minutes from midnight, in the time zone of the machine. */
export interface TimeWindow {
  /** Bit d is set for day d, the day on which the window begins. */
  readonly days: number;
  /** First minute inside. */
  readonly from: number;
  /** First minute outside; at or below `from`: on the next day. */
  readonly to: number;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Which packets a rule is about. An absent key holds for every packet. */
export interface RuleMatch {
  /** Protocols, `unknown` and `unset` among them. */
  readonly protocols?: readonly string[];
  readonly applications?: readonly string[];
  readonly groups?: readonly string[];
  readonly transport?: 'tcp' | 'udp';
  /** The port that the connection was made to, where it really ended (behind DNAT). */
  readonly ports?: readonly PortRange[];
  /** The side that began the connection. */
  readonly from?: readonly Prefix[];
  /** The side that it was made to, where it really ended (behind DNAT). */
  readonly to?: readonly Prefix[];
  /** Either side. */
  readonly host?: readonly Prefix[];
  readonly direction?: Direction;
  readonly time?: readonly TimeWindow[];
  /** The connection has carried at least so many bytes, headers included, both ways, this packet too. */
  readonly after?: number;
  /** The connection has carried at most so many bytes, counted in the same way. */
  readonly until?: number;
}

/** A mark of the user's: sets the bits of `mask` in the packet mark. */
export interface UserMark {
  readonly value: number;
  readonly mask: number;
}

/** What becomes of the packets: `treat` passes them on, shaped and marked as it says. */
export type RuleAction =
  | {
      readonly kind: 'treat';
      /** Name of a class; absent: the default class. */
      readonly class?: string;
      /** 0…63 */
      readonly dscp?: number;
      readonly mark?: UserMark;
      /** Most bits a second for each host on this side of the link and each direction; more is dropped. */
      readonly limit?: number;
    }
  | { readonly kind: 'block'; readonly how: 'drop' | 'reject' };

export interface PolicyRule {
  /** As written, or made from what it matches; for people. */
  readonly name: string;
  /** Line of the file, 1-based. */
  readonly line: number;
  readonly match: RuleMatch;
  readonly action: RuleAction;
}

export interface Policy {
  readonly links: readonly Link[];
  readonly classes: readonly PolicyClass[];
  /** Name of the class of what no rule puts elsewhere; absent only where there are no classes. */
  readonly defaultClass?: string;
  readonly rules: readonly PolicyRule[];
  /** Whether blocks and limits also act on connections of this machine itself. */
  readonly local: boolean;
}
