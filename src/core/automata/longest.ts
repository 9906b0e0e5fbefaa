/**
 * How long an expression can keep a flow undecided: the longest run of bytes after which it has neither
 * matched for good nor become impossible. Part of a pattern's cost certificate.
 *
 * Method: the longest path through the undecided states, by depth-first search; a cycle among them means
 * that there is no bound but the budget.
 */
import type { Dfa } from './dfa.ts';
import { MATCHED } from './dfa.ts';

const FRESH = -2;
const ENTERED = -1;

/**
 * The number of bytes after which `dfa` has certainly decided, or Infinity. NUL bytes are not counted where
 * the expression does not see them.
 */
export function longestUndecided(dfa: Dfa): number {
  const { states, start, transitions } = dfa;
  const { count, of } = dfa.classes;
  // A class that NUL shares with bytes that are seen is a loop like any other.
  const nul = dfa.dropsNul && of.lastIndexOf(of[0]!) === 0 ? of[0]! : -1;
  const longest = new Int32Array(states).fill(FRESH);
  for (let state = 0; state <= MATCHED; state += 1) longest[state] = 0;
  const stack = [start];
  const columns = [0];
  if (start > MATCHED) longest[start] = ENTERED;
  while (stack.length > 0) {
    const state = stack.at(-1)!;
    if (state <= MATCHED) break;
    const column = columns.at(-1)!;
    if (column === count) {
      let most = 0;
      for (let other = 0; other < count; other += 1) {
        if (other === nul) continue;
        most = Math.max(most, 1 + longest[transitions[state * count + other]!]!);
      }
      longest[state] = most;
      stack.pop();
      columns.pop();
      continue;
    }
    columns[columns.length - 1] = column + 1;
    if (column === nul) continue;
    const target = transitions[state * count + column]!;
    if (longest[target] === ENTERED) return Infinity;
    if (longest[target] !== FRESH) continue;
    longest[target] = ENTERED;
    stack.push(target);
    columns.push(0);
  }
  return longest[start]!;
}
