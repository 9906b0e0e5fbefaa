/**
 * What the first bytes of several flows have in common: constant bytes, positions that only ever hold one
 * kind of byte, text that all of them hold further on, and a length field. It is what a person reads off a
 * few dumps laid side by side.
 *
 * How much is generalised from how little: a position with few values among many flows is taken as those
 * values; otherwise as the smallest common kind that holds them (digits, letters, printable text …), or a
 * short range, or any byte.
 */
import type { Condition } from '../patterns/model.ts';
import {
  ALL_BYTES,
  type ByteSet,
  byteRange,
  byteSet,
  DIGITS,
  equalSets,
  has,
  isEmpty,
  LOWER_CASE,
  printSet,
  sizeOf,
  UPPER_CASE,
  union,
  without,
} from '../regex/byte-set.ts';

/** Bytes from the start that are looked at position by position; of a single flow fewer, for all are constant. */
const POSITIONS = 32;
const POSITIONS_OF_ONE = 12;
/** Bytes in which a common text is looked for, and its least length. */
const TEXT = { reach: 256, least: 4 } as const;
/** Bytes of a payload within which a length field is looked for. */
const FIELD_OFFSETS = 12;
/** Payloads of a segment that may have been cut have no length of their own. */
const WHOLE_SEGMENT = 1300;

const LETTERS = union(LOWER_CASE, UPPER_CASE);
const PRINTABLE = byteRange(0x20, 0x7e);
const TEXT_BYTES = union(PRINTABLE, byteSet(0x09, 0x0a, 0x0d));
/** Kinds of bytes, the smaller ones first. */
const KINDS: readonly ByteSet[] = [
  DIGITS,
  LOWER_CASE,
  UPPER_CASE,
  LETTERS,
  union(LETTERS, DIGITS),
  PRINTABLE,
  TEXT_BYTES,
];
/** Widest range of values that is taken as a range. */
const RANGE = 32;

/** What flows of one side have in common. */
export interface Structure {
  /** An anchored expression of the signature dialect that matches all of them. */
  readonly expression: string;
  /** What it is worth: 8 for a constant byte, less for a kind of byte, 0 for any. */
  readonly bits: number;
  /** A length field that is right in all of them, or null. */
  readonly length: Condition | null;
}

/** The set that stands for the values seen at one position of `count` flows. */
export function generalised(values: ReadonlySet<number>, count: number): ByteSet {
  const seen = byteSet(...values);
  // Of text, few values in few flows are chance; of other bytes they are more likely a version or a type.
  const isText = isEmpty(without(seen, TEXT_BYTES));
  if (values.size === 1 || (values.size <= 8 && values.size * 4 <= (isText ? count : Math.max(count, 8)))) {
    return seen;
  }
  const kind = KINDS.find((set) => isEmpty(without(seen, set)));
  if (kind !== undefined) return kind;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most - least < RANGE ? byteRange(least, most) : ALL_BYTES;
}

function bitsOf(set: ByteSet): number {
  return 8 - Math.log2(sizeOf(set));
}

/** Sets in a row as text, equal ones counted. */
function rowText(sets: readonly ByteSet[]): string {
  let text = '';
  for (let at = 0; at < sets.length; ) {
    let end = at + 1;
    while (end < sets.length && equalSets(sets[at]!, sets[end]!)) end += 1;
    const one = printSet(sets[at]!);
    const count = end - at;
    text += count > 2 || (count === 2 && sizeOf(sets[at]!) > 1) ? `${one}{${count}}` : one.repeat(count);
    at = end;
  }
  return text;
}

/** Sets of the first positions, up to the last that is worth something. */
function positions(payloads: readonly Uint8Array[]): ByteSet[] {
  const reach = payloads.length === 1 ? POSITIONS_OF_ONE : POSITIONS;
  const length = Math.min(reach, ...payloads.map((payload) => payload.length));
  const sets: ByteSet[] = [];
  let end = 0;
  for (let at = 0; at < length; at += 1) {
    const set = generalised(new Set(payloads.map((payload) => payload[at]!)), payloads.length);
    sets.push(set);
    // Letters alone are no reason to go on; a digit or a certain byte is.
    if (bitsOf(set) > 4) end = at + 1;
  }
  return sets.slice(0, end);
}

function indexOf(data: Uint8Array, part: Uint8Array, from: number): number {
  for (let at = from; at + part.length <= data.length; at += 1) {
    let same = 0;
    while (same < part.length && data[at + same] === part[same]) same += 1;
    if (same === part.length) return at;
  }
  return -1;
}

/** A text that all payloads hold behind position `from`, printable up to there: longest, then earliest. */
function commonText(payloads: readonly Uint8Array[], from: number): Uint8Array | null {
  const reach = payloads.map((payload) => payload.subarray(0, from + TEXT.reach));
  const shortest = reach.reduce((best, payload) => (payload.length < best.length ? payload : best));
  for (let length = Math.min(POSITIONS, shortest.length - from); length >= TEXT.least; length -= 1) {
    for (let at = from; at + length <= shortest.length; at += 1) {
      const part = shortest.subarray(at, at + length);
      if (
        part.every((byte) => has(TEXT_BYTES, byte)) &&
        reach.every((payload) => hasBehindText(payload, part, from))
      )
        return part;
    }
  }
  return null;
}

/** Whether `part` stands behind `from`, with nothing but printable bytes in between. */
function hasBehindText(payload: Uint8Array, part: Uint8Array, from: number): boolean {
  const at = indexOf(payload, part, from);
  return at >= 0 && payload.subarray(from, at).every((byte) => byte >= 0x20 && byte <= 0x7e);
}

const FIELDS = [
  { width: 2, endian: 'big' },
  { width: 2, endian: 'little' },
  { width: 4, endian: 'big' },
  { width: 4, endian: 'little' },
  { width: 1, endian: 'big' },
] as const;

function fieldValue(payload: Uint8Array, offset: number, { width, endian }: (typeof FIELDS)[number]): number {
  let value = 0;
  for (let index = 0; index < width; index += 1) {
    const at = endian === 'big' ? offset + index : offset + width - 1 - index;
    value = value * 256 + payload[at]!;
  }
  return value;
}

/** A field that says how long each payload is; several lengths must have been seen. */
function lengthField(payloads: readonly Uint8Array[]): Condition | null {
  const lengths = new Set(payloads.map((payload) => payload.length));
  const shortest = Math.min(...lengths);
  if (lengths.size < 2 || payloads.length < 3 || Math.max(...lengths) > WHOLE_SEGMENT) return null;
  for (const field of FIELDS) {
    for (let offset = 0; offset + field.width <= Math.min(shortest, FIELD_OFFSETS); offset += 1) {
      const rest = payloads[0]!.length - fieldValue(payloads[0]!, offset, field);
      const isConstant = payloads.every(
        (payload) => payload.length - fieldValue(payload, offset, field) === rest,
      );
      if (!isConstant || rest < 0 || rest > 64) continue;
      return {
        left: {
          operand: { kind: 'field', offset, ...field, mask: 2 ** (8 * field.width) - 1 },
          times: 1,
          plus: 0,
        },
        comparison: '==',
        right: { operand: { kind: 'length' }, times: 1, plus: -rest || 0 },
      };
    }
  }
  return null;
}

/** Bits above which nothing more is looked for. */
const ENOUGH = 64;

/** What the payloads have in common, or null when that is nothing. There must be at least one. */
export function commonStructure(payloads: readonly Uint8Array[]): Structure | null {
  if (payloads.some((payload) => payload.length === 0)) return null;
  const sets = positions(payloads);
  let bits = sets.reduce((sum, set) => sum + bitsOf(set), 0);
  let expression = `^${rowText(sets)}`;
  const part = bits < ENOUGH && payloads.length > 1 ? commonText(payloads, sets.length) : null;
  if (part !== null) {
    const literal = Array.from(part, (byte) => byteSet(byte));
    expression += `${printSet(PRINTABLE)}*${rowText(literal)}`;
    bits += 8 * part.length - 4;
  }
  const length = lengthField(payloads);
  if (bits < 1 && length === null) return null;
  return { expression: expression.replace(/ $/, '\\x20'), bits, length };
}
