/**
 * Groups laid out as `Tables`: states put in the order that the scan wants (DEAD, then those that accept
 * nothing, then those that accept at the end of the data, then those that accept at once), rows shortened
 * by maps and put one after another.
 */
import { Layer7Error } from '../errors.ts';
import { canDie, type Reporter } from './reporter.ts';
import type { Reports } from './reports.ts';
import { chooseMaps } from './row-maps.ts';
import { END_OF_LIST, ROW_MAP_SHIFT, ROW_OFFSET, type Tables } from './tables.ts';

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

/** The states of a machine in the order of the tables, and where in it the kinds of states begin. */
interface Order {
  readonly order: readonly number[];
  readonly firstEnding: number;
  readonly firstAccepting: number;
}

function orderStates(machine: Reporter, reports: Reports): Order {
  const quiet: number[] = [];
  const ending: number[] = [];
  const accepting: number[] = [];
  for (let state = 0; state < machine.states; state += 1) {
    const { here, atEnd } = reports.get(machine.outputs[state]!);
    (here.length > 0 ? accepting : atEnd.length > 0 ? ending : quiet).push(state);
  }
  return {
    order: [...quiet, ...ending, ...accepting],
    firstEnding: quiet.length,
    firstAccepting: quiet.length + ending.length,
  };
}

/** Arrays of one group, to be put behind those of the groups before it. */
interface Part {
  readonly start: number;
  readonly firstEnding: number;
  readonly firstAccepting: number;
  readonly rows: Uint32Array;
  readonly maps: Uint8Array;
  readonly columns: readonly number[];
  readonly transitions: Uint16Array;
  readonly acceptIndex: Uint32Array;
  readonly endIndex: Uint32Array;
}

function tooManyCells(cells: number): Layer7Error {
  return new Layer7Error({
    code: 'SET_TOO_LARGE',
    kind: 'input',
    message: 'The rows of one automaton are too long.',
    given: `${cells} cells`,
    limit: ROW_OFFSET,
    next: 'Lower the limit on states, so that the expression at fault is refused: "--limit states=20000".',
  });
}

function layOutGroup({ machine }: Group, reports: Reports, lists: Lists): Part {
  const { count, of: classOf } = machine.classes;
  const { order, firstEnding, firstAccepting } = orderStates(machine, reports);
  const numbers = new Int32Array(machine.states);
  order.forEach((state, number) => {
    numbers[state] = number;
  });
  const chosen = chooseMaps(machine);
  const columns = chosen.maps.map((map) => map.count);
  const maps = new Uint8Array(chosen.maps.length * 256);
  chosen.maps.forEach((map, index) => {
    for (let byte = 0; byte < 256; byte += 1) maps[index * 256 + byte] = map.columns[classOf[byte]!]!;
  });
  const rows = new Uint32Array(machine.states);
  const cells = chosen.of.reduce((sum, map) => sum + columns[map]!, 0);
  if (cells > ROW_OFFSET) throw tooManyCells(cells);
  const transitions = new Uint16Array(cells);
  let offset = 0;
  order.forEach((state, number) => {
    const map = chosen.of[state]!;
    rows[number] = ((map << ROW_MAP_SHIFT) | offset) >>> 0;
    for (let index = 0; index < count; index += 1) {
      const column = chosen.maps[map]!.columns[index]!;
      transitions[offset + column] = numbers[machine.transitions[state * count + index]!]!;
    }
    offset += columns[map]!;
  });
  const said = order.map((state) => reports.get(machine.outputs[state]!));
  return {
    start: numbers[machine.start]!,
    firstEnding,
    firstAccepting,
    rows,
    maps,
    columns,
    transitions,
    acceptIndex: Uint32Array.from(said.slice(firstAccepting), (report) => lists.add(report.here)),
    endIndex: Uint32Array.from(said.slice(firstEnding), (report) => lists.add(report.atEnd)),
  };
}

/** Where each of several runs begins when they are put one after another. */
function begins(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(lengths.length);
  for (let index = 1; index < lengths.length; index += 1)
    starts[index] = starts[index - 1]! + lengths[index - 1]!;
  return starts;
}

/** The tables of `groups`. */
export function layOut(groups: readonly Group[], reports: Reports): Tables {
  const lists = new Lists();
  const parts = groups.map((group) => layOutGroup(group, reports, lists));
  const flat = (pick: (part: Part) => ArrayLike<number>): number[] =>
    parts.flatMap((part) => Array.from(pick(part)));
  return {
    groups: groups.length,
    views: Uint8Array.from(groups, (group) => group.view),
    transports: Uint8Array.from(groups, (group) => group.transports),
    dropsNul: Uint8Array.from(groups, (group) => (group.dropsNul ? 1 : 0)),
    lasting: Uint8Array.from(groups, (group) => (canDie(group.machine) ? 0 : 1)),
    start: Uint16Array.from(parts, (part) => part.start),
    states: Uint32Array.from(groups, (group) => group.machine.states),
    firstEnding: Uint32Array.from(parts, (part) => part.firstEnding),
    firstAccepting: Uint32Array.from(parts, (part) => part.firstAccepting),
    stateBase: begins(parts.map((part) => part.rows.length)),
    endBase: begins(parts.map((part) => part.endIndex.length)),
    acceptBase: begins(parts.map((part) => part.acceptIndex.length)),
    base: begins(parts.map((part) => part.transitions.length)),
    mapBase: begins(parts.map((part) => part.columns.length)),
    rows: Uint32Array.from(flat((part) => part.rows)),
    maps: Uint8Array.from(flat((part) => part.maps)),
    columns: Uint16Array.from(flat((part) => part.columns)),
    transitions: Uint16Array.from(flat((part) => part.transitions)),
    acceptIndex: Uint32Array.from(flat((part) => part.acceptIndex)),
    endIndex: Uint32Array.from(flat((part) => part.endIndex)),
    acceptLists: Uint16Array.from(lists.entries),
  };
}
