/**
 * When things go wrong, traffic goes on: killed and stopped processes, a queue that is full, a second copy,
 * a broken pattern file. And the budget that is changed at run time.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { isAlive } from '../../src/app/lab/process.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { LAUNCHER, Live, PEER, until, whyNotLive } from '../support/lab.ts';
import { childrenOf } from '../support/processes.ts';

const skip = await whyNotLive({ services: ['nginx'], programs: ['ab', 'gcc'] });

const SERVER = ADDRESSES.server.ipv4;
const GREETING = ['curl', '-sS', '--fail', '--max-time', '10', `http://${SERVER}/greeting`];

/** Connections that ab makes while something is killed. */
const REQUESTS = Number(process.env.LAYER7_LIVE_REQUESTS ?? 12_000);

async function namedNow(live: Live): Promise<string | undefined> {
  await live.lab.client.must(GREETING);
  const flows = (await live.tracked()).filter((flow) => flow.dport === 80);
  const newest = flows.toSorted((a, b) => a.sport - b.sport);
  return newest.some((flow) => flow.l7 === 'http') ? 'http' : newest.at(-1)?.l7;
}

interface Load {
  readonly complete: number;
  readonly failed: number;
}

/** Short HTTP connections, sixteen at a time, while `disturb` runs. */
async function underLoad(live: Live, disturb: () => Promise<void>): Promise<Load> {
  const argv = ['ab', '-q', '-r', '-n', `${REQUESTS}`, '-c', '16', '-s', '30', `http://${SERVER}/greeting`];
  const running = live.lab.client.must(argv, { timeout: 180_000 });
  await disturb();
  const report = await running;
  const number = (label: string) => Number(new RegExp(`${label}:\\s+(\\d+)`).exec(report)?.[1]);
  return { complete: number('Complete requests'), failed: number('Failed requests') };
}

describe('processes that are killed', { skip }, () => {
  it('a worker, in mid-traffic, again and again: no connection fails, and names come back', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    const load = await underLoad(live, async () => {
      for (let i = 0; i < 3; i++) {
        await sleep(400);
        for (const pid of childrenOf(live.daemon.child.pid)) process.kill(pid, 'SIGKILL');
      }
    });
    assert.deepEqual(load, { complete: REQUESTS, failed: 0 });
    await until('a connection is named again', async () => (await namedNow(live)) === 'http');
    assert.ok((await live.daemon.status()).health.restarts >= 1);
  });

  it('the daemon, in mid-traffic: no connection fails; the next up cleans up and works', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    // Labels belong to one daemon of the whole machine, which may be another one by then.
    const saved = async () =>
      (await live.host.must(['iptables-save']))
        .split('\n')
        .filter((line) => /LAYER7/.test(line) && !/--label /.test(line)).length;
    const rules = await saved();
    const workers = childrenOf(live.daemon.child.pid);
    const load = await underLoad(live, async () => {
      await sleep(600);
      process.kill(live.daemon.child.pid, 'SIGKILL');
    });
    assert.deepEqual(load, { complete: REQUESTS, failed: 0 });
    await until('the workers have ended too', () => !workers.some(isAlive));
    assert.equal(await saved(), rules, 'nothing took its rules away');
    await live.up();
    assert.equal(await saved(), rules, 'the same rules, once');
    await until('a connection is named again', async () => (await namedNow(live)) === 'http');
  });

  it('both at once', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    const load = await underLoad(live, async () => {
      await sleep(600);
      for (const pid of [live.daemon.child.pid, ...childrenOf(live.daemon.child.pid)]) {
        process.kill(pid, 'SIGKILL');
      }
    });
    assert.deepEqual(load, { complete: REQUESTS, failed: 0 });
  });
});

describe('processes that are stopped', { skip }, () => {
  it('a worker: the watchdog frees the traffic and replaces it', async (test) => {
    await using live = await Live.start({ services: ['nginx'] });
    const workers = childrenOf(live.daemon.child.pid);
    const stopped = performance.now();
    for (const pid of workers) process.kill(pid, 'SIGSTOP');
    await live.lab.client.must(GREETING);
    test.diagnostic(`traffic held for ${Math.round(performance.now() - stopped)} ms`);
    await until('a connection is named again', async () => (await namedNow(live)) === 'http');
    await until('the stopped worker is gone', () => !workers.some(isAlive));
    assert.ok((await live.daemon.status()).health.restarts >= 1);
  });

  it('the daemon: the worker goes on naming', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    process.kill(live.daemon.child.pid, 'SIGSTOP');
    assert.equal(await namedNow(live), 'http');
    process.kill(live.daemon.child.pid, 'SIGCONT');
    assert.ok((await live.daemon.status()).pid > 0);
  });

  it('the whole process group: connections go on and are named, and commands say why they get no answer', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    live.daemon.child.signal('SIGSTOP');
    const impatient = GREETING.map((word) => (word === '10' ? '2' : word));
    await live.lab.client.must(impatient);
    assert.equal(await namedNow(live), 'http');
    const { pid } = live.daemon.child;
    for (const words of [['status'], ['flows'], ['set', 'numpackets', '12'], ['down']]) {
      const [command = '', ...args] = words;
      const refused = await live.daemon.layer7(command, ...args);
      assert.equal(refused.status, 4, refused.stderr);
      assert.match(refused.stderr, new RegExp(`process ${pid}\\).* is stopped \\(state T\\)`));
      assert.match(refused.stderr, new RegExp(`kill -CONT ${pid}`));
    }
    live.daemon.child.signal('SIGCONT');
    await until('it answers again', async () => (await live.daemon.status()).pid === pid);
  });

  it('Ctrl-Z in the foreground: it goes on, and says how to end it', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    live.daemon.child.signal('SIGTSTP');
    assert.equal(await namedNow(live), 'http');
    assert.ok((await live.daemon.status()).pid > 0);
    assert.match(live.daemon.child.said(), /Ctrl-Z does not stop layer7.*"layer7 down"/);
  });
});

describe('a queue that is full', { skip }, () => {
  it('fails open: every packet arrives, and those not looked at are counted', async () => {
    await using live = await Live.start({ services: [] });
    await live.lab.server.must(['ip', 'address', 'add', '198.18.0.0/15', 'dev', 'eth0']);
    await live.host.must(['ip', 'route', 'add', '198.18.0.0/15', 'via', SERVER]);
    await live.lab.server.must(['ip', 'route', 'add', 'local', '198.18.0.0/15', 'dev', 'lo']);
    const count = 60_000;
    await live.rule('iptables', '-A', 'FORWARD', '-p', 'udp', '-d', '198.18.0.0/15');
    for (const pid of childrenOf(live.daemon.child.pid)) process.kill(pid, 'SIGSTOP');
    const flood = [process.execPath, PEER, 'flood', `${count}`, '00112233'];
    const sent = JSON.parse(await live.lab.client.must(flood, { timeout: 60_000 }));
    assert.deepEqual(sent, { sent: count, failed: 0 });
    const passed = async () => (await live.counted('iptables', 'filter', 'FORWARD'))[0]!.packets;
    await until('all packets have passed', async () => (await passed()) >= count);
    const { counters } = (await live.daemon.status()).health;
    const unseen = Object.entries(counters).filter(([name]) => /overflow|released/i.test(name));
    assert.ok(
      unseen.some(([, value]) => value > 0),
      JSON.stringify(counters),
    );
  });
});

describe('a second copy', { skip }, () => {
  it('is refused with who runs, and changes nothing', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    const before = await live.host.must(['iptables-save']);
    for (const words of [
      [live.daemon.runDir],
      [live.host.path('another')],
      [live.host.path('another'), '--queue-num', '7'],
    ]) {
      const second = await live.host.run([LAUNCHER, 'up', '--foreground', '--run-dir', ...words]);
      assert.equal(second.status, 6, second.stderr);
      assert.match(second.stderr, new RegExp(`\\b${live.daemon.child.pid}\\b`));
    }
    const rules = (text: string) => text.replaceAll(/^#.*$|\[\d+:\d+\]/gm, '');
    assert.equal(rules(await live.host.must(['iptables-save'])), rules(before));
    assert.equal(await namedNow(live), 'http');
  });

  it('runs beside the first in another network namespace', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    await using other = await Live.start({ services: ['nginx'] });
    assert.equal(await namedNow(live), 'http');
    assert.equal(await namedNow(other), 'http');
  });
});

describe('changes at run time', { skip }, () => {
  const start = () =>
    Live.start({
      services: ['nginx'],
      up: (lab) => {
        lab.router.write('patterns/http.pat', 'http\n^get \n');
        return ['--l7dir', lab.router.path('patterns')];
      },
    });

  it('a broken pattern file is refused with its place, and the old set stays', async () => {
    await using live = await start();
    assert.equal(await namedNow(live), 'http');
    live.host.write('patterns/other.pat', '# a comment\nother\n^(abc\n');
    const refused = await live.daemon.layer7('reload');
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, /other\.pat:3:\d+/);
    assert.equal(await namedNow(live), 'http');
  });

  it('a reload takes a new protocol in, without touching rules or named connections', async () => {
    await using live = await start();
    await live.rule('iptables', ...'-A FORWARD -m layer7 --l7proto http'.split(' '));
    const before = await live.host.must(['iptables-save', '-t', 'mangle']);
    live.host.write('patterns/ssh.pat', 'ssh\n^ssh-[12]\n');
    const reloaded = await live.daemon.layer7('reload');
    assert.equal(reloaded.status, 0, reloaded.stderr);
    assert.ok([...live.names().values()].includes('ssh'));
    assert.equal(await namedNow(live), 'http');
    // A new name has a new label; where this daemon has the labels, its rule is the only one that is new.
    const rules = (text: string) => text.replaceAll(/^#.*$|\[\d+:\d+\]|^-A LAYER7_NAME .*--label .*\n/gm, '');
    assert.equal(rules(await live.host.must(['iptables-save', '-t', 'mangle'])), rules(before));
  });

  it('SIGHUP reloads too', async () => {
    await using live = await start();
    live.host.write('patterns/ssh.pat', 'ssh\n^ssh-[12]\n');
    process.kill(live.daemon.child.pid, 'SIGHUP');
    await until('ssh has an id', () => [...live.names().values()].includes('ssh'));
  });

  it('numpackets and maxdatalen hold from now on', async () => {
    await using live = await start();
    const nameOfNext = async () => {
      const before = new Set((await live.tracked()).map((flow) => flow.sport));
      await live.lab.client.must(GREETING);
      return (await live.tracked()).find((flow) => flow.dport === 80 && !before.has(flow.sport))?.l7;
    };
    const set = async (...words: readonly string[]) => {
      const done = await live.daemon.layer7('set', ...words);
      assert.equal(done.status, 0, done.stderr);
    };
    assert.equal(await nameOfNext(), 'http');
    await set('numpackets', '3');
    assert.equal(await nameOfNext(), 'unknown', 'the request is the fourth packet');
    await set('numpackets', '4');
    assert.equal(await nameOfNext(), 'http');
    await set('maxdatalen', '2');
    assert.equal(await nameOfNext(), 'unknown', 'one byte is not enough');
    await set('maxdatalen', '2048');
    assert.equal(await nameOfNext(), 'http');
    const status = await live.daemon.status();
    assert.deepEqual(status.budget, { numpackets: 4, maxdatalen: 2048 });
    for (const words of [
      ['numpackets', '0'],
      ['maxdatalen', '65537'],
      ['maxdatalen', 'many'],
    ]) {
      assert.equal((await live.daemon.layer7('set', ...words)).status, 2);
    }
  });
});
