/**
 * Which machines share an automaton. Every group costs a table step per byte, so few groups are fast; but
 * states multiply where two machines remember different things, so groups cost memory.
 *
 * Two passes, both greedy. First each machine joins the group in which it costs least, the largest machines
 * first, or begins a group of its own when it would cost too much in any. Then whole groups are merged, the
 * cheapest merge first, while the tables stay within their target. What a merge costs is not estimated: the
 * reachable pairs are counted, and counting stops where the price is too high.
 *
 * Machines that persist and machines that soon die are kept apart: a group of the latter alone dies within
 * the first bytes of most connections and costs nothing afterwards.
 */
import type { Component } from './component.ts';
import { DEAD } from './dfa.ts';
import type { SetLimits } from './limits.ts';
import { minimize } from './minimize.ts';
import { PairSearch, product, type Size, sizeOfProduct } from './product.ts';
import type { Reporter } from './reporter.ts';
import type { Reports } from './reports.ts';

/** Bytes of the transition table of a machine. */
function bytesOf({ states, classes }: Reporter): number {
  return states * classes.count * 2;
}

class Grouping {
  readonly groups: Reporter[] = [];
  readonly #limits: SetLimits;
  readonly #reports: Reports;
  readonly #search: PairSearch;

  constructor(limits: SetLimits, reports: Reports, search: PairSearch) {
    this.#limits = limits;
    this.#reports = reports;
    this.#search = search;
  }

  /** Bytes that the product of two machines needs more than both apart, if less than `most`, and its size. */
  #price(
    left: Reporter,
    right: Reporter,
    most: number,
  ): { readonly price: number; readonly size: Size } | null {
    if (this.#search.steps > this.#limits.groupingSteps) return null;
    const apart = bytesOf(left) + bytesOf(right);
    // The joint classes are at least as many as those of either.
    const classes = Math.max(left.classes.count, right.classes.count);
    const states = Math.min(this.#limits.groupStates, Math.floor((apart + most) / (classes * 2)));
    const size = sizeOfProduct(left, right, states, this.#search);
    if (size === null) return null;
    const price = size.states * size.classes * 2 - apart;
    return price < most ? { price, size } : null;
  }

  /** Puts a machine into the group where it costs least. */
  add(machine: Reporter): void {
    let most = this.#limits.mergeBytes;
    let best = -1;
    let bestSize: Size | undefined;
    for (const [index, group] of this.groups.entries()) {
      const found = this.#price(group, machine, most);
      if (found === null) continue;
      most = found.price;
      best = index;
      bestSize = found.size;
    }
    if (bestSize === undefined) this.groups.push(machine);
    else this.groups[best] = product(this.groups[best]!, machine, bestSize, this.#reports, this.#search);
  }

  /** The cheapest merge of two groups, if its price is less than `most`. */
  cheapest(most: number): Merge | null {
    let best: Merge | null = null;
    for (let left = 1; left < this.groups.length; left += 1) {
      for (let right = 0; right < left; right += 1) {
        const found = this.#price(this.groups[left]!, this.groups[right]!, best?.price ?? most);
        if (found !== null) best = { left, right, ...found };
      }
    }
    return best;
  }

  merge({ left, right, size }: Merge): void {
    const [one, other] = [this.groups[left]!, this.groups[right]!];
    this.groups.splice(left, 1);
    this.groups[right] = product(one, other, size, this.#reports, this.#search);
  }
}

/** Two groups that may become one, and what that costs. */
interface Merge {
  readonly left: number;
  readonly right: number;
  readonly price: number;
  readonly size: Size;
}

/** The groups of `components`, each a minimal machine. */
export function group(
  components: readonly Component[],
  limits: SetLimits,
  reports: Reports,
): readonly Reporter[] {
  const search = new PairSearch(limits.groupStates + 256);
  const groupings = [true, false].map((persists) => {
    const grouping = new Grouping(limits, reports, search);
    components
      .filter((component) => component.persists === persists)
      .map((component) => component.machine)
      .sort((left, right) => right.states - left.states)
      .forEach((machine) => {
        grouping.add(machine);
      });
    return grouping;
  });
  for (;;) {
    const used = groupings
      .flatMap(({ groups }) => groups)
      .reduce((sum, machine) => sum + bytesOf(machine), 0);
    let room = limits.targetBytes - used;
    let chosen: Grouping | undefined;
    let best: Merge | null = null;
    for (const grouping of groupings) {
      const merge = grouping.cheapest(room);
      if (merge === null) continue;
      room = merge.price;
      best = merge;
      chosen = grouping;
    }
    if (best === null || chosen === undefined) break;
    chosen.merge(best);
  }
  return groupings.flatMap(({ groups }) => groups.map((machine) => minimize(machine, [DEAD])));
}
