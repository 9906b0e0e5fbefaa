/** The one door into this room: text of any dialect in, syntax tree out. */
import type { Expression } from '../patterns/model.ts';
import { parseKernel } from './kernel.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from './limits.ts';
import { parseSignature } from './signature.ts';
import type { Syntax } from './syntax.ts';
import { parseUserspace } from './userspace.ts';

/**
 * Reads an expression in its own dialect.
 *
 * @throws Layer7Error (kind `input`) with file, line and column, what was wrong and what to do.
 */
export function parseExpression(
  expression: Expression,
  limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS,
): Syntax {
  switch (expression.dialect) {
    case 'kernel':
      return parseKernel(expression, limits);
    case 'signature':
      return parseSignature(expression, limits);
    case 'userspace':
      return parseUserspace(expression, limits);
  }
}
