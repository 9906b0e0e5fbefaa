/**
 * A table made minimal: equivalent states merged, states renumbered breadth-first from the start, byte
 * classes merged whose columns became equal. Used for single expressions and for groups alike: what a state
 * puts out is just a number here.
 */
import { type ByteClasses, classesFrom, representatives } from './byte-classes.ts';
import { type Matcher, QUIET } from './determinize.ts';
import { DEAD, type Dfa, MATCHED } from './dfa.ts';
import { equivalentStates } from './partition.ts';

/** A deterministic table with one output number per state. */
export interface Machine {
  readonly states: number;
  readonly start: number;
  readonly classes: ByteClasses;
  /** states × classes.count */
  readonly transitions: Int32Array;
  readonly outputs: ArrayLike<number>;
}

/** A minimal machine, its outputs in a typed array. */
export interface MinimalMachine extends Machine {
  readonly outputs: Int32Array;
}

const UNSEEN = -1;

/** Merges classes whose columns are equal in the states of `rows`. */
function mergeColumns(
  machine: Machine,
  rows: readonly number[],
  number: Int32Array,
): { readonly classes: ByteClasses; readonly columns: Uint8Array } {
  const { count, of } = machine.classes;
  const hashes = new Int32Array(count);
  for (const row of rows) {
    for (let column = 0; column < count; column += 1) {
      const target = number[machine.transitions[row * count + column]!]!;
      hashes[column] = Math.imul(hashes[column]! ^ target, 0x01000193) + (hashes[column]! >>> 15);
    }
  }
  const areEqual = (left: number, right: number): boolean =>
    rows.every(
      (row) =>
        number[machine.transitions[row * count + left]!] ===
        number[machine.transitions[row * count + right]!],
    );
  // The first column of each kind speaks for the others.
  const label = new Int32Array(count);
  for (let column = 0; column < count; column += 1) {
    label[column] = column;
    for (let other = 0; other < column; other += 1) {
      if (label[other] === other && hashes[other] === hashes[column] && areEqual(other, column)) {
        label[column] = other;
        break;
      }
    }
  }
  const classes = classesFrom((byte) => label[of[byte]!]!);
  const columns = representatives(classes).map((byte) => of[byte]!);
  return { classes, columns };
}

/**
 * The minimal machine with the same outputs for every input. States in `pinned` keep the first numbers in
 * that order, reachable or not.
 */
export function minimize(machine: Machine, pinned: readonly number[]): MinimalMachine {
  const { count } = machine.classes;
  const { of, count: blocks } = equivalentStates(machine.transitions, count, machine.outputs);
  // Any state may speak for its block; the first found in breadth-first order does.
  const numbers = new Int32Array(blocks).fill(UNSEEN);
  const order: number[] = [];
  const visit = (state: number): void => {
    const block = of[state]!;
    if (numbers[block] !== UNSEEN) return;
    numbers[block] = order.length;
    order.push(state);
  };
  for (const state of pinned) visit(state);
  visit(machine.start);
  for (let index = 0; index < order.length; index += 1) {
    const row = order[index]! * count;
    for (let column = 0; column < count; column += 1) visit(machine.transitions[row + column]!);
  }
  const number = of.map((block) => Math.max(0, numbers[block]!));
  const { classes, columns } = mergeColumns(machine, order, number);
  const transitions = new Int32Array(order.length * classes.count);
  let cell = 0;
  for (const state of order) {
    for (let column = 0; column < columns.length; column += 1, cell += 1) {
      transitions[cell] = number[machine.transitions[state * count + columns[column]!]!]!;
    }
  }
  return {
    states: order.length,
    start: number[machine.start]!,
    classes,
    transitions,
    outputs: Int32Array.from(order, (state) => machine.outputs[state]!),
  };
}

/** The minimal DFA of what `search` 'once' found; DEAD and MATCHED keep their numbers. */
export function minimalDfa(matcher: Matcher, dropsNul: boolean): Dfa {
  const accepting = matcher.outputs.map((output) => (output === QUIET ? 0 : 1));
  const minimal = minimize({ ...matcher, outputs: accepting }, [DEAD, MATCHED]);
  return {
    states: minimal.states,
    start: minimal.start,
    classes: minimal.classes,
    transitions: minimal.transitions,
    accepting: Uint8Array.from(minimal.outputs),
    dropsNul,
  };
}
