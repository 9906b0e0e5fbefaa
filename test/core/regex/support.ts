/** Reading expressions in tests: what was refused and where, and what matches what. */
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { matches } from '../../../src/core/automata/dfa.ts';
import { type Diagnostic, Layer7Error } from '../../../src/core/errors.ts';
import type { Dialect, Expression, RegexFlag } from '../../../src/core/patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../../../src/core/regex/limits.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';
import { latin1 } from '../../support/bytes.ts';

export function written(text: string, dialect: Dialect, flags?: readonly RegexFlag[]): Expression {
  const where = { file: 'test.pat', line: 3, column: 5 };
  return { text, dialect, where, ...(flags === undefined ? {} : { flags }) };
}

/** Why an expression is refused, or null when it is not. */
export function refusalOf(expression: Expression, limits: Partial<ExpressionLimits> = {}): Diagnostic | null {
  try {
    parseExpression(expression, { ...DEFAULT_EXPRESSION_LIMITS, ...limits });
    return null;
  } catch (error) {
    if (error instanceof Layer7Error) return error.diagnostic;
    throw error;
  }
}

/** `CODE at column`, counted from the first character of the expression, or null when it is accepted. */
export function fault(expression: Expression, limits: Partial<ExpressionLimits> = {}): string | null {
  const refusal = refusalOf(expression, limits);
  return refusal === null ? null : `${refusal.code} at ${refusal.where!.column! - 4}`;
}

/** Which of the payloads (one byte per character) the expression matches. */
export function matched(expression: Expression, payloads: readonly string[]): string[] {
  const dfa = compileExpression(expression);
  return payloads.filter((payload) => matches(dfa, latin1(payload)));
}
