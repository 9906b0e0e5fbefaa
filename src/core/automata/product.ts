/**
 * Two machines run side by side as one: the states of the product are the pairs that can be reached, and a
 * pair reports what both report. Because reports need no memory, products are associative: a group grows by
 * one machine at a time and is made minimal after each step.
 */
import { type ByteClasses, refine, representatives } from './byte-classes.ts';
import type { Reporter } from './component.ts';
import { DEAD } from './dfa.ts';
import { minimize } from './minimize.ts';
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

/**
 * Pairs of states, numbered in order of discovery: pair 0 is DEAD. One search is kept and used for all
 * products of a set; its hash table is emptied by counting rounds.
 */
export class PairSearch {
  /** Most pairs one search may find. */
  readonly #most: number;
  readonly #mask: number;
  /** By slot: the round in which it was last used, and the number of its pair then. */
  readonly #rounds: Int32Array;
  readonly #numbers: Int32Array;
  #round = 0;
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  count = 0;
  /** Table steps taken by all searches so far: what compiling costs, without a clock. */
  steps = 0;

  constructor(most: number) {
    this.#most = most;
    this.lefts = new Int32Array(most + 1);
    this.rights = new Int32Array(most + 1);
    const slots = 1 << (34 - Math.clz32(most));
    this.#mask = slots - 1;
    this.#rounds = new Int32Array(slots);
    this.#numbers = new Int32Array(slots);
  }

  /** The number of a pair. */
  #number(left: number, right: number): number {
    let slot = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) & this.#mask;
    while (this.#rounds[slot] === this.#round) {
      const number = this.#numbers[slot]!;
      if (this.lefts[number] === left && this.rights[number] === right) return number;
      slot = (slot + 1) & this.#mask;
    }
    this.#rounds[slot] = this.#round;
    this.#numbers[slot] = this.count;
    this.lefts[this.count] = left;
    this.rights[this.count] = right;
    this.count += 1;
    return this.count - 1;
  }

  /**
   * Finds the pairs that `left` and `right` can reach together, at most `limit`; false when there are more.
   * With `cells`, also the transitions between them, by joint class.
   */
  run(left: Reporter, right: Reporter, joint: Joint, limit: number, cells?: Int32Array): boolean {
    const bound = Math.min(limit, this.#most);
    const columns = joint.classes.count;
    this.#round += 1;
    this.count = 0;
    this.#number(DEAD, DEAD);
    this.#number(left.start, right.start);
    let pair = 0;
    for (; pair < this.count && this.count <= bound; pair += 1) {
      const row = this.lefts[pair]! * left.classes.count;
      const otherRow = this.rights[pair]! * right.classes.count;
      for (let column = 0; column < columns && this.count <= bound; column += 1) {
        const target = this.#number(
          left.transitions[row + joint.left[column]!]!,
          right.transitions[otherRow + joint.right[column]!]!,
        );
        if (cells !== undefined) cells[pair * columns + column] = target;
      }
    }
    this.steps += pair * columns;
    return this.count <= bound;
  }
}

/** How large a product would be, before minimisation. */
export interface Size {
  readonly states: number;
  readonly classes: number;
}

/** The size of the product of two machines, or null when it has more than `limit` states. */
export function sizeOfProduct(
  left: Reporter,
  right: Reporter,
  limit: number,
  search: PairSearch,
): Size | null {
  const joint = join(left, right);
  return search.run(left, right, joint, limit)
    ? { states: search.count, classes: joint.classes.count }
    : null;
}

/** The minimal product of two machines, which is known to have `size` states before minimisation. */
export function product(
  left: Reporter,
  right: Reporter,
  size: Size,
  reports: Reports,
  search: PairSearch,
): Reporter {
  const joint = join(left, right);
  const transitions = new Int32Array(size.states * joint.classes.count);
  search.run(left, right, joint, size.states, transitions);
  const outputs = new Int32Array(size.states);
  for (let pair = 0; pair < size.states; pair += 1) {
    outputs[pair] = reports.union(left.outputs[search.lefts[pair]!]!, right.outputs[search.rights[pair]!]!);
  }
  const start = left.start === DEAD && right.start === DEAD ? DEAD : 1;
  return minimize({ states: size.states, start, classes: joint.classes, transitions, outputs }, [DEAD]);
}
