/**
 * Which machines share an automaton. Every group costs a table step per byte and two bytes per connection,
 * so few groups are better; but states multiply where two machines remember different things, so groups cost
 * memory.
 *
 * Two passes, both greedy. First each machine joins the group in which it costs least, the largest machines
 * first, or begins a group of its own when it would cost too much in any. Then whole groups are merged, the
 * cheapest merge first, while the tables stay within their target. The pairs of states that a merge makes
 * are not guessed but counted, and counting stops where the price is too high.
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
import { rowLengths } from './row-maps.ts';
import { STATE_BYTES } from './table-size.ts';

/** A machine, and about how many bytes its states and rows take in the tables. */
interface Member {
  readonly machine: Reporter;
  readonly bytes: number;
  /** Cells per row, on average. */
  readonly rowLength: number;
}

function memberOf(machine: Reporter): Member {
  const cells = rowLengths(machine).reduce((sum, length) => sum + length, 0);
  return {
    machine,
    bytes: machine.states * STATE_BYTES + cells * 2,
    rowLength: cells / machine.states,
  };
}

/** What it costs to run two machines as one. */
interface Price {
  /** Bytes that the product needs more than both apart. */
  readonly bytes: number;
  readonly size: Size;
}

/** Two groups that may become one, and what that costs. */
interface Merge extends Price {
  readonly left: number;
  readonly right: number;
}

class Grouping {
  readonly groups: Member[] = [];
  readonly #persists: boolean;
  readonly #limits: SetLimits;
  readonly #reports: Reports;
  readonly #search: PairSearch;
  /** The price of a pair of groups where it is known, else how much it is at least. */
  readonly #prices = new Map<Member, Map<Member, Price | number>>();

  constructor(persists: boolean, limits: SetLimits, reports: Reports, search: PairSearch) {
    this.#persists = persists;
    this.#limits = limits;
    this.#reports = reports;
    this.#search = search;
  }

  get bytes(): number {
    return this.groups.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The price of a product, if it is less than `most`. */
  #price(left: Member, right: Member, most: number): Price | null {
    if (this.#search.steps > this.#limits.groupingSteps) return null;
    // A row of the product tells apart what either row does. Machines that persist are replaced by their
    // product; of machines that die also the states stay in which one of them goes on alone.
    const rowBytes = STATE_BYTES + 2 * (left.rowLength + right.rowLength);
    const saved = this.#persists ? left.bytes + right.bytes : 0;
    const pairs = Math.floor((most + saved) / rowBytes);
    const size = sizeOfProduct(left.machine, right.machine, pairs, this.#limits.groupStates, this.#search);
    if (size === null) return null;
    const bytes = size.living * rowBytes - saved;
    return bytes < most ? { bytes, size } : null;
  }

  #product(left: Member, right: Member, size: Size): Member {
    return memberOf(product(left.machine, right.machine, size, this.#reports, this.#search));
  }

  /** Puts a machine into the group where it costs least. */
  add(machine: Reporter): void {
    const member = memberOf(machine);
    let most = this.#limits.mergeBytes;
    let best = -1;
    let bestSize: Size | undefined;
    for (const [index, group] of this.groups.entries()) {
      const found = this.#price(group, member, most);
      if (found === null) continue;
      most = found.bytes;
      best = index;
      bestSize = found.size;
    }
    if (bestSize === undefined) this.groups.push(member);
    else this.groups[best] = this.#product(this.groups[best]!, member, bestSize);
  }

  /** The cheapest merge of two groups, if its price is less than `most`. */
  cheapest(most: number): Merge | null {
    let best: Merge | null = null;
    for (let left = 1; left < this.groups.length; left += 1) {
      for (let right = 0; right < left; right += 1) {
        const limit = best?.bytes ?? most;
        const found = this.#knownPrice(this.groups[left]!, this.groups[right]!, limit);
        if (found !== null) best = { left, right, ...found };
      }
    }
    return best;
  }

  /** `#price`, remembered: merging two groups changes nothing for the others. */
  #knownPrice(left: Member, right: Member, most: number): Price | null {
    let prices = this.#prices.get(left);
    if (prices === undefined) {
      prices = new Map();
      this.#prices.set(left, prices);
    }
    const known = prices.get(right);
    if (typeof known === 'object') return known.bytes < most ? known : null;
    if (known !== undefined && known >= most) return null;
    const price = this.#price(left, right, most);
    prices.set(right, price ?? most);
    return price;
  }

  merge({ left, right, size }: Merge): void {
    const [one, other] = [this.groups[left]!, this.groups[right]!];
    this.groups.splice(left, 1);
    this.groups[right] = this.#product(one, other, size);
  }
}

/** The groups of `components`, each a minimal machine. */
export function group(
  components: readonly Component[],
  limits: SetLimits,
  reports: Reports,
): readonly Reporter[] {
  const search = new PairSearch(limits.groupStates);
  const groupings = [true, false].map((persists) => {
    const grouping = new Grouping(persists, limits, reports, search);
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
    let room = limits.targetBytes - groupings.reduce((sum, { bytes }) => sum + bytes, 0);
    let chosen: Grouping | undefined;
    let best: Merge | null = null;
    for (const grouping of groupings) {
      const merge = grouping.cheapest(room);
      if (merge === null) continue;
      room = merge.bytes;
      best = merge;
      chosen = grouping;
    }
    if (best === null || chosen === undefined) break;
    chosen.merge(best);
  }
  return groupings.flatMap(({ groups }) => groups.map(({ machine }) => minimize(machine, [DEAD])));
}
