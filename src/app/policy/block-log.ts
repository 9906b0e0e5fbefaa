/**
 * Blocking told honestly. A connection is blocked once it has a name, and gets its name from its first
 * packets, so some of them pass. The daemon sees every verdict with its evidence; here those that the applied
 * policy blocks become lines of the log, and what had passed by then is counted by rule.
 *
 * A verdict is judged as the kernel judges the packet that brought it: by the devices that it passes, the
 * time, addresses and ports. What the connection has carried is known within limits only. What is not certain
 * is not told (`certain-block.ts`): a rule with `after` blocks later, and no line says so.
 *
 * Lines are limited (`MOST_LINES` a minute); what was left out is said with the next. No packet is sent to
 * userspace for this, and no rule is added.
 */

import { median } from '../../core/median.ts';
import { blockedNames, certainBlock } from '../../core/policy/certain-block.ts';
import type { Plan, PlanRule } from '../../core/policy/plan.ts';
import { minuteOfWeek } from '../../core/policy/preview.ts';
import { parseAddress } from '../../core/wire/address.ts';
import { interfaceIndex } from '../../linux/ffi/libc.ts';
import type { MarkNames } from '../../linux/netfilter/mark-field.ts';
import { DECISION_RECORD, type Decision, decodeDecision } from '../../linux/planes/queue-decisions.ts';
import { NF_INET_FORWARD } from '../../linux/planes/queue-packet.ts';
import type { Log } from '../log.ts';
import { type AppliedStore, isHere, versionOf } from './applied-store.ts';
import { utcOffset } from './machine.ts';

const MOST_LINES = 20;
const MINUTE = 60_000;
/** How often the store is looked at, in milliseconds. */
const LOOK_INTERVAL = 1000;
/** Latest connections of a rule that its median is of. */
const SAMPLES = 512;
/** Bytes of the longest IP packet. */
const LONGEST_PACKET = 65_535;

/** What passed before the verdict, by rule. */
export interface BlockReport {
  readonly number: number;
  readonly rule: string;
  /** Connections that the rule blocked when they got their name, since it is in force. */
  readonly connections: number;
  /** Medians over the latest of them: packets of both directions that carried payload, and their payload. */
  readonly packets: number;
  readonly bytes: number;
}

class RuleTally {
  readonly rule: PlanRule;
  connections = 0;
  readonly #packets: number[] = [];
  readonly #bytes: number[] = [];

  constructor(rule: PlanRule) {
    this.rule = rule;
  }

  add({ packets, bytes }: Decision['passed']): void {
    const at = this.connections % SAMPLES;
    this.#packets[at] = packets;
    this.#bytes[at] = bytes;
    this.connections += 1;
  }

  report(): BlockReport {
    const { number, name } = this.rule;
    const { connections } = this;
    return {
      number,
      rule: name,
      connections,
      packets: median(this.#packets),
      bytes: median(this.#bytes),
    };
  }
}

/** A policy in force, as far as it blocks. */
interface Blocking {
  readonly plan: Plan;
  readonly names: ReadonlySet<string>;
  /** Minutes that local time was ahead of UTC when its rules were made. */
  readonly utcOffset: number;
  readonly tallies: Map<number, RuleTally>;
  /** Indexes of the links to the outside, and of the loopback device. */
  wans: ReadonlySet<number>;
  loopback: number;
}

export class BlockLog {
  readonly #store: AppliedStore;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #indexOf: (device: string) => number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #version: string | undefined;
  #blocking: Blocking | undefined;
  #minute = 0;
  #lines = 0;
  #unsaid = 0;

  constructor(
    store: AppliedStore,
    log: Log,
    now: () => number = Date.now,
    indexOf: (device: string) => number = interfaceIndex,
  ) {
    this.#store = store;
    this.#log = log;
    this.#now = now;
    this.#indexOf = indexOf;
  }

  /**
   * Takes verdicts: records of `queue-decisions.ts`. `mostPackets` is how many a connection can have had by
   * then: the kernel counts them.
   */
  decisions(records: Uint8Array, namesOf: (mark: number) => MarkNames, mostPackets: number): void {
    this.#look();
    const blocking = this.#blocking;
    if (blocking === undefined) return;
    const fields = new DataView(records.buffer, records.byteOffset, records.byteLength);
    for (let at = 0; at + DECISION_RECORD <= records.length; at += DECISION_RECORD) {
      const { l7, app = l7 } = namesOf(fields.getUint32(at + 44, true));
      if (!blocking.names.has(l7) && !blocking.names.has(app)) continue;
      this.#judge(decodeDecision(records, at, namesOf), blocking, mostPackets);
    }
  }

  /** Takes the verdict on a connection that got its name in silence: its next packets are blocked. */
  decision(decision: Decision, mostPackets: number): void {
    this.#look();
    if (this.#blocking !== undefined) this.#judge(decision, this.#blocking, mostPackets);
  }

  #judge(decision: Decision, blocking: Blocking, mostPackets: number): void {
    const rule = blockOf(decision, blocking, mostPackets);
    if (rule === undefined) return;
    const tally = blocking.tallies.get(rule.number) ?? new RuleTally(rule);
    blocking.tallies.set(rule.number, tally);
    tally.add(decision.passed);
    this.#say(rule, decision);
  }

  /** Rules with at least one connection, in their order. */
  report(): readonly BlockReport[] {
    this.#look();
    const tallies = [...(this.#blocking?.tallies.values() ?? [])];
    return tallies.map((tally) => tally.report()).sort((a, b) => a.number - b.number);
  }

  #say(rule: PlanRule, decision: Decision): void {
    const minute = Math.floor(this.#now() / MINUTE);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#lines = 0;
    }
    if (this.#lines >= MOST_LINES) {
      this.#unsaid += 1;
      return;
    }
    this.#lines += 1;
    const { l7, app, proto, src, sport, dst, dport, decided, passed, side, offset } = decision;
    this.#log.info(`rule ${rule.number} of the policy blocks ${app ?? l7}`, {
      rule: rule.name,
      connection: `${proto} ${src} port ${sport} to ${dst} port ${dport}`,
      passed: `${passed.packets} packets with payload, ${passed.bytes} bytes of it`,
      evidence: `in packet ${decided?.packet}, of the ${side}, complete at byte ${offset}`,
      ...(this.#unsaid === 0 ? {} : { unsaid: this.#unsaid }),
    });
    this.#unsaid = 0;
  }

  /** Reads the applied policy when it has changed, and which devices there are. */
  #look(): void {
    const now = this.#now();
    if (now - this.#lookedAt < LOOK_INTERVAL) return;
    this.#lookedAt = now;
    const version = versionOf(this.#store);
    if (version !== this.#version) {
      this.#version = version;
      this.#blocking = this.#read();
    }
    if (this.#blocking === undefined) return;
    this.#blocking.wans = new Set(this.#blocking.plan.wans.map(({ device }) => this.#indexOf(device)));
    this.#blocking.loopback = this.#indexOf('lo');
  }

  #read(): Blocking | undefined {
    try {
      const { applied } = this.#store;
      if (applied === undefined || !isHere(applied)) return undefined;
      const { plan, at } = applied;
      const names = blockedNames(plan);
      if (names.size === 0) return undefined;
      const offset = utcOffset(new Date(at));
      return { plan, names, utcOffset: offset, tallies: new Map(), wans: new Set(), loopback: 0 };
    } catch (error) {
      this.#log.error(error, 'warning');
      return undefined;
    }
  }
}

/** The rule that blocks the connection of a verdict. */
function blockOf(decision: Decision, blocking: Blocking, mostPackets: number): PlanRule | undefined {
  const { plan } = blocking;
  if (!isJudged(decision, blocking)) return undefined;
  const { l7, app, proto, src, dst, dport, bytes, time } = decision;
  return certainBlock(plan, {
    names: app === undefined ? [l7] : [l7, app],
    transport: proto,
    from: parseAddress(src),
    to: parseAddress(dst),
    port: dport,
    minute: minuteOfWeek(time / 1000, blocking.utcOffset),
    bytes,
    mostBytes: Math.max(bytes, mostPackets * LONGEST_PACKET),
  });
}

/** Whether the rules of the policy are asked about such a packet at all: as in its entry chains. */
function isJudged({ place }: Decision, { plan, wans, loopback }: Blocking): boolean {
  const { hook, input, output } = place;
  if (hook !== NF_INET_FORWARD) {
    if (!plan.local || (input || output) === loopback) return false;
  }
  return plan.wans.length === 0 || [input, output].some((index) => index !== 0 && wans.has(index));
}
