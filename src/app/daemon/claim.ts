/**
 * The first step of a daemon: it makes its place its own, that is the network namespace and the two folders,
 * or is refused. What a daemon that crashed left behind there is removed.
 */
import { removeRules } from '../../linux/netfilter/apply.ts';
import { type Netfilter, openNetfilter } from '../../linux/netfilter/tools.ts';
import type { Log } from '../log.ts';
import { restoreSwitches } from './conntrack-switches.ts';
import { makeFolder, runPaths } from './folders.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { clearUp } from './leftovers.ts';
import { refuseServedRules, takeNamespaceLock } from './namespace-lock.ts';
import type { DaemonSettings } from './settings.ts';

/**
 * Claims what the settings name; giving it back goes onto `undo`. Returns the netfilter of the namespace.
 * Throws `Layer7Error` `ALREADY_RUNNING`, `FOLDER_REFUSED`, and what `openNetfilter` and `clearUp` throw.
 */
export async function claimPlace(
  { runDir, stateDir, backend }: DaemonSettings,
  undo: AsyncDisposableStack,
  log: Log,
): Promise<Netfilter> {
  const namespace = takeNamespaceLock(runDir);
  undo.defer(() => namespace.release());
  makeFolder(runDir);
  makeFolder(stateDir);
  const lock = takeInstanceLock(runPaths(runDir).pid);
  undo.defer(() => lock.release());
  const netfilter = await openNetfilter({ backend });
  await refuseServedRules(netfilter);
  if (lock.crashed !== undefined) {
    log.warning(`process ${lock.crashed} ended without clearing up: what it left is removed first`);
    undo.defer(() => restoreSwitches(runPaths(runDir).accounting));
    await clearUp(runDir, true);
  } else if (namespace.crashed !== undefined) {
    // With another run folder, which is left as it is.
    await removeRules(netfilter);
  }
  return netfilter;
}
