/**
 * How large an expression may be. Every limit is checked where the thing is made, so that a hostile pattern
 * file costs bounded time and memory and ends in an error that names the limit.
 */
export interface ExpressionLimits {
  /** Characters of text. */
  readonly length: number;
  /** Groups within groups. */
  readonly depth: number;
  /** Largest number in `{m,n}`. */
  readonly repetition: number;
  /** Capturing groups of the kernel dialect: Spencer's regcomp has room for 9. */
  readonly kernelGroups: number;
  /** Instructions of the automaton after counted repetitions are written out. */
  readonly instructions: number;
  /** States of one expression's automaton, before minimisation. */
  readonly states: number;
  /** Places of the expression looked at while its automaton is built: what building costs. */
  readonly work: number;
}

export const DEFAULT_EXPRESSION_LIMITS: ExpressionLimits = {
  length: 32_768,
  depth: 200,
  repetition: 4_096,
  kernelGroups: 9,
  instructions: 65_536,
  states: 30_000,
  work: 5_000_000,
};
