/**
 * Byte classes: bytes that no set tells apart share one column of a transition table. What an expression
 * does not distinguish costs no memory, and folding of case is nothing but two bytes in one class.
 *
 * Method: refine the partition of the 256 bytes by each set in turn.
 */
import { type ByteSet, has } from '../regex/byte-set.ts';

/** A partition of the bytes. Classes are numbered from 0 in order of their smallest byte. */
export interface ByteClasses {
  readonly count: number;
  /** 256 entries: class of each byte. */
  readonly of: Uint8Array;
}

/** Renumbers any labelling of the bytes into classes. */
export function classesFrom(label: (byte: number) => number | string): ByteClasses {
  const numbers = new Map<number | string, number>();
  const of = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    const key = label(byte);
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
    }
    of[byte] = number;
  }
  return { count: numbers.size, of };
}

/** The coarsest partition in which every set is a union of classes. */
export function classesOfSets(sets: Iterable<ByteSet>): ByteClasses {
  let classes = classesFrom(() => 0);
  for (const set of sets) {
    const { of } = classes;
    classes = classesFrom((byte) => of[byte]! * 2 + (has(set, byte) ? 1 : 0));
  }
  return classes;
}

/** The coarsest partition that refines both. */
export function refine(left: ByteClasses, right: ByteClasses): ByteClasses {
  return classesFrom((byte) => left.of[byte]! * 256 + right.of[byte]!);
}

/** Smallest byte of each class. */
export function representatives(classes: ByteClasses): Uint8Array {
  const bytes = new Uint8Array(classes.count);
  for (let byte = 255; byte >= 0; byte -= 1) bytes[classes.of[byte]!] = byte;
  return bytes;
}
