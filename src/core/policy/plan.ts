/**
 * What a policy comes to, in no tool's words: rates in bits a second, groups as the names in them, classes
 * and rules with their numbers. A plan is a plain value; the same policy and names give the same plan.
 * `planner.ts` makes it, `evaluate.ts` asks it, the renderings write it down for iptables, nftables and tc.
 *
 *     wan 0 ─ up ───► leaves at the WAN device ─┐    class 0   least…most   priority
 *           └ down ─► leaves at the LAN devices ┴──► class 1   …
 *
 * Rules are in order, and the first that holds decides. Every condition is a list of alternatives.
 */
import type { Direction, PortRange, Prefix, RuleAction, TimeWindow, TrafficKind, UserMark } from './model.ts';

/** Bits a second that a class has of one link in one direction. */
export interface ClassRates {
  /** Kept for it. */
  readonly guarantee: number;
  /** Never more. */
  readonly ceiling: number;
}

export interface PlanClass {
  readonly name: string;
  /** 0 is asked first when unused bandwidth is lent, 7 last. */
  readonly priority: number;
  readonly traffic: TrafficKind;
  /** By index of the WAN link; undefined where that direction is not shaped. */
  readonly up: readonly (ClassRates | undefined)[];
  readonly down: readonly (ClassRates | undefined)[];
}

export interface PlanWan {
  readonly device: string;
  /** Bits a second; undefined: not shaped. */
  readonly up: number | undefined;
  readonly down: number | undefined;
}

export interface PlanLan {
  readonly device: string;
  readonly hosts: readonly Prefix[];
}

/** All that is given must hold; of a list, any. Lists are never empty. */
export interface PlanMatch {
  /** Each list of names must be met: protocols, applications and groups of one rule are separate lists. */
  readonly names: readonly (readonly string[])[];
  readonly transport?: 'tcp' | 'udp';
  readonly ports?: readonly PortRange[];
  readonly from?: readonly Prefix[];
  readonly to?: readonly Prefix[];
  readonly host?: readonly Prefix[];
  readonly direction?: Direction;
  readonly time?: readonly TimeWindow[];
  readonly after?: number;
  readonly until?: number;
}

export type PlanAction =
  | {
      readonly kind: 'treat';
      /** Index of the class; undefined only where there are no classes. */
      readonly class: number | undefined;
      readonly dscp?: number;
      readonly mark?: UserMark;
      readonly limit?: number;
    }
  | Extract<RuleAction, { kind: 'block' }>;

export interface PlanRule {
  /** From 1, in the order of the file: what comments, listings and counters call it. */
  readonly number: number;
  readonly name: string;
  readonly line: number;
  readonly match: PlanMatch;
  readonly action: PlanAction;
}

export interface Plan {
  readonly wans: readonly PlanWan[];
  readonly lans: readonly PlanLan[];
  readonly classes: readonly PlanClass[];
  /** Index of the class of what no rule puts elsewhere. */
  readonly defaultClass: number | undefined;
  readonly rules: readonly PlanRule[];
  readonly local: boolean;
}
