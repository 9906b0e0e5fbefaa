/** Where a daemon keeps its things, unless it is told otherwise. */

/** What it keeps while it runs: socket, lock, names. */
export const DEFAULT_RUN_DIR = '/run/layer7';
/** What it keeps for good: ids, compiled patterns. */
export const DEFAULT_STATE_DIR = '/var/lib/layer7';

/** The state folder that goes with a run folder: one of its own keeps both. */
export function stateDirOf(runDir: string, stateDir: string | undefined): string {
  if (stateDir !== undefined) return stateDir;
  return runDir === DEFAULT_RUN_DIR ? DEFAULT_STATE_DIR : runDir;
}
