/**
 * Everything that is kept of a connection while it is being named, in flat arrays indexed by the slot that
 * the flow table gave it. No payload, no objects.
 *
 * ```
 * per slot   bytes         what
 * states     2 × columns   one DFA state per stream group of the transport
 * verdict    2             0 unset, 1 unknown, 2 + index of the protocol
 * packets    2             seen so far, both directions, those without payload too
 * bytes      4             payload bytes seen so far
 * kept       2             bytes other than NUL fed to the groups that drop NUL
 * sides      2 × 2         bytes of each side fed to the other groups
 * expected   4 × 2         next TCP sequence number of each side
 * weak       3 × 3         protocols with a weak sign so far, and from which sides
 * decided    2 + 2 + 2 + 1 packet, evidence, offset in its payload, side; of a connection that waits too
 * flags      1             which of `expected` are known
 * ```
 *
 * With the nine columns that l7-filter's patterns need this is 57 bytes a connection.
 */
import { grown } from '../grown.ts';

/** Verdicts; a protocol's is FIRST_PROTOCOL + its index in the program. */
export const UNSET = 0;
export const UNKNOWN = 1;
export const FIRST_PROTOCOL = 2;

/** Direction of a packet: from the side that sent the connection's first packet, or to it. */
export const FROM_CLIENT = 0;
export const FROM_SERVER = 1;

/** How many protocols can have a weak sign on one connection at a time; further ones are not remembered. */
export const WEAK_SIGNS = 3;

/** No evidence: the value of `decidedEvidence` while there is no name. */
export const NO_EVIDENCE = 0xffff;

export class ConnectionState {
  /** DFA states per slot. */
  readonly columns: number;
  verdict = new Uint16Array(0);
  packets = new Uint16Array(0);
  bytes = new Uint32Array(0);
  states = new Uint16Array(0);
  kept = new Uint16Array(0);
  sides = new Uint16Array(0);
  expected = new Uint32Array(0);
  weakProtocol = new Uint16Array(0);
  weakSides = new Uint8Array(0);
  decidedPacket = new Uint16Array(0);
  decidedEvidence = new Uint16Array(0);
  decidedOffset = new Uint16Array(0);
  decidedDirection = new Uint8Array(0);
  flags = new Uint8Array(0);

  constructor(columns: number) {
    this.columns = columns;
  }

  /** Makes room for slots below `capacity`; what is there stays. */
  reserve(capacity: number): void {
    if (capacity <= this.verdict.length) return;
    this.verdict = grown(this.verdict, capacity);
    this.packets = grown(this.packets, capacity);
    this.bytes = grown(this.bytes, capacity);
    this.states = grown(this.states, capacity * this.columns);
    this.kept = grown(this.kept, capacity);
    this.sides = grown(this.sides, capacity * 2);
    this.expected = grown(this.expected, capacity * 2);
    this.weakProtocol = grown(this.weakProtocol, capacity * WEAK_SIGNS);
    this.weakSides = grown(this.weakSides, capacity * WEAK_SIGNS);
    this.decidedPacket = grown(this.decidedPacket, capacity);
    this.decidedEvidence = grown(this.decidedEvidence, capacity);
    this.decidedOffset = grown(this.decidedOffset, capacity);
    this.decidedDirection = grown(this.decidedDirection, capacity);
    this.flags = grown(this.flags, capacity);
  }

  /** A new connection has been given `slot`: forgets what was there and puts its groups at their start. */
  begin(slot: number, initial: Uint16Array): void {
    const first = slot * this.columns;
    for (let i = 0; i < this.columns; i++) this.states[first + i] = initial[i];
    this.verdict[slot] = 0;
    this.packets[slot] = 0;
    this.bytes[slot] = 0;
    this.kept[slot] = 0;
    this.sides[slot * 2] = 0;
    this.sides[slot * 2 + 1] = 0;
    for (let i = slot * WEAK_SIGNS; i < (slot + 1) * WEAK_SIGNS; i++) this.weakProtocol[i] = 0;
    this.decidedPacket[slot] = 0;
    this.decidedEvidence[slot] = NO_EVIDENCE;
    this.flags[slot] = 0;
  }
}
