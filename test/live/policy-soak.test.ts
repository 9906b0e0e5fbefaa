/**
 * A router that is never left alone: policies applied, replaced, reverted, left unconfirmed, and their
 * program killed; patterns reloaded; links taken down and up; while
 * downloads run. Afterwards rules and queues are what they were, and the daemon's memory is flat.
 *
 * One minute; longer with LAYER7_SOAK_MINUTES=120. What happens follows from a number that is printed, and
 * LAYER7_SOAK_SEED makes it happen again.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inside } from '../../src/app/lab/process.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { LAUNCHER, Live, whyNotLive } from '../support/lab.ts';
import { downloads, leech, startPeers } from '../support/line.ts';
import { policies } from '../support/policies.ts';

const skip = await whyNotLive({ services: ['nginx'], programs: ['tc', 'unshare', 'iptables-legacy'] });

const MINUTES = Number(process.env.LAYER7_SOAK_MINUTES ?? 1);
const SEED = Number(process.env.LAYER7_SOAK_SEED ?? Date.now() % 1_000_000);
/** Growth of the daemon's memory that is no leak: caches and the garbage not collected yet. */
const MOST_GROWTH = 96 << 20;

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const POLICIES = [
  'links: [{wan: server0, up: 18 mbit, down: 18 mbit}, {lan: client0}]\nclasses: [{name: a, share: 50%}, {name: b, share: 50%}]\ndefault: a\nrules: [{protocol: bittorrent, class: b}]\n',
  'links: [{wan: server0, up: 30 mbit, down: 30 mbit}, {lan: client0}]\nclasses: [{name: all, share: 100%}]\nrules: [{protocol: http, limit: 8 mbit}, {protocol: edonkey, block: drop}]\n',
  'links: [{wan: server0, up: 30 mbit, down: 30 mbit}]\nclasses: [{name: all, share: 100%}]\nrules: [{protocol: bittorrent, dscp: CS1, after: 1 MB}]\n',
  'links: [{wan: server0}]\nlocal: true\nrules: [{protocol: [edonkey, gnutella], block: reject}]\n',
];

/** Memory of a process in bytes (VmRSS of /proc). */
function residentOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

it('a soak leaves nothing behind', { skip, timeout: (MINUTES + 5) * 60_000 }, async () => {
  const random = randomFrom(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  await using live = await Live.start({ services: ['nginx'], prepare: startPeers });
  const policy = policies(live);
  const files = POLICIES.map((text) => policy.write(text));
  const { router, client } = live.lab;
  const counts = new Map<string, number>();
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const succeed = (finished: { status: number | null; stderr: string }, what: string): void => {
    assert.equal(finished.status, 0, `seed ${SEED}, ${what}: ${finished.stderr}`);
  };

  const before = await policy.machine();
  await downloads(client, 2);
  await leech(client, 2);

  const killed = async (): Promise<void> => {
    const words = ['policy', 'apply', pick(files), '--run-dir', live.daemon.runDir];
    if (random() < 0.5) words.push('--confirm', '5s');
    const [program, ...args] = inside(live.lab.topology.router, [LAUNCHER, ...words]);
    const child = spawn(program!, args, { stdio: 'ignore', detached: true });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await Promise.race([ended, sleep(500 + random() * 4000)]);
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It was done before.
    }
    await ended;
  };
  const flap = async (): Promise<void> => {
    const device = pick(['client0', 'server0']);
    await router.must(['ip', 'link', 'set', device, 'down']);
    await sleep(random() * 500);
    await router.must(['ip', 'link', 'set', device, 'up']);
  };
  const steps: Readonly<Record<string, () => Promise<unknown>>> = {
    apply: async () => {
      const applied = await policy.run('apply', pick(files));
      // A policy that waits for its confirmation may stand in the way.
      if (applied.status !== 6) succeed(applied, 'apply');
    },
    unconfirmed: async () => {
      const applied = await policy.run('apply', pick(files), '--confirm', '5s');
      if (applied.status !== 6) succeed(applied, 'apply --confirm');
    },
    revert: async () => succeed(await policy.run('revert'), 'revert'),
    reload: async () => succeed(await live.daemon.layer7('reload'), 'reload'),
    kill: killed,
    flap,
  };

  const memory: number[] = [];
  const end = Date.now() + MINUTES * 60_000;
  while (Date.now() < end) {
    const what = pick(Object.keys(steps));
    await steps[what]!();
    count(what);
    memory.push(residentOf(live.daemon.child.pid));
  }

  succeed(await policy.run('revert'), 'the last revert');
  await policy.same(before, `after seed ${SEED}`);
  const greeting = ['curl', '-sS', '--fail', '--max-time', '10', `http://${ADDRESSES.server.ipv4}/greeting`];
  await client.must(greeting);
  const early = memory[Math.floor(memory.length / 4)] ?? 0;
  const late = memory.at(-1) ?? 0;
  const steady = `${(early / 2 ** 20).toFixed(0)} → ${(late / 2 ** 20).toFixed(0)} MB`;
  console.log(
    `seed ${SEED}: ${[...counts].map(([what, times]) => `${what} ${times}`).join(', ')}; daemon ${steady}`,
  );
  assert.ok(late - early < MOST_GROWTH, `the daemon grows: ${steady}`);
});
