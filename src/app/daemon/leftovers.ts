/**
 * Clearing up after a daemon that crashed, without starting another: its rules, its files, and the kernel's
 * switch that it turned.
 */
import { removeRules } from '../../linux/netfilter/apply.ts';
import { markField } from '../../linux/netfilter/mark-field.ts';
import { openNetfilter } from '../../linux/netfilter/tools.ts';
import { restoreAccounting } from './accounting.ts';
import { withdrawLeftovers } from './announcements.ts';
import type { DownReport } from './control-model.ts';
import { readProtocols, runPaths } from './folders.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { keptRules } from './kept-rules.ts';

/**
 * Removes everything that the last daemon of `runDir` left.
 * Throws `Layer7Error` `ALREADY_RUNNING` when there is a daemon after all, and what `removeRules` throws.
 */
export async function removeLeftovers(runDir: string): Promise<DownReport> {
  const paths = runPaths(runDir);
  const lock = takeInstanceLock(paths.pid);
  try {
    const netfilter = await openNetfilter();
    const known = readProtocols(runDir);
    const names = new Map([...(known?.ids ?? [])].map(([name, id]) => [id, name]));
    await removeRules(netfilter);
    const kept = await keptRules(netfilter, markField(known?.mask), names);
    restoreAccounting(paths.accounting);
    await withdrawLeftovers({ runDir });
    return { keptRules: kept };
  } finally {
    lock.release();
  }
}
