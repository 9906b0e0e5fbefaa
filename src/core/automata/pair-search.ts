/**
 * The pairs of living states that two machines can reach together: what a product of the two is made of.
 * Once one of the two is dead the other goes on alone, as it would have without the product, so pairs with a
 * dead state need no search. What is left is often a handful, even of large machines.
 *
 * Where both machines go with most bytes is looked at once for each pair; then only the bytes with which one
 * of them goes elsewhere (`short-rows.ts`).
 */
import type { ByteClasses } from './byte-classes.ts';
import { DEAD } from './dfa.ts';
import type { ShortRows } from './short-rows.ts';

/** The columns of one machine, for the joint byte classes of two. */
interface Columns {
  /** Per joint class: the column. */
  readonly of: Int32Array;
  /** Per column: where its joint classes begin in `joint`; the last entry is their end. */
  readonly starts: Int32Array;
  readonly joint: Int32Array;
}

/** The joint byte classes of two machines. */
export interface Joint {
  readonly classes: ByteClasses;
  readonly left: Columns;
  readonly right: Columns;
}

const UNSEEN = -1;

export function join(left: ByteClasses, right: ByteClasses): Joint {
  const numbers = new Int32Array(left.count * right.count).fill(UNSEEN);
  const of = new Uint8Array(256);
  const lefts: number[] = [];
  const rights: number[] = [];
  for (let byte = 0; byte < 256; byte += 1) {
    const [column, other] = [left.of[byte]!, right.of[byte]!];
    const key = column * right.count + other;
    if (numbers[key] === UNSEEN) {
      numbers[key] = lefts.push(column) - 1;
      rights.push(other);
    }
    of[byte] = numbers[key]!;
  }
  return {
    classes: { count: lefts.length, of },
    left: columnsOf(lefts, left.count),
    right: columnsOf(rights, right.count),
  };
}

function columnsOf(columns: readonly number[], count: number): Columns {
  const starts = new Int32Array(count + 1);
  for (const column of columns) starts[column + 1]! += 1;
  for (let column = 0; column < count; column += 1) starts[column + 1]! += starts[column]!;
  const next = starts.slice();
  const joint = new Int32Array(columns.length);
  columns.forEach((column, index) => {
    joint[next[column]!] = index;
    next[column]! += 1;
  });
  return { of: Int32Array.from(columns), starts, joint };
}

/** Where the transitions of the pairs are to be written, and how states are numbered there. */
export interface Sheet {
  /** Pairs × joint classes. A state of the left machine alone keeps its number. */
  readonly cells: Int32Array;
  /** Added to the number of a state that the right machine is in alone. */
  readonly rightBase: number;
  /** Added to the number of a pair. */
  readonly pairBase: number;
}

/** Where they are written when nobody wants them. */
const NO_SHEET: Sheet = { cells: new Int32Array(0), rightBase: 0, pairBase: 0 };

const HASH = 0x9e3779b1 | 0;

/** Slots of an empty hash table: few, so that small searches stay in the processor's cache. */
const FIRST_SLOTS = 1024;

/** Finds pairs. One is kept and used for all machines of a set. */
export class PairSearch {
  /** The pairs found last, in order of discovery; the first is that of the starts. */
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  count = 0;
  /** Different targets of the pairs found last, summed over the pairs: the length of their rows. */
  targets = 0;
  /** Expansions so far. Per pair, and per state of either machine alone: the last that led to it. */
  #expansion = 0;
  readonly #reachedBy: Int32Array;
  #aloneBy = new Int32Array(0);
  /** Table steps taken by all searches so far: what compiling costs, without a clock. */
  steps = 0;
  /** Open addressing: pairs as left × width + right, 0 for a free slot, and their numbers. */
  #keys = new Int32Array(FIRST_SLOTS);
  #numbers = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  /** States of the right machine. */
  #width = 0;
  #sheet = NO_SHEET;

  /** `most`: pairs that one search may find. */
  constructor(most: number) {
    this.lefts = new Int32Array(most + 1);
    this.rights = new Int32Array(most + 1);
    this.#reachedBy = new Int32Array(most + 1);
  }

  /**
   * Finds the pairs of `left` and `right`, at most `limit`; false when there are more. With a sheet, also the
   * transitions from them.
   */
  run(left: ShortRows, right: ShortRows, joint: Joint, limit: number, sheet = NO_SHEET): boolean {
    this.#width = right.machine.states;
    this.#sheet = sheet;
    const bound = Math.floor(Math.min(limit, this.lefts.length - 1, 0x7fffffff / this.#width));
    if (bound < 1) return false;
    this.lefts[0] = left.machine.start;
    this.rights[0] = right.machine.start;
    this.count = 1;
    this.targets = 0;
    const states = left.machine.states + right.machine.states;
    if (states > this.#aloneBy.length) this.#aloneBy = new Int32Array(states);
    this.#reset(FIRST_SLOTS);
    for (let pair = 0; pair < this.count && this.count <= bound; pair += 1) {
      if ((this.count + joint.classes.count) * 2 > this.#mask) this.#reset((this.#mask + 1) * 2);
      this.#expand(pair, left, right, joint);
    }
    return this.count <= bound;
  }

  /** Empties the table, which then has `slots` slots, and enters the pairs found so far. */
  #reset(slots: number): void {
    if (slots > this.#keys.length) {
      this.#keys = new Int32Array(slots);
      this.#numbers = new Int32Array(slots);
    } else {
      this.#keys.fill(0, 0, slots);
    }
    this.#mask = slots - 1;
    for (let number = 0; number < this.count; number += 1) {
      const key = this.lefts[number]! * this.#width + this.rights[number]!;
      const slot = this.#find(key);
      this.#keys[slot] = key;
      this.#numbers[slot] = number;
    }
  }

  /** The slot of a key, or the free one where it would be. */
  #find(key: number): number {
    const keys = this.#keys;
    const mask = this.#mask;
    let slot = (Math.imul(key, HASH) >>> 7) & mask;
    for (;;) {
      const found = keys[slot]!;
      if (found === key || found === 0) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Finds the pairs to which one pair leads: the loop in which compiling spends its time. */
  #expand(pair: number, left: ShortRows, right: ShortRows, joint: Joint): void {
    const columns = joint.classes.count;
    const [state, partner] = [this.lefts[pair]!, this.rights[pair]!];
    const [usual, otherUsual] = [left.usual[state]!, right.usual[partner]!];
    const { transitions } = left.machine;
    const { transitions: otherTransitions } = right.machine;
    const row = state * left.machine.classes.count;
    const otherRow = partner * right.machine.classes.count;
    const { cells } = this.#sheet;
    const hasSheet = cells.length > 0;
    const base = pair * columns;
    this.#expansion += 1;
    if (hasSheet) cells.fill(UNSEEN, base, base + columns);
    let exceptional = 0;
    for (let at = left.starts[state]!; at < left.starts[state + 1]!; at += 1) {
      const column = left.exceptions[at]!;
      const target = transitions[row + column]!;
      const end = joint.left.starts[column + 1]!;
      for (let index = joint.left.starts[column]!; index < end; index += 1, exceptional += 1) {
        const both = joint.left.joint[index]!;
        const cell = this.#reach(target, otherTransitions[otherRow + joint.right.of[both]!]!);
        if (hasSheet) cells[base + both] = cell;
      }
    }
    for (let at = right.starts[partner]!; at < right.starts[partner + 1]!; at += 1) {
      const column = right.exceptions[at]!;
      const other = otherTransitions[otherRow + column]!;
      const end = joint.right.starts[column + 1]!;
      for (let index = joint.right.starts[column]!; index < end; index += 1) {
        const both = joint.right.joint[index]!;
        if (transitions[row + joint.left.of[both]!] !== usual) continue;
        exceptional += 1;
        const cell = this.#reach(usual, other);
        if (hasSheet) cells[base + both] = cell;
      }
    }
    this.steps += exceptional + 1;
    if (exceptional === columns) return;
    const rest = this.#reach(usual, otherUsual);
    if (!hasSheet) return;
    for (let cell = base; cell < base + columns; cell += 1) if (cells[cell] === UNSEEN) cells[cell] = rest;
  }

  /** Notes that the pair being expanded leads to these two states; returns how the sheet calls them. */
  #reach(target: number, other: number): number {
    const { rightBase, pairBase } = this.#sheet;
    if (target === DEAD || other === DEAD) {
      const alone = other === DEAD ? target + this.#width : other;
      if (this.#aloneBy[alone] !== this.#expansion) {
        this.#aloneBy[alone] = this.#expansion;
        this.targets += 1;
      }
      return other === DEAD ? target : rightBase + other;
    }
    const key = target * this.#width + other;
    const slot = this.#find(key);
    if (this.#keys[slot] === 0) {
      const { count } = this;
      // More than were asked for: nobody reads on.
      if (count >= this.lefts.length) return DEAD;
      this.#keys[slot] = key;
      this.#numbers[slot] = count;
      this.lefts[count] = target;
      this.rights[count] = other;
      this.count = count + 1;
    }
    const number = this.#numbers[slot]!;
    if (this.#reachedBy[number] !== this.#expansion) {
      this.#reachedBy[number] = this.#expansion;
      this.targets += 1;
    }
    return pairBase + number;
  }
}
