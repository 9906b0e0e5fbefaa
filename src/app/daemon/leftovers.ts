/**
 * Clearing up after a daemon that crashed: its rules, its files, and the kernel's switches that it turned. Done
 * by the next `layer7 up` before anything else, and by `layer7 down` where no daemon runs.
 */
import { Layer7Error } from '../../core/errors.ts';
import { removeRules } from '../../linux/netfilter/apply.ts';
import { markField } from '../../linux/netfilter/mark-field.ts';
import { openNetfilter } from '../../linux/netfilter/tools.ts';
import { withdrawLeftovers } from './announcements.ts';
import { restoreSwitches } from './conntrack-switches.ts';
import type { DownReport } from './control-model.ts';
import { readProtocols, runPaths, sweepRunFolder } from './folders.ts';
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts';
import { keptRules } from './kept-rules.ts';
import { takeNamespaceLock } from './namespace-lock.ts';

/**
 * Removes everything that the last daemon of `runDir` left, where none runs. Rules stay when they have
 * become those of another daemon of this network namespace, which runs.
 * Throws `Layer7Error` `ALREADY_RUNNING` when there is one after all, and what `clearUp` throws.
 */
export async function removeLeftovers(runDir: string): Promise<DownReport> {
  const lock = takeInstanceLock(runPaths(runDir).pid);
  let namespace: InstanceLock | undefined;
  try {
    namespace = unlessTaken(() => takeNamespaceLock(runDir));
    const report = await clearUp(runDir, namespace !== undefined);
    if (namespace !== undefined) restoreSwitches(runPaths(runDir).accounting);
    return report;
  } finally {
    namespace?.release();
    lock.release();
  }
}

function unlessTaken(take: () => InstanceLock): InstanceLock | undefined {
  try {
    return take();
  } catch (error) {
    if (error instanceof Layer7Error && error.code === 'ALREADY_RUNNING') return undefined;
    throw error;
  }
}

/**
 * The same for a caller that holds the locks, and who turns the switches back in the end: in between, connections
 * would go uncounted for as long as they live; `ownsNamespace`: that of the network namespace too. Throws what
 * `openNetfilter` and `removeRules` throw.
 */
export async function clearUp(runDir: string, ownsNamespace: boolean): Promise<DownReport> {
  if (!ownsNamespace) {
    await clearFiles(runDir);
    return { keptRules: [] };
  }
  const netfilter = await openNetfilter();
  const known = readProtocols(runDir);
  await removeRules(netfilter);
  const kept = await keptRules(netfilter, markField(known?.mask), known?.ids ?? new Map());
  await clearFiles(runDir);
  return { keptRules: kept };
}

async function clearFiles(runDir: string): Promise<void> {
  await withdrawLeftovers(runDir);
  sweepRunFolder(runDir);
}
