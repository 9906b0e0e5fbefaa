/**
 * One daemon per network namespace: rules, queues and chains belong to the namespace, whatever the run
 * folder. Who owns them is known in two ways.
 *
 * - A lock named after the namespace, in the usual run folder whichever run folder the daemon has: the first
 *   to take it is the owner, and the kernel lets go of it with the process.
 * - Where that lock is not to be seen, as in a container with a /run of its own: the queue that the rules of
 *   layer7 lead to. The kernel knows whether a socket is bound to it.
 *
 * The number of a namespace is used again once it is gone, so a lock file without a lock means little: only
 * that rules may be left, for which it is worth looking.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Layer7Error } from '../../core/errors.ts';
import { ownQueues } from '../../linux/netfilter/own-queues.ts';
import type { Netfilter } from '../../linux/netfilter/tools.ts';
import { findHolders, type QueueStatus, readQueue } from '../../linux/planes/queue-status.ts';
import { makeFolder } from './folders.ts';
import { type InstanceLock, OF_ITS_OWN, refuseSecond, takeInstanceLock } from './instance-lock.ts';
import { DEFAULT_RUN_DIR } from './places.ts';

/** How long the worker of a daemon that was killed may take to give its queue up, in steps of POLL milliseconds. */
const STEPS = 30;
const POLL = 100;

/** The lock of the network namespace of this process. */
function namespaceLock(): string {
  return join(DEFAULT_RUN_DIR, `namespace-${statSync('/proc/self/ns/net').ino}.pid`);
}

/** Makes the daemon of `runDir` the owner. Throws `Layer7Error` `ALREADY_RUNNING` with who is, `FOLDER_REFUSED`. */
export function takeNamespaceLock(runDir: string): InstanceLock {
  makeFolder(DEFAULT_RUN_DIR);
  return takeInstanceLock(namespaceLock(), runDir);
}

/** Throws `Layer7Error` `ALREADY_RUNNING` when the namespace has its daemon. */
export function refuseSecondInNamespace(): void {
  refuseSecond(namespaceLock());
}

/**
 * For the holder of the lock: throws `Layer7Error` `ALREADY_RUNNING` when the rules of layer7 that are there
 * are served by a process all the same.
 */
export async function refuseServedRules(netfilter: Netfilter): Promise<void> {
  const numbers = await ownQueues(netfilter);
  const served = (): QueueStatus | undefined =>
    numbers.map((number) => readQueue(number)).find((queue) => queue !== undefined);
  for (let step = 0; step < STEPS && served() !== undefined; step++) await sleep(POLL);
  const queue = served();
  if (queue === undefined) return;
  const holders = findHolders(queue.portid).map(({ pid, command }) => `process ${pid} (${command})`);
  const who = holders.length > 0 ? holders.join(' and ') : 'a process that is not to be seen from here';
  throw new Layer7Error({
    code: 'ALREADY_RUNNING',
    kind: 'conflict',
    message: `rules of layer7 are in this network namespace, and their queue ${queue.number} is held by ${who}`,
    next: `stop that daemon with "layer7 down" where it was started; ${OF_ITS_OWN}`,
  });
}
