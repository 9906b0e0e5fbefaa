/**
 * Groups laid out as `Tables`: states put in the order that the scan wants (DEAD, then those that accept
 * nothing on being entered, then those that do), rows and lists put one after another.
 */
import type { Reporter } from './reporter.ts';
import type { Reports } from './reports.ts';
import { END_OF_LIST, type Tables } from './tables.ts';

/** A group before it is laid out: which bytes it looks at, and its automaton. */
export interface Group {
  /** VIEW_* */
  readonly view: number;
  /** Bits TRANSPORT_* */
  readonly transports: number;
  readonly dropsNul: boolean;
  readonly machine: Reporter;
}

/** The accept lists of a set, each stored once. */
class Lists {
  readonly entries: number[] = [END_OF_LIST];
  readonly #starts = new Map<string, number>([['', 0]]);

  /** Where the list of this evidence begins. */
  add(evidence: readonly number[]): number {
    const key = evidence.join();
    let start = this.#starts.get(key);
    if (start === undefined) {
      start = this.entries.length;
      this.entries.push(...evidence, END_OF_LIST);
      this.#starts.set(key, start);
    }
    return start;
  }
}

/** The states of a machine in the order of the tables, and the first that accepts on being entered. */
function orderStates(
  machine: Reporter,
  reports: Reports,
): { readonly order: readonly number[]; readonly firstAccepting: number } {
  const all = Array.from({ length: machine.states }, (_, state) => state);
  const accepts = (state: number): boolean => reports.get(machine.outputs[state]!).here.length > 0;
  const quiet = all.filter((state) => !accepts(state));
  return { order: [...quiet, ...all.filter(accepts)], firstAccepting: quiet.length };
}

/** The tables of `groups`. */
export function layOut(groups: readonly Group[], reports: Reports): Tables {
  const states = groups.reduce((sum, { machine }) => sum + machine.states, 0);
  const cells = groups.reduce((sum, { machine }) => sum + machine.states * machine.classes.count, 0);
  const transitions = new Uint16Array(cells);
  const classes = new Uint8Array(groups.length * 256);
  const acceptIndex = new Uint32Array(states);
  const endIndex = new Uint32Array(states);
  const lists = new Lists();
  const start = new Uint16Array(groups.length);
  const firstAccepting = new Uint32Array(groups.length);
  const base = new Uint32Array(groups.length);
  const stateBase = new Uint32Array(groups.length);
  let nextCell = 0;
  let nextState = 0;
  groups.forEach(({ machine }, g) => {
    const { count } = machine.classes;
    const ordered = orderStates(machine, reports);
    const numbers = new Int32Array(machine.states);
    ordered.order.forEach((state, number) => {
      numbers[state] = number;
    });
    ordered.order.forEach((state, number) => {
      const row = nextCell + number * count;
      for (let column = 0; column < count; column += 1) {
        transitions[row + column] = numbers[machine.transitions[state * count + column]!]!;
      }
      const { here, atEnd } = reports.get(machine.outputs[state]!);
      acceptIndex[nextState + number] = lists.add(here);
      endIndex[nextState + number] = lists.add(atEnd);
    });
    base[g] = nextCell;
    stateBase[g] = nextState;
    start[g] = numbers[machine.start]!;
    firstAccepting[g] = ordered.firstAccepting;
    classes.set(machine.classes.of, g * 256);
    nextCell += machine.states * count;
    nextState += machine.states;
  });
  return {
    groups: groups.length,
    views: Uint8Array.from(groups, (group) => group.view),
    transports: Uint8Array.from(groups, (group) => group.transports),
    dropsNul: Uint8Array.from(groups, (group) => (group.dropsNul ? 1 : 0)),
    start,
    states: Uint32Array.from(groups, (group) => group.machine.states),
    firstAccepting,
    classCount: Uint16Array.from(groups, (group) => group.machine.classes.count),
    stride: Uint32Array.from(groups, (group) => group.machine.classes.count),
    base,
    classes,
    transitions,
    stateBase,
    acceptIndex,
    endIndex,
    acceptLists: Uint16Array.from(lists.entries),
  };
}
