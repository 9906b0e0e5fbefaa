/**
 * Several expressions in one automaton: the product of their DFAs, with precedence. A state is the list of
 * the components that are still alive, in order of precedence, each with its own state; dead ones are left
 * out, which is what keeps products of many expressions small.
 *
 * Once a component that decides alone has matched for good, the components after it cannot change the
 * answer any more and are dropped from the state: exact, and the second reason why products stay small.
 */
import { type ByteClasses, refine, representatives } from './byte-classes.ts';
import { DEAD, type Dfa, MATCHED } from './dfa.ts';
import { type Machine, type MinimalMachine, minimize } from './minimize.ts';
import { TupleTable } from './tuple-table.ts';

/** One expression of a set. */
export interface Component {
  /** Number of the evidence in the set; smaller is of higher precedence. */
  readonly evidence: number;
  readonly dfa: Dfa;
  /** Strong and unconditional: once it has matched, nothing of lower precedence matters. */
  readonly decides: boolean;
}

/** A minimal product. State 0 is DEAD; the output of a state is the number of its list in `lists`. */
export interface Product extends MinimalMachine {
  /** List 0 is the empty one. Evidence numbers, ascending. */
  readonly lists: readonly (readonly number[])[];
}

/** Components laid out for the inner loop: states of all of them in one numbering, 0 meaning dead. */
interface Layout {
  readonly classes: ByteClasses;
  /** Per state and class: next state, or 0. */
  readonly next: Int32Array;
  /** Per state: 1 when it is the MATCHED state of a component that decides. */
  readonly decided: Uint8Array;
  readonly accepting: Uint8Array;
  /** Per state: evidence number of its component. */
  readonly evidence: Int32Array;
  /** Per state: whether its component decides. */
  readonly decides: Uint8Array;
  readonly starts: readonly number[];
}

function layOut(components: readonly Component[]): Layout {
  const classes = components.reduce(
    (joint, component) => refine(joint, component.dfa.classes),
    components[0]!.dfa.classes,
  );
  const bytes = representatives(classes);
  const total = components.reduce((sum, component) => sum + component.dfa.states, 1);
  const next = new Int32Array(total * classes.count);
  const decided = new Uint8Array(total);
  const accepting = new Uint8Array(total);
  const evidence = new Int32Array(total);
  const decides = new Uint8Array(total);
  const starts: number[] = [];
  let offset = 1;
  for (const component of components) {
    const { dfa } = component;
    const columns = bytes.map((byte) => dfa.classes.of[byte]!);
    for (let state = 0; state < dfa.states; state += 1) {
      const row = (offset + state) * classes.count;
      for (let index = 0; index < classes.count; index += 1) {
        const target = dfa.transitions[state * dfa.classes.count + columns[index]!]!;
        next[row + index] = target === DEAD ? 0 : offset + target;
      }
    }
    accepting.set(dfa.accepting, offset);
    evidence.fill(component.evidence, offset, offset + dfa.states);
    decides.fill(component.decides ? 1 : 0, offset, offset + dfa.states);
    decided[offset + MATCHED] = component.decides ? 1 : 0;
    if (dfa.start !== DEAD) starts.push(offset + dfa.start);
    offset += dfa.states;
  }
  return { classes, next, decided, accepting, evidence, decides, starts };
}

/** What is accepted if the data ends in a state: all that accept, up to the first that decides. */
function acceptedIn(tuple: Int32Array, layout: Layout): number[] {
  const list: number[] = [];
  for (const state of tuple) {
    if (layout.accepting[state] === 0) continue;
    list.push(layout.evidence[state]!);
    if (layout.decides[state] === 1) break;
  }
  return list;
}

/**
 * The minimal product of `components`, which must be in order of precedence, or null when it has more than
 * `limit` states on the way.
 */
export function product(components: readonly Component[], limit: number): Product | null {
  const layout = layOut(components);
  const { next, decided } = layout;
  const { count } = layout.classes;
  const tuples = new TupleTable();
  tuples.add([]); // DEAD
  const scratch = new Int32Array(components.length);
  const first = layout.starts.findIndex((state) => decided[state] === 1);
  const start = tuples.add(first < 0 ? layout.starts : layout.starts.slice(0, first + 1));
  let cells = new Int32Array(1024 * count);
  for (let state = 1; state < tuples.size; state += 1) {
    const row = state * count;
    if (row + count > cells.length) {
      const larger = new Int32Array(cells.length * 2);
      larger.set(cells);
      cells = larger;
    }
    const tuple = tuples.tuple(state).slice();
    for (let column = 0; column < count; column += 1) {
      let length = 0;
      for (let index = 0; index < tuple.length; index += 1) {
        const target = next[tuple[index]! * count + column]!;
        if (target === 0) continue;
        scratch[length] = target;
        length += 1;
        if (decided[target] === 1) break;
      }
      cells[row + column] = tuples.add(scratch, length);
    }
    if (tuples.size > limit) return null;
  }

  const lists: number[][] = [[]];
  const listNumbers = new Map<string, number>([['', 0]]);
  const outputs = new Int32Array(tuples.size);
  for (let state = 0; state < tuples.size; state += 1) {
    const list = acceptedIn(tuples.tuple(state), layout);
    const key = list.join();
    let number = listNumbers.get(key);
    if (number === undefined) {
      number = lists.push(list) - 1;
      listNumbers.set(key, number);
    }
    outputs[state] = number;
  }
  const machine: Machine = {
    states: tuples.size,
    start,
    classes: layout.classes,
    transitions: cells.subarray(0, tuples.size * count),
    outputs,
  };
  return { ...minimize(machine, [DEAD]), lists };
}
