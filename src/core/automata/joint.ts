/**
 * Several groups run as one. The states of all of them together are a *joint* state, and the table of joint
 * states is made only as they are met: the product of the groups, which is far too large to be made
 * beforehand, of which traffic visits next to nothing. A byte then costs one table step for all groups. The
 * idea is that of lazy DFAs (K. Thompson, CACM 1968; RE2's `dfa.cc`), one level up.
 *
 * ```
 * cells     [j + class]  j is row × classes of a joint state; row 0 is not used
 *           > 0: the next joint state;  0: not known yet;
 *           < 0: minus the next joint state, and something is accepted on entering it
 * vectors   [row × groups + i]  state of the i-th group
 * ```
 *
 * This is a cache and nothing else: a connection keeps one state per group, as the tables say. It is bounded,
 * and emptied when full. Input made to miss it gains little: a miss must be paid for by MISS_PRICE bytes that
 * were run before, and when there is no credit left, bytes are run group by group. So a byte never costs
 * more than one joint step and one step per group, and one in MISS_PRICE a look-up besides.
 */
import { type Accepted, noteAccepting, scan, stepByte } from './scan.ts';
import type { Tables } from './tables.ts';

/** Bytes that must have been run for each step that is not known. */
export const MISS_PRICE = 32;

/** Most credit that can be saved up, in bytes. It is also what a new cache begins with. */
export const MOST_CREDIT = 1 << 20;

/** Default bound of one cache, in bytes. */
export const JOINT_BYTES = 8 * 1024 * 1024;

export class Joint {
  /** The groups that are run together. */
  readonly groups: Uint8Array;
  /** State of each of `groups`: set before `run`, and read after it. */
  readonly current: Uint16Array;
  /** Steps that were not known so far, bytes run group by group, and times the cache was emptied. */
  misses = 0;
  direct = 0;
  flushes = 0;
  readonly #tables: Tables;
  readonly #accepted: Accepted;
  /** Class of each byte, fine enough for all groups, and how many classes there are. */
  readonly #classes = new Uint8Array(256);
  readonly #classCount: number;
  readonly #mostRows: number;
  #cells: Int32Array;
  #vectors: Uint16Array;
  /** Open addressing: row by hash of its vector; 0 is free. */
  #slots = new Int32Array(1024);
  #rows = 1;
  #credit = MOST_CREDIT;

  /** `groups`: numbers of groups of `tables`. `bytes` bounds the cache. */
  constructor(tables: Tables, groups: readonly number[], accepted: Accepted, bytes = JOINT_BYTES) {
    this.#tables = tables;
    this.#accepted = accepted;
    this.groups = Uint8Array.from(groups);
    this.current = new Uint16Array(groups.length);
    this.#classCount = this.#joinClasses();
    const rowBytes = this.#classCount * 4 + groups.length * 2 + 8;
    this.#mostRows = Math.max(16, Math.floor(bytes / rowBytes));
    const rows = Math.min(this.#mostRows, 256);
    this.#cells = new Int32Array(rows * this.#classCount);
    this.#vectors = new Uint16Array(rows * groups.length);
  }

  #joinClasses(): number {
    const tables = this.#tables;
    const numbers = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const key = Array.from(this.groups, (g) => tables.maps[tables.mapBase[g]! * 256 + byte]).join();
      let number = numbers.get(key);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(key, number);
      }
      this.#classes[byte] = number;
    }
    return numbers.size;
  }

  /** Takes `current` over the bytes of `buffer` from `start` up to `end`; notes what is accepted on the way. */
  run(buffer: Uint8Array, start: number, end: number): void {
    if (start >= end) return;
    this.#credit = Math.min(MOST_CREDIT, this.#credit + end - start);
    const classes = this.#classes;
    let joint = this.#find();
    let cells = this.#cells;
    let index = start;
    while (index < end) {
      let next = 0;
      // The hot loop: everything else is kept out of it.
      for (; index < end; index += 1) {
        next = cells[joint + classes[buffer[index]!]!]!;
        if (next <= 0) break;
        joint = next;
      }
      if (index === end) break;
      if (next < 0) {
        joint = -next;
        this.#note(joint, index + 1);
      } else {
        this.#load(joint);
        if (this.#credit < MISS_PRICE) {
          this.#runDirectly(buffer, index, end);
          return;
        }
        this.#credit -= MISS_PRICE;
        joint = this.#learn(joint, buffer[index]!, index + 1);
        cells = this.#cells;
      }
      index += 1;
    }
    this.#load(joint);
  }

  /** Takes `current` on group by group. */
  #runDirectly(buffer: Uint8Array, start: number, end: number): void {
    const { current } = this;
    for (let index = 0; index < current.length; index += 1) {
      const g = this.groups[index]!;
      current[index] = scan(this.#tables, this.#accepted, g, current[index]!, buffer, start, end);
    }
    this.direct += end - start;
  }

  /** Puts the states of a joint state into `current`. */
  #load(joint: number): void {
    const { current } = this;
    const vector = (joint / this.#classCount) * current.length;
    for (let index = 0; index < current.length; index += 1) current[index] = this.#vectors[vector + index]!;
  }

  /** Notes what is accepted on entering a joint state. */
  #note(joint: number, offset: number): void {
    const tables = this.#tables;
    const width = this.current.length;
    const vector = (joint / this.#classCount) * width;
    for (let index = 0; index < width; index += 1) {
      noteAccepting(tables, this.#accepted, this.groups[index]!, this.#vectors[vector + index]!, offset);
    }
  }

  /** Steps `current`, the states of `joint`, by one byte; remembers and returns the next joint state. */
  #learn(joint: number, byte: number, offset: number): number {
    const tables = this.#tables;
    const { current, flushes } = this;
    let accepts = false;
    for (let index = 0; index < current.length; index += 1) {
      const g = this.groups[index]!;
      const state = stepByte(tables, g, current[index]!, byte);
      current[index] = state;
      if (state >= tables.firstAccepting[g]!) accepts = true;
    }
    this.misses += 1;
    const next = this.#find();
    // When the cache was emptied to make room, `joint` is no longer in it.
    if (flushes === this.flushes) this.#cells[joint + this.#classes[byte]!] = accepts ? -next : next;
    if (accepts) this.#note(next, offset);
    return next;
  }

  /** The joint state of `current`, a new one when it is not in the cache. */
  #find(): number {
    const { current } = this;
    const width = current.length;
    let slot = this.#slotOf(current, 0);
    for (let row = this.#slots[slot]!; row !== 0; row = this.#slots[slot]!) {
      let index = 0;
      while (index < width && this.#vectors[row * width + index] === current[index]) index += 1;
      if (index === width) return row * this.#classCount;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    if (this.#makeRoom()) {
      slot = this.#slotOf(current, 0);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
    }
    const row = this.#rows;
    this.#rows += 1;
    this.#slots[slot] = row;
    this.#vectors.set(current, row * width);
    return row * this.#classCount;
  }

  /** Where the search for the vector at `from` of `vectors` begins. */
  #slotOf(vectors: Uint16Array, from: number): number {
    const end = from + this.current.length;
    let hash = 0;
    for (let index = from; index < end; index += 1) {
      hash = Math.imul(hash ^ vectors[index]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash & (this.#slots.length - 1);
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
    const width = this.current.length;
    const cells = new Int32Array(rows * this.#classCount);
    cells.set(this.#cells);
    this.#cells = cells;
    const vectors = new Uint16Array(rows * width);
    vectors.set(this.#vectors);
    this.#vectors = vectors;
    this.#slots = new Int32Array(4 << (32 - Math.clz32(rows - 1)));
    for (let row = 1; row < this.#rows; row += 1) {
      let slot = this.#slotOf(vectors, row * width);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = row;
    }
  }
}
