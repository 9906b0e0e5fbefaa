/** How large a compiled set may be: what the compiler of sets refuses to pass, and what shapes its groups. */
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../regex/limits.ts';

export interface SetLimits {
  readonly expression: ExpressionLimits;
  /** Pieces of evidence in one set: numbers are 16 bits wide, and 0xffff ends a list. */
  readonly evidence: number;
  /** States of one group before minimisation; a state must fit 16 bits. */
  readonly groupStates: number;
  /** Bytes of all transition tables together. A set that does not fit is refused. */
  readonly tableBytes: number;
}

export const DEFAULT_SET_LIMITS: SetLimits = {
  expression: DEFAULT_EXPRESSION_LIMITS,
  evidence: 0xfffe,
  groupStates: 8_000,
  tableBytes: 64 * 1024 * 1024,
};
