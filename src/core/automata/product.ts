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

/** Finds the pairs of states that two machines reach together. One is kept and used for all pairs of a set. */
export class PairSearch {
  /** The pairs found last, in order of discovery; pair 0 is DEAD. */
  readonly lefts: Int32Array;
  readonly rights: Int32Array;
  count = 0;
  /** Table steps taken by all searches so far: what compiling costs, without a clock. */
  steps = 0;
  /** Open addressing: pairs as left × width + right + 1, 0 for a free slot, and their numbers. */
  #keys = new Int32Array(0);
  #numbers = new Int32Array(0);

  /** `most`: pairs that one search may find. */
  constructor(most: number) {
    this.lefts = new Int32Array(most + 1);
    this.rights = new Int32Array(most + 1);
  }

  #prepare(pairs: number): void {
    const slots = 1 << (34 - Math.clz32(pairs));
    if (slots > this.#keys.length) {
      this.#keys = new Int32Array(slots);
      this.#numbers = new Int32Array(slots);
    } else {
      this.#keys.fill(0, 0, slots);
    }
  }

  /**
   * Finds the pairs that `left` and `right` can reach together, at most `limit`; false when there are more.
   * With `cells`, also the transitions between them, by joint class; without, pairs in which one is dead are
   * passed over.
   */
  run(left: Reporter, right: Reporter, joint: Joint, limit: number, cells?: Int32Array): boolean {
    const { lefts, rights } = this;
    const bound = Math.min(limit, lefts.length - 1, 0x7fffffff / right.states);
    this.#prepare(bound + 1);
    const keys = this.#keys;
    const numbers = this.#numbers;
    const mask = (1 << (34 - Math.clz32(bound + 1))) - 1;
    const width = right.states;
    const columns = joint.classes.count;
    let count = 0;
    let lastKey = 0;
    let last = 0;
    const number = (p: number, q: number): number => {
      const key = p * width + q + 1;
      // Neighbouring columns often lead to the same pair.
      if (key === lastKey) return last;
      lastKey = key;
      let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
      for (let found = keys[slot]!; found !== 0; found = keys[slot]!) {
        if (found === key) {
          last = numbers[slot]!;
          return last;
        }
        slot = (slot + 1) & mask;
      }
      keys[slot] = key;
      numbers[slot] = count;
      lefts[count] = p;
      rights[count] = q;
      last = count;
      count += 1;
      return last;
    };
    number(DEAD, DEAD);
    number(left.start, right.start);
    let pair = 0;
    for (; pair < count && count <= bound; pair += 1) {
      const row = lefts[pair]! * left.classes.count;
      const otherRow = rights[pair]! * right.classes.count;
      for (let column = 0; column < columns && count <= bound; column += 1) {
        const target = left.transitions[row + joint.left[column]!]!;
        const otherTarget = right.transitions[otherRow + joint.right[column]!]!;
        if (cells !== undefined) cells[pair * columns + column] = number(target, otherTarget);
        else if (target !== DEAD && otherTarget !== DEAD) number(target, otherTarget);
      }
    }
    this.steps += pair * columns;
    this.count = count;
    return count <= bound;
  }
}

/** How large a product is, or at most is. */
export interface Size {
  readonly states: number;
  readonly classes: number;
}

/**
 * A bound of the size of the product of two machines, or null when it has more than `limit` states. The pairs
 * of two living states are counted. Once one of the two is dead the other goes on alone, so there are no more
 * of those pairs than the machines have states; counting them too would take most of the time and say little.
 */
export function sizeOfProduct(
  left: Reporter,
  right: Reporter,
  limit: number,
  search: PairSearch,
): Size | null {
  const joint = join(left, right);
  const alone = (canDie(left) ? right.states : 0) + (canDie(right) ? left.states : 0);
  if (!search.run(left, right, joint, limit - alone)) return null;
  return { states: search.count + alone, classes: joint.classes.count };
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
