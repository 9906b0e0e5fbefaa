/**
 * What a policy would have done with the connections of a capture: for each rule and class the connections,
 * packets, bytes and hosts, and what passed before the verdict. Every packet is asked about, at the moment
 * at which it passed: with the name that the connection had then, its bytes so far, its time.
 *
 * The name that a connection has from its deciding packet on is taken for both protocol and application; a
 * host that is known only some packets later counts as known. What a blocked connection sent after the block
 * is counted as blocked, though it would not have been sent. Connections between hosts that LAN links name are
 * left out: a policy with a link to the outside is about what crosses it.
 */

import type { FlowReport } from '../classify/flow-report.ts';
import { median } from '../median.ts';
import { parseAddress } from '../wire/address.ts';
import { decide, fateOf, type PacketFacts } from './evaluate.ts';
import type { Direction, Prefix } from './model.ts';
import type { Plan, PlanRule } from './plan.ts';
import type { Slice } from './timeline.ts';
import { prefixHolds, readPrefix } from './units.ts';

/** Sums over packets. */
export interface Tally {
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
  /** Addresses on this side of the link. */
  readonly hosts: number;
}

/** Median of what passed of a connection before it had its name; undefined where no connection was decided. */
export interface BeforeVerdict {
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
}

export interface RulePreview extends Tally {
  /** Undefined: no rule held. */
  readonly rule: PlanRule | undefined;
  /** What becomes of these packets. */
  readonly fate: 'block' | 'class' | 'pass';
  /** Of the connections that this rule took once they were named. */
  readonly before: BeforeVerdict | undefined;
}

export interface ClassPreview {
  readonly name: string;
  readonly up: Tally;
  readonly down: Tally;
}

export interface Preview {
  /** All that was judged. */
  readonly total: Tally;
  /** Between hosts of the LAN links: it crosses no link to the outside, and no rule is asked. */
  readonly between: Tally;
  /** Connections judged though both ends have private addresses: the plan does not say whose they are. */
  readonly unclear: number;
  readonly rules: readonly RulePreview[];
  readonly classes: readonly ClassPreview[];
}

export interface PreviewOptions {
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffset: number;
  /** Minute of the week that all packets are taken to pass at, in place of their own time. */
  readonly minute?: number;
}

/** Addresses of one's own where no LAN link says which (RFC 1918, RFC 4193, link-local). */
const PRIVATE: readonly Prefix[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
].map((text) => readPrefix(text).value!);

/** Hosts that are told apart; more are not counted. */
const MOST_HOSTS = 100_000;
/** Connections whose time to the verdict is kept for the medians, each rule. */
const MOST_SAMPLES = 200_000;

class Sum {
  flows = 0;
  packets = 0;
  bytes = 0;
  readonly #hosts = new Set<string>();
  #flow = -1;

  /** Packets of the connection with this number. */
  add(flow: number, packets: number, bytes: number, host: string): void {
    if (this.#flow !== flow) {
      this.flows += 1;
      this.#flow = flow;
      if (this.#hosts.size < MOST_HOSTS) this.#hosts.add(host);
    }
    this.packets += packets;
    this.bytes += bytes;
  }

  tally(): Tally {
    return { flows: this.flows, packets: this.packets, bytes: this.bytes, hosts: this.#hosts.size };
  }
}

interface RuleSum {
  readonly sum: Sum;
  readonly beforePackets: number[];
  readonly beforeBytes: number[];
}

const newRuleSum = (): RuleSum => ({ sum: new Sum(), beforePackets: [], beforeBytes: [] });

/** Minute of the week of a time in seconds since the epoch. 1 January 1970 was a Thursday. */
export function minuteOfWeek(seconds: number, utcOffset: number): number {
  const minutes = Math.floor(seconds / 60) + utcOffset + 4 * 1440;
  const week = 7 * 1440;
  return ((minutes % week) + week) % week;
}

export class PreviewCounter {
  readonly #plan: Plan;
  readonly #options: PreviewOptions;
  readonly #total = new Sum();
  readonly #between = new Sum();
  readonly #inside: readonly Prefix[];
  /** Whether the plan says which hosts are inside; else private addresses are taken to be. */
  readonly #isInsideSaid: boolean;
  #unclear = 0;
  /** By number of the rule; 0 for none. */
  readonly #rules: readonly RuleSum[];
  readonly #classes: readonly { readonly up: Sum; readonly down: Sum }[];
  #flows = 0;

  constructor(plan: Plan, options: PreviewOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#rules = [undefined, ...plan.rules].map(newRuleSum);
    this.#classes = plan.classes.map(() => ({ up: new Sum(), down: new Sum() }));
    const own = plan.lans.flatMap(({ hosts }) => hosts);
    this.#isInsideSaid = own.length > 0;
    this.#inside = this.#isInsideSaid ? own : PRIVATE;
  }

  /** Takes one connection and its packets. */
  add(report: FlowReport, slices: readonly Slice[]): void {
    const plan = this.#plan;
    const number = this.#flows;
    this.#flows += 1;
    const from = parseAddress(report.src)!;
    const to = parseAddress(report.dst)!;
    const bothInside = this.#isInside(from) && this.#isInside(to);
    const clientInside = bothInside || !this.#isInside(to);
    const host = clientInside ? report.src : report.dst;
    if (bothInside && plan.wans.length > 0) {
      if (this.#isInsideSaid) {
        for (const { packets, bytes } of slices) this.#between.add(number, packets, bytes, host);
        return;
      }
      this.#unclear += 1;
    }
    const named = report.child === true ? 1 : (report.decided?.packet ?? Number.POSITIVE_INFINITY);
    const names = report.app === undefined ? [report.l7] : [report.l7, report.app];
    let last = 0;
    let beforePackets = 0;
    let beforeBytes = 0;
    for (const slice of slices) {
      const direction: Direction = slice.fromClient === clientInside ? 'up' : 'down';
      const facts: PacketFacts = {
        names: slice.first < named ? ['unset'] : names,
        transport: report.proto,
        from,
        to,
        port: report.dport,
        direction,
        minute: this.#options.minute ?? minuteOfWeek(slice.seconds, this.#options.utcOffset),
        bytes: slice.total,
      };
      const { rule } = decide(plan, facts);
      const { packets, bytes } = slice;
      this.#total.add(number, packets, bytes, host);
      last = rule?.number ?? 0;
      this.#rules[last]!.sum.add(number, packets, bytes, host);
      const fate = fateOf(plan, rule);
      if (typeof fate === 'number') this.#classes[fate]![direction].add(number, packets, bytes, host);
      if (slice.first < named) {
        beforePackets += packets;
        beforeBytes += bytes;
      }
    }
    const taken = this.#rules[last]!;
    if (named === Number.POSITIVE_INFINITY || taken.beforePackets.length >= MOST_SAMPLES) return;
    taken.beforePackets.push(beforePackets);
    taken.beforeBytes.push(beforeBytes);
  }

  #isInside(address: Uint8Array): boolean {
    return this.#inside.some((prefix) => prefixHolds(prefix, address));
  }

  result(): Preview {
    const plan = this.#plan;
    return {
      total: this.#total.tally(),
      between: this.#between.tally(),
      unclear: this.#unclear,
      rules: [...plan.rules, undefined].map((rule): RulePreview => {
        const { sum, beforePackets, beforeBytes } = this.#rules[rule?.number ?? 0]!;
        const fate = fateOf(plan, rule);
        const flows = beforePackets.length;
        return {
          rule,
          fate: fate === 'block' ? 'block' : fate === undefined ? 'pass' : 'class',
          ...sum.tally(),
          before:
            flows === 0 ? undefined : { flows, packets: median(beforePackets), bytes: median(beforeBytes) },
        };
      }),
      classes: plan.classes.map(({ name }, index) => ({
        name,
        up: this.#classes[index]!.up.tally(),
        down: this.#classes[index]!.down.tally(),
      })),
    };
  }
}
