/**
 * How the rows of a machine are shortened. A state of a chain of letters tells one byte from all others, yet
 * in a table with one set of byte classes its row is as long as that of the state that tells most apart. So
 * a state may have a *map* of its own from bytes to columns, which it shares with the states that part the
 * bytes in the same way.
 *
 * A map costs 256 bytes, so it must save more than that. Greedy: the partition that would save most is
 * looked at first; it gets a map unless the best of the maps so far that is fine enough is nearly as good.
 * Map 0 is the one that tells apart all that any state does, and there are at most MOST_MAPS.
 */
import type { Reporter } from './reporter.ts';
import { ROW_MAP_SHIFT } from './tables.ts';
import { TupleTable } from './tuple-table.ts';

/** Maps of one group: a map's number must fit the bits of `Tables.rows` above the offset. */
export const MOST_MAPS = 1 << (32 - ROW_MAP_SHIFT);

/** Bytes of one map. */
const MAP_BYTES = 256;

/** Bytes of one cell of a row. */
const CELL_BYTES = 2;

const UNSEEN = -1;

/** A partition of the joint classes of a machine. */
interface Partition {
  /** Per joint class: its column. */
  readonly columns: Uint8Array;
  readonly count: number;
}

export interface RowMaps {
  /** Map 0 is the identity on the joint classes. */
  readonly maps: readonly Partition[];
  /** Per state: number of its map. */
  readonly of: Uint16Array;
}

/** How states part the joint classes: those that lead to one state are one column. */
class Parting {
  readonly #machine: Reporter;
  /** Per target: the last state that leads to it, and the column of that. */
  readonly #reachedFrom: Int32Array;
  readonly #columnOf: Uint8Array;

  constructor(machine: Reporter) {
    this.#machine = machine;
    this.#reachedFrom = new Int32Array(machine.states).fill(UNSEEN);
    this.#columnOf = new Uint8Array(machine.states);
  }

  of(state: number): Partition {
    const { transitions, classes } = this.#machine;
    const columns = new Uint8Array(classes.count);
    const row = state * classes.count;
    let count = 0;
    for (let index = 0; index < columns.length; index += 1) {
      const target = transitions[row + index]!;
      if (this.#reachedFrom[target] !== state) {
        this.#reachedFrom[target] = state;
        this.#columnOf[target] = count;
        count += 1;
      }
      columns[index] = this.#columnOf[target]!;
    }
    return { columns, count };
  }
}

/** Per column of the finer of two partitions: the column of the coarser one that it lies in. */
const within = new Int16Array(256);

/** Whether classes that `fine` puts into one column always are in one column of `coarse`. */
function refines(fine: Partition, coarse: Partition): boolean {
  if (fine.count < coarse.count) return false;
  within.fill(UNSEEN, 0, fine.count);
  for (let index = 0; index < fine.columns.length; index += 1) {
    const column = fine.columns[index]!;
    if (within[column] === UNSEEN) within[column] = coarse.columns[index]!;
    else if (within[column] !== coarse.columns[index]) return false;
  }
  return true;
}

/** Number of different targets of each state: the length of its row with a map of its own. */
export function rowLengths(machine: Reporter): Uint16Array {
  const { count } = machine.classes;
  const lengths = new Uint16Array(machine.states);
  const lastSeen = new Int32Array(machine.states).fill(UNSEEN);
  for (let state = 0; state < machine.states; state += 1) {
    for (let column = 0; column < count; column += 1) {
      const target = machine.transitions[state * count + column]!;
      if (lastSeen[target] === state) continue;
      lastSeen[target] = state;
      lengths[state]! += 1;
    }
  }
  return lengths;
}

/** Chooses the maps of a machine. */
export function chooseMaps(machine: Reporter): RowMaps {
  const { count } = machine.classes;
  const parting = new Parting(machine);
  const numbers = new TupleTable();
  const partitions: { readonly partition: Partition; readonly states: number[] }[] = [];
  for (let state = 0; state < machine.states; state += 1) {
    const partition = parting.of(state);
    const number = numbers.add(partition.columns);
    partitions[number] ??= { partition, states: [] };
    partitions[number].states.push(state);
  }
  const saving = (partition: Partition, states: number, host: number): number =>
    states * (host - partition.count) * CELL_BYTES;
  const maps: Partition[] = [{ columns: Uint8Array.from({ length: count }, (_, index) => index), count }];
  /** Map numbers, the coarsest first. */
  const order = [0];
  const of = new Uint16Array(machine.states);
  partitions.sort(
    (one, other) =>
      saving(other.partition, other.states.length, count) - saving(one.partition, one.states.length, count),
  );
  for (const { partition, states } of partitions) {
    let host = order.find((number) => refines(maps[number]!, partition))!;
    if (maps.length < MOST_MAPS && saving(partition, states.length, maps[host]!.count) > MAP_BYTES) {
      host = maps.push(partition) - 1;
      const place = order.findIndex((number) => maps[number]!.count >= partition.count);
      order.splice(place, 0, host);
    }
    for (const state of states) of[state] = host;
  }
  return { maps, of };
}
