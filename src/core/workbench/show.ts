/**
 * One protocol, looked at from all sides: what its files say, what its expressions cost and match, and how
 * they lie to all others of the library.
 */
import type { Protocol } from '../patterns/model.ts';
import { ExpressionProbe, LibraryProbe } from './engine-probe.ts';
import { comparePieces, type Pair } from './pairs.ts';
import { type PatternFacts, patternFacts } from './pattern-facts.ts';
import type { Study } from './study.ts';

export interface ShowReport {
  readonly protocol: Protocol;
  /** Place in the order of precedence, from 1, and how many there are. */
  readonly rank: number;
  readonly of: number;
  readonly patterns: readonly PatternFacts[];
  /** Pairs of its expressions with those of others that have payloads in common, closest first. */
  readonly neighbours: readonly Pair[];
  /** Expressions of others with which none of its own has anything in common. */
  readonly apart: number;
}

const CLOSENESS = ['equal', 'inside', 'contains', 'overlaps', 'disjoint'];

/** What there is to say of `protocol`, which must be one of the study's. */
export function showProtocol(study: Study, protocol: Protocol): ShowReport {
  const alone = new ExpressionProbe(study.limits);
  const library = study.program === null ? null : new LibraryProbe(study.program);
  const own = study.pieces.filter((piece) => piece.protocol === protocol);
  const others = study.pieces.filter((piece) => piece.protocol !== protocol);
  const neighbours: Pair[] = [];
  let apart = 0;
  for (const other of others) {
    const pairs = own.flatMap((piece) => {
      const [first, second] = piece.number < other.number ? [piece, other] : [other, piece];
      return comparePieces(first, second, alone, library) ?? [];
    });
    const near = pairs.filter(({ relation }) => relation !== 'disjoint');
    neighbours.push(...near);
    if (near.length === 0) apart += 1;
  }
  return {
    protocol,
    rank: study.protocols.indexOf(protocol) + 1,
    of: study.protocols.length,
    patterns: own.map((piece) => patternFacts(piece, alone)),
    neighbours: neighbours.toSorted((a, b) => CLOSENESS.indexOf(a.relation) - CLOSENESS.indexOf(b.relation)),
    apart,
  };
}
