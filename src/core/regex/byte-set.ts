/**
 * Sets of bytes: what one position of an expression accepts. A set is eight 32-bit words, bit `b & 31` of
 * word `b >> 5` saying whether byte `b` is in it; values are never changed after they are made.
 *
 * Left out: characters. An expression sees bytes, whatever text they may encode.
 */

/** 256 bits in eight words, each an unsigned 32-bit integer held as a signed one (as `|` and `&` yield). */
export type ByteSet = readonly number[];

export const NO_BYTES: ByteSet = [0, 0, 0, 0, 0, 0, 0, 0];
export const ALL_BYTES: ByteSet = [-1, -1, -1, -1, -1, -1, -1, -1];

/** The set of the bytes given. */
export function byteSet(...bytes: readonly number[]): ByteSet {
  const words = [...NO_BYTES];
  for (const byte of bytes) words[byte >> 5]! |= 1 << (byte & 31);
  return words;
}

/** The bytes from `first` to `last`, both included; empty when `first > last`. */
export function byteRange(first: number, last: number): ByteSet {
  const words = [...NO_BYTES];
  for (let byte = first; byte <= last; byte += 1) words[byte >> 5]! |= 1 << (byte & 31);
  return words;
}

/** The bytes for which `predicate` holds. */
export function bytesWhere(predicate: (byte: number) => boolean): ByteSet {
  const words = [...NO_BYTES];
  for (let byte = 0; byte < 256; byte += 1) if (predicate(byte)) words[byte >> 5]! |= 1 << (byte & 31);
  return words;
}

export function has(set: ByteSet, byte: number): boolean {
  return ((set[byte >> 5]! >>> (byte & 31)) & 1) === 1;
}

export function union(left: ByteSet, right: ByteSet): ByteSet {
  return left.map((word, index) => word | right[index]!);
}

export function intersection(left: ByteSet, right: ByteSet): ByteSet {
  return left.map((word, index) => word & right[index]!);
}

export function complement(set: ByteSet): ByteSet {
  return set.map((word) => ~word);
}

export function without(left: ByteSet, right: ByteSet): ByteSet {
  return left.map((word, index) => word & ~right[index]!);
}

export function isEmpty(set: ByteSet): boolean {
  return set.every((word) => word === 0);
}

export function equalSets(left: ByteSet, right: ByteSet): boolean {
  return left.every((word, index) => word === right[index]!);
}

/** Number of bytes in the set. */
export function sizeOf(set: ByteSet): number {
  let size = 0;
  for (let byte = 0; byte < 256; byte += 1) if (has(set, byte)) size += 1;
  return size;
}

/** The bytes of the set, ascending. */
export function bytesOf(set: ByteSet): number[] {
  const bytes: number[] = [];
  for (let byte = 0; byte < 256; byte += 1) if (has(set, byte)) bytes.push(byte);
  return bytes;
}

const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const CASE_BIT = 0x20;

export const UPPER_CASE: ByteSet = byteRange(UPPER_A, UPPER_Z);
export const LOWER_CASE: ByteSet = byteRange(UPPER_A | CASE_BIT, UPPER_Z | CASE_BIT);
export const DIGITS: ByteSet = byteRange(0x30, 0x39);
/** Letters, digits and `_`. */
export const WORD_BYTES: ByteSet = union(union(UPPER_CASE, LOWER_CASE), union(DIGITS, byteSet(0x5f)));

/** ASCII upper case to lower case; every other byte is itself. */
export function toLower(byte: number): number {
  return byte >= UPPER_A && byte <= UPPER_Z ? byte | CASE_BIT : byte;
}

/** ASCII lower case to upper case; every other byte is itself. */
export function toUpper(byte: number): number {
  return byte >= (UPPER_A | CASE_BIT) && byte <= (UPPER_Z | CASE_BIT) ? byte & ~CASE_BIT : byte;
}

/**
 * What a set means for data whose bytes go through `fold` first: the bytes whose folded form is in it. This
 * is how folding of the data ends up in the byte classes of a table and costs nothing per byte.
 */
export function foldedBy(set: ByteSet, fold: (byte: number) => number): ByteSet {
  return bytesWhere((byte) => has(set, fold(byte)));
}

/** The set and the other case of each ASCII letter in it. */
export function eitherCase(set: ByteSet): ByteSet {
  return bytesWhere((byte) => has(set, byte) || has(set, toLower(byte)) || has(set, toUpper(byte)));
}

/** One byte as the signature dialect writes it. */
export function printByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, '0')}`;
  return /[\\^$.|?*+()[\]{}-]/.test(character) ? `\\${character}` : character;
}

/** The members of a set as they stand between `[` and `]`: `a-z0-9`. */
export function printMembers(set: ByteSet): string {
  const shown = bytesOf(set);
  let text = '';
  for (let index = 0; index < shown.length; ) {
    let last = index;
    while (last + 1 < shown.length && shown[last + 1] === shown[last]! + 1) last += 1;
    text += printByte(shown[index]!);
    if (last > index + 1) text += '-';
    if (last > index) text += printByte(shown[last]!);
    index = last + 1;
  }
  return text;
}

/** A set as the signature dialect writes it: `a`, `.`, `[a-z0-9]`, `[^\x00]`. */
export function printSet(set: ByteSet): string {
  const size = sizeOf(set);
  if (size === 256) return '.';
  if (size === 1) return printByte(bytesOf(set)[0]!);
  return size > 128 ? `[^${printMembers(complement(set))}]` : `[${printMembers(set)}]`;
}
