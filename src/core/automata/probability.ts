/**
 * How often an expression matches by accident: the exact probability that random data of a given length
 * matches, computed on the automaton instead of by trial.
 *
 * Method: the bytes are independent, so the automaton is a Markov chain; its distribution over states is
 * carried forward byte by byte. All terms are positive, so the sum of rounding errors stays far below the
 * digits that are shown (about n × 10⁻¹⁶ of the value).
 *
 * The data is one packet of exactly n bytes: `$` holds at its end. NUL bytes count among the n, also where
 * the expression does not see them.
 */
import { ALL_BYTES, type ByteSet, byteRange, has, sizeOf } from '../regex/byte-set.ts';
import { DEAD, type Dfa, MATCHED } from './dfa.ts';

/** What random data is made of: bytes of the set, each as likely as any other. */
export const RANDOM_BYTES: ByteSet = ALL_BYTES;
export const RANDOM_PRINTABLE: ByteSet = byteRange(0x20, 0x7e);

/** The chain of one automaton: per state but DEAD its edges, merged by target. */
interface Chain {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly weight: Float64Array;
}

function chainOf({ states, classes, transitions }: Dfa, alphabet: ByteSet): Chain {
  const share = new Float64Array(classes.count);
  for (let byte = 0; byte < 256; byte += 1) {
    if (has(alphabet, byte)) share[classes.of[byte]!]! += 1 / sizeOf(alphabet);
  }
  const start = new Int32Array(states + 1);
  const target: number[] = [];
  const weight: number[] = [];
  for (let state = 0; state < states; state += 1) {
    const merged = new Map<number, number>();
    if (state === MATCHED) merged.set(MATCHED, 1);
    else if (state !== DEAD) {
      for (let column = 0; column < classes.count; column += 1) {
        const next = transitions[state * classes.count + column]!;
        if (share[column] === 0 || next === DEAD) continue;
        merged.set(next, (merged.get(next) ?? 0) + share[column]!);
      }
    }
    for (const [next, sum] of merged) {
      target.push(next);
      weight.push(sum);
    }
    start[state + 1] = target.length;
  }
  return { start, target: Int32Array.from(target), weight: Float64Array.from(weight) };
}

/**
 * The probability that data of each of `lengths` (ascending) matches, its bytes drawn from `alphabet`.
 */
export function matchProbability(dfa: Dfa, lengths: readonly number[], alphabet: ByteSet): number[] {
  const { start, target, weight } = chainOf(dfa, alphabet);
  const results: number[] = [];
  let mass = new Float64Array(dfa.states);
  let after = new Float64Array(dfa.states);
  mass[dfa.start] = 1;
  let live = [dfa.start];
  /** Per state: the step that reached it last. */
  const reached = new Int32Array(dfa.states);
  let step = 0;
  for (const length of lengths) {
    for (; step < length && (live.length > 1 || live[0] !== MATCHED); step += 1) {
      const next: number[] = [];
      for (const state of live) {
        const here = mass[state]!;
        mass[state] = 0;
        for (let edge = start[state]!; edge < start[state + 1]!; edge += 1) {
          const to = target[edge]!;
          after[to]! += here * weight[edge]!;
          if (reached[to] === step + 1) continue;
          reached[to] = step + 1;
          next.push(to);
        }
      }
      [mass, after] = [after, mass];
      live = next;
    }
    let sum = 0;
    for (const state of live) if (dfa.accepting[state] === 1) sum += mass[state]!;
    results.push(Math.min(1, sum));
  }
  return results;
}
