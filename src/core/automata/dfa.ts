/**
 * The deterministic automaton of one expression, as a plain value. It answers one question: if the data
 * ended here, does the expression match somewhere in it? Two states are always present and never leave
 * themselves: DEAD, from which nothing can match any more, and MATCHED, in which it has for good.
 *
 * Everything about sets of expressions is in `product.ts`; everything about two languages in `algebra.ts`.
 */
import type { ByteClasses } from './byte-classes.ts';

export { DEAD } from './tables.ts';

/** The expression has matched, whatever comes. */
export const MATCHED = 1;

export interface Dfa {
  /** Number of states, DEAD and MATCHED included. */
  readonly states: number;
  readonly start: number;
  readonly classes: ByteClasses;
  /** states × classes.count: next state. */
  readonly transitions: Int32Array;
  /** Per state: 1 when the expression matches if the data ends here. */
  readonly accepting: Uint8Array;
  /** NUL bytes of the data do not exist for it: their class leads from every state to itself. */
  readonly dropsNul: boolean;
}

/** State after the bytes of `data` from `start` up to `end`. */
export function run(dfa: Dfa, from: number, data: Uint8Array, start = 0, end = data.length): number {
  const { transitions } = dfa;
  const { count, of } = dfa.classes;
  let state = from;
  for (let index = start; index < end && state > MATCHED; index += 1) {
    state = transitions[state * count + of[data[index]!]!]!;
  }
  return state;
}

/** Whether the expression matches somewhere in `payload`, taken as the whole of the data. */
export function matches(dfa: Dfa, payload: Uint8Array): boolean {
  return dfa.accepting[run(dfa, dfa.start, payload)] === 1;
}
