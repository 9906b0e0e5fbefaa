/**
 * First in, first out: slots of the flow table with the second at which each was added. A ring of fixed
 * size; who adds to a full one takes one out first.
 */
export class SlotQueue {
  /** Entries in the queue. */
  length = 0;
  readonly #slots: Uint32Array;
  readonly #times: Uint32Array;
  #first = 0;

  constructor(capacity: number) {
    this.#slots = new Uint32Array(capacity);
    this.#times = new Uint32Array(capacity);
  }

  get isFull(): boolean {
    return this.length === this.#slots.length;
  }

  /** Time of the entry that `takeSlot` gives next; only when there is one. */
  get oldestTime(): number {
    return this.#times[this.#first];
  }

  /** Only when it is not full. */
  add(slot: number, time: number): void {
    const at = (this.#first + this.length) % this.#slots.length;
    this.#slots[at] = slot;
    this.#times[at] = time;
    this.length++;
  }

  /** Takes the oldest entry out; only when there is one. */
  takeSlot(): number {
    const slot = this.#slots[this.#first];
    this.#first = (this.#first + 1) % this.#slots.length;
    this.length--;
    return slot;
  }
}
