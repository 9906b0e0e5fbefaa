/** The machines that groups are built of and that groups are. */
import { DEAD } from './dfa.ts';
import type { MinimalMachine } from './minimize.ts';

/** A machine whose state 0 is DEAD, but not its start, and whose outputs are numbers of reports (`reports.ts`). */
export type Reporter = MinimalMachine;

/** Whether some state of a machine leads to DEAD. */
export function canDie({ transitions, classes }: Reporter): boolean {
  return transitions.includes(DEAD, classes.count);
}
