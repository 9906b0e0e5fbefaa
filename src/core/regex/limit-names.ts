/**
 * The limits that may be set, by the names that `--limit NAME=NUMBER` takes, each with the largest number that
 * the compiler can still live with. Whoever refuses something for a limit says here how to raise it, so that
 * the advice always names an option that there is. What a name sets is said in `automata/read-limits.ts`.
 */

/** Largest number of each limit. */
export const LARGEST_LIMITS = {
  /** Characters of an expression. */
  length: 1_048_576,
  /** Groups within groups: what reads them goes as deep itself. */
  depth: 1_000,
  repetition: 65_535,
  instructions: 4_000_000,
  /** A state must fit 16 bits. */
  states: 65_535,
  work: 10_000_000_000,
  groups: 1_000,
  'group-states': 65_535,
  'target-bytes': 1_073_741_824,
  'table-bytes': 1_073_741_824,
} as const;

export type LimitName = keyof typeof LARGEST_LIMITS;

/** `advice`, and how to raise the limit `name`, which is `limit` now, where it can be raised at all. */
export function orRaise(advice: string, name: LimitName, limit: number): string {
  const more = Math.min(limit * 2, LARGEST_LIMITS[name]);
  return more > limit ? `${advice}, or raise the limit: "--limit ${name}=${more}".` : `${advice}.`;
}
