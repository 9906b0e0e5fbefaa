/**
 * Weighs what the groups have accepted when a packet ends, and says which evidence, if any, names the
 * connection. Strong evidence does alone; weak evidence needs one of the supports that it lists: a weak
 * sign of the same protocol from the other side, or in an earlier packet, or a usual port of the protocol.
 * Conditions are asked of the packet in which the expression accepted.
 *
 * Of several that would do, strong comes before weak, then the order of precedence decides.
 *
 * Evidence that yields to other protocols makes the connection wait for them; while it waits, nothing but
 * evidence of those counts.
 */
import { TRANSPORT_TCP, TRANSPORT_UDP } from '../automata/tables.ts';
import { IPPROTO_TCP, type PacketView } from '../wire/packet-view.ts';
import { conditionsHold } from './conditions.ts';
import { type ConnectionState, FROM_CLIENT, NO_EVIDENCE, WEAK_SIGNS } from './connection-state.ts';
import {
  type Program,
  WORTH_CONDITIONAL,
  WORTH_SUPPORT_OTHER_SIDE,
  WORTH_SUPPORT_PORT,
  WORTH_SUPPORT_SECOND_PACKET,
  WORTH_WEAK,
  WORTH_YIELDS,
} from './program.ts';

/** Added to the number of weak evidence to rank it behind all strong evidence. */
const WEAK_RANK = 0x10000;
const NO_RANK = 0x20000;

/** Weak signs that a later packet may support; one that asks for a port only is not kept. */
const REMEMBERED = WORTH_SUPPORT_OTHER_SIDE | WORTH_SUPPORT_SECOND_PACKET;

const SUPPORTS = REMEMBERED | WORTH_SUPPORT_PORT;

/** Weak signs of one packet that are remembered; more than a connection can keep anyway. */
const PENDING = 8;

export class Weigher {
  readonly #program: Program;
  readonly #state: ConnectionState;
  readonly #pending = new Uint16Array(PENDING);
  #pendingCount = 0;
  #rank = NO_RANK;

  constructor(program: Program, state: ConnectionState) {
    this.#program = program;
    this.#state = state;
  }

  /** A packet begins: nothing has been accepted in it. */
  begin(): void {
    this.#rank = NO_RANK;
    this.#pendingCount = 0;
  }

  /** The evidence that names the connection, or NO_EVIDENCE. */
  get evidence(): number {
    return this.#rank === NO_RANK ? NO_EVIDENCE : this.#rank % WEAK_RANK;
  }

  /** Weighs evidence that was accepted in this packet. Returns 1 when it is the best so far, else 0. */
  weigh(slot: number, direction: number, view: PacketView, buffer: Uint8Array, evidence: number): number {
    const bits = this.#program.worth[evidence];
    const awaiting = this.#state.decidedEvidence[slot];
    if (awaiting !== NO_EVIDENCE && !this.#yieldsTo(awaiting, this.#program.protocolOf[evidence])) return 0;
    // What nothing but a usual port supports is asked for that first: most connections are on none.
    if (
      (bits & SUPPORTS) === WORTH_SUPPORT_PORT &&
      this.#onUsualPort(this.#program.protocolOf[evidence], view) === 0
    )
      return 0;
    if ((bits & WORTH_CONDITIONAL) !== 0 && this.#conditionsHold(evidence, direction, view, buffer) === 0) {
      return 0;
    }
    const weak = (bits & WORTH_WEAK) !== 0;
    if (weak && this.#supported(slot, direction, view, evidence, bits) === 0) return 0;
    const rank = weak ? WEAK_RANK + evidence : evidence;
    if (rank >= this.#rank) return 0;
    this.#rank = rank;
    return 1;
  }

  /** How many more packets the evidence waits for the protocols that it yields to; 0 when it does not. */
  waits(evidence: number): number {
    const { worth, yields, yieldOffset } = this.#program;
    return (worth[evidence] & WORTH_YIELDS) === 0 ? 0 : yields[yieldOffset[evidence]];
  }

  #yieldsTo(evidence: number, protocol: number): boolean {
    const { yields, yieldOffset } = this.#program;
    const first = yieldOffset[evidence] + 2;
    const end = first + yields[first - 1];
    for (let i = first; i < end; i++) if (yields[i] === protocol) return true;
    return false;
  }

  #conditionsHold(evidence: number, direction: number, view: PacketView, buffer: Uint8Array): number {
    const { conditions, conditionOffset } = this.#program;
    return conditionsHold(
      conditions,
      conditionOffset[evidence],
      buffer,
      view.payload,
      view.payloadEnd,
      view.payloadLength,
      view.sourcePort,
      view.destinationPort,
      direction === FROM_CLIENT ? 1 : 0,
    );
  }

  /** 1 when what is already known of the connection supports the weak evidence; else notes the sign. */
  #supported(slot: number, direction: number, view: PacketView, evidence: number, bits: number): number {
    const protocol = this.#program.protocolOf[evidence];
    if ((bits & WORTH_SUPPORT_PORT) !== 0 && this.#onUsualPort(protocol, view) !== 0) return 1;
    const { weakProtocol, weakSides } = this.#state;
    for (let i = slot * WEAK_SIGNS; i < (slot + 1) * WEAK_SIGNS; i++) {
      if (weakProtocol[i] !== protocol + 1) continue;
      if ((bits & WORTH_SUPPORT_SECOND_PACKET) !== 0) return 1;
      if ((bits & WORTH_SUPPORT_OTHER_SIDE) !== 0 && (weakSides[i] & (2 >> direction)) !== 0) return 1;
    }
    if ((bits & REMEMBERED) !== 0 && this.#pendingCount < PENDING)
      this.#pending[this.#pendingCount++] = protocol;
    return 0;
  }

  #onUsualPort(protocol: number, view: PacketView): number {
    const ports = this.#program.usualPorts[protocol];
    const transport = (view.protocol === IPPROTO_TCP ? TRANSPORT_TCP : TRANSPORT_UDP) << 16;
    for (let i = 0; i < ports.length; i++) {
      if (ports[i] === (transport | view.sourcePort) || ports[i] === (transport | view.destinationPort))
        return 1;
    }
    return 0;
  }

  /** The packet ended without a name: its weak signs are kept for later packets, as far as there is room. */
  remember(slot: number, direction: number): void {
    const { weakProtocol, weakSides } = this.#state;
    for (let p = 0; p < this.#pendingCount; p++) {
      const protocol = this.#pending[p] + 1;
      for (let i = slot * WEAK_SIGNS; i < (slot + 1) * WEAK_SIGNS; i++) {
        if (weakProtocol[i] === 0) weakSides[i] = 0;
        else if (weakProtocol[i] !== protocol) continue;
        weakProtocol[i] = protocol;
        weakSides[i] |= 1 << direction;
        break;
      }
    }
  }
}
