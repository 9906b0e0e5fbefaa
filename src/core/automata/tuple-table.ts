/**
 * Numbers for tuples of integers, in order of first sight: the heart of any subset or product construction.
 * The tuples lie one after another in one array; an open-addressing hash table finds them again.
 */
function hashOf(tuple: ArrayLike<number>, length: number): number {
  let hash = 0x811c9dc5 ^ length;
  for (let index = 0; index < length; index += 1) {
    hash = Math.imul(hash ^ tuple[index]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash ^ (hash >>> 13);
}

export class TupleTable {
  #arena = new Int32Array(1024);
  #used = 0;
  /** Start of each tuple in the arena, and the end of the last. */
  #starts = new Int32Array(256);
  #size = 0;
  /** Number of the tuple + 1 by hash slot; 0 is free. */
  #slots = new Int32Array(512);

  /** How many different tuples were added. */
  get size(): number {
    return this.#size;
  }

  /** The tuple of this number: a view, valid until the next `add`. */
  tuple(number: number): Int32Array {
    return this.#arena.subarray(this.#starts[number]!, this.#starts[number + 1]!);
  }

  /** The number of the first `length` integers of `tuple`, a new one when it was never seen. */
  add(tuple: ArrayLike<number>, length = tuple.length): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(tuple, length) & mask;
    for (;;) {
      const number = this.#slots[slot]! - 1;
      if (number < 0) break;
      if (this.#equals(number, tuple, length)) return number;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#size + 1;
    return this.#append(tuple, length);
  }

  #equals(number: number, tuple: ArrayLike<number>, length: number): boolean {
    const start = this.#starts[number]!;
    if (this.#starts[number + 1]! - start !== length) return false;
    for (let index = 0; index < length; index += 1) {
      if (this.#arena[start + index] !== tuple[index]) return false;
    }
    return true;
  }

  #append(tuple: ArrayLike<number>, length: number): number {
    if (this.#used + length > this.#arena.length) {
      const larger = new Int32Array(Math.max(this.#arena.length * 2, this.#used + length));
      larger.set(this.#arena);
      this.#arena = larger;
    }
    for (let index = 0; index < length; index += 1) this.#arena[this.#used + index] = tuple[index]!;
    this.#used += length;
    if (this.#size + 2 > this.#starts.length) {
      const larger = new Int32Array(this.#starts.length * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#size += 1;
    this.#starts[this.#size] = this.#used;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return this.#size - 1;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number += 1) {
      const tuple = this.tuple(number);
      let slot = hashOf(tuple, tuple.length) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}
