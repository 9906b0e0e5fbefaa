/**
 * What can be said of one expression by itself: what it matches at the extremes, how often random data
 * matches, and what it costs.
 */
import { shortestMatch, shortestNoMatch } from '../automata/compare.ts';
import { decidesAlone } from '../automata/compile.ts';
import { longestUndecided } from '../automata/longest.ts';
import { matchProbability, RANDOM_BYTES, RANDOM_PRINTABLE } from '../automata/probability.ts';
import type { ExpressionProbe } from './engine-probe.ts';
import { libraryCost } from './library-cost.ts';
import type { Piece } from './study.ts';

/** Lengths of random data, in bytes. */
export const RANDOM_LENGTHS = [16, 64, 512, 2048] as const;

/** Probability that random data of one length matches. */
export interface Overmatch {
  readonly length: number;
  /** Of bytes, all 256 equally likely. */
  readonly bytes: number;
  /** Of printable ASCII, all 95 characters equally likely. */
  readonly printable: number;
}

/** What an expression costs when it is loaded alone. */
export interface PatternCost {
  readonly states: number;
  readonly classes: number;
  readonly tableBytes: number;
  /** Bytes after which it has certainly decided; null: only the budget ends it. */
  readonly undecidedBytes: number | null;
}

export interface PatternFacts {
  readonly piece: Piece;
  /** A shortest payload that matches; null: nothing ever does. */
  readonly shortest: Uint8Array | null;
  readonly matchesEverything: boolean;
  /** It matches before any byte has come. */
  readonly matchesEmpty: boolean;
  readonly overmatch: readonly Overmatch[];
  /** The evidence has conditions or needs support, so the true rate of accidents is lower. */
  readonly isUpperBound: boolean;
  readonly cost: PatternCost;
}

/** The probabilities for all of `lengths`, which ascend. */
export function overmatchOf({ dfa }: Piece, lengths: readonly number[] = RANDOM_LENGTHS): Overmatch[] {
  const bytes = matchProbability(dfa, lengths, RANDOM_BYTES);
  const printable = matchProbability(dfa, lengths, RANDOM_PRINTABLE);
  return lengths.map((length, index) => ({ length, bytes: bytes[index]!, printable: printable[index]! }));
}

/** The largest of all probabilities. */
export function worstOvermatch({ overmatch }: PatternFacts): number {
  return Math.max(...overmatch.map(({ bytes, printable }) => Math.max(bytes, printable)));
}

/** All facts of one expression; its shortest match is put to the engine first. */
export function patternFacts(piece: Piece, engine: ExpressionProbe): PatternFacts {
  const { dfa, language } = piece;
  const undecided = longestUndecided(dfa);
  const { groups, bytes } = libraryCost(engine.program(piece));
  const shortest = shortestMatch(language);
  if (shortest !== null) engine.expect(piece, shortest, true);
  return {
    piece,
    shortest,
    matchesEverything: shortestNoMatch(language) === null,
    matchesEmpty: dfa.accepting[dfa.start] === 1,
    overmatch: overmatchOf(piece),
    isUpperBound: !decidesAlone(piece.evidence),
    cost: {
      states: groups.reduce((sum, group) => sum + group.states, 0),
      classes: Math.max(0, ...groups.map((group) => group.classes)),
      tableBytes: bytes,
      undecidedBytes: undecided === Infinity ? null : undecided,
    },
  };
}
