/**
 * The bytes between two reads of a file: one array that is filled block after block. What the reader has
 * not consumed is moved to the front before the next block is read behind it, so a record may straddle any
 * number of blocks. It grows only when a single record is larger than the array, up to a limit.
 */

export class BlockWindow {
  bytes: Uint8Array;
  /** What is filled and not consumed: `bytes[start … end)`. */
  start = 0;
  end = 0;
  readonly #limit: number;

  /** `size`: bytes of the array at first; `limit`: most bytes it may ever have. */
  constructor(size: number, limit: number) {
    this.bytes = new Uint8Array(size);
    this.#limit = Math.max(size, limit);
  }

  /**
   * Makes room behind `end` so that at least `needed` bytes from `position` on will fit; what stands before
   * `position` is given up. False when that would pass the limit.
   */
  makeRoom(position: number, needed: number): boolean {
    if (needed > this.#limit) return false;
    const kept = this.end - position;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.min(this.#limit, Math.max(needed, this.bytes.length * 2)));
      grown.set(this.bytes.subarray(position, this.end));
      this.bytes = grown;
    } else {
      this.bytes.copyWithin(0, position, this.end);
    }
    this.start = 0;
    this.end = kept;
    return true;
  }

  /** Notes that `count` more bytes were read in behind `end`. */
  filled(count: number): void {
    this.end += count;
  }
}
