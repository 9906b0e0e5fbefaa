/**
 * The life of a connection as a pure state machine: unset → a protocol's name, or unknown.
 *
 * Each packet of an undecided connection is run through the groups of the program that look at its
 * transport and side; what they have accepted when the packet ends is weighed. The first name stays for
 * good. The connection becomes unknown once it has passed its budget of packets, as in l7-filter, or at
 * once when no evidence can be accepted any more, whatever comes.
 *
 * Evidence may yield: a call begins with STUN and turns into DTLS or RTP. The connection then stays unset
 * for some packets more, of which the last is at most the last of the budget. What it yields to names it when
 * it shows; if not, the evidence does. `settled` says the same of a connection that ended while it waited.
 *
 * Bytes. The groups of l7-filter's dialects see what l7-filter saw: every payload byte of both directions
 * in the order of arrival, retransmissions included, NUL bytes neither seen nor counted, `maxdatalen` − 1
 * of them; and of each packet no more bytes than there was room for when it came, NUL bytes included in
 * this. The groups of our signatures see each side's first `maxdatalen` − 1 bytes, and each byte of a TCP
 * sequence number once.
 *
 * Left out: flow keys and timers (`flow/`), children (`flow/expectation-table.ts`), names inside the first
 * bytes (`extract/`).
 */
import { Accepted } from '../automata/scan.ts';
import { DEAD, type Tables } from '../automata/tables.ts';
import { IPPROTO_TCP, type PacketView, TCP_SYN } from '../wire/packet-view.ts';
import { type Budget, checkBudget, DEFAULT_BUDGET } from './budget.ts';
import { ConnectionState, FIRST_PROTOCOL, NO_EVIDENCE, UNKNOWN, UNSET } from './connection-state.ts';
import { type GroupPlan, PLAN_TCP, PLAN_UDP, planGroups } from './group-plan.ts';
import { type PlannedLane, planLanes } from './lane-plan.ts';
import type { Program } from './program.ts';
import { Weigher } from './weigher.ts';

/** A segment this far behind is a repeat; further behind, the sequence numbers have begun anew. */
const REPEAT_WINDOW = 1 << 20;

export class Classifier {
  readonly program: Program;
  /** What is known of each connection, by slot. */
  readonly state: ConnectionState;
  readonly #tables: Tables;
  readonly #accepted: Accepted;
  readonly #lanes: readonly (readonly PlannedLane[])[];
  readonly #plan: GroupPlan;
  readonly #weigher: Weigher;
  #budget: Budget;
  /** Bytes that may be looked at. */
  #limit: number;

  /**
   * @throws Layer7Error `BUDGET_OUT_OF_RANGE`.
   */
  constructor(program: Program, budget: Budget = DEFAULT_BUDGET) {
    this.program = program;
    this.#tables = program.tables;
    this.#accepted = new Accepted(program.tables);
    this.#plan = planGroups(program.tables);
    this.#lanes = planLanes(program.tables, this.#plan, this.#accepted);
    this.state = new ConnectionState(this.#plan.columns);
    this.#weigher = new Weigher(program, this.state);
    this.#budget = checkBudget(budget);
    this.#limit = budget.bytes - 1;
  }

  get budget(): Budget {
    return this.#budget;
  }

  /**
   * Changes the budget of every connection that is still undecided, and of those to come.
   * @throws Layer7Error `BUDGET_OUT_OF_RANGE`.
   */
  setBudget(budget: Budget): void {
    this.#budget = checkBudget(budget);
    this.#limit = budget.bytes - 1;
  }

  /** Makes room for slots below `capacity`. */
  reserve(capacity: number): void {
    this.state.reserve(capacity);
  }

  /** A new connection has been given `slot`. `protocol` is its IP protocol number. */
  begin(slot: number, protocol: number): void {
    this.state.begin(slot, this.#plan.initial[protocol === IPPROTO_TCP ? PLAN_TCP : PLAN_UDP]);
  }

  /** Names a connection from outside (a child by its master); sticky like any verdict. */
  assign(slot: number, verdict: number): void {
    if (this.state.verdict[slot] === UNSET) this.state.verdict[slot] = verdict;
  }

  /** The name behind a verdict: a protocol's, `unknown` or `unset`. */
  nameOf(verdict: number): string {
    if (verdict >= FIRST_PROTOCOL) return this.program.protocols[verdict - FIRST_PROTOCOL];
    return verdict === UNKNOWN ? 'unknown' : 'unset';
  }

  /**
   * Takes one packet of the connection in `slot` and returns the verdict: UNSET, UNKNOWN, or a protocol's.
   * `direction` is FROM_CLIENT or FROM_SERVER; `view` says where in `buffer` the payload stands.
   */
  packet(slot: number, direction: number, view: PacketView, buffer: Uint8Array): number {
    const { state } = this;
    const verdict = state.verdict[slot];
    if (verdict !== UNSET) return verdict;
    const count = state.packets[slot] + 1;
    if (count > this.#budget.packets && this.#budget.countsPackets) return this.#giveUp(slot, direction);
    state.packets[slot] = count;
    const fresh = view.protocol === IPPROTO_TCP ? this.#freshStart(slot, direction, view) : view.payload;
    if (view.payloadEnd > view.payload) {
      state.bytes[slot] += view.payloadEnd - view.payload;
      const named = this.#look(slot, direction, view, buffer, fresh);
      if (named !== UNSET) return named;
    }
    if (state.decidedEvidence[slot] === NO_EVIDENCE || count < this.#waitsUntil(slot)) return UNSET;
    return this.#giveUp(slot, direction);
  }

  /** The verdict, and for a connection that waits for what its evidence yields to, that of the evidence. */
  settled(slot: number): number {
    const { verdict, decidedEvidence } = this.state;
    const evidence = decidedEvidence[slot];
    if (verdict[slot] !== UNSET || evidence === NO_EVIDENCE) return verdict[slot];
    return FIRST_PROTOCOL + this.program.protocolOf[evidence];
  }

  /** The last packet for which a connection waits. */
  #waitsUntil(slot: number): number {
    const { decidedPacket, decidedEvidence } = this.state;
    const last = decidedPacket[slot] + this.#weigher.waits(decidedEvidence[slot]);
    return Math.min(last, this.#budget.packets);
  }

  /** Nothing more is looked at. */
  #giveUp(slot: number, direction: number): number {
    const settled = this.settled(slot);
    if (settled === UNSET) return this.#decide(slot, direction, UNKNOWN);
    this.state.verdict[slot] = settled;
    return settled;
  }

  /**
   * Where in the buffer the bytes begin that this side has not sent before, by TCP sequence number
   * (RFC 9293 section 3.4). A gap is accepted as it is: what arrives is looked at.
   */
  #freshStart(slot: number, direction: number, view: PacketView): number {
    const { expected, flags } = this.state;
    const cell = slot * 2 + direction;
    const known = (flags[slot] & (1 << direction)) !== 0;
    let first = view.sequence;
    if ((view.tcpFlags & TCP_SYN) !== 0) first = (first + 1) >>> 0;
    const next = (first + view.payloadLength) >>> 0;
    const behind = known ? (expected[cell] - first) | 0 : 0;
    if (behind > 0 && behind < REPEAT_WINDOW) {
      if (((next - expected[cell]) | 0) > 0) expected[cell] = next;
      return Math.min(view.payloadEnd, view.payload + behind);
    }
    expected[cell] = next;
    flags[slot] |= 1 << direction;
    return view.payload;
  }

  /** Runs the groups over the payload and weighs what they accept. `fresh` is where new bytes begin. */
  #look(slot: number, direction: number, view: PacketView, buffer: Uint8Array, fresh: number): number {
    const { state } = this;
    const weigher = this.#weigher;
    const limit = this.#limit;
    const transport = view.protocol === IPPROTO_TCP ? PLAN_TCP : PLAN_UDP;
    const side = slot * 2 + direction;
    const start = view.payload;
    const end = view.payloadEnd;
    const keptEnd = Math.min(end, start + limit - state.kept[slot]);
    const sideEnd = Math.min(end, fresh + limit - state.sides[side]);
    const packetEnd = Math.min(end, start + limit);
    const accepted = this.#accepted;
    accepted.begin();
    const lanes = this.#lanes[transport * 2 + direction];
    for (let i = 0; i < lanes.length; i++) {
      const { lane, perPacket, dropsNul } = lanes[i];
      const from = dropsNul || perPacket ? start : fresh;
      const to = perPacket ? packetEnd : dropsNul ? keptEnd : sideEnd;
      // A packet that adds no byte is not tried: it may hold nothing but what the groups do not see.
      if (from >= to || (dropsNul && firstOther(buffer, from, to) === to)) continue;
      if (perPacket) lane.scanAlone(buffer, from, to);
      else lane.scan(state.states, slot * state.columns, this.#plan.column, buffer, from, to);
    }
    weigher.begin();
    let found = end;
    for (let i = 0; i < accepted.count; i++) {
      if (weigher.weigh(slot, direction, view, buffer, accepted.evidence[i]) !== 0)
        found = accepted.offsets[i];
    }
    const { evidence } = weigher;
    if (evidence !== NO_EVIDENCE) {
      state.decidedEvidence[slot] = evidence;
      state.decidedOffset[slot] = found - start;
      if (weigher.waits(evidence) === 0) {
        return this.#decide(slot, direction, FIRST_PROTOCOL + this.program.protocolOf[evidence]);
      }
      this.#note(slot, direction);
    }
    if (sideEnd > fresh) state.sides[side] += sideEnd - fresh;
    if (this.#plan.dropsNul[transport]) state.kept[slot] += others(buffer, start, keptEnd);
    weigher.remember(slot, direction);
    if (this.#plan.looksAtPackets[transport] || this.#mayAccept(slot, transport)) return UNSET;
    return this.#giveUp(slot, direction);
  }

  #decide(slot: number, direction: number, verdict: number): number {
    this.state.verdict[slot] = verdict;
    this.#note(slot, direction);
    return verdict;
  }

  /** What decides stands in the packet at hand. */
  #note(slot: number, direction: number): void {
    const { state } = this;
    state.decidedPacket[slot] = state.packets[slot];
    state.decidedDirection[slot] = direction;
  }

  /** Whether any group that looks at streams of this transport could still change its mind. */
  #mayAccept(slot: number, transport: number): boolean {
    const tables = this.#tables;
    const { state } = this;
    const streams = this.#plan.streams[transport];
    const keptFull = state.kept[slot] >= this.#limit;
    const sidesFull = state.sides[slot * 2] >= this.#limit && state.sides[slot * 2 + 1] >= this.#limit;
    for (let i = 0; i < streams.length; i++) {
      const g = streams[i];
      if (tables.dropsNul[g] !== 0 ? keptFull : sidesFull) continue;
      const at = state.states[slot * state.columns + this.#plan.column[g]];
      if (at !== DEAD) return true;
    }
    return false;
  }
}

/** Number of bytes other than NUL. */
function others(buffer: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (buffer[at] !== 0) count++;
  return count;
}

/** Offset of the first byte other than NUL, or `end`. */
function firstOther(buffer: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && buffer[at] === 0) at++;
  return at;
}
