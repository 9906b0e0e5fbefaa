/**
 * Syntax tree → non-deterministic automaton, by Thompson's construction ("Regular expression search
 * algorithm", CACM 11:6, 1968), as a program of four instructions:
 *
 * ```
 * BYTES set next      takes one byte of the set
 * SPLIT next other    goes on at both, taking nothing
 * LOOK  look next       takes nothing; only where both neighbours are as said
 * MATCH
 * ```
 *
 * The program is built from its end backwards, so every instruction knows where it goes on; only loops
 * need one patch. Counted repetitions are written out. An unanchored search is the loop `BYTES any` before
 * the expression: nothing later has to know about it.
 */
import { Layer7Error } from '../errors.ts';
import { ALL_BYTES, type ByteSet, byteSet } from '../regex/byte-set.ts';
import { orRaise } from '../regex/limit-names.ts';
import type { ExpressionLimits } from '../regex/limits.ts';
import type { Look, Node, Syntax } from '../regex/syntax.ts';
import { type ByteClasses, classesOfSets } from './byte-classes.ts';

export type Instruction =
  | { readonly kind: 'bytes'; readonly set: ByteSet; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; readonly other: number }
  | { readonly kind: 'look'; readonly look: Look; readonly next: number }
  | { readonly kind: 'match' };

export interface Nfa {
  readonly program: readonly Instruction[];
  readonly start: number;
  /** NUL bytes of the data do not exist for it. */
  readonly dropsNul: boolean;
}

class Builder {
  readonly program: Instruction[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(instruction: Instruction): number {
    if (this.program.length >= this.#limit) {
      throw new Layer7Error({
        code: 'EXPRESSION_TOO_LARGE',
        kind: 'input',
        message: 'The expression is too large once its counted repetitions are written out.',
        limit: this.#limit,
        next: orRaise('Use smaller counts', 'instructions', this.#limit),
      });
    }
    return this.program.push(instruction) - 1;
  }

  /** Instructions for `node`, going on at `next`; returns where they begin. */
  build(node: Node, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'bytes':
        return this.add({ kind: 'bytes', set: node.set, next });
      case 'look':
        return this.add({ kind: 'look', look: node, next });
      case 'sequence':
        return node.parts.reduceRight((after, part) => this.build(part, after), next);
      case 'choice':
        return node.branches
          .map((branch) => this.build(branch, next))
          .reduceRight((other, entry) => this.add({ kind: 'split', next: entry, other }));
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #repeat(node: Extract<Node, { kind: 'repeat' }>, next: number): number {
    const { body, least, most } = node;
    let entry = next;
    let copies = least;
    if (most === Infinity) {
      const loop = this.add({ kind: 'match' });
      const inside = this.build(body, loop);
      this.program[loop] = { kind: 'split', next: inside, other: next };
      entry = least === 0 ? loop : inside;
      copies = Math.max(0, least - 1);
    } else {
      for (let optional = least; optional < most; optional += 1) {
        entry = this.add({ kind: 'split', next: this.build(body, entry), other: next });
      }
    }
    for (; copies > 0; copies -= 1) {
      const before = this.build(body, entry);
      // A body that takes no instruction is the empty string: more copies of it change nothing.
      if (before === entry) break;
      entry = before;
    }
    return entry;
  }
}

/**
 * The automaton of an unanchored search for `syntax`.
 *
 * @throws Layer7Error EXPRESSION_TOO_LARGE
 */
export function buildNfa(syntax: Syntax, limits: ExpressionLimits): Nfa {
  const builder = new Builder(limits.instructions);
  const match = builder.add({ kind: 'match' });
  const search = builder.add({ kind: 'match' });
  const inside = builder.build(syntax.root, match);
  const skip = builder.add({ kind: 'bytes', set: ALL_BYTES, next: search });
  builder.program[search] = { kind: 'split', next: inside, other: skip };
  return { program: builder.program, start: search, dropsNul: syntax.dropsNul };
}

/** The classes of bytes that the program tells apart; NUL has its own where it is dropped. */
export function classesOfNfa(nfa: Nfa): ByteClasses {
  const sets = new Set<ByteSet>(nfa.dropsNul ? [byteSet(0)] : []);
  for (const instruction of nfa.program) {
    if (instruction.kind === 'bytes') sets.add(instruction.set);
    if (instruction.kind === 'look') {
      const { behind, ahead, first, last } = instruction.look;
      for (const neighbour of [behind, ahead, first, last]) sets.add(neighbour.bytes);
    }
  }
  return classesOfSets(sets);
}
