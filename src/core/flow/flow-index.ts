/**
 * The index of the flow table: open addressing with linear probing, at most half full. An entry is one word,
 * which holds a slot and as many bits of the flow's hash as there is room for, so that most probes are
 * settled without touching a flow that is not the one looked for:
 *
 * ```
 * entries[i]   tag : 32 − b bits | slot + 1 : b bits        0 when the entry is free
 * ```
 * with 2^b entries, so that every slot fits. The upper bits of the hash choose the entry, its lower bits are
 * the tag. Removal shifts later entries of the run back (Knuth, The Art of Computer Programming 6.4,
 * algorithm R), so there are no tombstones and a table that lives for months is as fast as a new one.
 *
 * Keys are not known here: who probes compares them, and tells the hash of a slot when it is asked.
 */

export class FlowIndex {
  readonly entries: Int32Array;
  /** Bits of an entry that hold slot + 1, and those that hold the tag. */
  readonly slotMask: number;
  readonly #bits: number;

  /** `slots`: flows to make room for. */
  constructor(slots: number) {
    this.#bits = Math.ceil(Math.log2(Math.max(2, slots * 2)));
    this.entries = new Int32Array(2 ** this.#bits);
    this.slotMask = this.entries.length - 1;
  }

  /** The first entry to look at. */
  start(hash: number): number {
    return hash >>> (32 - this.#bits);
  }

  /** The entry after that one. */
  next(position: number): number {
    return (position + 1) & this.slotMask;
  }

  /** The tag that entries of this hash have, in its place. */
  tag(hash: number): number {
    return hash << this.#bits;
  }

  /** Adds a slot whose key is not there. */
  add(hash: number, slot: number): void {
    const entries = this.entries;
    let position = this.start(hash);
    while (entries[position] !== 0) position = this.next(position);
    entries[position] = this.tag(hash) | (slot + 1);
  }

  /** Removes a slot whose key has that hash. `hashOf` tells the hash of any slot. */
  remove(hash: number, slot: number, hashOf: (slot: number) => number): void {
    const { entries, slotMask } = this;
    const entry = this.tag(hash) | (slot + 1);
    let hole = this.start(hash);
    while (entries[hole] !== entry) {
      if (entries[hole] === 0) return;
      hole = this.next(hole);
    }
    for (let position = this.next(hole); entries[position] !== 0; position = this.next(position)) {
      const home = this.start(hashOf((entries[position]! & slotMask) - 1));
      // The entry may move into the hole unless its home lies cyclically after the hole.
      if (((position - home) & slotMask) >= ((position - hole) & slotMask)) {
        entries[hole] = entries[position]!;
        hole = position;
      }
    }
    entries[hole] = 0;
  }
}
