/**
 * The rows of a machine in short: most classes of bytes lead a state to the same place, often back to the
 * start of a search, and few lead elsewhere. Who goes through all transitions of a machine needs to look at
 * the few only.
 */
import { grown } from '../grown.ts';
import type { Reporter } from './reporter.ts';

export interface ShortRows {
  readonly machine: Reporter;
  /** Per state: where most of its classes lead, if more than half of them lead to one state; else any target. */
  readonly usual: Int32Array;
  /** Per state: where its exceptions begin; the last entry is their end. */
  readonly starts: Int32Array;
  /** Classes that lead elsewhere. */
  readonly exceptions: Uint8Array;
}

/** The majority of a row is found by the vote of Boyer and Moore (1981), which reads it once. */
export function shorten(machine: Reporter): ShortRows {
  const { states, transitions } = machine;
  const { count } = machine.classes;
  const usual = new Int32Array(states);
  const starts = new Int32Array(states + 1);
  let exceptions = new Uint8Array(4 * states + count);
  let found = 0;
  for (let state = 0; state < states; state += 1) {
    const row = state * count;
    let favourite = transitions[row]!;
    let lead = 0;
    for (let cell = row; cell < row + count; cell += 1) {
      const target = transitions[cell]!;
      if (target === favourite) lead += 1;
      else if (lead > 0) lead -= 1;
      else {
        favourite = target;
        lead = 1;
      }
    }
    usual[state] = favourite;
    if (found + count > exceptions.length) exceptions = grown(exceptions, 2 * (found + count));
    for (let column = 0; column < count; column += 1) {
      if (transitions[row + column] === favourite) continue;
      exceptions[found] = column;
      found += 1;
    }
    starts[state + 1] = found;
  }
  return { machine, usual, starts, exceptions };
}
