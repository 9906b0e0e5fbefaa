/**
 * The index of the flow table: open addressing with linear probing, at most half full. An entry is two
 * words, so that most probes are settled without touching the flow itself:
 *
 * ```
 * entries[2 i]      hash of the flow's key
 * entries[2 i + 1]  slot + 1; 0 when the entry is free
 * ```
 * The upper bits of the hash choose the entry. Removal shifts later entries of the run back (Knuth, The Art
 * of Computer Programming 6.4, algorithm R), so there are no tombstones and a table that lives for months is
 * as fast as a new one. Keys are not known here: who probes compares them.
 */

export class FlowIndex {
  entries: Int32Array;
  #shift: number;

  /** `slots`: flows to make room for. */
  constructor(slots: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, slots * 2)));
    this.entries = new Int32Array(size * 2);
    this.#shift = Math.clz32(size) + 1;
  }

  /** Position of the first entry to look at. Positions count words. */
  start(hash: number): number {
    return (hash >>> this.#shift) << 1;
  }

  /** Position of the entry after that one. */
  next(position: number): number {
    return (position + 2) & (this.entries.length - 1);
  }

  /** Adds a key that is not there. */
  add(hash: number, slot: number): void {
    const entries = this.entries;
    let position = this.start(hash);
    while (entries[position + 1] !== 0) position = this.next(position);
    entries[position] = hash;
    entries[position + 1] = slot + 1;
  }

  /** Removes the entry of a slot whose key has that hash. */
  remove(hash: number, slot: number): void {
    const entries = this.entries;
    let hole = this.start(hash);
    while (entries[hole + 1] !== slot + 1) {
      if (entries[hole + 1] === 0) return;
      hole = this.next(hole);
    }
    const mask = entries.length - 1;
    let position = this.next(hole);
    while (entries[position + 1] !== 0) {
      const home = this.start(entries[position]!);
      // The entry may move into the hole unless its home lies cyclically after the hole.
      if (((position - home) & mask) >= ((position - hole) & mask)) {
        entries[hole] = entries[position]!;
        entries[hole + 1] = entries[position + 1]!;
        hole = position;
      }
      position = this.next(position);
    }
    entries[hole + 1] = 0;
  }

  /** The same entries in an index for more slots. */
  grownTo(slots: number): FlowIndex {
    const grown = new FlowIndex(slots);
    const entries = this.entries;
    for (let position = 0; position < entries.length; position += 2) {
      if (entries[position + 1] !== 0) grown.add(entries[position]!, entries[position + 1]! - 1);
    }
    return grown;
  }
}
