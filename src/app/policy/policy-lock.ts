/**
 * One change of policy at a time: a lock on a file in the store. Whoever comes second waits for a while,
 * since a change is done in seconds, and is then told who holds it.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { Layer7Error } from '../../core/errors.ts';
import { takeInstanceLock } from '../daemon/instance-lock.ts';
import type { AppliedStore } from './applied-store.ts';

const PATIENCE = 30_000;
const POLL = 100;

/** Takes the lock; give it back by `using`. @throws Layer7Error `POLICY_BUSY`. */
export async function takePolicyLock(store: AppliedStore): Promise<Disposable> {
  const path = store.path('lock');
  for (let waited = 0; ; waited += POLL) {
    try {
      const lock = takeInstanceLock(path);
      return { [Symbol.dispose]: () => lock.release() };
    } catch (error) {
      if (!(error instanceof Layer7Error) || error.code !== 'ALREADY_RUNNING') throw error;
      if (waited >= PATIENCE) {
        throw new Layer7Error({
          code: 'POLICY_BUSY',
          kind: 'conflict',
          message: 'another command is changing the policy',
          where: { file: path },
          next: 'wait until it is done, and try again',
        });
      }
      await sleep(POLL);
    }
  }
}
