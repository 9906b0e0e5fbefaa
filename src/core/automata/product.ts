/**
 * Two machines run side by side as one. A state of the product is a pair of living states, or, where one of
 * the two has died, the other one alone; it reports what both report. Because reports need no memory,
 * products are associative: a group grows by one machine at a time.
 *
 * ```
 * 0            DEAD
 * 1 …          states of the left machine alone, if the right one can die
 * rightBase +  states of the right machine alone, if the left one can die
 * pairBase +   pairs, the pair of the starts first
 * ```
 *
 * Rows of machines that go on alone are copied, not searched for. Some may be out of reach, and some pairs
 * equivalent, though hardly any are; minimisation at the very end sees to both.
 */
import { DEAD } from './dfa.ts';
import { join, type PairSearch } from './pair-search.ts';
import type { Reporter } from './reporter.ts';
import type { Reports } from './reports.ts';
import type { ShortRows } from './short-rows.ts';

/**
 * The number of pairs that the product of two machines has, or null when it has more than `limit`.
 */
export function countPairs(
  left: ShortRows,
  right: ShortRows,
  limit: number,
  search: PairSearch,
): number | null {
  const joint = join(left.machine.classes, right.machine.classes);
  return search.run(left, right, joint, limit) ? search.count : null;
}

/** Copies the rows of a machine but that of DEAD, for joint classes, its states numbered from `base` + 1. */
function copyRows(
  machine: Reporter,
  columns: Int32Array,
  base: number,
  transitions: Int32Array,
  outputs: Int32Array,
): void {
  const { count } = machine.classes;
  let cell = (base + 1) * columns.length;
  for (let state = 1; state < machine.states; state += 1) {
    const row = state * count;
    for (let column = 0; column < columns.length; column += 1) {
      const target = machine.transitions[row + columns[column]!]!;
      transitions[cell] = target === DEAD ? DEAD : base + target;
      cell += 1;
    }
    outputs[base + state] = machine.outputs[state]!;
  }
}

/**
 * The product of two machines, which is known to have `pairs` pairs. `canDie`: whether they can; both or
 * neither.
 */
export function product(
  leftRows: ShortRows,
  rightRows: ShortRows,
  pairs: number,
  canDie: boolean,
  reports: Reports,
  search: PairSearch,
): Reporter {
  const [left, right] = [leftRows.machine, rightRows.machine];
  const joint = join(left.classes, right.classes);
  const columns = joint.classes.count;
  const rightBase = canDie ? left.states - 1 : 0;
  const pairBase = canDie ? rightBase + right.states : 1;
  const states = pairBase + pairs;
  const transitions = new Int32Array(states * columns);
  const outputs = new Int32Array(states);
  if (canDie) {
    copyRows(left, joint.left.of, 0, transitions, outputs);
    copyRows(right, joint.right.of, rightBase, transitions, outputs);
  }
  const cells = transitions.subarray(pairBase * columns);
  search.run(leftRows, rightRows, joint, pairs, { cells, rightBase, pairBase });
  for (let pair = 0; pair < pairs; pair += 1) {
    outputs[pairBase + pair] = reports.union(
      left.outputs[search.lefts[pair]!]!,
      right.outputs[search.rights[pair]!]!,
    );
  }
  return { states, start: pairBase, classes: joint.classes, transitions, outputs };
}
