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

/** What `read` answers for bytes that are not there; no read value is negative. */
const ABSENT = -1;

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
    const right = read(program, at + RIGHT, buffer, start, end, payloadLength);
    if (right === ABSENT) return 0;
    const compared = right * program[at + RIGHT + 3]! + program[at + RIGHT + 4]!;
    const what = program[at + LEFT]!;
    const times = program[at + LEFT + 3]!;
    const plus = program[at + LEFT + 4]!;
    const comparison = program[at]!;
    if (what === READ_ANY_PORT) {
      const holds =
        compare(comparison, sourcePort * times + plus, compared) |
        compare(comparison, destinationPort * times + plus, compared);
      if (holds === 0) return 0;
      continue;
    }
    let left = 0;
    if (what >= READ_SOURCE_PORT && what < READ_ANY_PORT) {
      const wantsSource =
        what === READ_SOURCE_PORT ||
        (what === READ_CLIENT_PORT && clientIsSource !== 0) ||
        (what === READ_SERVER_PORT && clientIsSource === 0);
      left = wantsSource ? sourcePort : destinationPort;
    } else {
      left = read(program, at + LEFT, buffer, start, end, payloadLength);
      if (left === ABSENT) return 0;
    }
    if (compare(comparison, left * times + plus, compared) === 0) return 0;
  }
  return 1;
}

/** Value of a constant, the length or a field: unsigned, or ABSENT. */
function read(
  program: Int32Array,
  at: number,
  buffer: Uint8Array,
  start: number,
  end: number,
  payloadLength: number,
): number {
  const what = program[at]!;
  const offset = program[at + 1]!;
  if (what === READ_CONSTANT) return offset >>> 0;
  if (what === READ_LENGTH) return payloadLength;
  const width = what & 7;
  const first = offset >= 0 ? start + offset : start + payloadLength + offset;
  if (first < start || first + width > end) return ABSENT;
  let value = 0;
  if (what >= READ_LITTLE) {
    for (let i = width - 1; i >= 0; i--) value = (value << 8) | buffer[first + i]!;
  } else {
    for (let i = 0; i < width; i++) value = (value << 8) | buffer[first + i]!;
  }
  return (value & program[at + 2]!) >>> 0;
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
