/**
 * Connections whose protocol is known while something more is waited for: the rest of a hello, or what a call
 * turns into. One that falls silent meanwhile would keep its name from the kernel for good, since names
 * travel with packets; so it is given the name that is known, with the place of its latest packet.
 */
import type { FlowTable } from '../../core/flow/flow-table.ts';
import { grown } from '../../core/grown.ts';
import type { HeldPacket, PacketPlace } from './queue-decisions.ts';
import { SlotQueue } from './slot-queue.ts';

/** Seconds of silence after which a connection gets the name that is known. */
const PATIENCE = 3;

/** Connections that wait at one time; more of them get their names from their packets alone. */
const CAPACITY = 16384;

export class Waiting {
  readonly #queue = new SlotQueue(CAPACITY);
  /** By slot: 1 while its connection is in the queue. */
  #waits = new Uint8Array(0);
  /** By slot, of those: where the latest packet was seen. */
  #hook = new Uint8Array(0);
  #input = new Uint32Array(0);
  #output = new Uint32Array(0);

  /** Makes room for slots below `size`. */
  reserve(size: number): void {
    this.#waits = grown(this.#waits, size);
    this.#hook = grown(this.#hook, size);
    this.#input = grown(this.#input, size);
    this.#output = grown(this.#output, size);
  }

  /** A new connection has the slot. */
  begin(slot: number): void {
    this.#waits[slot] = 0;
  }

  /** Notes a connection that waits, or another packet of it. */
  note(slot: number, seconds: number, held: HeldPacket): void {
    this.#hook[slot] = held.hook;
    this.#input[slot] = held.inputInterface;
    this.#output[slot] = held.outputInterface;
    if (this.#waits[slot] !== 0 || this.#queue.isFull) return;
    this.#waits[slot] = 1;
    this.#queue.add(slot, seconds);
  }

  /** Slots of those that have fallen silent; they wait no longer. Some may have got their name meanwhile. */
  *silent(seconds: number, table: FlowTable): Generator<number> {
    const queue = this.#queue;
    for (let left = queue.length; left > 0 && queue.oldestTime <= seconds - PATIENCE; left--) {
      const slot = queue.takeSlot();
      if (!table.isLive(slot) || this.#waits[slot] === 0) continue;
      const seen = table.lastSeen(slot);
      if (seen > seconds - PATIENCE) {
        queue.add(slot, seen);
        continue;
      }
      this.#waits[slot] = 0;
      yield slot;
    }
  }

  place(slot: number): PacketPlace {
    return { hook: this.#hook[slot], input: this.#input[slot], output: this.#output[slot] };
  }

  clear(): void {
    while (this.#queue.length > 0) this.#queue.takeSlot();
  }
}
