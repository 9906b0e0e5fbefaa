/**
 * What is this queued packet's connection called? Between the queue and the classifier stands what only live
 * traffic needs:
 *
 * - A connection is remembered no longer than needed. The name lives in the conntrack mark; once it is
 *   there the kernel queues no more packets of it. Some are in the queue already, though: a decided TCP
 *   connection is forgotten when every packet queued before its verdict has been read. The first packets of
 *   a UDP burst each carry a conntrack entry of their own, of which one survives, perhaps an unmarked one: a
 *   decided UDP connection is remembered for some seconds and its packets are marked again.
 * - Ports are used again. A TCP segment far outside of what its connection could send next begins a new
 *   connection; so does any after conntrack has forgotten the old one.
 * - A held segment may be sent again (tail-loss probes, timeouts): a segment whose bytes were all seen
 *   before is not looked at twice.
 * - TLS, QUIC and HTTP tell a second name in their first bytes, which may come in pieces. Until it is there
 *   the connection is pending: its packets are released at once as those of undecided ones are, with a note
 *   of the protocol (`mark-field.ts`), which the kernel falls back on should nothing more come.
 * - What waits (for the rest of a hello, for what a call turns into) and falls silent is given the name that
 *   is known, without a packet to carry it: `takeLate` tells such names, for conntrack's own ear.
 * - The table is bounded. When it is full, undecided connections push each other out, half-open ones first.
 *
 * A connection whose table entry was lost is not wrong, only late: its next packets are looked at as if they
 * were the first, until the kernel's own count of packets ends it.
 */
import type { Budget } from '../../core/classify/budget.ts';
import { Classifier } from '../../core/classify/classifier.ts';
import { FROM_CLIENT, UNKNOWN, UNSET } from '../../core/classify/connection-state.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import { TELLS_NOTHING } from '../../core/extract/tells.ts';
import { FlowTable } from '../../core/flow/flow-table.ts';
import { grown } from '../../core/grown.ts';
import type { PacketObserver } from '../../core/replay/session.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../../core/wire/packet-view.ts';
import type { MarkField } from '../netfilter/mark-field.ts';
import { ENDED_RECORD, readEnded } from '../netlink/conntrack-account.ts';
import type { DecisionFacts } from './queue-decisions.ts';
import { type QueueNames, Vocabulary } from './queue-names.ts';
import type { LateName, WorkerCounters } from './queue-protocol.ts';
import { SlotQueue } from './slot-queue.ts';
import { TcpProgress } from './tcp-progress.ts';

/** The field of a connection of which nothing is known yet. */
const UNDECIDED = 0;

/** Seconds of silence after which an undecided connection is forgotten. */
const IDLE = { tcp: 120, udp: 60, other: 60 } as const;

/** Seconds for which a decided UDP connection is remembered. */
const UDP_MEMORY = 3;

/** Seconds of silence after which a connection that waits gets the name that is known. */
const PATIENCE = 3;

/** Decided connections remembered at one time, of each transport; and connections that wait. */
const DECIDED_CAPACITY = 16384;

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
  readonly #decidedTcp = new SlotQueue(DECIDED_CAPACITY);
  readonly #decidedUdp = new SlotQueue(DECIDED_CAPACITY);
  readonly #waiting = new SlotQueue(DECIDED_CAPACITY);
  #late: LateName[] = [];
  readonly #key = new PacketView();
  readonly #field: MarkField;
  #classifier: Classifier;
  #vocabulary: Vocabulary;

  /** By slot: the field of its mark; UNDECIDED while pending, too. */
  #mark = new Uint32Array(0);
  /** By slot: packets when its protocol was found. */
  #decidedPacket = new Uint16Array(0);
  /** By slot: SERVER_FIRST, WAITS. */
  #flags = new Uint8Array(0);
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
  }

  /** Connections in the table. */
  get size(): number {
    return this.#table.count;
  }

  /**
   * The field of the connection's mark after this packet, in place: 0 while nothing is known. `direction` is
   * FROM_CLIENT or FROM_SERVER; `seconds` a clock that only goes forward.
   */
  packet(view: PacketView, buffer: Uint8Array, direction: number, seconds: number): number {
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
    const known = this.#mark[slot];
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
    if (!wasPending && !isWaiting) this.#decidedPacket[slot] = table.packets(slot);
    if (isWanted && !isLast) {
      if (verdict !== UNSET) this.#wait(slot, seconds);
      return this.#pendingMark(slot);
    }
    if (verdict === UNSET) {
      this.observer?.removed(slot);
      this.#remove(slot);
      return UNDECIDED;
    }
    if (isWaiting) this.#decidedPacket[slot] = table.packets(slot);
    const { decision } = this;
    decision.direction = direction;
    decision.passedPackets = table.packets(slot) - 1;
    decision.passedBytes = table.bytes(slot) - view.payloadLength;
    return this.#decide(slot, verdict, isTcp, seconds);
  }

  /** The field of an undecided connection: says which carrier it is when that is known. */
  #pendingMark(slot: number): number {
    return this.#vocabulary.pending[this.#classifier.state.verdict[slot]];
  }

  /** Notes a connection whose name is known, but not yet settled. */
  #wait(slot: number, seconds: number): void {
    if ((this.#flags[slot] & WAITS) !== 0 || this.#waiting.isFull) return;
    this.#flags[slot] |= WAITS;
    this.#waiting.add(slot, seconds);
  }

  /** Settles those that have waited in vain. */
  #endWaits(seconds: number): void {
    const waiting = this.#waiting;
    for (let left = waiting.length; left > 0 && waiting.oldestTime <= seconds - PATIENCE; left--) {
      const slot = waiting.takeSlot();
      const isWaiting = this.#mark[slot] === UNDECIDED && (this.#flags[slot] & WAITS) !== 0;
      const verdict = this.#classifier.settled(slot);
      if (!this.#table.isLive(slot) || !isWaiting || verdict === UNSET) continue;
      const seen = this.#table.lastSeen(slot);
      if (seen > seconds - PATIENCE) waiting.add(slot, seen);
      else this.#settle(slot, verdict, seconds);
    }
  }

  #settle(slot: number, verdict: number, seconds: number): void {
    const protocol = this.#table.protocol(slot);
    this.#decidedPacket[slot] = this.#table.packets(slot);
    const { src, sport, dst, dport } = this.#report(slot);
    const mark = this.#decide(slot, verdict, protocol === IPPROTO_TCP, seconds);
    this.decided = false;
    this.#late.push({
      protocol,
      source: src,
      sourcePort: sport,
      destination: dst,
      destinationPort: dport,
      mark,
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
    while (this.#decidedTcp.length > 0) this.#decidedTcp.takeSlot();
    while (this.#decidedUdp.length > 0) this.#decidedUdp.takeSlot();
    while (this.#waiting.length > 0) this.#waiting.takeSlot();
  }

  /** Number of decided TCP connections that are remembered: for `forgetTcp`. */
  get decidedTcp(): number {
    return this.#decidedTcp.length;
  }

  /** Forgets the `count` decided TCP connections that have been remembered for longest. */
  forgetTcp(count: number): void {
    for (let i = 0; i < count; i++) this.#forget(this.#decidedTcp.takeSlot(), IPPROTO_TCP);
  }

  /** Forgets what time has passed over. To be called about once a second. */
  tick(seconds: number): void {
    const udp = this.#decidedUdp;
    while (udp.length > 0 && udp.oldestTime <= seconds - UDP_MEMORY)
      this.#forget(udp.takeSlot(), IPPROTO_UDP);
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
      if (slot < 0 || this.#mark[slot] !== UNDECIDED) continue;
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
      if (this.#mark[slot] !== UNDECIDED) continue;
      const protocol = this.#table.protocol(slot);
      if (verdict[slot] !== UNSET) {
        this.#decide(slot, verdict[slot], protocol === IPPROTO_TCP, seconds);
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
      if (this.#mark[slot] === UNDECIDED) reports.push(this.#report(slot));
    }
    return reports;
  }

  /** The connection in `slot` with its name; one that has used up its packets is what the kernel calls it. */
  describe(slot: number): FlowReport {
    const { decidedPacket, bytes } = this.#classifier.state;
    const report = this.#report(slot);
    const isGivenUp =
      report.l7 === this.#classifier.nameOf(UNSET) && report.packets >= this.#classifier.budget.packets;
    const app = this.#vocabulary.applicationOf(slot);
    return {
      ...report,
      ...(isGivenUp ? { l7: this.#classifier.nameOf(UNKNOWN) } : {}),
      ...(app === undefined ? {} : { app }),
      ...(decidedPacket[slot] === 0 ? {} : { decided: { packet: decidedPacket[slot], bytes: bytes[slot] } }),
    };
  }

  #report(slot: number): FlowReport {
    const ends = this.#table.endpoints(slot);
    const swapped = (this.#flags[slot] & SERVER_FIRST) !== 0;
    return {
      proto: this.#table.protocol(slot) === IPPROTO_TCP ? 'tcp' : 'udp',
      src: swapped ? ends.destination : ends.source,
      sport: swapped ? ends.destinationPort : ends.sourcePort,
      dst: swapped ? ends.source : ends.destination,
      dport: swapped ? ends.sourcePort : ends.destinationPort,
      packets: this.#table.packets(slot),
      bytes: this.#table.bytes(slot),
      l7: this.#classifier.nameOf(this.#classifier.settled(slot)),
    };
  }

  #begin(slot: number, direction: number, protocol: number): void {
    if (slot >= this.#mark.length) this.#grow();
    this.#mark[slot] = UNDECIDED;
    this.#flags[slot] = direction === FROM_CLIENT ? 0 : SERVER_FIRST;
    this.#progress.begin(slot);
    this.#classifier.begin(slot, protocol);
    this.#vocabulary.finder?.begin(slot);
  }

  #grow(): void {
    const { size } = this.#table;
    this.#mark = grown(this.#mark, size);
    this.#decidedPacket = grown(this.#decidedPacket, size);
    this.#flags = grown(this.#flags, size);
    this.#progress.reserve(size);
    this.#classifier.reserve(size);
    this.#vocabulary.finder?.reserve(size);
  }

  #decide(slot: number, verdict: number, isTcp: boolean, seconds: number): number {
    const mark = this.#vocabulary.markOf(slot, verdict);
    const { state } = this.#classifier;
    if (verdict === UNKNOWN) this.#counters.unknown++;
    else this.#counters.named++;
    if (mark !== this.#vocabulary.settled[verdict]) this.#counters.applications++;
    this.#mark[slot] = mark;
    const { decision } = this;
    decision.packet = this.#decidedPacket[slot];
    decision.bytes = state.bytes[slot];
    decision.mark = mark;
    decision.evidence = state.decidedEvidence[slot];
    decision.offset = state.decidedOffset[slot];
    decision.side = state.decidedDirection[slot];
    this.decided = true;
    this.observer?.removed(slot);
    this.#vocabulary.finder?.forget(slot);
    const remembered = isTcp ? this.#decidedTcp : this.#decidedUdp;
    if (remembered.isFull) this.#forget(remembered.takeSlot(), isTcp ? IPPROTO_TCP : IPPROTO_UDP);
    remembered.add(slot, seconds);
    return mark;
  }

  /** Forgets a decided connection, unless its slot belongs to another by now. */
  #forget(slot: number, protocol: number): void {
    if (this.#mark[slot] !== UNDECIDED && this.#table.protocol(slot) === protocol) this.#table.remove(slot);
  }
}

/** Bit of `#flags`: the first packet met was the server's. */
const SERVER_FIRST = 1;
/** The same: it is among those that wait. */
const WAITS = 2;

const NOTHING_LATE: readonly LateName[] = [];
