/**
 * What a state of a set's automaton says: the evidence of which a match ends here, and the evidence that
 * matches besides if the data ends here. The same few reports recur in thousands of states, so they are
 * numbered once for a whole set; the output of a state is such a number.
 *
 * Lists are in order of precedence and end with the first evidence that decides alone: what comes after it
 * cannot matter, and states that differ in nothing else become one.
 */

export interface Report {
  /** Evidence accepted by the byte that led here. */
  readonly here: readonly number[];
  /** Further evidence accepted if the data ends here. */
  readonly atEnd: readonly number[];
}

/** Number of the report that says nothing. */
export const NOTHING = 0;

export class Reports {
  readonly #decides: (evidence: number) => boolean;
  readonly #reports: Report[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #unions = new Map<number, number>();

  /** `decides`: whether the evidence of that number names a connection alone. */
  constructor(decides: (evidence: number) => boolean) {
    this.#decides = decides;
    this.add([], []);
  }

  get(number: number): Report {
    return this.#reports[number]!;
  }

  /** The number of a report. */
  add(here: readonly number[], atEnd: readonly number[]): number {
    const kept = this.#cut(here);
    const decider = kept.at(-1);
    const limit = decider !== undefined && this.#decides(decider) ? decider : Infinity;
    const keptAtEnd = this.#cut(atEnd.filter((evidence) => evidence < limit && !kept.includes(evidence)));
    const key = `${kept.join()} ${keptAtEnd.join()}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#reports.push({ here: kept, atEnd: keptAtEnd }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** The number of what two reports say together. */
  union(left: number, right: number): number {
    if (left === right || right === NOTHING) return left;
    if (left === NOTHING) return right;
    const key = Math.min(left, right) * 0x1000000 + Math.max(left, right);
    let number = this.#unions.get(key);
    if (number === undefined) {
      const [one, other] = [this.get(left), this.get(right)];
      number = this.add([...one.here, ...other.here], [...one.atEnd, ...other.atEnd]);
      this.#unions.set(key, number);
    }
    return number;
  }

  /** In order of precedence, each once, up to the first that decides. */
  #cut(evidence: readonly number[]): readonly number[] {
    const sorted = [...new Set(evidence)].sort((left, right) => left - right);
    const decider = sorted.findIndex(this.#decides);
    return decider < 0 ? sorted : sorted.slice(0, decider + 1);
  }
}
