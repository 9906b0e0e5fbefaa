/**
 * Groups laid out as `Tables`: states put in the order that the scan wants (DEAD, then those that accept
 * nothing on being entered, then those that do), rows shortened by maps and put one after another.
 */
import { canDie, type Reporter } from './reporter.ts';
import type { Reports } from './reports.ts';
import { chooseMaps } from './row-maps.ts';
import { END_OF_LIST, ROW_MAP_SHIFT, type Tables } from './tables.ts';

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

/** Arrays of one group, to be put behind those of the groups before it. */
interface Part {
  readonly start: number;
  readonly firstAccepting: number;
  readonly rows: Uint32Array;
  readonly maps: Uint8Array;
  readonly columns: readonly number[];
  readonly transitions: Uint16Array;
  readonly acceptIndex: Uint32Array;
  readonly endIndex: Uint32Array;
}

function layOutGroup({ machine }: Group, reports: Reports, lists: Lists): Part {
  const { count, of: classOf } = machine.classes;
  const { order, firstAccepting } = orderStates(machine, reports);
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
  const transitions = new Uint16Array(chosen.of.reduce((sum, map) => sum + columns[map]!, 0));
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
    firstAccepting,
    rows,
    maps,
    columns,
    transitions,
    acceptIndex: Uint32Array.from(said, (report) => lists.add(report.here)),
    endIndex: Uint32Array.from(said, (report) => lists.add(report.atEnd)),
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
    firstAccepting: Uint32Array.from(parts, (part) => part.firstAccepting),
    stateBase: begins(parts.map((part) => part.rows.length)),
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
