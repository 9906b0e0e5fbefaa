/**
 * Whether a rule leaves anything for another one behind it. Only what is certain counts: when every condition
 * of the earlier rule follows from the conditions of the later one, no packet can pass the first and meet the
 * second. What one rule leaves and another takes is not added up.
 */
import type { Prefix, TimeWindow } from './model.ts';
import type { PlanMatch } from './plan.ts';
import { type Ranges, rangesHold, rangesOf } from './prefix-ranges.ts';
import { minutesOf } from './utc-windows.ts';

/** Steps of comparison that all rules of a policy may take together; what is not compared is not told. */
const MOST_STEPS = 50_000_000;

const includesAll = (outer: readonly string[], inner: readonly string[]): boolean =>
  inner.every((name) => outer.includes(name));

/** Compares the rules of one plan; remembers what it has worked out. */
export class RuleCover {
  readonly #ranges = new WeakMap<readonly Prefix[], Ranges>();
  readonly #minutes = new WeakMap<readonly TimeWindow[], Uint8Array>();
  #steps = 0;

  /** Whether `earlier` holds for every packet that `later` holds for. */
  covers(earlier: PlanMatch, later: PlanMatch): boolean {
    return (
      (earlier.transport === undefined || earlier.transport === later.transport) &&
      (earlier.direction === undefined || earlier.direction === later.direction) &&
      (earlier.after === undefined || (later.after !== undefined && later.after >= earlier.after)) &&
      (earlier.until === undefined || (later.until !== undefined && later.until <= earlier.until)) &&
      this.#namesFollow(earlier, later) &&
      this.#portsFollow(earlier, later) &&
      this.#timeFollows(earlier, later) &&
      this.#addressesFollow(earlier, later)
    );
  }

  /** Counts what a comparison costs; false when there were too many. */
  #mayCompare(steps: number): boolean {
    this.#steps += steps;
    return this.#steps <= MOST_STEPS;
  }

  /** Each list of names that must be met includes one that is met. */
  #namesFollow(earlier: PlanMatch, later: PlanMatch): boolean {
    return earlier.names.every((outer) =>
      later.names.some((inner) => this.#mayCompare(outer.length * inner.length) && includesAll(outer, inner)),
    );
  }

  /** A rule on ports holds for TCP and UDP alone, and so does the later one if it has ports too. */
  #portsFollow({ ports: outer }: PlanMatch, { ports: inner }: PlanMatch): boolean {
    if (outer === undefined) return true;
    if (inner === undefined || !this.#mayCompare(outer.length * inner.length)) return false;
    return inner.every(({ first, last }) =>
      outer.some((range) => first >= range.first && last <= range.last),
    );
  }

  #timeFollows({ time: outer }: PlanMatch, { time: inner }: PlanMatch): boolean {
    if (outer === undefined) return true;
    if (inner === undefined) return false;
    const all = this.#minutesIn(outer);
    const asked = this.#minutesIn(inner);
    return this.#mayCompare(asked.length) && asked.every((is, minute) => is === 0 || all[minute] === 1);
  }

  #minutesIn(windows: readonly TimeWindow[]): Uint8Array {
    const known = this.#minutes.get(windows) ?? minutesOf(windows);
    this.#minutes.set(windows, known);
    return known;
  }

  #addressesFollow(earlier: PlanMatch, later: PlanMatch): boolean {
    const { from, to, host } = later;
    return (
      this.#liesIn(earlier.from, from) &&
      this.#liesIn(earlier.to, to) &&
      (earlier.host === undefined || [from, to, host].some((side) => this.#liesIn(earlier.host, side)))
    );
  }

  /** Whether all addresses of `inner` are among those of `outer`; a list that is not given is all of them. */
  #liesIn(outer: readonly Prefix[] | undefined, inner: readonly Prefix[] | undefined): boolean {
    if (outer === undefined) return true;
    if (inner === undefined || !this.#mayCompare(outer.length + inner.length)) return false;
    return rangesHold(this.#rangesIn(outer), this.#rangesIn(inner));
  }

  #rangesIn(prefixes: readonly Prefix[]): Ranges {
    const known = this.#ranges.get(prefixes) ?? rangesOf(prefixes);
    this.#ranges.set(prefixes, known);
    return known;
  }
}
