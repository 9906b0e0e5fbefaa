/**
 * Clearing up after a daemon that crashed: its rules, its files, and the kernel's switch that it turned. Done
 * by the next `layer7 up` before anything else, and by `layer7 down` where no daemon runs.
 */
import { removeRules } from '../../linux/netfilter/apply.ts';
import { markField } from '../../linux/netfilter/mark-field.ts';
import { openNetfilter } from '../../linux/netfilter/tools.ts';
import { restoreAccounting } from './accounting.ts';
import { withdrawLeftovers } from './announcements.ts';
import type { DownReport } from './control-model.ts';
import { readProtocols, runPaths, sweepRunFolder } from './folders.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { keptRules } from './kept-rules.ts';

/**
 * Removes everything that the last daemon of `runDir` left, where none runs.
 * Throws `Layer7Error` `ALREADY_RUNNING` when there is one after all, and what `clearUp` throws.
 */
export async function removeLeftovers(runDir: string): Promise<DownReport> {
  const lock = takeInstanceLock(runPaths(runDir).pid);
  try {
    return await clearUp(runDir);
  } finally {
    lock.release();
  }
}

/** The same for a caller that holds the lock. Throws what `openNetfilter` and `removeRules` throw. */
export async function clearUp(runDir: string): Promise<DownReport> {
  const netfilter = await openNetfilter();
  const known = readProtocols(runDir);
  const names = new Map([...(known?.ids ?? [])].map(([name, id]) => [id, name]));
  await removeRules(netfilter);
  const kept = await keptRules(netfilter, markField(known?.mask), names);
  restoreAccounting(runPaths(runDir).accounting);
  await withdrawLeftovers(runDir);
  sweepRunFolder(runDir);
  return { keptRules: kept };
}
