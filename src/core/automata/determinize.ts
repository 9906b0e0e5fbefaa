/**
 * Subset construction: a state of the DFA is the set of places at which the NFA may stand (Rabin and Scott,
 * 1959), made only as it is reached. What the places are, and how `^` and `$` get into them, is said in
 * `members.ts`.
 *
 * The same sets answer two questions. *Once*: has the expression matched somewhere in the data so far? Then a
 * set that holds the end of a match has matched for good and becomes MATCHED. *Every*: does some match end
 * right here? Then the search simply goes on.
 *
 * From one state most classes of bytes lead to the same set. So the classes are first parted by which
 * members take them, and one set is made for each part.
 */
import { Layer7Error } from '../errors.ts';
import { orRaise } from '../regex/limit-names.ts';
import type { ExpressionLimits } from '../regex/limits.ts';
import type { ByteClasses } from './byte-classes.ts';
import { DEAD, MATCHED } from './dfa.ts';
import { Members } from './members.ts';
import { classesOfNfa, type Nfa } from './nfa.ts';
import { TupleTable } from './tuple-table.ts';

/** Classes of bytes parted by which members of a set take them. */
class Parts {
  /** Per class: its part. */
  readonly of: Int32Array;
  /** Per part: a class of it. */
  readonly #first: number[] = [];
  readonly #sizes: number[] = [];
  readonly #members: Members;
  readonly #dropped: number;
  /** Per member met so far: the classes that it takes. */
  readonly #taken = new Map<number, Int32Array>();

  /** `dropped`: the class of bytes that do not exist for the expression, or −1. It is a part of its own. */
  constructor(members: Members, classes: number, dropped: number) {
    this.#members = members;
    this.#dropped = dropped;
    this.of = new Int32Array(classes);
  }

  get firsts(): readonly number[] {
    return this.#first;
  }

  #takenBy(member: number): Int32Array {
    let taken = this.#taken.get(member);
    if (taken === undefined) {
      taken = Int32Array.from(this.of.keys()).filter((index) => this.#members.takes(member, index));
      this.#taken.set(member, taken);
    }
    return taken;
  }

  /** Parts the classes anew for `set`; classes of different contexts are never in one part. */
  divide(set: Int32Array): void {
    const { of } = this;
    this.#first.length = 0;
    this.#sizes.length = 0;
    of.forEach((_, index) => {
      const part = index === this.#dropped ? this.#members.startContext : this.#members.context[index]!;
      of[index] = part;
      this.#sizes[part] = (this.#sizes[part] ?? 0) + 1;
    });
    for (const member of set) {
      const taken = this.#takenBy(member);
      if (taken.length < of.length) this.#divideBy(taken);
    }
    of.forEach((part, index) => {
      this.#first[part] ??= index;
    });
  }

  /** Splits every part of which some classes, but not all, are `taken`. */
  #divideBy(taken: Int32Array): void {
    const sizes = this.#sizes;
    const counts = new Map<number, number>();
    for (const index of taken) counts.set(this.of[index]!, (counts.get(this.of[index]!) ?? 0) + 1);
    const splits = new Map<number, number>();
    for (const [part, count] of counts) {
      if (count === sizes[part]) continue;
      sizes[part]! -= count;
      splits.set(part, sizes.push(count) - 1);
    }
    if (splits.size === 0) return;
    for (const index of taken) {
      const split = splits.get(this.of[index]!);
      if (split !== undefined) this.of[index] = split;
    }
  }
}

/** Outputs of a `Matcher`'s states: nothing; a match ends here; one does, but only if the data ends too. */
export const QUIET = 0;
export const MATCHES_HERE = 1;
export const MATCHES_AT_END = 2;

/** A deterministic machine as it comes out of the construction: its state 0 is DEAD. */
export interface Matcher {
  readonly states: number;
  readonly start: number;
  readonly classes: ByteClasses;
  readonly transitions: Int32Array;
  /** Per state: QUIET, MATCHES_HERE or MATCHES_AT_END. */
  readonly outputs: readonly number[];
}

/** What makes an automaton small. */
const SMALLER = 'Use smaller counts or fewer wildcards before them';

/** Whether a machine stops looking once it has matched, or goes on to find every match. */
export type Search = 'once' | 'every';

/**
 * The machine of `nfa`, not minimal. For `once`, state 1 is MATCHED, which it never leaves. For `every`,
 * bytes that are dropped end no match: they lead from a state to its quiet twin.
 *
 * @throws Layer7Error EXPRESSION_TOO_MANY_STATES, EXPRESSION_TOO_COSTLY
 */
export function determinize(nfa: Nfa, search: Search, limits: ExpressionLimits): Matcher {
  const classes = classesOfNfa(nfa);
  const members = new Members(nfa, classes);
  const nulClass = nfa.dropsNul ? classes.of[0]! : -1;
  const parts = new Parts(members, classes.count, nulClass);
  const once = search === 'once';
  const sets = new TupleTable();
  sets.add([]); // DEAD
  sets.add([-1]); // MATCHED
  const rows: Int32Array[] = [new Int32Array(classes.count), new Int32Array(classes.count).fill(MATCHED)];
  const outputs: number[] = [QUIET, MATCHES_HERE];

  const numberOf = (set: Int32Array): number => {
    if (set.length === 0) return DEAD;
    if (once && set.some((member) => members.isMatch(member))) return MATCHED;
    const state = sets.add(set);
    if (state > limits.states) {
      throw new Layer7Error({
        code: 'EXPRESSION_TOO_MANY_STATES',
        kind: 'input',
        message: 'The automaton of the expression has too many states.',
        limit: limits.states,
        next: orRaise(SMALLER, 'states', limits.states),
      });
    }
    return state;
  };
  let work = 0;
  const checkWork = (): void => {
    if (work + members.visits <= limits.work) return;
    throw new Layer7Error({
      code: 'EXPRESSION_TOO_COSTLY',
      kind: 'input',
      message: 'The automaton of the expression takes too much work to build.',
      limit: limits.work,
      next: orRaise(SMALLER, 'work', limits.work),
    });
  };
  const stateOf = (entries: Iterable<number>, context: number): number => {
    const union = new Set<number>();
    for (const entry of entries) {
      for (const member of members.closure(entry, context)) union.add(member);
      checkWork();
    }
    return numberOf(Int32Array.from(union).sort());
  };

  const start = stateOf([nfa.start], members.startContext);
  for (let state = 2; state < sets.size; state += 1) {
    const set = sets.tuple(state).slice();
    const here = set.some((member) => members.isMatch(member));
    const atEnd = set.some((member) => members.isMatchAtEnd(member));
    outputs.push(here ? MATCHES_HERE : atEnd ? MATCHES_AT_END : QUIET);
    parts.divide(set);
    work += set.length * (parts.firsts.length + 1);
    checkWork();
    const targets = parts.firsts.map((first) => {
      if (first === nulClass)
        return here ? numberOf(set.filter((member) => !members.isMatch(member))) : state;
      const taking = set.filter((member) => members.takes(member, first));
      return stateOf(new Set(taking.map((member) => members.next(member))), members.context[first]!);
    });
    const row = parts.of.map((part) => targets[part]!);
    rows.push(row);
  }

  const transitions = new Int32Array(sets.size * classes.count);
  rows.forEach((row, state) => {
    transitions.set(row, state * classes.count);
  });
  return { states: sets.size, start, classes, transitions, outputs };
}
