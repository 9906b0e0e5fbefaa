/**
 * What single rules of a policy do to real traffic: limits for each host, windows of time, blocks. And what a
 * policy must never do: touch what is not its own, break a connection, lock anybody out, or leave something
 * behind when its program is killed.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inside } from '../../src/app/lab/process.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { clientHello, records } from '../support/hello.ts';
import { LAUNCHER, Live, PEER, until, VARIANTS, whyNotLive } from '../support/lab.ts';
import { Arrivals, cameFrom, LINE_PEER, SEED_PORT, startPeers, WEB_PORT } from '../support/line.ts';
import { type Policies, policies, windowAround } from '../support/policies.ts';

const skip = await whyNotLive({
  services: ['nginx', 'sipp'],
  programs: ['tc', 'unshare', 'iptables-legacy'],
});

const LINKS = 'links: [{wan: server0, up: 50 mbit, down: 50 mbit}, {lan: client0}]';
const withRules = (...rules: readonly string[]): string =>
  `${LINKS}\nclasses: [{name: all, share: 100%}]\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
const URL = `http://${ADDRESSES.server.ipv4}:${WEB_PORT}`;
const SECOND_HOST = '192.0.2.3';
/** How often a program is killed, later each time. */
const KILLS = 4;

/** Ends a program and all that it started, if it is still there. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // It was done before.
  }
}

/** What has nothing to do with the kind of iptables is tried with one of them. */
const ONCE = VARIANTS[0];

for (const variant of VARIANTS) {
  describe(`rules of a policy by iptables-${variant}`, { skip }, () => {
    let live: Live;
    let policy: Policies;
    const backend = ['--iptables', variant];

    before(async () => {
      live = await Live.start({
        services: ['nginx', 'sipp'],
        up: backend,
        prepare: async (lab) => {
          await startPeers(lab);
          await lab.client.must(['ip', 'addr', 'add', `${SECOND_HOST}/24`, 'dev', 'eth0']);
        },
      });
      policy = policies(live);
    });
    after(async () => {
      await live?.[Symbol.asyncDispose]();
    });

    afterEach(() => policy.reset());

    const fetch = (url: string, ...more: readonly string[]) =>
      live.lab.client.run(['curl', '-sS', '--fail', '--max-time', '5', '-o', '/dev/null', ...more, url]);
    /** Bytes that a peer like BitTorrent hands over in two seconds. */
    const seeded = async (): Promise<number> => {
      const words = ['leech', ADDRESSES.server.ipv4, String(SEED_PORT), '1', '2'];
      const said = await live.lab.client.must([process.execPath, LINE_PEER, ...words]);
      return (JSON.parse(said) as { bytes: number }).bytes;
    };
    const calls = () =>
      live.lab.client.run([
        'sipp',
        ...`-sn uac -t u1 -i ${ADDRESSES.client.ipv4} -m 1 -d 10 -timeout 5s -timeout_error -nostdin`.split(
          ' ',
        ),
        `${ADDRESSES.server.ipv4}:5060`,
      ]);

    it('stops a protocol, and no other', async () => {
      assert.ok((await seeded()) > 100_000);
      await policy.apply(withRules('{protocol: bittorrent, block: drop}'), ...backend);
      assert.ok((await seeded()) < 100, 'the handshake that names it does not come back');
      await until('the daemon tells of it', () =>
        /rule 1 of the policy blocks bittorrent .*in packet \d+, of the client/.test(
          live.daemon.child.said(),
        ),
      );
      const shown = await policy.run('show');
      assert.match(
        shown.stdout,
        /rule 1 .* 0 packets with 0 B of payload in the median of 1 blocked connection/,
        shown.stderr,
      );
      assert.equal((await fetch(`${URL}/large`)).status, 0);
      assert.equal((await calls()).status, 0);
      await policy.apply(withRules('{protocol: http, block: reject}'), ...backend);
      assert.notEqual((await fetch(`${URL}/greeting`)).status, 0);
      assert.ok((await seeded()) > 100_000);
      await policy.revert();
      assert.equal((await fetch(`${URL}/greeting`)).status, 0);
    });

    it('tells the side that is refused at once, and the other when it speaks', async () => {
      const server = await live.lab.server.start([process.execPath, PEER, 'greet', '2525'], {
        ready: ['tcp/2525'],
      });
      const words = ['wait-for-greeting', ADDRESSES.server.ipv4, '2525', '1500'];
      const visit = async () => JSON.parse(await live.lab.client.must([process.execPath, PEER, ...words]));
      assert.deepEqual(await visit(), { waiting: 'greeting', speaking: 'greeting' });
      await policy.apply(withRules('{protocol: smtp, block: reject}'), ...backend);
      assert.deepEqual(await visit(), { waiting: 'nothing', speaking: 'ECONNRESET' });
      assert.match(server.said(), /^ECONNRESET$/m);
      await policy.apply(withRules('{protocol: smtp, block: drop}'), ...backend);
      assert.deepEqual(await visit(), { waiting: 'nothing', speaking: 'nothing' });
      await policy.revert();
    });

    if (variant === ONCE)
      it('tells of a connection that fell silent before its name was whole', async () => {
        await policy.apply(withRules('{protocol: tls, block: drop}'), ...backend);
        const begun = records(clientHello({ name: 'www.example.org' })).subarray(0, 60);
        const script = `const socket = require('node:net').connect(${WEB_PORT}, '${ADDRESSES.server.ipv4}');
          socket.write(Buffer.from('${Buffer.from(begun).toString('hex')}', 'hex'));
          socket.on('error', () => {});`;
        const client = await live.lab.client.start([process.execPath, '-e', script]);
        await until('the daemon tells of it', () =>
          /rule 1 of the policy blocks tls .*passed=\d packets with payload, \d+ bytes of it evidence=in packet 1, of the client/.test(
            live.daemon.child.said(),
          ),
        );
        await client.end();
        await policy.revert();
      });

    if (variant === ONCE)
      it('stops it in its hours alone', async () => {
        await policy.apply(
          withRules(`{protocol: http, time: "mon-sun ${windowAround(0)}", block: reject}`),
          ...backend,
        );
        assert.notEqual((await fetch(`${URL}/greeting`)).status, 0, 'now');
        await policy.apply(
          withRules(`{protocol: http, time: "mon-sun ${windowAround(120)}", block: reject}`),
          ...backend,
        );
        assert.equal((await fetch(`${URL}/greeting`)).status, 0, 'in two hours');
        await sleep(2000);
        const { blocked } = JSON.parse((await policy.run('show', '--format', 'json')).stdout);
        assert.deepEqual(blocked, [], 'what was let through is not told as blocked');
        await policy.revert();
      });

    it('limits each host by itself, also when the limit changes', async () => {
      const arrivals = new Arrivals(live.lab.client, [cameFrom('tcp', WEB_PORT)]);
      await arrivals.install();
      const rate = async (hosts: readonly string[]): Promise<number> => {
        const started = await Promise.all(
          hosts.map((host) =>
            live.lab.client.start([
              'curl',
              '-s',
              '-o',
              '/dev/null',
              '--interface',
              host,
              `${URL}/large?[1-9999]`,
            ]),
          ),
        );
        await sleep(2000);
        const [mbit = 0] = await arrivals.rates(5);
        for (const child of started) await child.end();
        return mbit;
      };
      const one = [ADDRESSES.client.ipv4];
      const both = [ADDRESSES.client.ipv4, SECOND_HOST];
      const measured: string[] = [];
      for (const [limit, hosts] of [
        [4, one],
        [4, both],
        [12, one],
        [4, one],
      ] as const) {
        await policy.apply(withRules(`{protocol: http, limit: ${limit} mbit}`), ...backend);
        const mbit = await rate(hosts);
        const allowed = limit * hosts.length;
        measured.push(`${hosts.length} hosts at ${limit}: ${mbit.toFixed(1)} Mbit/s`);
        assert.ok(mbit <= allowed * 1.1 && mbit > allowed * 0.6, measured.join('; '));
      }
      console.log(measured.join('; '));
      await policy.revert();
    });

    if (variant === ONCE)
      it('holds a link to its rate, also without classes', async () => {
        const arrivals = new Arrivals(live.lab.client, [cameFrom('tcp', WEB_PORT)]);
        await arrivals.install();
        const text = `${LINKS.replace('down: 50', 'down: 4')}\nrules: [{protocol: http, allow: true}]\n`;
        const applied = await policy.apply(text, ...backend);
        const download = await live.lab.client.start([
          'curl',
          '-s',
          '-o',
          '/dev/null',
          `${URL}/large?[1-99]`,
        ]);
        await sleep(2000);
        const [mbit = 0] = await arrivals.rates(5);
        await download.end();
        assert.ok(mbit < 4.2 && mbit > 3, `${mbit} Mbit/s; ${applied.stderr}`);
        await policy.revert();
      });

    it('keeps connections while policies come, change and go', async () => {
      const slow = ['--limit-rate', '150k', '--max-time', '60', '-w', '%{size_download} %{exitcode}'];
      const running = Promise.all([1, 2, 3].map(() => fetch(`${URL}/large`, ...slow)));
      for (const text of [
        withRules('{protocol: http, class: all}'),
        `${LINKS}\nclasses: [{name: a, share: 50%}, {name: b, share: 50%}]\ndefault: a\nrules: [{protocol: http, class: b}]\n`,
        withRules('{protocol: bittorrent, block: drop}', '{protocol: http, dscp: AF11}'),
      ]) {
        await policy.apply(text, ...backend);
      }
      await policy.revert();
      const ended = await running;
      assert.deepEqual(
        ended.map(({ stdout }) => stdout),
        ['2000000 0', '2000000 0', '2000000 0'],
      );
    });

    const rolledBack = (): boolean =>
      existsSync(`${live.daemon.runDir}/policy/rolled-back`) &&
      !existsSync(`${live.daemon.runDir}/policy/pending.json`);

    if (variant === ONCE)
      it('comes back by itself what was before, when nobody confirms, though the terminal is gone', async () => {
        const lockOut = policy.write(withRules('{block: drop}').replace('rules:', 'local: true\nrules:'));
        const first = await policy.machine();
        const words = ['policy', 'apply', lockOut, '--confirm', '8s', '--run-dir', live.daemon.runDir];
        // A terminal that goes as soon as the policy stands, as a session over the network does.
        const [file, ...args] = inside(live.lab.topology.router, [LAUNCHER, ...words, ...backend]);
        const terminal = spawn(file!, args, { stdio: 'ignore', detached: true });
        const applied = `${live.daemon.runDir}/policy/applied.json`;
        await until('the policy is in force', () => existsSync(applied), 30_000);
        endGroup(terminal, 'SIGHUP');
        assert.notEqual((await fetch(`${URL}/greeting`, '--max-time', '2')).status, 0);
        await until('what was before is back', () => rolledBack(), 30_000);
        await policy.same(first, 'after the rollback');
        assert.equal((await fetch(`${URL}/greeting`)).status, 0);
        const late = await policy.run('confirm');
        assert.equal(late.status, 2);
        assert.match(late.stderr, /taken back/);
      });

    it('goes back to the policy before it, and stays when it is confirmed', async () => {
      await policy.apply(withRules('{protocol: http, class: all}'), ...backend);
      const withFirst = await policy.machine();
      const second = withRules('{protocol: http, block: drop}');
      await policy.apply(second, '--confirm', '15s', ...backend);
      const busy = await policy.run('apply', policy.write(second), ...backend);
      assert.equal(busy.status, 6, 'nothing is applied over a policy that waits');
      await until('the first is back', () => rolledBack(), 30_000);
      await policy.same(withFirst, 'after the rollback');
      await policy.apply(second, '--confirm', '10s', ...backend);
      const withSecond = await policy.machine();
      const confirmed = await policy.run('confirm');
      assert.equal(confirmed.status, 0, confirmed.stderr);
      await sleep(12_000);
      await policy.same(withSecond, 'after it was confirmed');
      await policy.revert();
    });

    it('leaves what others have, and says who is in the way', async () => {
      const { router } = live.lab;
      await router.must(
        'tc qdisc add dev server0 root handle 5: tbf rate 40mbit burst 20k limit 100k'.split(' '),
      );
      await router.must([`iptables-${variant}`, ...'-A FORWARD -p tcp --dport 25 -j DROP'.split(' ')]);
      const before = await policy.machine();
      const text = withRules('{protocol: http, class: all}');
      const refused = await policy.run('apply', policy.write(text), ...backend);
      assert.equal(refused.status, 6);
      assert.match(refused.stderr, /qdisc tbf 5: on server0/);
      assert.match(refused.stderr, /--leave server0/);
      await policy.same(before, 'after a refusal');
      await policy.apply(text, '--leave', 'server0', ...backend);
      assert.match(await policy.machine(), /qdisc tbf 5: root/);
      await policy.revert();
      await router.must('tc qdisc del dev server0 root'.split(' '));
      await router.must([`iptables-${variant}`, ...'-D FORWARD -p tcp --dport 25 -j DROP'.split(' ')]);
    });

    it('can be killed at any moment: the next command clears up', async () => {
      const before = await policy.machine();
      const file = policy.write(
        withRules('{protocol: http, class: all}', '{protocol: bittorrent, block: drop}'),
      );
      const words = ['policy', 'apply', file, '--run-dir', live.daemon.runDir, ...backend];
      const [program, ...args] = inside(live.lab.topology.router, [LAUNCHER, ...words]);
      let half = 0;
      for (let step = 0; step < KILLS; step++) {
        const child = spawn(program!, args, { stdio: 'ignore', detached: true });
        const ended = new Promise((resolve) => child.on('exit', resolve));
        // It changes the machine as soon as the journal is there.
        const journal = `${live.daemon.runDir}/policy/journal.json`;
        await until('the journal', () => existsSync(journal) || child.exitCode !== null, 20_000);
        await sleep(step * 80);
        endGroup(child, 'SIGKILL');
        await ended;
        if (existsSync(journal)) half += 1;
        if (step % 2 === 0) {
          const again = await policy.run('apply', file, ...backend);
          assert.equal(again.status, 0, again.stderr);
        }
        const reverted = await policy.run('revert');
        assert.equal(reverted.status, 0, reverted.stderr);
        await policy.same(before, `when killed ${step * 80} ms after the journal`);
      }
      console.log(`${half} of ${KILLS} were killed half way`);
      assert.ok(half > 0);
    });
  });
}
