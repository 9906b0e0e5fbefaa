/**
 * A fixed number of reusable objects, lent to connections by slot. Only connections in the middle of
 * something (a hello in pieces) have one, so a small pool serves many. When all are lent, the one that was
 * lent first is taken back, which is counted: connections that began a hello and fell silent cannot keep
 * others from theirs.
 */
export interface Reusable {
  /** Forgets the connection that had it last. */
  clear(): void;
}

export class SlotPool<T extends Reusable> {
  readonly #free: T[] = [];
  readonly #lent = new Map<number, T>();
  readonly #capacity: number;
  readonly #create: () => T;
  #made = 0;
  /** Connections that lost theirs because all were lent. */
  reclaimed = 0;

  /** @param capacity most that are made, at least one */
  constructor(capacity: number, create: () => T) {
    this.#capacity = capacity;
    this.#create = create;
  }

  /** What is lent to the slot already, if anything. */
  held(slot: number): T | undefined {
    return this.#lent.get(slot);
  }

  /** What is lent to the slot, now if it was not before. */
  lend(slot: number): T {
    const held = this.#lent.get(slot);
    if (held !== undefined) return held;
    const one = this.#free.pop() ?? this.#make() ?? this.#reclaim();
    one.clear();
    this.#lent.set(slot, one);
    return one;
  }

  #make(): T | undefined {
    if (this.#made === this.#capacity) return undefined;
    this.#made++;
    return this.#create();
  }

  /** Takes back what was lent first. */
  #reclaim(): T {
    for (const [slot, one] of this.#lent) {
      this.#lent.delete(slot);
      this.reclaimed++;
      return one;
    }
    return this.#create();
  }

  /** The slot needs it no more; harmless when it has none. */
  giveBack(slot: number): void {
    const one = this.#lent.get(slot);
    if (one === undefined) return;
    this.#lent.delete(slot);
    this.#free.push(one);
  }
}
