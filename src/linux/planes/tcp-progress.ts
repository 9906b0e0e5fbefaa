/**
 * How far each side of a TCP connection has come, by sequence number (RFC 9293 section 3.4). Two things follow
 * from it: a segment that brings nothing new is a repeat, and one that stands far outside of what could come
 * next is of another connection, which has the same ports.
 */
import { grown } from '../../core/grown.ts';
import { type PacketView, payloadSequence } from '../../core/wire/packet-view.ts';

/** Sequence numbers further than this from the expected one belong to another connection. */
const SEQUENCE_WINDOW = 1 << 20;

export class TcpProgress {
  /** By slot and direction: sequence number after the last byte seen. */
  #expected = new Uint32Array(0);
  /** By slot: bits 1 << direction, which of `#expected` are known. */
  #known = new Uint8Array(0);

  /** Makes room for slots below `capacity`. */
  reserve(capacity: number): void {
    this.#expected = grown(this.#expected, capacity * 2);
    this.#known = grown(this.#known, capacity);
  }

  /** A new connection has been given `slot`. */
  begin(slot: number): void {
    this.#known[slot] = 0;
  }

  /** Whether this segment cannot belong to the connection in `slot`. */
  isAnother(slot: number, direction: number, view: PacketView): boolean {
    if ((this.#known[slot] & (1 << direction)) === 0) return false;
    const distance = (view.sequence - this.#expected[slot * 2 + direction]) | 0;
    return distance > SEQUENCE_WINDOW || distance < -SEQUENCE_WINDOW;
  }

  /** Notes how far this side has come. False when the segment brings no byte that was not seen before. */
  advance(slot: number, direction: number, view: PacketView): boolean {
    const cell = slot * 2 + direction;
    const next = (payloadSequence(view) + view.payloadLength) >>> 0;
    const bit = 1 << direction;
    if ((this.#known[slot] & bit) !== 0 && ((next - this.#expected[cell]) | 0) <= 0) return false;
    this.#known[slot] |= bit;
    this.#expected[cell] = next;
    return true;
  }
}
