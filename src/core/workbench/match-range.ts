/**
 * Where in the data an expression matches: the shortest match, as a range of positions. The packed tables
 * only know that it has matched; this runs the non-deterministic automaton once more, every thread
 * remembering where it began.
 *
 * Method: as in Pike's simulation, but where two threads meet the one that began later goes on, since it is
 * the shorter; so no more threads live than the program has instructions.
 */
import { buildNfa, type Instruction } from '../automata/nfa.ts';
import { has } from '../regex/byte-set.ts';
import { DEFAULT_EXPRESSION_LIMITS } from '../regex/limits.ts';
import type { Neighbour, Syntax } from '../regex/syntax.ts';

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

/** Threads at one position: instructions that take a byte, the latest beginnings first. */
class Threads {
  readonly instructions: number[] = [];
  readonly starts: number[] = [];
  readonly #program: readonly Instruction[];
  readonly #entered: Uint8Array;
  /** Beginning of the shortest match that ends here, or −1. */
  matched = -1;

  constructor(program: readonly Instruction[]) {
    this.#program = program;
    this.#entered = new Uint8Array(program.length);
  }

  /** Follows everything that takes no byte. The first to come to an instruction is the latest begun. */
  add(instruction: number, start: number, behind: number, ahead: number): void {
    const stack = [instruction];
    while (stack.length > 0) {
      const at = stack.pop()!;
      if (this.#entered[at] === 1) continue;
      this.#entered[at] = 1;
      const one = this.#program[at]!;
      if (one.kind === 'bytes') {
        this.instructions.push(at);
        this.starts.push(start);
      } else if (one.kind === 'match') {
        if (this.matched < 0) this.matched = start;
      } else if (one.kind === 'split') {
        stack.push(one.other, one.next);
      } else if (holds(one.behind, behind) && holds(one.ahead, ahead)) {
        stack.push(one.next);
      }
    }
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
  let threads = new Threads(program);
  threads.add(entry, 0, EDGE, byteAt(0));
  let best: MatchRange | null = null;
  for (let at = 0; ; at += 1) {
    const length = threads.matched < 0 || at <= after ? Infinity : at - threads.matched;
    if (length < (best === null ? Infinity : best.end - best.start))
      best = { start: threads.matched, end: at };
    if (at === data.length) return best;
    const byte = data[at]!;
    const next = new Threads(program);
    next.add(entry, at + 1, byte, byteAt(at + 1));
    threads.instructions.forEach((instruction, index) => {
      const one = program[instruction]!;
      if (one.kind === 'bytes' && has(one.set, byte)) {
        next.add(one.next, threads.starts[index]!, byte, byteAt(at + 1));
      }
    });
    threads = next;
  }
}
