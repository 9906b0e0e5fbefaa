/**
 * A fixed number of reusable objects, lent to connections by slot. Only connections in the middle of
 * something (a hello in pieces) have one, so a small pool serves many; when it is empty the connection goes
 * without, which is counted.
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
  /** Connections that got none because all were lent. */
  refused = 0;

  constructor(capacity: number, create: () => T) {
    this.#capacity = capacity;
    this.#create = create;
  }

  /** What is lent to the slot already, if anything. */
  held(slot: number): T | undefined {
    return this.#lent.get(slot);
  }

  /** What is lent to the slot, now if it was not before; undefined when all are in use. */
  lend(slot: number): T | undefined {
    const held = this.#lent.get(slot);
    if (held !== undefined) return held;
    const one = this.#free.pop() ?? this.#make();
    if (one === undefined) {
      this.refused++;
      return undefined;
    }
    one.clear();
    this.#lent.set(slot, one);
    return one;
  }

  #make(): T | undefined {
    if (this.#made === this.#capacity) return undefined;
    this.#made++;
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
