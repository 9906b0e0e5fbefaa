/** How large a compiled set may be: what the compiler of sets refuses to pass, and what shapes its groups. */
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../regex/limits.ts';

export interface SetLimits {
  readonly expression: ExpressionLimits;
  /** Pieces of evidence in one set: numbers are 16 bits wide, and 0xffff ends a list. */
  readonly evidence: number;
  /** Groups of one set: each costs a table step per byte and two bytes per connection. */
  readonly groups: number;
  /** States of a group made of several machines; at most 65,536, for a state must fit 16 bits. */
  readonly groupStates: number;
  /** Bytes by which two machines may need more in one group than apart for the one to join the other at once. */
  readonly joinBytes: number;
  /** Bytes that one merge of groups may cost at most. */
  readonly mergeBytes: number;
  /** Bytes of states and rows, maps apart, up to which groups are merged, the cheapest merge first. */
  readonly targetBytes: number;
  /** Table steps spent on looking for good groups; after that every further machine has its own. */
  readonly groupingSteps: number;
  /** Bytes of all transition tables together. A set that does not fit is refused. */
  readonly tableBytes: number;
}

export const DEFAULT_SET_LIMITS: SetLimits = {
  expression: DEFAULT_EXPRESSION_LIMITS,
  evidence: 0xfffe,
  groups: 100,
  groupStates: 20_000,
  joinBytes: 200,
  mergeBytes: 256_000,
  targetBytes: 1_900_000,
  groupingSteps: 75_000_000,
  tableBytes: 64 * 1024 * 1024,
};
