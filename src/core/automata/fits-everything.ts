/**
 * Whether an expression fits whatever comes: `a*`, `.`, `^.*$`. As strong evidence without conditions it would
 * name every connection. Asked of the automaton, so no way of writing it goes unseen; cheap, because one that
 * fits everything has hardly any states and all others are given up at once.
 */
import { type Diagnostic, Layer7Error } from '../errors.ts';
import type { Evidence } from '../patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../regex/limits.ts';
import { parseExpression } from '../regex/parse.ts';
import { determinize, QUIET } from './determinize.ts';
import { DEAD } from './dfa.ts';
import { buildNfa } from './nfa.ts';

/** States of a machine, beyond DEAD and MATCHED, that are looked at. */
const FEW = 4;

function fitsEverything({ expression }: Evidence, limits: ExpressionLimits): boolean {
  try {
    const nfa = buildNfa(parseExpression(expression, limits), limits);
    const { transitions, outputs, start } = determinize(nfa, 'once', { ...limits, states: FEW });
    // Wherever a byte leads, the expression has matched, now or if the data ends there.
    const rows = transitions.subarray(start * (transitions.length / outputs.length));
    return rows.every((state) => state !== DEAD && outputs[state] !== QUIET);
  } catch (error) {
    // It has more states, or cannot be compiled at all, which others say.
    if (error instanceof Layer7Error) return false;
    throw error;
  }
}

/**
 * What is wrong with evidence of a signature that names every connection, if it does. l7-filter's patterns are
 * let be: what they meant is kept.
 */
export function namesEverything(
  evidence: Evidence,
  limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS,
): Diagnostic | undefined {
  const { expression, strength, conditions } = evidence;
  if (expression.dialect !== 'signature' || strength === 'weak' || conditions.length > 0) return undefined;
  if (!fitsEverything(evidence, limits)) return undefined;
  return {
    code: 'SIGNATURE_FITS_EVERYTHING',
    kind: 'input',
    message: 'this expression fits every payload, and strong evidence without conditions names by it alone',
    ...(expression.where === undefined ? {} : { where: expression.where }),
    given: expression.text,
    next: 'say more in the expression, write a line "where", or say "weak" and what it needs',
  };
}
