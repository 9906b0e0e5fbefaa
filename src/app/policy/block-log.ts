/**
 * Blocking told honestly. A connection is blocked once it has a name, and gets its name from its first
 * packets, so some of them pass. The daemon sees every verdict with its evidence; here those whose name a
 * rule of the applied policy blocks become lines of the log, and what had passed by then is counted by rule.
 *
 * Lines are limited (`MOST_LINES` a minute); what was left out is said with the next. No packet is sent to
 * userspace for this, and no rule is added: what is told is the verdict. A rule that asks for more than a
 * name (a time, a host) is said to ask for more. Left out: connections that a rule without names blocks.
 */

import { median } from '../../core/median.ts';
import type { MarkNames } from '../../linux/netfilter/mark-field.ts';
import { DECISION_RECORD, type Decision, decodeDecision } from '../../linux/planes/queue-decisions.ts';
import type { Log } from '../log.ts';
import { type AppliedStore, type BlockedNames, versionOf } from './applied-store.ts';

const MOST_LINES = 20;
const MINUTE = 60_000;
/** How often the store is looked at, in milliseconds. */
const LOOK_INTERVAL = 1000;
/** Latest connections of a rule that its median is of. */
const SAMPLES = 512;

/** What passed before the verdict, by rule. */
export interface BlockReport {
  readonly number: number;
  readonly rule: string;
  /** False for a rule that asks for more than names: it may have let some of them pass. */
  readonly onlyNames: boolean;
  /** Connections whose name the rule blocks, since it is in force. */
  readonly connections: number;
  /** Medians over the latest of them: packets of both directions, and payload bytes. */
  readonly packets: number;
  readonly bytes: number;
}

class RuleTally {
  readonly rule: BlockedNames;
  connections = 0;
  readonly #packets: number[] = [];
  readonly #bytes: number[] = [];

  constructor(rule: BlockedNames) {
    this.rule = rule;
  }

  add(packets: number, bytes: number): void {
    const at = this.connections % SAMPLES;
    this.#packets[at] = packets;
    this.#bytes[at] = bytes;
    this.connections += 1;
  }

  report(): BlockReport {
    const { number, rule, onlyNames } = this.rule;
    const { connections } = this;
    return {
      number,
      rule,
      onlyNames,
      connections,
      packets: median(this.#packets),
      bytes: median(this.#bytes),
    };
  }
}

export class BlockLog {
  readonly #store: AppliedStore;
  readonly #log: Log;
  readonly #now: () => number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #version: string | undefined;
  #byName = new Map<string, RuleTally>();
  #tallies: readonly RuleTally[] = [];
  #minute = 0;
  #lines = 0;
  #unsaid = 0;

  constructor(store: AppliedStore, log: Log, now: () => number = Date.now) {
    this.#store = store;
    this.#log = log;
    this.#now = now;
  }

  /** Takes verdicts: records of `queue-decisions.ts`. */
  decisions(records: Uint8Array, namesOf: (mark: number) => MarkNames): void {
    this.#look();
    if (this.#byName.size === 0) return;
    const fields = new DataView(records.buffer, records.byteOffset, records.byteLength);
    for (let at = 0; at + DECISION_RECORD <= records.length; at += DECISION_RECORD) {
      const { l7, app = l7 } = namesOf(fields.getUint32(at + 44, true));
      const tally = this.#byName.get(app) ?? this.#byName.get(l7);
      if (tally === undefined) continue;
      tally.add(fields.getUint16(at + 6, true), fields.getUint32(at + 40, true));
      this.#say(tally.rule, decodeDecision(records, at, namesOf));
    }
  }

  /** Rules with at least one connection. */
  report(): readonly BlockReport[] {
    this.#look();
    return this.#tallies.filter(({ connections }) => connections > 0).map((tally) => tally.report());
  }

  #say(rule: BlockedNames, decision: Decision): void {
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
    const { l7, app, proto, src, sport, dst, dport, decided, side, offset } = decision;
    const conditions = rule.onlyNames ? '' : ', under conditions';
    this.#log.info(`rule ${rule.number} of the policy blocks ${app ?? l7}${conditions}`, {
      rule: rule.rule,
      connection: `${proto} ${src} port ${sport} to ${dst} port ${dport}`,
      passed: `${decided?.packet} packets, ${decided?.bytes} bytes`,
      evidence: `in packet ${decided?.packet}, of the ${side}, complete at byte ${offset}`,
      ...(this.#unsaid === 0 ? {} : { unsaid: this.#unsaid }),
    });
    this.#unsaid = 0;
  }

  /** Reads the applied policy when it has changed. */
  #look(): void {
    const now = this.#now();
    if (now - this.#lookedAt < LOOK_INTERVAL) return;
    this.#lookedAt = now;
    const version = versionOf(this.#store);
    if (version === this.#version) return;
    this.#version = version;
    let blocks: readonly BlockedNames[] = [];
    try {
      blocks = this.#store.applied?.blocks ?? [];
    } catch (error) {
      this.#log.error(error, 'warning');
    }
    this.#tallies = blocks.map((block) => new RuleTally(block));
    this.#byName = new Map();
    for (const tally of this.#tallies) {
      for (const name of tally.rule.names) if (!this.#byName.has(name)) this.#byName.set(name, tally);
    }
  }
}
