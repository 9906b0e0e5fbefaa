/**
 * Which machines share an automaton. Every group costs a table step per byte and two bytes per connection,
 * so few groups are better; but states multiply where two machines remember different things, so groups cost
 * memory.
 *
 * Two passes. First each machine, the largest first, joins the first group in which it costs next to
 * nothing, or begins one. Then whole groups are merged, the cheapest merge first, while the tables stay
 * within their target. The pairs of states that a merge makes are not guessed but counted, and counting
 * stops where the price is too high.
 *
 * Machines that persist and machines that soon die are kept apart: a group of the latter alone dies within
 * the first bytes of most connections and costs nothing afterwards.
 */
import type { Component } from './component.ts';
import { DEAD } from './dfa.ts';
import type { SetLimits } from './limits.ts';
import { minimize } from './minimize.ts';
import { PairSearch } from './pair-search.ts';
import { countPairs, product } from './product.ts';
import type { Reporter } from './reporter.ts';
import type { Reports } from './reports.ts';
import { rowLengths } from './row-maps.ts';
import { type ShortRows, shorten } from './short-rows.ts';
import { STATE_BYTES } from './table-size.ts';

/**
 * States up to which a group grows by single machines. Each time one joins, the whole group is looked at and
 * copied, so larger groups are made only by merging.
 */
const FIRST_STATES = 1_000;

/** The first limit of what a merge may cost, in bytes. */
const FIRST_PRICE = 1_000;

/** A machine, and about how many bytes its states and rows take in the tables. */
interface Member {
  readonly rows: ShortRows;
  readonly bytes: number;
  /** Cells per row, on average. */
  readonly rowLength: number;
}

function memberOf(machine: Reporter): Member {
  const cells = rowLengths(machine).reduce((sum, length) => sum + length, 0);
  return {
    rows: shorten(machine),
    bytes: machine.states * STATE_BYTES + cells * 2,
    rowLength: cells / machine.states,
  };
}

/** What it costs to run two machines as one. */
interface Price {
  /** Bytes that the product needs more than both apart. */
  readonly bytes: number;
  /** Pairs of living states that it has. */
  readonly pairs: number;
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

  /** The price of a product of at most `states` states, if it is less than `most`. */
  #price(left: Member, right: Member, most: number, states: number): Price | null {
    if (this.#search.steps > this.#limits.groupingSteps) return null;
    // Machines that persist are replaced by their product; of machines that die also the states stay in which
    // one of them goes on alone.
    const saved = this.#persists ? left.bytes + right.bytes : 0;
    const alone = this.#persists ? 1 : left.rows.machine.states + right.rows.machine.states;
    // A row of the product is hardly shorter than the rows that it comes from.
    const rowBytes = STATE_BYTES + 2 * Math.max(left.rowLength, right.rowLength);
    const limit = Math.min(Math.floor((most + saved) / rowBytes), states - alone);
    const pairs = countPairs(left.rows, right.rows, limit, this.#search);
    if (pairs === null) return null;
    const bytes = pairs * STATE_BYTES + this.#search.targets * 2 - saved;
    return bytes < most ? { bytes, pairs } : null;
  }

  #product(left: Member, right: Member, { bytes, pairs }: Price): Member {
    const [one, other] = [left.rows, right.rows];
    const machine = product(one, other, pairs, !this.#persists, this.#reports, this.#search);
    const total = left.bytes + right.bytes + bytes;
    const rowLength = (total / machine.states - STATE_BYTES) / 2;
    return { rows: shorten(machine), bytes: total, rowLength };
  }

  /** Puts a machine into the first group in which it costs next to nothing. */
  add(machine: Reporter): void {
    const member = memberOf(machine);
    for (const [index, group] of this.groups.entries()) {
      if (group.rows.machine.states + machine.states > FIRST_STATES) continue;
      const price = this.#price(group, member, this.#limits.joinBytes, FIRST_STATES);
      if (price === null) continue;
      this.groups[index] = this.#product(group, member, price);
      return;
    }
    this.groups.push(member);
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
    const price = this.#price(left, right, most, this.#limits.groupStates);
    prices.set(right, price ?? most);
    return price;
  }

  merge(merge: Merge): void {
    const { left, right } = merge;
    const [one, other] = [this.groups[left]!, this.groups[right]!];
    this.groups.splice(left, 1);
    this.groups[right] = this.#product(one, other, merge);
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
  // What a merge may cost rises in steps, so that no pair is looked at more closely than it has to be.
  let limit = FIRST_PRICE;
  while (limit <= limits.mergeBytes) {
    const room = limits.targetBytes - groupings.reduce((sum, { bytes }) => sum + bytes, 0);
    let chosen: Grouping | undefined;
    let best: Merge | null = null;
    for (const grouping of groupings) {
      const merge = grouping.cheapest(Math.min(room, best?.bytes ?? limit));
      if (merge === null) continue;
      best = merge;
      chosen = grouping;
    }
    if (best === null || chosen === undefined) limit *= 4;
    else chosen.merge(best);
  }
  return groupings.flatMap(({ groups }) => groups.map(({ rows }) => minimize(rows.machine, [DEAD])));
}
