/**
 * Where in the data an expression matches: the shortest match, as a range of positions. The packed tables
 * only know that it has matched; this runs the non-deterministic automaton once more, every thread
 * remembering where it began.
 *
 * Method: as in Pike's simulation, but where two threads meet the one that began later goes on, since it is
 * the shorter; so no more threads live than the program has instructions (twice that, where looks tell a
 * match that ends from one that goes on).
 */
import { buildNfa, type Instruction } from '../automata/nfa.ts';
import { has } from '../regex/byte-set.ts';
import { DEFAULT_EXPRESSION_LIMITS } from '../regex/limits.ts';
import type { Look, Neighbour, Syntax } from '../regex/syntax.ts';

/** Positions of the data: from `start` up to, not including, `end`. */
export interface MatchRange {
  readonly start: number;
  readonly end: number;
}

/** Returned where there is no byte: before the data and after it. */
const EDGE = -1;

function holds(neighbour: Neighbour, byte: number): boolean {
  return byte === EDGE ? neighbour.edge : has(neighbour.bytes, byte);
}

/** How a thread may go on from where it is: with another byte, by ending the match, or both. */
const GOES_ON = 1;
const ENDS = 2;

/** Threads at one position: instructions that take a byte, the latest beginnings first. */
class Threads {
  readonly instructions: number[] = [];
  readonly starts: number[] = [];
  readonly #program: readonly Instruction[];
  readonly #at: number;
  readonly #behind: number;
  readonly #ahead: number;
  /** Per instruction and way to go on: whether a thread has been there. */
  readonly #entered: Uint8Array;
  /** Beginning of the shortest match that ends here, or −1. */
  matched = -1;

  /** Position `at` of the data, between the bytes `behind` and `ahead`. */
  constructor(program: readonly Instruction[], at: number, behind: number, ahead: number) {
    this.#program = program;
    this.#at = at;
    this.#behind = behind;
    this.#ahead = ahead;
    this.#entered = new Uint8Array(program.length * 4);
  }

  /** Follows everything that takes no byte. The first to come to an instruction is the latest begun. */
  add(instruction: number, start: number): void {
    const stack = [instruction];
    const ways = [GOES_ON | ENDS];
    while (stack.length > 0) {
      const at = stack.pop()!;
      const way = ways.pop()!;
      if (this.#entered[at * 4 + way] === 1) continue;
      this.#entered[at * 4 + way] = 1;
      const one = this.#program[at]!;
      if (one.kind === 'bytes') {
        if ((way & GOES_ON) === 0) continue;
        this.instructions.push(at);
        this.starts.push(start);
      } else if (one.kind === 'match') {
        if ((way & ENDS) !== 0) this.matched = Math.max(this.matched, start);
      } else if (one.kind === 'split') {
        stack.push(one.other, one.next);
        ways.push(way, way);
      } else {
        const left = way & this.#waysPast(one.look, start);
        if (left === 0) continue;
        stack.push(one.next);
        ways.push(left);
      }
    }
  }

  /** How a thread that began at `start` may go on past a look. */
  #waysPast(look: Look, start: number): number {
    if (!holds(start === this.#at ? look.first : look.behind, this.#behind)) return 0;
    return (holds(look.ahead, this.#ahead) ? GOES_ON : 0) | (holds(look.last, this.#ahead) ? ENDS : 0);
  }
}

/**
 * The shortest match of `syntax` in `data`, the earliest of several; null when there is none. Only matches
 * that end after position `after` are looked for.
 */
export function shortestMatchIn(syntax: Syntax, data: Uint8Array, after = -1): MatchRange | null {
  const { program, start } = buildNfa(syntax, DEFAULT_EXPRESSION_LIMITS);
  const search = program[start]!;
  // The search is a loop before the expression; here every position begins a thread of its own.
  const entry = search.kind === 'split' ? search.next : start;
  const byteAt = (at: number): number => data[at] ?? EDGE;
  let threads = new Threads(program, 0, EDGE, byteAt(0));
  threads.add(entry, 0);
  let best: MatchRange | null = null;
  for (let at = 0; ; at += 1) {
    const length = threads.matched < 0 || at <= after ? Infinity : at - threads.matched;
    if (length < (best === null ? Infinity : best.end - best.start))
      best = { start: threads.matched, end: at };
    if (at === data.length) return best;
    const byte = data[at]!;
    const next = new Threads(program, at + 1, byte, byteAt(at + 1));
    next.add(entry, at + 1);
    threads.instructions.forEach((instruction, index) => {
      const one = program[instruction]!;
      if (one.kind === 'bytes' && has(one.set, byte)) {
        next.add(one.next, threads.starts[index]!);
      }
    });
    threads = next;
  }
}
