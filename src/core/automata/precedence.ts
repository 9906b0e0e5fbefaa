/**
 * Which protocol names a connection when several could: one whose language lies strictly inside another's
 * comes first, because else it could never name anything; among the rest the order given (quality, then
 * name) stays. So `validcertssl` comes before `ssl` whatever their authors declared.
 *
 * Only evidence that decides alone takes part as the larger language: a condition narrows what an
 * expression shows, so nothing follows from lying inside such an expression. Languages of different views
 * or of different ideas of NUL are not compared.
 *
 * Inclusion is decided exactly (`compare.ts`), but for very few pairs: a shortest match of the inner one
 * must be a match of the outer one, and that is tried first.
 */
import { Layer7Error } from '../errors.ts';
import type { Evidence, Protocol } from '../patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../regex/limits.ts';
import { compare, type Language, languageOf, relationOf, shortestMatch } from './compare.ts';
import { decidesAlone } from './compile.ts';
import { compileExpression } from './compile-expression.ts';
import { matches } from './dfa.ts';

/** Evidence with what is needed to compare it. */
interface Candidate {
  readonly rank: number;
  readonly evidence: Evidence;
  readonly language: Language;
  /** A shortest match. */
  readonly example: Uint8Array;
}

/**
 * Orders protocols, which come in the order that decides where inclusion does not. Expressions that cannot
 * be compiled take no part; whoever compiles the set reports them.
 */
export function byInclusion(
  protocols: readonly Protocol[],
  limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS,
): readonly Protocol[] {
  const candidates = protocols.flatMap((protocol, rank) =>
    protocol.evidence.flatMap((evidence) => candidateOf(rank, evidence, limits)),
  );
  /** Per rank: ranks that must come before it. */
  const before = protocols.map(() => new Set<number>());
  for (const outer of candidates) {
    if (!decidesAlone(outer.evidence)) continue;
    for (const inner of candidates) {
      // What stands in the right order already needs no comparison.
      if (inner.rank <= outer.rank || inner.evidence.strength === 'weak') continue;
      if (isInside(inner, outer)) before[outer.rank].add(inner.rank);
    }
  }
  return sorted(before).map((rank) => protocols[rank]);
}

function candidateOf(rank: number, evidence: Evidence, limits: ExpressionLimits): Candidate[] {
  try {
    const language = languageOf(compileExpression(evidence.expression, limits));
    const example = shortestMatch(language);
    return example === null ? [] : [{ rank, evidence, language, example }];
  } catch (error) {
    if (error instanceof Layer7Error) return [];
    throw error;
  }
}

function isInside(inner: Candidate, outer: Candidate): boolean {
  const { transport, view } = outer.evidence;
  if (inner.evidence.view !== view) return false;
  if (transport !== 'either' && transport !== inner.evidence.transport) return false;
  if (inner.language.dfa.dropsNul !== outer.language.dfa.dropsNul) return false;
  if (!matches(outer.language.dfa, inner.example)) return false;
  return relationOf(compare(inner.language, outer.language)) === 'inside';
}

/**
 * The ranks in an order in which everything in `before[r]` precedes r, the smallest possible rank first.
 * Where protocols with several expressions lie inside each other, the smallest rank breaks the circle.
 */
function sorted(before: readonly Set<number>[]): number[] {
  const waiting = new Set(before.keys());
  const order: number[] = [];
  while (waiting.size > 0) {
    const ranks = [...waiting];
    const next = ranks.find((rank) => [...before[rank]].every((other) => !waiting.has(other))) ?? ranks[0];
    waiting.delete(next);
    order.push(next);
  }
  return order;
}
