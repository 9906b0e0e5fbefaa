/**
 * Which protocol does this queued packet's connection have? Between the queue and the classifier stands what
 * only live traffic needs:
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
 * - The table is bounded. When it is full, undecided connections push each other out, half-open ones first.
 *
 * A connection whose table entry was lost is not wrong, only late: its next packets are looked at as if they
 * were the first, until the kernel's own count of packets ends it.
 */
import type { Budget } from '../../core/classify/budget.ts';
import { Classifier } from '../../core/classify/classifier.ts';
import { FIRST_PROTOCOL, FROM_CLIENT, UNKNOWN, UNSET } from '../../core/classify/connection-state.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import type { Program } from '../../core/classify/program.ts';
import { FlowTable } from '../../core/flow/flow-table.ts';
import type { PacketObserver } from '../../core/replay/session.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView, TCP_SYN } from '../../core/wire/packet-view.ts';
import type { DecisionFacts } from './queue-decisions.ts';
import type { WorkerCounters } from './queue-protocol.ts';
import { SlotQueue } from './slot-queue.ts';

/** Ids of undecided connections and of those that nothing matches; see the contract with rules. */
export const UNSET_ID = 0;
export const UNKNOWN_ID = 1;

/** Sequence numbers further than this from the expected one belong to another connection. */
const SEQUENCE_WINDOW = 1 << 20;

/** Seconds of silence after which an undecided connection is forgotten. */
const IDLE = { tcp: 120, udp: 60, other: 60 } as const;

/** Seconds for which a decided UDP connection is remembered. */
const UDP_MEMORY = 3;

/** Decided connections remembered at one time, of each transport. */
const DECIDED_CAPACITY = 16384;

/** Slots looked at by one call of `tick`. */
const SWEEP = 8192;

/** Bytes of a record of `conntrack-account.ts`. */
const ENDED_RECORD = 40;

export interface QueueFlowsOptions {
  readonly program: Program;
  /** Id of each protocol, in the program's order. */
  readonly ids: readonly number[];
  readonly budget: Budget;
  /** Connections kept at one time. */
  readonly capacity: number;
  /** 32 random bits, for the hash of the table. */
  readonly seed: number;
  readonly counters: WorkerCounters;
}

export class QueueFlows {
  /** What the last decision was; valid right after `packet` decided one. */
  readonly decision: DecisionFacts = { packet: 0, bytes: 0, id: 0, evidence: 0, offset: 0, direction: 0 };
  /** True when the last call of `packet` decided its connection. */
  decided = false;
  /** Sees the packets that are classified, as long as somebody asks why (`workbench/flow-record.ts`). */
  observer: PacketObserver | undefined;
  readonly #table: FlowTable;
  readonly #counters: WorkerCounters;
  readonly #decidedTcp = new SlotQueue(DECIDED_CAPACITY);
  readonly #decidedUdp = new SlotQueue(DECIDED_CAPACITY);
  readonly #key = new PacketView();
  #classifier: Classifier;
  #ids: Uint32Array;

  /** By slot: id, 0 while undecided. */
  #id = new Uint32Array(0);
  /** By slot and direction: sequence number after the last byte seen. */
  #expected = new Uint32Array(0);
  /** By slot: bits 1 << direction, which of `#expected` are known; SERVER_FIRST. */
  #flags = new Uint8Array(0);

  constructor(options: QueueFlowsOptions) {
    this.#counters = options.counters;
    this.#table = new FlowTable({ capacity: options.capacity, seed: options.seed, idle: IDLE });
    this.#classifier = new Classifier(options.program, options.budget);
    this.#ids = checkIds(options.program, options.ids);
  }

  /** Connections in the table. */
  get size(): number {
    return this.#table.count;
  }

  /**
   * The id of the packet's connection after this packet: 0 while it is undecided. `direction` is FROM_CLIENT
   * or FROM_SERVER; `seconds` a clock that only goes forward.
   */
  packet(view: PacketView, buffer: Uint8Array, direction: number, seconds: number): number {
    this.decided = false;
    const table = this.#table;
    const isTcp = view.protocol === IPPROTO_TCP;
    let slot = table.lookup(view, buffer, seconds);
    if (!table.created && isTcp && this.#isAnotherConnection(slot, direction, view)) {
      this.#counters.portReuses++;
      table.remove(slot);
      slot = table.lookup(view, buffer, seconds);
    }
    if (table.created) this.#begin(slot, direction, view.protocol);
    const known = this.#id[slot];
    if (known !== UNSET_ID) {
      this.#counters.remarked++;
      return known;
    }
    if (isTcp && !this.#advance(slot, direction, view)) {
      this.#counters.repeats++;
      return UNSET_ID;
    }
    if (this.observer !== undefined) {
      this.observer.packet(slot, table.packets(slot) === 1, direction, view, buffer);
    }
    const verdict = this.#classifier.packet(slot, direction, view, buffer);
    if (verdict !== UNSET) return this.#decide(slot, direction, verdict, isTcp, seconds);
    // The kernel queues no more of it: from the next packet on its own count says `unknown`.
    if (table.packets(slot) >= this.#classifier.budget.packets) {
      this.observer?.removed(slot);
      table.remove(slot);
    }
    return UNSET_ID;
  }

  /** Forgets every connection. */
  clear(): void {
    for (const slot of this.#table.slots()) this.#table.remove(slot);
    while (this.#decidedTcp.length > 0) this.#decidedTcp.takeSlot();
    while (this.#decidedUdp.length > 0) this.#decidedUdp.takeSlot();
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
    this.#table.sweep(seconds, SWEEP);
    this.#counters.evicted = this.#table.evicted;
    this.#counters.expired = this.#table.expired;
    this.#counters.flows = this.#table.count;
  }

  /** Forgets the undecided connections that conntrack has forgotten: records of `conntrack-account.ts`. */
  forgetEnded(records: Uint8Array): void {
    const key = this.#key;
    for (let at = 0; at + ENDED_RECORD <= records.length; at += ENDED_RECORD) {
      key.ipVersion = records[at];
      key.protocol = records[at + 1];
      key.sourcePort = (records[at + 2] << 8) | records[at + 3];
      key.destinationPort = (records[at + 4] << 8) | records[at + 5];
      key.source = at + 8;
      key.destination = at + 24;
      const slot = this.#table.find(key, records);
      if (slot < 0 || this.#id[slot] !== UNSET_ID) continue;
      this.#table.remove(slot);
      this.#counters.ended++;
    }
  }

  /**
   * Puts another program in place of the present one. Undecided connections start again with it; decided
   * ones keep their id.
   */
  swap(program: Program, ids: readonly number[]): void {
    const next = checkIds(program, ids);
    const classifier = new Classifier(program, this.#classifier.budget);
    classifier.reserve(this.#table.size);
    for (const slot of this.#table.slots()) {
      if (this.#id[slot] === UNSET_ID) classifier.begin(slot, this.#table.protocol(slot));
    }
    this.#classifier = classifier;
    this.#ids = next;
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
      if (this.#id[slot] === UNSET_ID) reports.push(this.#report(slot));
    }
    return reports;
  }

  /** The connection in `slot` with its name; one that has used up its packets is what the kernel calls it. */
  describe(slot: number): FlowReport {
    const { verdict, decidedPacket, bytes } = this.#classifier.state;
    const report = this.#report(slot);
    const isGivenUp = verdict[slot] === UNSET && report.packets >= this.#classifier.budget.packets;
    return {
      ...report,
      l7: this.#classifier.nameOf(isGivenUp ? UNKNOWN : verdict[slot]),
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
      l7: 'unset',
    };
  }

  #begin(slot: number, direction: number, protocol: number): void {
    if (slot >= this.#id.length) this.#grow();
    this.#id[slot] = UNSET_ID;
    this.#flags[slot] = direction === FROM_CLIENT ? 0 : SERVER_FIRST;
    this.#classifier.begin(slot, protocol);
  }

  #grow(): void {
    const size = this.#table.size;
    const id = new Uint32Array(size);
    id.set(this.#id);
    const expected = new Uint32Array(size * 2);
    expected.set(this.#expected);
    const flags = new Uint8Array(size);
    flags.set(this.#flags);
    this.#id = id;
    this.#expected = expected;
    this.#flags = flags;
    this.#classifier.reserve(size);
  }

  /** Whether this segment cannot belong to the connection in `slot` (RFC 9293 section 3.4). */
  #isAnotherConnection(slot: number, direction: number, view: PacketView): boolean {
    if ((this.#flags[slot] & (1 << direction)) === 0) return false;
    const distance = (view.sequence - this.#expected[slot * 2 + direction]) | 0;
    return distance > SEQUENCE_WINDOW || distance < -SEQUENCE_WINDOW;
  }

  /** Notes how far this side has come. False when the segment brings no byte that was not seen before. */
  #advance(slot: number, direction: number, view: PacketView): boolean {
    const cell = slot * 2 + direction;
    const syn = (view.tcpFlags & TCP_SYN) === 0 ? 0 : 1;
    const next = (view.sequence + syn + view.payloadLength) >>> 0;
    const bit = 1 << direction;
    if ((this.#flags[slot] & bit) !== 0 && ((next - this.#expected[cell]) | 0) <= 0) return false;
    this.#flags[slot] |= bit;
    this.#expected[cell] = next;
    return true;
  }

  #decide(slot: number, direction: number, verdict: number, isTcp: boolean, seconds: number): number {
    const id = verdict === UNKNOWN ? UNKNOWN_ID : this.#ids[verdict - FIRST_PROTOCOL];
    if (verdict === UNKNOWN) this.#counters.unknown++;
    else this.#counters.named++;
    this.#id[slot] = id;
    const { state } = this.#classifier;
    const { decision } = this;
    decision.packet = this.#table.packets(slot);
    decision.bytes = state.bytes[slot];
    decision.id = id;
    decision.evidence = state.decidedEvidence[slot];
    decision.offset = state.decidedOffset[slot];
    decision.direction = direction;
    this.decided = true;
    this.observer?.removed(slot);
    const remembered = isTcp ? this.#decidedTcp : this.#decidedUdp;
    if (remembered.isFull) this.#forget(remembered.takeSlot(), isTcp ? IPPROTO_TCP : IPPROTO_UDP);
    remembered.add(slot, seconds);
    return id;
  }

  /** Forgets a decided connection, unless its slot belongs to another by now. */
  #forget(slot: number, protocol: number): void {
    if (this.#id[slot] !== UNSET_ID && this.#table.protocol(slot) === protocol) this.#table.remove(slot);
  }
}

/** Bit of `#flags`: the first packet met was the server's. */
const SERVER_FIRST = 4;

function checkIds(program: Program, ids: readonly number[]): Uint32Array {
  if (ids.length !== program.protocols.length) {
    throw new RangeError(`${ids.length} ids for ${program.protocols.length} protocols`);
  }
  return Uint32Array.from(ids);
}
