/**
 * Inputs from inputs: a few random changes, of the kinds that parsers of binary and text formats trip over.
 * Everything follows from the seed of the generator, so a run can be repeated.
 */

/** Longest input that mutation makes. */
export const MAX_INPUT = 1 << 16;

const INTERESTING_BYTES = [0, 1, 2, 4, 7, 8, 16, 32, 64, 127, 128, 254, 255];
const INTERESTING_WORDS = [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 0x1_0000, 12, 28];

/** A small random generator (xorshift32) with a seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** An integer from 0 to `limit` − 1. */
  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** `input` with one to eight changes; `others` lend pieces. */
export function mutate(random: Random, input: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  let bytes: Uint8Array = input.slice();
  for (let changes = 1 + random.below(8); changes > 0; changes -= 1) {
    bytes = change(random, bytes, others);
  }
  return bytes.subarray(0, MAX_INPUT);
}

function change(random: Random, bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(random.below(256));
  const at = random.below(bytes.length);
  const length = 1 + random.below(Math.min(32, bytes.length - at));
  switch (random.below(9)) {
    case 0:
      bytes[at]! ^= 1 << random.below(8);
      return bytes;
    case 1:
      bytes[at] = random.below(256);
      return bytes;
    case 2:
      bytes[at] = random.pick(INTERESTING_BYTES);
      return bytes;
    case 3: {
      if (at + 4 > bytes.length) return bytes;
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      view.setUint32(at, random.pick(INTERESTING_WORDS), random.below(2) === 0);
      return bytes;
    }
    case 4:
      return bytes.slice(0, at);
    case 5:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 6:
      return joined(bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at));
    case 7: {
      const other = random.pick(others);
      const from = random.below(other.length + 1);
      const piece = other.subarray(from, from + 1 + random.below(64));
      return joined(bytes.subarray(0, at), piece, bytes.subarray(at));
    }
    default: {
      const other = random.pick(others);
      return joined(bytes.subarray(0, at), other.subarray(random.below(other.length + 1)));
    }
  }
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
