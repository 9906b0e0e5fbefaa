/**
 * Conditions that no packet can meet: a byte that is to be 300, a length that is 4 where the fifth byte is read,
 * two conditions of which each rules out the other. They are almost always slips of the hand.
 *
 * What a term can be is an interval, from the width and the mask of what it reads. Conditions on the same term,
 * and on the length, narrow it one after the other. That is not all that could be known: conditions whose sides
 * both read the packet are judged by their intervals alone.
 */
import type { Comparison, Condition, Operand, Term } from './model.ts';

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Longest payload that an IP packet has. */
const MOST_PAYLOAD = 65_535;

function valuesOf(operand: Operand): Interval {
  switch (operand.kind) {
    case 'constant':
      return { low: operand.value, high: operand.value };
    case 'length':
      return { low: 0, high: MOST_PAYLOAD };
    case 'port':
      return { low: 0, high: 0xffff };
    case 'field':
      return { low: 0, high: operand.mask };
  }
}

function valuesOfTerm({ operand, times, plus }: Term): Interval {
  const { low, high } = valuesOf(operand);
  const [one, other] = [low * times + plus, high * times + plus];
  return { low: Math.min(one, other), high: Math.max(one, other) };
}

/** Least length of a payload in which a term's field is there. */
function needs({ operand }: Term): number {
  if (operand.kind !== 'field') return 0;
  return operand.offset < 0 ? -operand.offset : operand.offset + operand.width;
}

/** Whether some value of `left` compares so with some value of `right`. */
function canHold(left: Interval, comparison: Comparison, right: Interval): boolean {
  switch (comparison) {
    case '==':
      return left.low <= right.high && right.low <= left.high;
    case '!=':
      return left.low !== left.high || right.low !== right.high || left.low !== right.low;
    case '<':
      return left.low < right.high;
    case '<=':
      return left.low <= right.high;
    case '>':
      return left.high > right.low;
    case '>=':
      return left.high >= right.low;
  }
}

/** Whether a field times a factor plus a summand can be exactly `value`: its mask may lack the bits. */
function canBe({ operand, times, plus }: Term, value: number): boolean {
  if (times === 0) return value === plus;
  const read = (value - plus) / times;
  if (!Number.isInteger(read)) return false;
  return operand.kind !== 'field' || read < 0 || (read & ~operand.mask) >>> 0 === 0;
}

/** What is left of `values` when they compare so with the constant `limit`. */
function narrowed({ low, high }: Interval, comparison: Comparison, limit: number): Interval {
  switch (comparison) {
    case '==':
      return { low: Math.max(low, limit), high: Math.min(high, limit) };
    case '<':
      return { low, high: Math.min(high, limit - 1) };
    case '<=':
      return { low, high: Math.min(high, limit) };
    case '>':
      return { low: Math.max(low, limit + 1), high };
    case '>=':
      return { low: Math.max(low, limit), high };
    case '!=':
      return { low: low === limit ? low + 1 : low, high: high === limit ? high - 1 : high };
  }
}

/**
 * The index of the first of `conditions`, all of which are to hold in one packet, that cannot hold beside those
 * before it; −1 when nothing speaks against them.
 */
export function firstImpossible(conditions: readonly Condition[]): number {
  /** By what is on the left: what it can still be. */
  const known = new Map<string, Interval>();
  const length: Operand = { kind: 'length' };
  const lengthKey = JSON.stringify({ operand: length, times: 1, plus: 0 });
  known.set(lengthKey, valuesOf(length));
  return conditions.findIndex(({ left, comparison, right }) => {
    const compared = valuesOfTerm(right);
    if (!canHold(valuesOfTerm(left), comparison, compared)) return true;
    const least = Math.max(needs(left), needs(right));
    known.set(lengthKey, narrowed(known.get(lengthKey)!, '>=', least));
    if (right.operand.kind === 'constant') {
      if (comparison === '==' && !canBe(left, compared.low)) return true;
      // Either of the two ports may meet a condition on "port", so two of them narrow nothing.
      if (left.operand.kind !== 'port' || left.operand.side !== 'any') {
        const key = JSON.stringify(left);
        known.set(key, narrowed(known.get(key) ?? valuesOfTerm(left), comparison, compared.low));
      }
    }
    return [...known.values()].some(({ low, high }) => low > high);
  });
}
