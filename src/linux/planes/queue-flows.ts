/**
 * What is this queued packet's connection called? Between the queue and the classifier stands what only live
 * traffic needs:
 *
 * - A connection is remembered no longer than needed (`decided-connections.ts`): the name lives in the
 *   conntrack mark, and once it is there the kernel queues no more packets of it.
 * - Ports are used again. A TCP segment far outside of what its connection could send next begins a new
 *   connection; so does any after conntrack has forgotten the old one.
 * - A held segment may be sent again (tail-loss probes, timeouts): a segment whose bytes were all seen
 *   before is not looked at twice.
 * - TLS, QUIC and HTTP tell a second name in their first bytes, which may come in pieces. Until it is there
 *   the connection is pending: its packets are released at once as those of undecided ones are, with a note
 *   of the protocol (`mark-field.ts`), which the kernel falls back on should nothing more come.
 * - What waits for more and falls silent (`waiting.ts`) is given the name that is known, without a packet to
 *   carry it: `takeLate` tells such names, for conntrack's own ear.
 * - The table is bounded. When it is full, undecided connections push each other out, half-open ones first.
 *
 * A connection whose table entry was lost is not wrong, only late: its next packets are looked at as if they
 * were the first, until the kernel's own count of packets ends it.
 */
import type { Budget } from '../../core/classify/budget.ts';
import { Classifier } from '../../core/classify/classifier.ts';
import { UNKNOWN, UNSET } from '../../core/classify/connection-state.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import { TELLS_NOTHING } from '../../core/extract/tells.ts';
import { FlowTable } from '../../core/flow/flow-table.ts';
import type { PacketObserver } from '../../core/replay/session.ts';
import { IPPROTO_TCP, PacketView } from '../../core/wire/packet-view.ts';
import type { MarkField } from '../netfilter/mark-field.ts';
import { ENDED_RECORD, readEnded } from '../netlink/conntrack-account.ts';
import { DecidedConnections, UNDECIDED } from './decided-connections.ts';
import { type DecisionFacts, evidenceOf, type HeldPacket, type LateName } from './queue-decisions.ts';
import { QueueFlowReports } from './queue-flow-report.ts';
import { type QueueNames, Vocabulary } from './queue-names.ts';
import type { WorkerCounters } from './queue-protocol.ts';
import { TcpProgress } from './tcp-progress.ts';
import { Waiting } from './waiting.ts';

/** Seconds of silence after which an undecided connection is forgotten. */
const IDLE = { tcp: 120, udp: 60, other: 60 } as const;

/** Slots looked at by one call of `tick`. */
const SWEEP = 8192;

export interface QueueFlowsOptions extends QueueNames {
  readonly field: MarkField;
  readonly budget: Budget;
  /** Connections kept at one time. */
  readonly capacity: number;
  /** 32 random bits, for the hash of the table. */
  readonly seed: number;
  readonly counters: WorkerCounters;
}

export class QueueFlows {
  /** What the last decision was; valid right after `packet` decided one. */
  readonly decision: DecisionFacts = {
    packet: 0,
    bytes: 0,
    passedPackets: 0,
    passedBytes: 0,
    mark: 0,
    evidence: 0,
    offset: 0,
    side: 0,
    direction: 0,
  };
  /** True when the last call of `packet` decided its connection. */
  decided = false;
  /** Sees the packets that are classified, as long as somebody asks why (`workbench/flow-record.ts`). */
  observer: PacketObserver | undefined;
  readonly #table: FlowTable;
  readonly #counters: WorkerCounters;
  readonly #decided: DecidedConnections;
  readonly #waiting = new Waiting();
  #late: LateName[] = [];
  readonly #key = new PacketView();
  readonly #field: MarkField;
  #classifier: Classifier;
  #vocabulary: Vocabulary;

  readonly #reports: QueueFlowReports;
  readonly #progress = new TcpProgress();

  constructor(options: QueueFlowsOptions) {
    this.#counters = options.counters;
    this.#field = options.field;
    this.#classifier = new Classifier(options.program, options.budget);
    this.#vocabulary = new Vocabulary(options, options.field);
    this.#table = new FlowTable({
      capacity: options.capacity,
      seed: options.seed,
      idle: IDLE,
      onRemoval: (slot) => this.#vocabulary.finder?.forget(slot),
    });
    this.#decided = new DecidedConnections(this.#table);
    this.#reports = new QueueFlowReports(this.#table);
  }

  /** Connections in the table. */
  get size(): number {
    return this.#table.count;
  }

  /**
   * The field of the connection's mark after this packet, in place: 0 while nothing is known. `direction` is
   * FROM_CLIENT or FROM_SERVER; `seconds` a clock that only goes forward; `held` where the packet is.
   */
  packet(view: PacketView, buffer: Uint8Array, direction: number, seconds: number, held: HeldPacket): number {
    this.decided = false;
    const table = this.#table;
    const isTcp = view.protocol === IPPROTO_TCP;
    let slot = table.lookup(view, buffer, seconds);
    if (!table.created && isTcp && this.#progress.isAnother(slot, direction, view)) {
      this.#counters.portReuses++;
      this.#remove(slot);
      slot = table.lookup(view, buffer, seconds);
    }
    if (table.created) this.#begin(slot, direction, view.protocol);
    const known = this.#decided.mark[slot];
    if (known !== UNDECIDED) {
      this.#counters.remarked++;
      return known;
    }
    if (isTcp && !this.#progress.advance(slot, direction, view)) {
      this.#counters.repeats++;
      return this.#pendingMark(slot);
    }
    if (this.observer !== undefined) {
      this.observer.packet(slot, table.packets(slot) === 1, direction, view, buffer);
    }
    // The kernel queues no more of it: from the next packet on its own count ends it.
    const isLast = table.packets(slot) >= this.#classifier.budget.packets;
    const wasPending = this.#classifier.state.verdict[slot] !== UNSET;
    let verdict = this.#classifier.packet(slot, direction, view, buffer);
    const isWaiting = verdict === UNSET;
    if (isWaiting) verdict = this.#classifier.settled(slot);
    const { finder, tells } = this.#vocabulary;
    const told = tells[verdict];
    let isWanted = isWaiting;
    if (isWaiting && isTcp) finder?.early(slot, direction, view, buffer);
    else if (told !== TELLS_NOTHING && finder?.packet(slot, told, direction, view, buffer) === 1)
      isWanted = true;
    if (!wasPending && !isWaiting) this.#reports.found(slot);
    if (isWanted && !isLast) {
      if (verdict !== UNSET) this.#waiting.note(slot, seconds, held);
      return this.#pendingMark(slot);
    }
    if (verdict === UNSET) {
      this.observer?.removed(slot);
      this.#remove(slot);
      return UNDECIDED;
    }
    if (isWaiting) this.#reports.found(slot);
    const { decision } = this;
    decision.direction = direction;
    decision.passedPackets = table.packets(slot) - 1;
    decision.passedBytes = table.bytes(slot) - view.payloadLength;
    return this.#decide(slot, verdict, seconds);
  }

  /** The field of an undecided connection: says which carrier it is when that is known. */
  #pendingMark(slot: number): number {
    return this.#vocabulary.pending[this.#classifier.state.verdict[slot]];
  }

  /** Names those that have waited in vain. */
  #endWaits(seconds: number): void {
    for (const slot of this.#waiting.silent(seconds, this.#table)) {
      const verdict = this.#classifier.settled(slot);
      if (this.#decided.mark[slot] === UNDECIDED && verdict !== UNSET) this.#nameLate(slot, verdict, seconds);
    }
  }

  #nameLate(slot: number, verdict: number, seconds: number): void {
    if (this.#classifier.state.verdict[slot] === UNSET) this.#reports.found(slot);
    const report = this.describe(slot);
    const mark = this.#decide(slot, verdict, seconds);
    this.decided = false;
    const { decision } = this;
    this.#late.push({
      ...report,
      mark,
      decided: { packet: decision.packet, bytes: decision.bytes },
      ...evidenceOf(decision),
      passed: { packets: report.packets, bytes: report.bytes },
      place: this.#waiting.place(slot),
    });
  }

  /** Connections that were given their name in silence since the last call. */
  takeLate(): readonly LateName[] {
    if (this.#late.length === 0) return NOTHING_LATE;
    const taken = this.#late;
    this.#late = [];
    return taken;
  }

  #remove(slot: number): void {
    this.#vocabulary.finder?.forget(slot);
    this.#table.remove(slot);
  }

  /** Forgets every connection. */
  clear(): void {
    for (const slot of this.#table.slots()) this.#remove(slot);
    this.#decided.clear();
    this.#waiting.clear();
  }

  /** Number of decided TCP connections that are remembered: for `forgetTcp`. */
  get decidedTcp(): number {
    return this.#decided.tcp;
  }

  /** Forgets the `count` decided TCP connections that have been remembered for longest. */
  forgetTcp(count: number): void {
    this.#decided.forgetTcp(count);
  }

  /** Forgets what time has passed over. To be called about once a second. */
  tick(seconds: number): void {
    this.#decided.tick(seconds);
    this.#endWaits(seconds);
    this.#table.sweep(seconds, SWEEP);
    this.#counters.evicted = this.#table.evicted;
    this.#counters.expired = this.#table.expired;
    this.#counters.flows = this.#table.count;
  }

  /** Forgets the undecided connections that conntrack has forgotten: records of `conntrack-account.ts`. */
  forgetEnded(records: Uint8Array): void {
    const key = this.#key;
    for (let at = 0; at + ENDED_RECORD <= records.length; at += ENDED_RECORD) {
      readEnded(key, records, at);
      const slot = this.#table.find(key, records);
      if (slot < 0 || this.#decided.mark[slot] !== UNDECIDED) continue;
      this.#remove(slot);
      this.#counters.ended++;
    }
  }

  /**
   * Puts other names in place of the present ones. Undecided connections start again with them; decided ones
   * keep their mark, and pending ones get that of their protocol.
   */
  swap(names: QueueNames, seconds: number): void {
    const next = new Vocabulary(names, this.#field);
    const classifier = new Classifier(names.program, this.#classifier.budget);
    classifier.reserve(this.#table.size);
    next.finder?.reserve(this.#table.size);
    const { verdict } = this.#classifier.state;
    for (const slot of this.#table.slots()) {
      if (this.#decided.mark[slot] !== UNDECIDED) continue;
      const protocol = this.#table.protocol(slot);
      if (verdict[slot] !== UNSET) {
        this.#decide(slot, verdict[slot], seconds);
        continue;
      }
      classifier.begin(slot, protocol);
      next.finder?.begin(slot);
    }
    this.decided = false;
    this.#classifier = classifier;
    this.#vocabulary = next;
  }

  /** @throws Layer7Error `BUDGET_OUT_OF_RANGE`. */
  setBudget(budget: Budget): void {
    this.#classifier.setBudget(budget);
  }

  /** The undecided connections, at most `limit` of them. */
  undecided(limit: number): FlowReport[] {
    const reports: FlowReport[] = [];
    for (const slot of this.#table.slots()) {
      if (reports.length >= limit) break;
      if (this.#decided.mark[slot] === UNDECIDED)
        reports.push(this.#reports.undecided(slot, this.#classifier));
    }
    return reports;
  }

  /** The connection in `slot` with its name; one that has used up its packets is what the kernel calls it. */
  describe(slot: number): FlowReport {
    return this.#reports.decided(slot, this.#classifier, this.#vocabulary.applicationOf(slot));
  }

  #begin(slot: number, direction: number, protocol: number): void {
    if (slot >= this.#decided.mark.length) this.#grow();
    this.#decided.mark[slot] = UNDECIDED;
    this.#reports.begin(slot, direction);
    this.#waiting.begin(slot);
    this.#progress.begin(slot);
    this.#classifier.begin(slot, protocol);
    this.#vocabulary.finder?.begin(slot);
  }

  #grow(): void {
    const { size } = this.#table;
    this.#decided.reserve(size);
    this.#reports.reserve(size);
    this.#waiting.reserve(size);
    this.#progress.reserve(size);
    this.#classifier.reserve(size);
    this.#vocabulary.finder?.reserve(size);
  }

  #decide(slot: number, verdict: number, seconds: number): number {
    const mark = this.#vocabulary.markOf(slot, verdict);
    const { state } = this.#classifier;
    if (verdict === UNKNOWN) this.#counters.unknown++;
    else this.#counters.named++;
    if (mark !== this.#vocabulary.settled[verdict]) this.#counters.applications++;
    this.#decided.add(slot, mark, seconds);
    const { decision } = this;
    decision.packet = this.#reports.decidedPacket[slot];
    decision.bytes = state.bytes[slot];
    decision.mark = mark;
    decision.evidence = state.decidedEvidence[slot];
    decision.offset = state.decidedOffset[slot];
    decision.side = state.decidedDirection[slot];
    this.decided = true;
    this.observer?.removed(slot);
    this.#vocabulary.finder?.forget(slot);
    return mark;
  }
}

const NOTHING_LATE: readonly LateName[] = [];
