/**
 * Nobody locks themselves out of a router: a policy that is applied with a time to confirm in comes with a
 * guard, a small process of its own session, started before the machine is touched. It waits, and brings
 * back what was in force before, unless the policy has been confirmed or reverted by then. It needs neither
 * the terminal nor the command that started it, nor the daemon. What it runs is `guard-process.ts`.
 *
 * Should the guard itself be killed, the next command about policies does its work.
 */

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AppliedPolicy, AppliedStore } from './applied-store.ts';

const PROGRAM = fileURLToPath(new URL('guard-process.ts', import.meta.url));

/**
 * Starts the guard and writes down what it will do; returns its deadline (ISO 8601).
 */
export async function startGuard(
  store: AppliedStore,
  seconds: number,
  previous: AppliedPolicy | undefined,
): Promise<string> {
  const token = randomUUID();
  const deadline = new Date(Date.now() + seconds * 1000).toISOString();
  store.keep('pending.json', { token, deadline, ...(previous === undefined ? {} : { previous }) });
  const log = openSync(store.path('guard.log'), 'a', 0o640);
  const words = [PROGRAM, store.stateDir, token, String(seconds)];
  const child = spawn(process.execPath, [...process.execArgv, ...words], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await once(child, 'spawn');
  child.unref();
  return deadline;
}
