/**
 * Two machines run side by side as one: the states of the product are the pairs that can be reached, and a
 * pair reports what both report. Because reports need no memory, products are associative: a group grows by
 * one machine at a time.
 */
import { type ByteClasses, refine, representatives } from './byte-classes.ts';
import { DEAD } from './dfa.ts';
import { canDie, type Reporter } from './reporter.ts';
import type { Reports } from './reports.ts';

/** The joint byte classes of two machines, and the column of each of them in each machine. */
interface Joint {
  readonly classes: ByteClasses;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

function join(left: Reporter, right: Reporter): Joint {
  const classes = refine(left.classes, right.classes);
  const bytes = representatives(classes);
  return {
    classes,
    left: Int32Array.from(bytes, (byte) => left.classes.of[byte]!),
    right: Int32Array.from(bytes, (byte) => right.classes.of[byte]!),
  };
}

const HASH = 0x9e3779b1 | 0;

/** Slots of an empty hash table: few, so that small searches stay in the processor's cache. */
const FIRST_SLOTS = 1024;

/** Finds the pairs of states that two machines reach together. One is kept and used for all pairs of a set. */
export class PairSearch {
  /** The pairs found last, in order of discovery; pair 0 is DEAD. */
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  count = 0;
  /** Table steps taken by all searches so far: what compiling costs, without a clock. */
  steps = 0;
  /** Open addressing: pairs as left × width + right + 1, 0 for a free slot, and their numbers. */
  #keys = new Int32Array(FIRST_SLOTS);
  #numbers = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;

  /** `most`: pairs that one search may find. */
  constructor(most: number) {
    this.lefts = new Int32Array(most + 2);
    this.rights = new Int32Array(most + 2);
  }

  /** Empties the table, which then has `slots` slots; enters the pairs found so far. */
  #reset(slots: number, width: number): void {
    if (slots > this.#keys.length) {
      this.#keys = new Int32Array(slots);
      this.#numbers = new Int32Array(slots);
    } else {
      this.#keys.fill(0, 0, slots);
    }
    this.#mask = slots - 1;
    for (let number = 0; number < this.count; number += 1) {
      const key = this.lefts[number]! * width + this.rights[number]! + 1;
      let slot = (Math.imul(key, HASH) >>> 7) & this.#mask;
      while (this.#keys[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#keys[slot] = key;
      this.#numbers[slot] = number;
    }
  }

  /**
   * Finds the pairs that `left` and `right` can reach together, at most `limit`; false when there are more.
   * With `cells`, also the transitions between them, by joint class; without, pairs in which one is dead are
   * passed over.
   */
  run(left: Reporter, right: Reporter, joint: Joint, limit: number, cells?: Int32Array): boolean {
    const { lefts, rights } = this;
    const bound = Math.floor(Math.min(limit, lefts.length - 2, 0x7fffffff / right.states));
    if (bound < 2) return false;
    lefts.set([DEAD, left.start]);
    rights.set([DEAD, right.start]);
    this.count = 2;
    this.#reset(FIRST_SLOTS, right.states);
    const columns = joint.classes.count;
    let pair = 0;
    for (; pair < this.count && this.count <= bound; pair += 1) {
      if ((this.count + columns) * 2 > this.#mask) this.#reset((this.#mask + 1) * 2, right.states);
      this.#expand(pair, left, right, joint, cells);
    }
    this.steps += pair * columns;
    return this.count <= bound;
  }

  /** Finds the pairs to which one pair leads: the loop in which compiling spends its time. */
  #expand(pair: number, left: Reporter, right: Reporter, joint: Joint, cells: Int32Array | undefined): void {
    const { lefts, rights } = this;
    const keys = this.#keys;
    const numbers = this.#numbers;
    const mask = this.#mask;
    const width = right.states;
    const columns = joint.classes.count;
    const row = lefts[pair]! * left.classes.count;
    const otherRow = rights[pair]! * right.classes.count;
    for (let column = 0; column < columns; column += 1) {
      const target = left.transitions[row + joint.left[column]!]!;
      const other = right.transitions[otherRow + joint.right[column]!]!;
      if (cells === undefined && (target === DEAD || other === DEAD)) continue;
      const key = target * width + other + 1;
      let slot = (Math.imul(key, HASH) >>> 7) & mask;
      let found = keys[slot]!;
      while (found !== key && found !== 0) {
        slot = (slot + 1) & mask;
        found = keys[slot]!;
      }
      if (found === 0) {
        if (this.count >= lefts.length) return;
        keys[slot] = key;
        numbers[slot] = this.count;
        lefts[this.count] = target;
        rights[this.count] = other;
        this.count += 1;
      }
      if (cells !== undefined) cells[pair * columns + column] = numbers[slot]!;
    }
  }
}

/** How large a product is. */
export interface Size {
  /** Pairs of two living states, and the pair of the dead ones. */
  readonly living: number;
  /** No more states than this altogether. */
  readonly states: number;
}

/**
 * The size of the product of two machines, or null when it has more than `pairs` pairs of living states, or
 * could have more than `states` states. Only living pairs are counted: once one of the two is dead the other
 * goes on alone, so of those pairs there are no more than the machines have states.
 */
export function sizeOfProduct(
  left: Reporter,
  right: Reporter,
  pairs: number,
  states: number,
  search: PairSearch,
): Size | null {
  const alone = (canDie(left) ? right.states : 0) + (canDie(right) ? left.states : 0);
  if (!search.run(left, right, join(left, right), Math.min(pairs, states - alone))) return null;
  return { living: search.count, states: search.count + alone };
}

/**
 * The product of two machines, which is known to have at most `size.states` states. Products of minimal
 * machines are hardly ever larger than minimal, so it is left as it is.
 */
export function product(
  left: Reporter,
  right: Reporter,
  size: Size,
  reports: Reports,
  search: PairSearch,
): Reporter {
  const joint = join(left, right);
  const cells = new Int32Array((size.states + 1) * joint.classes.count);
  if (!search.run(left, right, joint, size.states, cells))
    throw new Error('a product is larger than its bound');
  const states = search.count;
  const outputs = new Int32Array(states);
  for (let pair = 0; pair < states; pair += 1) {
    outputs[pair] = reports.union(left.outputs[search.lefts[pair]!]!, right.outputs[search.rights[pair]!]!);
  }
  const transitions = cells.slice(0, states * joint.classes.count);
  // The pair of the starts is found second; neither is DEAD.
  return { states, start: 1, classes: joint.classes, transitions, outputs };
}
