/**
 * Conditions on a packet, compiled. A signature may ask more than an expression can say: that a length
 * field agrees with the length, that a number is in a range, that a port is the usual one. The conditions
 * of one piece of evidence become a run of 32-bit integers; to evaluate them takes no allocation and no
 * closure, a constant number of steps for each condition, and every read is checked against the bytes that
 * are there. An eBPF program can evaluate the same run.
 *
 * Layout of a run, which can stand anywhere in a larger program:
 *
 * ```
 * word 0            number of conditions
 * then for each     11 words:
 *   0  comparison   0 ==   1 !=   2 <   3 <=   4 >   5 >=
 *   1  left         what is read: READ_*
 *   2               its offset (fields) or its value (constants, as unsigned 32 bits)
 *   3               its mask (fields)
 *   4               times
 *   5               plus
 *   6 … 10          the same for the right
 * ```
 *
 * A term's value is `read × times + plus`: at most 2³² × 2¹⁶ + 2³¹, exact in a double and in 64 bits.
 * All conditions of a run must hold. One that reads past the captured payload does not hold.
 */
import { Layer7Error } from '../errors.ts';
import type { Comparison, Condition, Operand, Term } from '../patterns/model.ts';

/** What a term reads. Fields are 1 to 4 bytes wide: READ_BIG + width, READ_LITTLE + width. */
const READ_CONSTANT = 0;
const READ_LENGTH = 1;
const READ_SOURCE_PORT = 2;
const READ_DESTINATION_PORT = 3;
const READ_CLIENT_PORT = 4;
const READ_SERVER_PORT = 5;
const READ_ANY_PORT = 6;
const READ_BIG = 8;
const READ_LITTLE = 16;

const WORDS_PER_CONDITION = 11;
const LEFT = 1;
const RIGHT = 6;

const COMPARISONS: readonly Comparison[] = ['==', '!=', '<', '<=', '>', '>='];
const EQUAL = 0;
const NOT_EQUAL = 1;
const LESS = 2;
const LESS_OR_EQUAL = 3;
const GREATER = 4;

/** Bounds of what a condition may hold, so that every value is exact and every program small. */
export const CONDITION_LIMITS = { conditions: 16, offset: 65_535, times: 65_536 } as const;

/**
 * The conditions of one piece of evidence as a run of integers.
 * @throws Layer7Error `CONDITION_LIMIT` when there are too many, or a number is out of its bounds;
 * `CONDITION_PORT` when a port stands on the right.
 */
export function compileConditions(conditions: readonly Condition[]): Int32Array<ArrayBuffer> {
  refuseAbove('conditions', conditions.length, CONDITION_LIMITS.conditions);
  const words = new Int32Array(1 + conditions.length * WORDS_PER_CONDITION);
  words[0] = conditions.length;
  conditions.forEach((condition, i) => {
    const at = 1 + i * WORDS_PER_CONDITION;
    words[at] = COMPARISONS.indexOf(condition.comparison);
    if (condition.right.operand.kind === 'port') throw portOnTheRight();
    writeTerm(words, at + LEFT, condition.left);
    writeTerm(words, at + RIGHT, condition.right);
  });
  return words;
}

function writeTerm(words: Int32Array, at: number, term: Term): void {
  refuseAbove('factor', Math.abs(term.times), CONDITION_LIMITS.times);
  refuseAbove('summand', Math.abs(term.plus), 2 ** 31 - 1);
  words[at + 3] = term.times;
  words[at + 4] = term.plus;
  const { operand } = term;
  words[at] = readOf(operand);
  if (operand.kind === 'constant') words[at + 1] = operand.value | 0;
  if (operand.kind === 'field') {
    refuseAbove('offset', Math.abs(operand.offset), CONDITION_LIMITS.offset);
    words[at + 1] = operand.offset;
    words[at + 2] = operand.mask | 0;
  }
}

const PORT_READS = {
  source: READ_SOURCE_PORT,
  destination: READ_DESTINATION_PORT,
  client: READ_CLIENT_PORT,
  server: READ_SERVER_PORT,
  any: READ_ANY_PORT,
} as const;

function readOf(operand: Operand): number {
  switch (operand.kind) {
    case 'constant':
      return READ_CONSTANT;
    case 'length':
      return READ_LENGTH;
    case 'port':
      return PORT_READS[operand.side];
    case 'field':
      return (operand.endian === 'big' ? READ_BIG : READ_LITTLE) + operand.width;
  }
}

function refuseAbove(what: string, given: number, limit: number): void {
  if (given <= limit) return;
  throw new Layer7Error({
    code: 'CONDITION_LIMIT',
    kind: 'input',
    message: `the ${what} of a condition passes the limit`,
    given: String(given),
    limit,
    next: 'split the evidence, or say the same with smaller numbers',
  });
}

function portOnTheRight(): Layer7Error {
  return new Layer7Error({
    code: 'CONDITION_PORT',
    kind: 'input',
    message: 'a port stands on the right of a comparison',
    next: 'write it on the left, like "server-port == 53"',
  });
}

/**
 * 1 when every condition of the run at `program[offset]` holds for one packet, else 0. `buffer` holds the
 * captured payload from `start` to before `end`; `payloadLength` is its length on the wire.
 * `clientIsSource` is not 0 when the side that sent the connection's first packet sent this one.
 */
export function conditionsHold(
  program: Int32Array,
  offset: number,
  buffer: Uint8Array,
  start: number,
  end: number,
  payloadLength: number,
  sourcePort: number,
  destinationPort: number,
  clientIsSource: number,
): number {
  const count = program[offset]!;
  let at = offset + 1;
  for (let i = 0; i < count; i++, at += WORDS_PER_CONDITION) {
    const left = at + LEFT;
    const right = at + RIGHT;
    if (isAbsent(program, left, start, end, payloadLength)) return 0;
    if (isAbsent(program, right, start, end, payloadLength)) return 0;
    const comparison = program[at]!;
    const times = program[left + 3]!;
    const plus = program[left + 4]!;
    const bits = read(program, right, buffer, start, payloadLength);
    const compared = (bits >>> 0) * program[right + 3]! + program[right + 4]!;
    const what = program[left]!;
    if (what === READ_ANY_PORT) {
      const holds =
        compare(comparison, sourcePort * times + plus, compared) |
        compare(comparison, destinationPort * times + plus, compared);
      if (holds === 0) return 0;
      continue;
    }
    let value = 0;
    if (what >= READ_SOURCE_PORT && what < READ_ANY_PORT) {
      const wantsSource =
        what === READ_SOURCE_PORT ||
        (what === READ_CLIENT_PORT && clientIsSource !== 0) ||
        (what === READ_SERVER_PORT && clientIsSource === 0);
      value = wantsSource ? sourcePort : destinationPort;
    } else {
      value = read(program, left, buffer, start, payloadLength);
    }
    if (compare(comparison, (value >>> 0) * times + plus, compared) === 0) return 0;
  }
  return 1;
}

/** Whether a term reads a field of which a byte is not there. */
function isAbsent(
  program: Int32Array,
  at: number,
  start: number,
  end: number,
  payloadLength: number,
): boolean {
  const what = program[at]!;
  if (what < READ_BIG) return false;
  const first = placeOf(program[at + 1]!, start, payloadLength);
  return first < start || first + (what & 7) > end;
}

/** Where in the buffer a field begins: offsets below 0 count from the payload's end on the wire. */
function placeOf(offset: number, start: number, payloadLength: number): number {
  return offset >= 0 ? start + offset : start + payloadLength + offset;
}

/**
 * A constant, the length, or a field that is there: 32 bits, as a signed integer. Without loops and without
 * numbers beyond 31 bits and a sign, so that it can be inlined and never makes a number on the heap.
 */
function read(
  program: Int32Array,
  at: number,
  buffer: Uint8Array,
  start: number,
  payloadLength: number,
): number {
  const what = program[at]!;
  if (what === READ_CONSTANT) return program[at + 1]!;
  if (what === READ_LENGTH) return payloadLength | 0;
  return field(what, buffer, placeOf(program[at + 1]!, start, payloadLength)) & program[at + 2]!;
}

function field(what: number, buffer: Uint8Array, at: number): number {
  switch (what) {
    case READ_BIG + 2:
      return (buffer[at]! << 8) | buffer[at + 1]!;
    case READ_BIG + 3:
      return (buffer[at]! << 16) | (buffer[at + 1]! << 8) | buffer[at + 2]!;
    case READ_BIG + 4:
      return (buffer[at]! << 24) | (buffer[at + 1]! << 16) | (buffer[at + 2]! << 8) | buffer[at + 3]!;
    case READ_LITTLE + 2:
      return buffer[at]! | (buffer[at + 1]! << 8);
    case READ_LITTLE + 3:
      return buffer[at]! | (buffer[at + 1]! << 8) | (buffer[at + 2]! << 16);
    case READ_LITTLE + 4:
      return buffer[at]! | (buffer[at + 1]! << 8) | (buffer[at + 2]! << 16) | (buffer[at + 3]! << 24);
    default:
      return buffer[at]!;
  }
}

function compare(comparison: number, left: number, right: number): number {
  switch (comparison) {
    case EQUAL:
      return left === right ? 1 : 0;
    case NOT_EQUAL:
      return left !== right ? 1 : 0;
    case LESS:
      return left < right ? 1 : 0;
    case LESS_OR_EQUAL:
      return left <= right ? 1 : 0;
    case GREATER:
      return left > right ? 1 : 0;
    default:
      return left >= right ? 1 : 0;
  }
}
