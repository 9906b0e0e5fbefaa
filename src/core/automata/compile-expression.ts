/**
 * One expression, from text to minimal DFA: the whole way through the room in four steps, each a pure
 * function on immutable values that can be looked at on its own.
 */
import type { Expression } from '../patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../regex/limits.ts';
import { parseExpression } from '../regex/parse.ts';
import { determinize } from './determinize.ts';
import type { Dfa } from './dfa.ts';
import { minimizeDfa } from './minimize.ts';
import { buildNfa } from './nfa.ts';

/**
 * The minimal DFA of an unanchored search for `expression`.
 *
 * @throws Layer7Error (kind `input`, with the place) when the expression cannot be read or is too large.
 */
export function compileExpression(
  expression: Expression,
  limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS,
): Dfa {
  const syntax = parseExpression(expression, limits);
  return minimizeDfa(determinize(buildNfa(syntax, limits), limits));
}
