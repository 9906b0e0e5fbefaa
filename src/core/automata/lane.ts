/**
 * A lane: the groups that look at the same bytes, run over them in the order that costs least.
 *
 * Groups that live for ever are one `Joint`: one table step per byte for all of them. Groups that can die
 * mostly do so within the first bytes of a stream, each stream in its own way, so they are run one by one
 * over the first DIRECT bytes of a packet; what survives these is run as a second `Joint`.
 */
import { JOINT_BYTES, Joint } from './joint.ts';
import { type Accepted, endOfData, scan } from './scan.ts';
import { DEAD, type Tables } from './tables.ts';

/** Bytes of a packet over which groups that can die are run one by one. */
export const DIRECT = 32;

export class Lane {
  readonly #tables: Tables;
  readonly #accepted: Accepted;
  /** The groups that live for ever, and those that can die. */
  readonly lasting: Joint;
  readonly mortal: Joint;
  /** For `scanAlone`: a state and a cell for each group of the tables. */
  readonly #fresh: Uint16Array;
  readonly #cellOf: Uint8Array;

  /** `groups`: numbers of groups of `tables`. `bytes` bounds each of the two caches. */
  constructor(tables: Tables, groups: Iterable<number>, accepted: Accepted, bytes = JOINT_BYTES) {
    this.#tables = tables;
    this.#accepted = accepted;
    const all = [...groups];
    this.lasting = new Joint(
      tables,
      all.filter((g) => tables.lasting[g] === 1),
      accepted,
      bytes,
    );
    this.mortal = new Joint(
      tables,
      all.filter((g) => tables.lasting[g] === 0),
      accepted,
      bytes,
    );
    this.#fresh = new Uint16Array(tables.groups);
    this.#cellOf = Uint8Array.from({ length: tables.groups }, (_, g) => g);
  }

  /**
   * Runs the groups over the bytes of `buffer` from `start` up to `end`, where the data ends for now. The
   * state of group `g` is read from, and written back to, `states[first + columns[g]]`.
   */
  scan(
    states: Uint16Array,
    first: number,
    columns: Uint8Array,
    buffer: Uint8Array,
    start: number,
    end: number,
  ): void {
    const { lasting, mortal } = this;
    if (lasting.groups.length > 0) {
      fetch(lasting, states, first, columns);
      lasting.run(buffer, start, end);
      this.#store(lasting, states, first, columns, end);
    }
    if (mortal.groups.length > 0 && fetch(mortal, states, first, columns) > 0) {
      const middle = Math.min(end, start + DIRECT);
      if (this.#runDirectly(mortal, buffer, start, middle) > 0) mortal.run(buffer, middle, end);
      this.#store(mortal, states, first, columns, end);
    }
  }

  /** The same from the start states of the groups, for groups that look at each packet by itself. */
  scanAlone(buffer: Uint8Array, start: number, end: number): void {
    this.#fresh.set(this.#tables.start);
    this.scan(this.#fresh, 0, this.#cellOf, buffer, start, end);
  }

  /** Runs the groups one by one; returns how many are still alive. */
  #runDirectly({ groups, current }: Joint, buffer: Uint8Array, start: number, end: number): number {
    let alive = 0;
    for (let index = 0; index < groups.length; index += 1) {
      if (current[index] === DEAD) continue;
      const state = scan(this.#tables, this.#accepted, groups[index]!, current[index]!, buffer, start, end);
      current[index] = state;
      if (state !== DEAD) alive += 1;
    }
    return alive;
  }

  #store(
    { groups, current }: Joint,
    states: Uint16Array,
    first: number,
    columns: Uint8Array,
    end: number,
  ): void {
    for (let index = 0; index < groups.length; index += 1) {
      const g = groups[index]!;
      const state = current[index]!;
      states[first + columns[g]!] = state;
      if (state !== DEAD) endOfData(this.#tables, this.#accepted, g, state, end);
    }
  }
}

/** Puts the states of a connection into `current`; returns how many groups are alive. */
function fetch({ groups, current }: Joint, states: Uint16Array, first: number, columns: Uint8Array): number {
  let alive = 0;
  for (let index = 0; index < groups.length; index += 1) {
    const state = states[first + columns[groups[index]!]!]!;
    current[index] = state;
    if (state !== DEAD) alive += 1;
  }
  return alive;
}
