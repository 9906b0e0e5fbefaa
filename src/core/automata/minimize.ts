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

/** Merges classes whose columns are equal. `rows` are the states that count. */
function mergeColumns(
  machine: Machine,
  rows: readonly number[],
  number: Int32Array,
): { readonly classes: ByteClasses; readonly columns: Uint8Array } {
  const { count, of } = machine.classes;
  // Columns are told apart by splitting them row by row, as states are by bytes.
  let label = new Int32Array(count);
  for (const row of rows) {
    const seen = new Map<number, number>();
    const next = new Int32Array(count);
    for (let column = 0; column < count; column += 1) {
      const key = label[column]! * 0x200000 + number[machine.transitions[row * count + column]!]!;
      let value = seen.get(key);
      if (value === undefined) {
        value = seen.size;
        seen.set(key, value);
      }
      next[column] = value;
    }
    label = next;
    if (seen.size === count) break;
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
  const { of } = equivalentStates(machine.transitions, count, machine.outputs);
  // Any state may speak for its block; the first found in breadth-first order does.
  const numbers = new Map<number, number>();
  const order: number[] = [];
  const visit = (state: number): void => {
    if (numbers.has(of[state]!)) return;
    numbers.set(of[state]!, order.length);
    order.push(state);
  };
  for (const state of pinned) visit(state);
  visit(machine.start);
  for (let index = 0; index < order.length; index += 1) {
    const row = order[index]! * count;
    for (let column = 0; column < count; column += 1) visit(machine.transitions[row + column]!);
  }
  const number = of.map((block) => numbers.get(block) ?? 0);
  const { classes, columns } = mergeColumns(machine, order, number);
  const transitions = new Int32Array(order.length * classes.count);
  order.forEach((state, index) => {
    columns.forEach((column, target) => {
      transitions[index * classes.count + target] = number[machine.transitions[state * count + column]!]!;
    });
  });
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
