/**
 * The pairs of living states that two machines can reach together: what a product of the two is made of.
 * Once one of the two is dead the other goes on alone, as it would have without the product, so pairs with a
 * dead state need no search. What is left is often a handful, even of large machines.
 */
import { type ByteClasses, refine, representatives } from './byte-classes.ts';
import { DEAD } from './dfa.ts';
import type { Reporter } from './reporter.ts';

/** The joint byte classes of two machines, and the column of each of them in each machine. */
export interface Joint {
  readonly classes: ByteClasses;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export function join(left: Reporter, right: Reporter): Joint {
  const classes = refine(left.classes, right.classes);
  const bytes = representatives(classes);
  return {
    classes,
    left: Int32Array.from(bytes, (byte) => left.classes.of[byte]!),
    right: Int32Array.from(bytes, (byte) => right.classes.of[byte]!),
  };
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

const HASH = 0x9e3779b1 | 0;

/** Slots of an empty hash table: few, so that small searches stay in the processor's cache. */
const FIRST_SLOTS = 1024;

/** Finds pairs. One is kept and used for all machines of a set. */
export class PairSearch {
  /** The pairs found last, in order of discovery; the first is that of the starts. */
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  count = 0;
  /** About how many different targets the pairs found last have, all together: the length of their rows. */
  targets = 0;
  /** Per pair: the last pair that was found to lead to it. */
  readonly #reachedFrom: Int32Array;
  /** Table steps taken by all searches so far: what compiling costs, without a clock. */
  steps = 0;
  /** Open addressing: pairs as left × width + right, 0 for a free slot, and their numbers. */
  #keys = new Int32Array(FIRST_SLOTS);
  #numbers = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;

  /** `most`: pairs that one search may find. */
  constructor(most: number) {
    this.lefts = new Int32Array(most + 1);
    this.rights = new Int32Array(most + 1);
    this.#reachedFrom = new Int32Array(most + 1);
  }

  /**
   * Finds the pairs of `left` and `right`, at most `limit`; false when there are more. With a sheet, also the
   * transitions from them.
   */
  run(left: Reporter, right: Reporter, joint: Joint, limit: number, sheet?: Sheet): boolean {
    const bound = Math.floor(Math.min(limit, this.lefts.length - 1, 0x7fffffff / right.states));
    if (bound < 1) return false;
    this.lefts[0] = left.start;
    this.rights[0] = right.start;
    this.count = 1;
    this.targets = 0;
    this.#reachedFrom.fill(-1, 0, bound + 1);
    this.#reset(FIRST_SLOTS, right.states);
    const columns = joint.classes.count;
    let pair = 0;
    for (; pair < this.count && this.count <= bound; pair += 1) {
      if ((this.count + columns) * 2 > this.#mask) this.#reset((this.#mask + 1) * 2, right.states);
      this.#expand(pair, left, right, joint, sheet);
    }
    this.steps += pair * columns;
    return this.count <= bound;
  }

  /** Empties the table, which then has `slots` slots, and enters the pairs found so far. */
  #reset(slots: number, width: number): void {
    if (slots > this.#keys.length) {
      this.#keys = new Int32Array(slots);
      this.#numbers = new Int32Array(slots);
    } else {
      this.#keys.fill(0, 0, slots);
    }
    this.#mask = slots - 1;
    for (let number = 0; number < this.count; number += 1) {
      const key = this.lefts[number]! * width + this.rights[number]!;
      let slot = (Math.imul(key, HASH) >>> 7) & this.#mask;
      while (this.#keys[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#keys[slot] = key;
      this.#numbers[slot] = number;
    }
  }

  /** Finds the pairs to which one pair leads: the loop in which compiling spends its time. */
  #expand(pair: number, left: Reporter, right: Reporter, joint: Joint, sheet: Sheet | undefined): void {
    const { lefts, rights } = this;
    const reachedFrom = this.#reachedFrom;
    const keys = this.#keys;
    const numbers = this.#numbers;
    const mask = this.#mask;
    const width = right.states;
    const columns = joint.classes.count;
    const leftColumns = joint.left;
    const rightColumns = joint.right;
    const leftTransitions = left.transitions;
    const rightTransitions = right.transitions;
    const row = lefts[pair]! * left.classes.count;
    const otherRow = rights[pair]! * right.classes.count;
    let count = this.count;
    let lastAlone = -1;
    let lastKey = -1;
    let number = 0;
    let targets = 0;
    for (let column = 0; column < columns; column += 1) {
      const target = leftTransitions[row + leftColumns[column]!]!;
      const other = rightTransitions[otherRow + rightColumns[column]!]!;
      if (target === DEAD || other === DEAD) {
        if (target + other !== lastAlone) targets += 1;
        lastAlone = target + other;
        if (sheet !== undefined) {
          sheet.cells[pair * columns + column] = other === DEAD ? target : sheet.rightBase + other;
        }
        continue;
      }
      const key = target * width + other;
      // Most columns lead where the one before does.
      if (key !== lastKey) {
        lastKey = key;
        let slot = (Math.imul(key, HASH) >>> 7) & mask;
        let found = keys[slot]!;
        while (found !== key && found !== 0) {
          slot = (slot + 1) & mask;
          found = keys[slot]!;
        }
        if (found === 0) {
          if (count >= lefts.length) break;
          keys[slot] = key;
          numbers[slot] = count;
          lefts[count] = target;
          rights[count] = other;
          count += 1;
        }
        number = numbers[slot]!;
        if (reachedFrom[number] !== pair) {
          reachedFrom[number] = pair;
          targets += 1;
        }
      }
      if (sheet !== undefined) sheet.cells[pair * columns + column] = sheet.pairBase + number;
    }
    this.count = count;
    this.targets += targets;
  }
}
