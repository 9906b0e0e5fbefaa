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

const deadlineIn = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** Starts the guard and writes down what it will do. */
export async function startGuard(
  store: AppliedStore,
  seconds: number,
  previous: AppliedPolicy | undefined,
): Promise<void> {
  const token = randomUUID();
  const deadline = deadlineIn(seconds);
  store.keep('pending.json', {
    token,
    deadline,
    stands: false,
    ...(previous === undefined ? {} : { previous }),
  });
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
}

/** The policy stands: the time to confirm begins now. Returns its end (ISO 8601), where there is a guard. */
export function beginToWait(store: AppliedStore, seconds: number | undefined): string | undefined {
  const { pending } = store;
  if (pending === undefined || seconds === undefined) return undefined;
  const deadline = deadlineIn(seconds);
  store.keep('pending.json', { ...pending, deadline, stands: true });
  return deadline;
}
