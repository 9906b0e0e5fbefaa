/**
 * A fixed number of reusable objects, lent to connections by slot. Only connections in the middle of
 * something (a hello in pieces) have one, so a small pool serves many. When all are lent, the one that was
 * lent first is taken back, which is counted: connections that began a hello and fell silent cannot keep
 * others from theirs.
 *
 * What is lent forms a ring in the order of lending, whose first and last member stand beside a link that is
 * no object; what was made and is not lent is a stack. Both are of indices.
 */
import { grown } from '../grown.ts';

export interface Reusable {
  /** Forgets the connection that had it last. */
  clear(): void;
}

export class SlotPool<T extends Reusable> {
  readonly #create: () => T;
  readonly #capacity: number;
  readonly #objects: T[] = [];
  /** By slot: 1 + index of what it was lent; 0 for nothing. */
  #lent = new Uint16Array(0);
  /** By index: who has it. */
  readonly #holder: Uint32Array;
  readonly #free: Uint16Array;
  #freeCount = 0;
  /** By index, and at `#capacity` for the link between the last and the first. */
  readonly #next: Uint16Array;
  readonly #previous: Uint16Array;
  /** Connections that lost theirs because all were lent. */
  reclaimed = 0;

  /** @param capacity most that are made, from 1 to 65,534 */
  constructor(capacity: number, create: () => T) {
    this.#capacity = capacity;
    this.#create = create;
    this.#holder = new Uint32Array(capacity);
    this.#free = new Uint16Array(capacity);
    this.#next = new Uint16Array(capacity + 1).fill(capacity);
    this.#previous = new Uint16Array(capacity + 1).fill(capacity);
  }

  /** Makes room for slots below `slots`. */
  reserve(slots: number): void {
    this.#lent = grown(this.#lent, slots);
  }

  /** What is lent to the slot already, if anything. */
  held(slot: number): T | undefined {
    const lent = this.#lent[slot];
    return lent === 0 ? undefined : this.#objects[lent - 1];
  }

  /** What is lent to the slot, now if it was not before. */
  lend(slot: number): T {
    const held = this.#lent[slot];
    if (held !== 0) return this.#objects[held - 1];
    const index = this.#take();
    const last = this.#previous[this.#capacity];
    this.#link(last, index);
    this.#link(index, this.#capacity);
    this.#holder[index] = slot;
    this.#lent[slot] = index + 1;
    const one = this.#objects[index];
    one.clear();
    return one;
  }

  /** The slot needs it no more; harmless when it has none. */
  giveBack(slot: number): void {
    const lent = this.#lent[slot];
    if (lent === 0) return;
    this.#free[this.#freeCount++] = lent - 1;
    this.#end(lent - 1);
  }

  /** Index of one that nobody has: used before, new, or what was lent first. */
  #take(): number {
    if (this.#freeCount > 0) return this.#free[--this.#freeCount];
    if (this.#objects.length < this.#capacity) return this.#objects.push(this.#create()) - 1;
    const first = this.#next[this.#capacity];
    this.#end(first);
    this.reclaimed++;
    return first;
  }

  #end(index: number): void {
    this.#link(this.#previous[index], this.#next[index]);
    this.#lent[this.#holder[index]] = 0;
  }

  #link(before: number, after: number): void {
    this.#next[before] = after;
    this.#previous[after] = before;
  }
}
