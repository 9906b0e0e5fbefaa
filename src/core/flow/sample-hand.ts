/**
 * A hand that goes over all slots of a table, neighbours in time far apart in place: it steps by about the
 * golden section of the size, so that any few steps in a row are spread evenly over the table. Flows that
 * began together stand together; a sample taken this way is not fooled by that.
 */

export class SampleHand {
  readonly #size: number;
  readonly #stride: number;
  #at = 0;

  /** `size`: number of slots, at least 1. */
  constructor(size: number) {
    this.#size = size;
    let stride = Math.max(1, Math.round(size * 0.618));
    while (greatestCommonDivisor(stride, size) !== 1) stride += 1;
    this.#stride = stride;
  }

  /** The next slot; each comes once in `size` calls. */
  next(): number {
    const slot = this.#at;
    this.#at = (slot + this.#stride) % this.#size;
    return slot;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
