/**
 * One expression, from text to minimal DFA: the whole way through the room in four steps, each a pure
 * function on immutable values that can be looked at on its own.
 */
import type { Expression } from '../patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../regex/limits.ts';
import { parseExpression } from '../regex/parse.ts';
import { atExpression } from '../regex/reader.ts';
import type { Syntax } from '../regex/syntax.ts';
import { determinize } from './determinize.ts';
import type { Dfa } from './dfa.ts';
import { minimalDfa } from './minimize.ts';
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
  return atExpression(expression, () => compileSyntax(parseExpression(expression, limits), limits));
}

/**
 * The minimal DFA of an unanchored search for an expression that has been read.
 *
 * @throws Layer7Error when it is too large.
 */
export function compileSyntax(syntax: Syntax, limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS): Dfa {
  return minimalDfa(determinize(buildNfa(syntax, limits), 'once', limits), syntax.dropsNul);
}
