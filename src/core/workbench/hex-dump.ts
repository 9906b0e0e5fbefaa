/**
 * Bytes as people compare them by eye: offset, hexadecimal digits, text, sixteen to a line. A range can be
 * marked: by brackets, which any terminal and any file can show, and by colour where there is one.
 *
 * ```
 * 0000 [47 45 54 20]2f 20 48 54  54 50 2f 31 2e 31 0d 0a   GET / HTTP/1.1..
 * ```
 */

const PER_LINE = 16;
const MARK = '\u001b[7m';
const PLAIN = '\u001b[0m';

/** Offsets from `from` up to, not including, `to`. */
export interface Marked {
  readonly from: number;
  readonly to: number;
}

export interface DumpOptions {
  readonly indent?: string;
  readonly color?: boolean;
  /** Lines that are written, the marked range among them; the rest is counted. */
  readonly lines?: number;
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function textByte(byte: number): string {
  return byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.';
}

function dumpLine(payload: Uint8Array, start: number, marked: Marked, color: boolean): string {
  const isMarked = (at: number): boolean => at >= marked.from && at < marked.to;
  const inverse = (text: string, at: number): string => (color && isMarked(at) ? MARK + text + PLAIN : text);
  let hex = '';
  let text = '';
  for (let column = 0; column < PER_LINE; column += 1) {
    const at = start + column;
    const isThere = at < payload.length;
    // The sign before a byte: where the marked range opens, or closes behind the byte before.
    const opens = at === marked.from && marked.to > marked.from;
    const closes = at === marked.to && marked.to > marked.from && column > 0;
    // A gap in the middle of the line; a range that closes there closes before it.
    if (column === 8) hex += closes ? ']' : ' ';
    hex += opens ? '[' : closes && column !== 8 ? ']' : ' ';
    hex += isThere ? inverse(hexByte(payload[at]!), at) : '  ';
    if (isThere) text += inverse(textByte(payload[at]!), at);
  }
  const closesAtEnd = marked.to === start + PER_LINE && marked.to > marked.from;
  return `${start.toString(16).padStart(4, '0')} ${hex}${closesAtEnd ? ']' : ' '}  ${text}`.trimEnd();
}

/** A dump, the range `marked` in brackets. */
export function dumpLines(
  payload: Uint8Array,
  marked: Marked = { from: 0, to: 0 },
  { indent = '', color = false, lines = Number.POSITIVE_INFINITY }: DumpOptions = {},
): string[] {
  // Where the range begins behind the last line that would be written, the dump begins one line before it.
  const markedLine = Math.floor(marked.from / PER_LINE);
  const first = markedLine < lines ? 0 : (markedLine - 1) * PER_LINE;
  const result = first === 0 ? [] : [`${indent}… ${first} bytes before`];
  const end = Math.min(payload.length, first + lines * PER_LINE);
  for (let start = first; start < end; start += PER_LINE) {
    result.push(indent + dumpLine(payload, start, marked, color));
  }
  if (end < payload.length) result.push(`${indent}… ${payload.length - end} more bytes`);
  return result;
}
