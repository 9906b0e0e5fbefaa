/**
 * Subset construction: a state of the DFA is the set of instructions at which the NFA may stand (Rabin and
 * Scott, 1959), made only as it is reached.
 *
 * Looks make it more than the textbook's. What stands behind a place is known when the place is reached:
 * the byte just taken, or the start. What stands ahead is not, so a member of a set is an instruction with
 * a *guard*: the condition that the next byte, or the end, must meet for it to count. `$` is a guard that
 * only the end meets.
 *
 * The same sets answer two questions. *Once*: has the expression matched somewhere in the data so far? Then a
 * set that holds MATCH without a guard has matched for good and becomes MATCHED. *Every*: does some match
 * end right here? Then the search simply goes on.
 */
import { Layer7Error } from '../errors.ts';
import { ALL_BYTES, type ByteSet, has, intersection, isEmpty } from '../regex/byte-set.ts';
import type { ExpressionLimits } from '../regex/limits.ts';
import { ANYTHING, type Neighbour } from '../regex/syntax.ts';
import { type ByteClasses, representatives } from './byte-classes.ts';
import { DEAD, MATCHED } from './dfa.ts';
import { classesOfNfa, type Nfa } from './nfa.ts';
import { TupleTable } from './tuple-table.ts';

/** What must come next for a member to count. */
interface Guard {
  /** The next byte, if the member takes it. */
  readonly ahead: ByteSet;
  /** What follows, if the match ends here. */
  readonly last: Neighbour;
}

const NO_GUARD: Guard = { ahead: ALL_BYTES, last: ANYTHING };

function keyOf({ ahead, last }: Guard): string {
  return `${ahead.join()} ${last.bytes.join()} ${last.edge}`;
}

/** Members of sets, as integers: guard number × program length + instruction. */
class Members {
  readonly #nfa: Nfa;
  readonly #classes: ByteClasses;
  readonly #bytes: Uint8Array;
  readonly guards: Guard[] = [NO_GUARD];
  readonly #guardNumbers = new Map<string, number>([[keyOf(NO_GUARD), 0]]);
  /** Per class: number of the context, one for all classes that no look behind tells apart. */
  readonly context: Int32Array;
  /** One representative class per context; −1 is the start of the data, always the last context. */
  readonly #contexts: number[] = [];
  readonly #closures: (Int32Array | undefined)[] = [];
  readonly #mark: Int32Array;
  #marks = 0;

  constructor(nfa: Nfa, classes: ByteClasses) {
    this.#nfa = nfa;
    this.#classes = classes;
    this.#bytes = representatives(classes);
    this.#mark = new Int32Array(nfa.program.length);
    this.context = this.#findContexts();
  }

  #findContexts(): Int32Array {
    const looks = this.#nfa.program.filter((instruction) => instruction.kind === 'look');
    const numbers = new Map<string, number>();
    const context = new Int32Array(this.#classes.count);
    for (let byteClass = 0; byteClass < this.#classes.count; byteClass += 1) {
      const byte = this.#bytes[byteClass]!;
      const key = looks
        .flatMap(({ look }) => [look.behind, look.first])
        .map((neighbour) => (has(neighbour.bytes, byte) ? '1' : '0'))
        .join('');
      let number = numbers.get(key);
      if (number === undefined) {
        number = this.#contexts.push(byteClass) - 1;
        numbers.set(key, number);
      }
      context[byteClass] = number;
    }
    this.#contexts.push(-1);
    return context;
  }

  get startContext(): number {
    return this.#contexts.length - 1;
  }

  #guard(guard: Guard): number {
    const key = keyOf(guard);
    let number = this.#guardNumbers.get(key);
    if (number === undefined) {
      number = this.guards.push(guard) - 1;
      this.#guardNumbers.set(key, number);
    }
    return number;
  }

  /** The `bytes` and `match` members that stand for instruction `from`, reached in `context`. */
  closure(from: number, context: number): Int32Array {
    const key = from * this.#contexts.length + context;
    const known = this.#closures[key];
    if (known !== undefined) return known;
    const found: number[] = [];
    this.#follow(from, 0, this.#contexts[context]!, found);
    const members = Int32Array.from(found);
    this.#closures[key] = members;
    return members;
  }

  #follow(from: number, guard: number, behind: number, found: number[]): void {
    const { program } = this.#nfa;
    const begins = from === this.#nfa.start;
    this.#marks += 1;
    // Guarded walks may come to one instruction under several guards, so they remember pairs.
    const guarded = new Set<number>();
    const stack = [from];
    const guards = [guard];
    while (stack.length > 0) {
      const at = stack.pop()!;
      const under = guards.pop()!;
      const member = under * program.length + at;
      if (under === 0) {
        if (this.#mark[at] === this.#marks) continue;
        this.#mark[at] = this.#marks;
      } else {
        if (guarded.has(member)) continue;
        guarded.add(member);
      }
      const instruction = program[at]!;
      switch (instruction.kind) {
        case 'bytes':
        case 'match':
          found.push(member);
          break;
        case 'split':
          stack.push(instruction.other, instruction.next);
          guards.push(under, under);
          break;
        case 'look': {
          const { look } = instruction;
          const required = begins ? look.first : look.behind;
          const holds = behind < 0 ? required.edge : has(required.bytes, this.#bytes[behind]!);
          if (!holds) break;
          const before = this.guards[under]!;
          const ahead = intersection(before.ahead, look.ahead.bytes);
          const last: Neighbour = {
            bytes: intersection(before.last.bytes, look.last.bytes),
            edge: before.last.edge && look.last.edge,
          };
          if (isEmpty(ahead) && isEmpty(last.bytes) && !last.edge) break;
          stack.push(instruction.next);
          guards.push(this.#guard({ ahead, last }));
          break;
        }
      }
    }
  }
}

/** Per class of bytes, the members reached by it from one state. */
class Step {
  readonly #nfa: Nfa;
  readonly #members: Members;
  readonly #bytes: Uint8Array;
  /** Per instruction: the classes of its set. */
  readonly #classLists: (readonly number[])[];

  constructor(nfa: Nfa, members: Members, classes: ByteClasses) {
    this.#nfa = nfa;
    this.#members = members;
    this.#bytes = representatives(classes);
    const lists = new Map<unknown, readonly number[]>();
    this.#classLists = nfa.program.map((instruction) => {
      if (instruction.kind !== 'bytes') return [];
      let list = lists.get(instruction.set);
      if (list === undefined) {
        list = Array.from(this.#bytes.keys()).filter((index) => has(instruction.set, this.#bytes[index]!));
        lists.set(instruction.set, list);
      }
      return list;
    });
  }

  /** For each class: the instructions to which its bytes lead from the members of `set`. */
  targets(set: Int32Array, buckets: number[][]): void {
    for (const bucket of buckets) bucket.length = 0;
    const { program } = this.#nfa;
    for (const member of set) {
      const at = member % program.length;
      const guard = (member - at) / program.length;
      const allowed = this.#members.guards[guard]!;
      const instruction = program[at]!;
      if (instruction.kind === 'match') {
        // The guard is met by the byte after the match: that byte ends it.
        for (let index = 0; guard > 0 && index < buckets.length; index += 1) {
          if (has(allowed.last.bytes, this.#bytes[index]!)) buckets[index]!.push(at);
        }
      } else if (instruction.kind === 'bytes') {
        for (const index of this.#classLists[at]!) {
          if (guard === 0 || has(allowed.ahead, this.#bytes[index]!)) buckets[index]!.push(instruction.next);
        }
      }
    }
  }

  /** Whether the expression matches if the data ends here. */
  matchesAtEnd(set: Int32Array): boolean {
    const { program } = this.#nfa;
    return set.some((member) => {
      const at = member % program.length;
      return program[at]!.kind === 'match' && this.#members.guards[(member - at) / program.length]!.last.edge;
    });
  }

  /** Whether a match ends here whatever comes: some member is MATCH without a guard. */
  matchesHere(set: Int32Array): boolean {
    return set.some((member) => this.#nfa.program[member]?.kind === 'match');
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

/** Whether a machine stops looking once it has matched, or goes on to find every match. */
export type Search = 'once' | 'every';

/**
 * The machine of `nfa`, not minimal. For `once`, state 1 is MATCHED, which it never leaves. For `every`,
 * bytes that are dropped end no match: they lead from a state to its quiet twin.
 *
 * @throws Layer7Error EXPRESSION_TOO_MANY_STATES
 */
export function determinize(nfa: Nfa, search: Search, limits: ExpressionLimits): Matcher {
  const classes = classesOfNfa(nfa);
  const members = new Members(nfa, classes);
  const step = new Step(nfa, members, classes);
  const nulClass = nfa.dropsNul ? classes.of[0]! : -1;
  const once = search === 'once';
  const sets = new TupleTable();
  sets.add([]); // DEAD
  sets.add([-1]); // MATCHED
  const rows: Int32Array[] = [new Int32Array(classes.count), new Int32Array(classes.count).fill(MATCHED)];
  const outputs: number[] = [QUIET, MATCHES_HERE];

  const numberOf = (set: Int32Array): number => {
    if (set.length === 0) return DEAD;
    if (once && step.matchesHere(set)) return MATCHED;
    const state = sets.add(set);
    if (state > limits.states) {
      throw new Layer7Error({
        code: 'EXPRESSION_TOO_MANY_STATES',
        kind: 'input',
        message: 'The automaton of the expression has too many states.',
        limit: limits.states,
        next: 'Use smaller counts or fewer wildcards before them, or raise the limit on states.',
      });
    }
    return state;
  };
  const stateOf = (entries: readonly number[], context: number): number => {
    const union = new Set<number>();
    for (const entry of entries) {
      for (const member of members.closure(entry, context)) union.add(member);
    }
    return numberOf(Int32Array.from(union).sort());
  };

  const start = stateOf([nfa.start], members.startContext);
  const buckets = Array.from({ length: classes.count }, (): number[] => []);
  for (let state = 2; state < sets.size; state += 1) {
    const set = sets.tuple(state).slice();
    const here = step.matchesHere(set);
    outputs.push(here ? MATCHES_HERE : step.matchesAtEnd(set) ? MATCHES_AT_END : QUIET);
    step.targets(set, buckets);
    const row = new Int32Array(classes.count);
    const known = new Map<string, number>();
    for (let index = 0; index < classes.count; index += 1) {
      if (index === nulClass) {
        row[index] = here
          ? numberOf(set.filter((member) => !step.matchesHere(Int32Array.of(member))))
          : state;
        continue;
      }
      const context = members.context[index]!;
      const key = `${context} ${buckets[index]!.join()}`;
      let target = known.get(key);
      if (target === undefined) {
        target = stateOf(buckets[index]!, context);
        known.set(key, target);
      }
      row[index] = target;
    }
    rows.push(row);
  }

  const transitions = new Int32Array(sets.size * classes.count);
  rows.forEach((row, state) => {
    transitions.set(row, state * classes.count);
  });
  return { states: sets.size, start, classes, transitions, outputs };
}
