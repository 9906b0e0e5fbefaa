/**
 * The guard as a program (see `guard.ts`): `node guard-process.ts STATE_DIR TOKEN SECONDS`. It has a session
 * of its own, so the end of a terminal does not reach it, and it counts the seconds itself, so a clock that
 * is set meanwhile does not matter.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { openNetfilter } from '../../linux/netfilter/tools.ts';
import { AppliedStore } from './applied-store.ts';
import { rollBackUnconfirmed } from './apply.ts';

const POLL = 500;
const ATTEMPTS = 5;

async function guard([stateDir = '', token = '', seconds = '']: readonly string[]): Promise<void> {
  process.title = 'layer7 policy';
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGPIPE'] as const) process.on(signal, () => {});
  const store = new AppliedStore(stateDir);
  const patience = Number(seconds) * 1000;
  let end = performance.now() + patience;
  let stands = false;
  while (performance.now() < end) {
    await sleep(Math.min(POLL, Math.max(0, end - performance.now())));
    const { pending } = store;
    if (pending?.token !== token) return;
    if (pending.stands && !stands) end = performance.now() + patience;
    stands = pending.stands;
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rollBackUnconfirmed(await openNetfilter(), stateDir, token);
      return;
    } catch (error) {
      console.error(new Date().toISOString(), error);
      if (attempt === ATTEMPTS) throw error;
      await sleep(POLL * attempt);
    }
  }
}

await guard(process.argv.slice(2));
