/**
 * A router that is never left alone: policies applied, replaced, reverted, left unconfirmed, and their
 * program killed; patterns reloaded; links taken down and up; the daemon killed and started again on top of
 * the crash; while downloads run, none of which may fail. Every few minutes, and at the end, the policy goes
 * and rules and queues are what they were.
 *
 * All the while `layer7 account check` runs, and every check whose daemon lives through it must hold. In the
 * first half the daemon is killed at random, a last time in the middle; the second half is one life of it, long
 * enough to see whether its memory is flat.
 *
 * One minute; longer with LAYER7_SOAK_MINUTES=120. What happens follows from a number that is printed, and
 * LAYER7_SOAK_SEED makes it happen again.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inside } from '../../src/app/lab/process.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { AccountChecks } from '../support/account-checks.ts';
import { LAUNCHER, Live, whyNotLive } from '../support/lab.ts';
import { downloads, leech, startPeers } from '../support/line.ts';
import { policies } from '../support/policies.ts';
import { residentWithChildren } from '../support/processes.ts';
import { Random } from '../support/random.ts';

const skip = await whyNotLive({ services: ['nginx'], programs: ['tc', 'unshare', 'iptables-legacy'] });

const MINUTES = Number(process.env.LAYER7_SOAK_MINUTES ?? 1);
const SEED = Number(process.env.LAYER7_SOAK_SEED ?? Date.now() % 1_000_000);
/** Growth of the daemon's memory that is no leak: caches and the garbage not collected yet. */
const MOST_GROWTH = 96 << 20;
/** Part of the steps of the first half that kill the daemon. */
const CRASHES = 0.1;
const CHECK_SECONDS = 10;
/** Between two comparisons of the machine with how it was found. */
const COMPARE_MS = 5 * 60_000;
const CONNECTIONS = 2;
/** Most that a sender may have on its way to the client, in bytes: so much fills a queue. */
const WINDOW = 32_768;
/** Queues come, and go again by themselves when nobody confirms them. */
const CHANGES_A_STEP = 2;

const POLICIES = [
  'links: [{wan: server0, up: 18 mbit, down: 18 mbit}, {lan: client0}]\nclasses: [{name: a, share: 50%}, {name: b, share: 50%}]\ndefault: a\nrules: [{protocol: bittorrent, class: b}]\n',
  'links: [{wan: server0, up: 30 mbit, down: 30 mbit}, {lan: client0}]\nclasses: [{name: all, share: 100%}]\nrules: [{protocol: http, limit: 8 mbit}, {protocol: edonkey, block: drop}]\n',
  'links: [{wan: server0, up: 30 mbit, down: 30 mbit}]\nclasses: [{name: all, share: 100%}]\nrules: [{protocol: bittorrent, dscp: CS1, after: 1 MB}]\n',
  'links: [{wan: server0}]\nlocal: true\nrules: [{protocol: [edonkey, gnutella], block: reject}]\n',
];

const GREETING = `curl -sS --fail --max-time 10 http://${ADDRESSES.server.ipv4}/greeting`.split(' ');

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** The middle one of the numbers: a peak before the garbage is collected does not matter. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

it('a soak leaves nothing behind', { skip, timeout: (MINUTES + 5) * 60_000 }, async () => {
  const random = new Random(SEED);
  await using live = await Live.start({ services: ['nginx'], prepare: startPeers });
  const policy = policies(live);
  const files = POLICIES.map((text) => policy.write(text));
  const { router, client } = live.lab;
  const checks = new AccountChecks(live, CHECK_SECONDS, 2 * CONNECTIONS * WINDOW);
  const counts = new Map<string, number>();
  const succeed = (finished: { status: number | null; stderr: string }, what: string): void => {
    assert.equal(finished.status, 0, `seed ${SEED}, ${what}: ${finished.stderr}`);
  };

  const before = await policy.machine();
  await client.must(['sysctl', '-qw', `net.ipv4.tcp_rmem=4096 ${WINDOW} ${WINDOW}`]);
  const loads = [...(await downloads(client, CONNECTIONS)), await leech(client, CONNECTIONS)];
  /** Memory of the daemon and its workers after each step, one list for each life. */
  const lives: number[][] = [[]];

  const killed = async (): Promise<void> => {
    const words = ['policy', 'apply', random.pick(files), '--run-dir', live.daemon.runDir];
    if (random.next() < 0.5) words.push('--confirm', '5s');
    const [program, ...args] = inside(live.lab.topology.router, [LAUNCHER, ...words]);
    const child = spawn(program!, args, { stdio: 'ignore', detached: true });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await Promise.race([ended, sleep(500 + random.next() * 4000)]);
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It was done before.
    }
    await ended;
  };
  const flap = async (): Promise<void> => {
    const device = random.pick(['client0', 'server0']);
    await router.must(['ip', 'link', 'set', device, 'down']);
    await sleep(random.next() * 500);
    await router.must(['ip', 'link', 'set', device, 'up']);
  };
  /** kill −9 of the daemon, with its workers or without, in the middle of an account check or after it. */
  const crash = async (): Promise<void> => {
    if (random.next() < 0.5) await checks.finish();
    const { child } = live.daemon;
    if (random.next() < 0.5) child.signal('SIGKILL');
    else process.kill(child.pid, 'SIGKILL');
    await Promise.all([child.ended(), checks.breakOff(), client.must(GREETING)]);
    await live.up();
    lives.push([]);
  };
  const steps: Readonly<Record<string, () => Promise<unknown>>> = {
    apply: async () => {
      const applied = await policy.run('apply', random.pick(files));
      // A policy that waits for its confirmation may stand in the way.
      if (applied.status !== 6) succeed(applied, 'apply');
    },
    unconfirmed: async () => {
      const applied = await policy.run('apply', random.pick(files), '--confirm', '5s');
      if (applied.status !== 6) succeed(applied, 'apply --confirm');
    },
    revert: async () => succeed(await policy.run('revert'), 'revert'),
    reload: async () => {
      // A worker that the machine gave no time for so long is replaced: nothing has changed, and it says try again.
      let reloaded = await live.daemon.layer7('reload');
      for (let again = 0; again < 3 && /WORKER_SILENT/.test(reloaded.stderr); again++) {
        counts.set('reload again', (counts.get('reload again') ?? 0) + 1);
        reloaded = await live.daemon.layer7('reload');
      }
      succeed(reloaded, 'reload');
    },
    kill: killed,
    flap,
    crash,
  };
  const calm = Object.keys(steps).filter((what) => what !== 'crash');
  const step = async (what: string): Promise<void> => {
    await checks.keepOn(CHANGES_A_STEP);
    await steps[what]!();
    counts.set(what, (counts.get(what) ?? 0) + 1);
    assert.ok(
      loads.every(({ running }) => running),
      `seed ${SEED}: a download failed during ${what}`,
    );
    lives.at(-1)!.push(residentWithChildren(live.daemon.child.pid));
  };

  let compared = Date.now();
  const compare = async (): Promise<void> => {
    await checks.finish();
    succeed(await policy.run('revert'), 'revert before comparing');
    const steps = [...counts.values()].reduce((sum, times) => sum + times, 0);
    await policy.same(before, `seed ${SEED}, after ${steps} steps`);
    compared = Date.now();
  };
  const go = async (names: readonly string[]): Promise<void> => {
    await step(random.pick(names));
    if (Date.now() - compared > COMPARE_MS) await compare();
  };

  const start = Date.now();
  const passed = (): number => (Date.now() - start) / (MINUTES * 60_000);
  while (passed() < 0.5) await go(random.next() < CRASHES ? ['crash'] : calm);
  await step('crash');
  while (passed() < 1) await go(calm);
  await checks.finish();

  const last = lives.at(-1)!;
  const quarter = Math.ceil(last.length / 4);
  const [early, late] = [median(last.slice(0, quarter)), median(last.slice(-quarter))];
  const most = Math.max(...lives.flat());
  const steady = `${megabytes(early)} → ${megabytes(late)} MB in its last life, at most ${megabytes(most)} MB`;
  const done = [...counts].map(([what, times]) => `${what} ${times}`).join(', ');
  console.log(`seed ${SEED}: ${done}; ${lives.length} lives of the daemon, ${steady}; ${checks.summary()}`);

  await compare();
  await client.must(GREETING);
  // Nothing happens any more: now it holds by itself.
  await checks.keepOn();
  await checks.finish();
  assert.ok(late - early < MOST_GROWTH, `the daemon grows: ${steady}`);
  // While patterns are reloaded, two workers may be there.
  assert.ok(most < 2 * early, `a life of the daemon is larger than the others: ${steady}`);
});
