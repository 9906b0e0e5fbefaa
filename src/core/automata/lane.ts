/**
 * A lane: several groups that look at the same bytes, run as one. The states of all its groups together are
 * one *joint* state, and the table of joint states is made only as they are met: the product of the groups,
 * which is far too large to be made beforehand, of which traffic visits next to nothing. A byte then costs
 * one table step for the whole lane. The idea is that of lazy DFAs (K. Thompson, CACM 1968; RE2's `dfa.cc`),
 * one level up.
 *
 * ```
 * rows      joint state r begins at r = row × classes; row 0 is not used
 * cells     [r + class]  > 0: the next joint state;  0: not known yet;
 *                        < 0: minus the next joint state, and something is accepted on entering it
 * vectors   [row × groups + i]  state of the i-th group
 * ```
 *
 * Nothing of this outlives a call but the cache itself: a connection keeps one state per group, as the
 * tables say. The cache is bounded; when it is full it is emptied. Input made to miss it gains nothing:
 * after MISSES unknown steps the rest of a packet is run group by group, so a byte never costs more than
 * one joint step and one step per group.
 *
 * Groups that can die mostly do so within the first bytes of a stream, each stream in its own way. They are
 * run by themselves over the first DIRECT bytes of a packet, and only what survives joins the others.
 */
import { type Accepted, endOfData, scan, stepByte } from './scan.ts';
import { DEAD, type Tables } from './tables.ts';

/** Unknown steps per call after which a packet is no longer worth learning from. */
export const MISSES = 256;

/** Bytes of a packet over which groups that can die are run by themselves. */
export const DIRECT = 32;

/** Default bound of the cache of one lane, in bytes. */
export const LANE_BYTES = 8 * 1024 * 1024;

/** Whether some state of group `g` leads to DEAD. */
function canDie(tables: Tables, g: number): boolean {
  const begin = tables.base[g]! + tables.stride[g]!;
  const end = tables.base[g]! + tables.states[g]! * tables.stride[g]!;
  return tables.transitions.subarray(begin, end).includes(DEAD);
}

export class Lane {
  readonly #tables: Tables;
  readonly #accepted: Accepted;
  /** The groups of the lane: those that live for ever first. */
  readonly groups: Uint8Array;
  /** How many of `groups` live for ever. */
  readonly #lasting: number;
  /** Class of each byte, fine enough for all groups, and how many classes there are. */
  readonly #classes = new Uint8Array(256);
  readonly #classCount: number;
  readonly #mostRows: number;
  #cells: Int32Array;
  #vectors: Uint16Array;
  /** Open addressing: row by hash of its vector; 0 is free. */
  #slots: Int32Array;
  #rows = 1;
  /** The joint state that is being looked for, or from which a scan begins. */
  readonly #current: Uint16Array;
  /** For `scanAlone`: a state and a cell for each group of the tables. */
  readonly #fresh: Uint16Array;
  readonly #cellOf: Uint8Array;
  /** Steps that were not known, and times the cache was emptied, since the lane was made. */
  misses = 0;
  flushes = 0;

  /** `groups`: numbers of groups of `tables`. `bytes` bounds the cache. */
  constructor(tables: Tables, groups: Iterable<number>, accepted: Accepted, bytes = LANE_BYTES) {
    this.#tables = tables;
    this.#accepted = accepted;
    const all = [...groups];
    const lasting = all.filter((g) => !canDie(tables, g));
    this.groups = Uint8Array.from([...lasting, ...all.filter((g) => canDie(tables, g))]);
    this.#lasting = lasting.length;
    this.#classCount = this.#joinClasses();
    this.#current = new Uint16Array(this.groups.length);
    this.#fresh = new Uint16Array(tables.groups);
    this.#cellOf = Uint8Array.from({ length: tables.groups }, (_, g) => g);
    const rowBytes = this.#classCount * 4 + this.groups.length * 2 + 8;
    this.#mostRows = Math.max(16, Math.floor(bytes / rowBytes));
    const rows = Math.min(this.#mostRows, 256);
    this.#cells = new Int32Array(rows * this.#classCount);
    this.#vectors = new Uint16Array(rows * this.groups.length);
    this.#slots = new Int32Array(1024);
  }

  #joinClasses(): number {
    const numbers = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const key = Array.from(this.groups, (g) => this.#tables.classes[g * 256 + byte]).join();
      let number = numbers.get(key);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(key, number);
      }
      this.#classes[byte] = number;
    }
    return numbers.size;
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
    const tables = this.#tables;
    const accepted = this.#accepted;
    const { groups } = this;
    const current = this.#current;
    const lasting = this.#lasting;
    const middle = Math.min(end, start + DIRECT);
    let survivors = 0;
    for (let index = lasting; index < groups.length; index += 1) {
      const cell = first + columns[groups[index]!]!;
      if (states[cell] === DEAD) continue;
      const state = scan(tables, accepted, groups[index]!, states[cell]!, buffer, start, middle);
      states[cell] = state;
      if (state !== DEAD) survivors += 1;
    }
    if (lasting > 0) {
      for (let index = 0; index < lasting; index += 1)
        current[index] = states[first + columns[groups[index]!]!]!;
      current.fill(DEAD, lasting);
      this.#run(buffer, start, survivors === 0 ? end : middle);
    } else {
      current.fill(DEAD);
    }
    if (survivors > 0) {
      for (let index = lasting; index < groups.length; index += 1) {
        current[index] = states[first + columns[groups[index]!]!]!;
      }
      this.#run(buffer, middle, end);
    }
    for (let index = 0; index < groups.length; index += 1) {
      const state = current[index]!;
      states[first + columns[groups[index]!]!] = state;
      if (state !== DEAD) endOfData(tables, accepted, groups[index]!, state, end);
    }
  }

  /** The same from the start states of the groups, for groups that look at each packet by itself. */
  scanAlone(buffer: Uint8Array, start: number, end: number): void {
    this.#fresh.set(this.#tables.start);
    this.scan(this.#fresh, 0, this.#cellOf, buffer, start, end);
  }

  /** Takes `#current` over the bytes from `start` up to `end`. */
  #run(buffer: Uint8Array, start: number, end: number): void {
    if (start >= end) return;
    const classes = this.#classes;
    let joint = this.#find();
    let cells = this.#cells;
    let missesLeft = MISSES;
    for (let index = start; index < end; index += 1) {
      const next = cells[joint + classes[buffer[index]!]!]!;
      if (next > 0) {
        joint = next;
      } else if (next < 0) {
        joint = -next;
        this.#note(joint, index + 1);
      } else {
        this.#load(joint);
        if (missesLeft === 0) {
          this.#runDirectly(buffer, index, end);
          return;
        }
        missesLeft -= 1;
        joint = this.#learn(joint, buffer[index]!, index + 1);
        cells = this.#cells;
      }
    }
    this.#load(joint);
  }

  /** Takes `#current` on group by group. */
  #runDirectly(buffer: Uint8Array, start: number, end: number): void {
    const current = this.#current;
    for (let index = 0; index < current.length; index += 1) {
      const g = this.groups[index]!;
      current[index] = scan(this.#tables, this.#accepted, g, current[index]!, buffer, start, end);
    }
  }

  /** Puts the states of a joint state into `#current`. */
  #load(joint: number): void {
    const current = this.#current;
    const vector = (joint / this.#classCount) * current.length;
    for (let index = 0; index < current.length; index += 1) current[index] = this.#vectors[vector + index]!;
  }

  /** Notes what is accepted on entering a joint state. */
  #note(joint: number, offset: number): void {
    const tables = this.#tables;
    const width = this.#current.length;
    const vector = (joint / this.#classCount) * width;
    for (let index = 0; index < width; index += 1) {
      const g = this.groups[index]!;
      const state = this.#vectors[vector + index]!;
      if (state >= tables.firstAccepting[g]!) {
        this.#accepted.note(tables.acceptIndex[tables.stateBase[g]! + state]!, offset);
      }
    }
  }

  /** Steps `#current`, the states of `joint`, by one byte; remembers and returns the next joint state. */
  #learn(joint: number, byte: number, offset: number): number {
    const tables = this.#tables;
    const current = this.#current;
    let accepts = false;
    for (let index = 0; index < current.length; index += 1) {
      const g = this.groups[index]!;
      const state = stepByte(tables, g, current[index]!, byte);
      current[index] = state;
      if (state >= tables.firstAccepting[g]!) accepts = true;
    }
    this.misses += 1;
    const { flushes } = this;
    const next = this.#find();
    // When the cache was emptied to make room, `joint` is no longer in it.
    if (flushes === this.flushes) this.#cells[joint + this.#classes[byte]!] = accepts ? -next : next;
    if (accepts) this.#note(next, offset);
    return next;
  }

  #hash(): number {
    const current = this.#current;
    let hash = 0;
    for (let index = 0; index < current.length; index += 1) {
      hash = Math.imul(hash ^ current[index]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  /** The joint state of `#current`, a new one when it is not in the cache. */
  #find(): number {
    const current = this.#current;
    const width = current.length;
    const hash = this.#hash();
    let slot = hash & (this.#slots.length - 1);
    for (let row = this.#slots[slot]!; row !== 0; row = this.#slots[slot]!) {
      let index = 0;
      while (index < width && this.#vectors[row * width + index] === current[index]) index += 1;
      if (index === width) return row * this.#classCount;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    if (this.#makeRoom()) {
      slot = hash & (this.#slots.length - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
    }
    const row = this.#rows;
    this.#rows += 1;
    this.#slots[slot] = row;
    this.#vectors.set(current, row * width);
    return row * this.#classCount;
  }

  /** Makes room for one more row: enlarges the cache or empties it. True when the slots have changed. */
  #makeRoom(): boolean {
    const rows = this.#cells.length / this.#classCount;
    if (this.#rows < rows) return false;
    if (rows < this.#mostRows) {
      this.#enlarge(Math.min(this.#mostRows, rows * 2));
      return true;
    }
    this.flushes += 1;
    this.#rows = 1;
    this.#cells.fill(0);
    this.#slots.fill(0);
    return true;
  }

  #enlarge(rows: number): void {
    const width = this.#current.length;
    const cells = new Int32Array(rows * this.#classCount);
    cells.set(this.#cells);
    this.#cells = cells;
    const vectors = new Uint16Array(rows * width);
    vectors.set(this.#vectors);
    this.#vectors = vectors;
    const slots = new Int32Array(4 << (32 - Math.clz32(rows - 1)));
    const saved = this.#current.slice();
    for (let row = 1; row < this.#rows; row += 1) {
      this.#current.set(vectors.subarray(row * width, (row + 1) * width));
      let slot = this.#hash() & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = row;
    }
    this.#current.set(saved);
    this.#slots = slots;
  }
}
