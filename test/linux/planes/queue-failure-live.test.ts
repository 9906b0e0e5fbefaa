/**
 * The queue plane on the real kernel, when something goes wrong: processes die or hang, queues overflow,
 * floods come, another has the queue. Whatever happens, packets pass.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Layer7Error } from '../../../src/core/errors.ts';
import { MSG_DONTWAIT } from '../../../src/linux/ffi/libc.ts';
import { ReceiveRing } from '../../../src/linux/ffi/receive-ring.ts';
import { QueuePlane } from '../../../src/linux/planes/queue-plane.ts';
import { QueueSocket } from '../../../src/linux/planes/queue-socket.ts';
import { readQueue } from '../../../src/linux/planes/queue-status.ts';
import { StandIn } from '../../../src/linux/planes/stand-in.ts';
import { ADDRESSES } from '../../support/namespaces.ts';
import { HTTP, PORT, QueueRig, until, whyNoQueueRig } from '../../support/queue-rig.ts';
import { installQueueRules, MASK, SEEN } from '../../support/queue-rules.ts';

const skip = whyNoQueueRig();

describe('failures of the queue plane on a live kernel', { skip: skip ?? false }, () => {
  const rig = new QueueRig();
  before(() => rig.open());
  after(() => rig.close());

  test('kill -9 of the supervisor: the worker answers what is held and ends, and no connection fails', async () => {
    installQueueRules(rig.internet, { queues: '0', packets: 10 });
    const runner = join(import.meta.dirname, '../../support/plane-runner.ts');
    const { path, ids } = rig.folder.write();
    const args = [runner, path, ids.join(), `${MASK}`, `${SEEN}`];
    const supervisor = rig.internet.start(
      'router',
      { stdio: ['ignore', 'pipe', 'inherit'] },
      process.execPath,
      ...args,
    );
    assert.ok(supervisor.stdout);
    const [printed] = await once(supervisor.stdout, 'data');
    const worker = Number(`${printed}`);
    const result = await rig.fetchWhile(ADDRESSES.server4, 3000, 30, async () => {
      await sleep(300);
      assert.notEqual(readQueue(0), undefined);
      supervisor.kill('SIGKILL');
      await until('the worker has ended', () => !existsSync(`/proc/${worker}`));
    });
    assert.deepEqual([result.ok, result.failed], [3000, 0]);
    assert.equal(readQueue(0), undefined);
  });

  test('packets that were read and never answered are not lost, and keep their marks', async () => {
    installQueueRules(rig.internet, { queues: '0', packets: 10 });
    const rule = (action: string, ...args: string[]): string =>
      rig.internet.run('router', 'iptables-legacy', '-w', '-t', 'mangle', action, ...args);
    rule('-I', 'PREROUTING', '-j', 'MARK', '--set-mark', '0x7');
    const counted = ['POSTROUTING', '-p', 'udp', '--dport', '9999', '-m', 'mark', '--mark', '0x7'];
    rule('-A', ...counted);
    const socket = new QueueSocket({ number: 0, copyRange: 512, maxLength: 1000, receiveBuffer: 1 << 20 });
    const standIn = new StandIn(socket, MASK, SEEN);
    try {
      rig.traffic('burst', ADDRESSES.server4, 9999, ...Array.from({ length: 8 }, (_, i) => `${i}`));
      // What a worker does that is killed between reading and answering.
      const ring = new ReceiveRing(5, 4096);
      assert.equal(ring.receive(socket.fd, MSG_DONTWAIT), 5);
      assert.equal(readQueue(0)?.held, 8);
      standIn.start();
      assert.equal(readQueue(0)?.held, 0);
      assert.equal(standIn.released, 8);
      const save = rig.internet.run('router', 'iptables-legacy-save', '-c', '-t', 'mangle');
      assert.match(save, /\[8:\d+\] -A POSTROUTING .*--dport 9999/);
    } finally {
      standIn.stop();
      socket.close();
      rule('-D', 'PREROUTING', '-j', 'MARK', '--set-mark', '0x7');
      rule('-D', ...counted);
    }
  });

  test('kill -9 of the worker in mid-traffic: no connection fails', async () => {
    await rig.withPlane({}, async (plane) => {
      const pids = new Set<number>();
      const result = await rig.fetchWhile(ADDRESSES.server4, 6000, 40, async () => {
        for (let i = 0; i < 3; i++) {
          await sleep(400);
          await until('a worker serves', () => plane.supervisor.report()[0].pid !== undefined);
          const pid = plane.supervisor.report()[0].pid as number;
          pids.add(pid);
          process.kill(pid, 'SIGKILL');
          await until('the worker is gone', () => plane.supervisor.report()[0].pid !== pid);
        }
      });
      assert.deepEqual([result.ok, result.failed], [6000, 0]);
      const [report] = plane.supervisor.report();
      assert.equal(pids.size, 3);
      assert.equal(report.workersGone, 3);
      assert.equal(report.held, 0);
    });
  });

  test('SIGSTOP of the worker: it is replaced, and no connection fails', async () => {
    await rig.withPlane({}, async (plane) => {
      const result = await rig.fetchWhile(ADDRESSES.server4, 3000, 20, async () => {
        await sleep(300);
        const pid = plane.supervisor.report()[0].pid as number;
        process.kill(pid, 'SIGSTOP');
        await until(
          'another worker serves',
          () => ![pid, undefined].includes(plane.supervisor.report()[0].pid),
        );
      });
      assert.deepEqual([result.ok, result.failed], [3000, 0]);
      const [report] = plane.supervisor.report();
      assert.equal(report.workersHung, 1);
      assert.equal(report.held, 0);
      assert.ok(report.released > 0);
      assert.ok(rig.incidents.some((incident) => incident.event === 'worker-hung'));
      rig.traffic('fetch', ADDRESSES.server6, PORT, 10, 1);
      assert.equal(rig.marked(HTTP, rig.entries('-f', 'ipv6')), 10);
    });
  });

  test('a reload does not wait for a worker that goes, nor pass by one that is just coming', async () => {
    await rig.withPlane({}, async (plane) => {
      const { supervisor } = plane;
      const serving = () => supervisor.report()[0].pid;
      const stopped = serving() as number;
      process.kill(stopped, 'SIGSTOP');
      const reload = supervisor.reload(rig.folder.write({ web: '^get ' }, 7));
      process.kill(stopped, 'SIGKILL');
      await reload;
      await until('another worker serves', () => ![stopped, undefined].includes(serving()));
      rig.traffic('fetch', ADDRESSES.server4, PORT, 3, 1);
      assert.equal(rig.marked(7, rig.entries('-f', 'ipv4')), 3);

      const killed = serving() as number;
      process.kill(killed, 'SIGKILL');
      await until('the next is being started', () => supervisor.report()[0].workersStarted === 3);
      assert.equal(serving(), undefined);
      await supervisor.reload(rig.folder.write({ web: '^get ' }, 8));
      await until('it serves', () => serving() !== undefined);
      rig.traffic('fetch', ADDRESSES.server6, PORT, 3, 1);
      assert.equal(rig.marked(8, rig.entries('-f', 'ipv6')), 3);
    });
  });

  test('patterns that end every worker which takes them up are refused, and the old ones stay', async () => {
    await rig.withPlane({}, async ({ supervisor }) => {
      const path = join(rig.folder.path, 'endless');
      execFileSync('mkfifo', [path]);
      // Whoever reads it hangs.
      await assert.rejects(
        supervisor.reload({ path, ids: [9], generation: 99 }),
        (error: unknown) => error instanceof Layer7Error && error.code === 'WORKER_LOST',
      );
      await until('a third serves', () => supervisor.report()[0].pid !== undefined);
      assert.equal(supervisor.report()[0].workersHung, 2);
      rig.traffic('fetch', ADDRESSES.server4, PORT, 3, 1);
      assert.equal(rig.marked(HTTP, rig.entries('-f', 'ipv4')), 3);
    });
  });

  test('first packets are kept on by the worker that comes next', async () => {
    await rig.withPlane({}, async ({ supervisor }) => {
      let recorded = 0;
      supervisor.record({ filter: '', most: 10 }, () => {
        recorded += 1;
      });
      const killed = supervisor.report()[0].pid as number;
      process.kill(killed, 'SIGKILL');
      await until('another worker serves', () => ![killed, undefined].includes(supervisor.report()[0].pid));
      rig.traffic('fetch', ADDRESSES.server4, PORT, 3, 1);
      await until('they are told', () => recorded === 3);
      await supervisor.unrecord();
    });
  });

  test('a second plane on the same queue is refused with who holds it', async () => {
    await rig.withPlane({}, async (plane) => {
      assert.throws(
        () => new QueuePlane({ ...rig.base(), firstQueue: 0, queues: 1 }),
        (error: unknown) => {
          assert.ok(error instanceof Layer7Error);
          assert.equal(error.code, 'QUEUE_HELD');
          assert.match(error.message, new RegExp(`process ${process.pid} `));
          return true;
        },
      );
      rig.traffic('fetch', ADDRESSES.server4, PORT, 5, 1);
      await until('they are told', () => plane.counters().named === 5);
    });
  });

  test('several queues are bound all or none', async () => {
    await rig.withPlane({ queues: 1 }, async () => {
      assert.throws(() => new QueuePlane({ ...rig.base(), firstQueue: -1 & 0xffff, queues: 2 }));
      // Queue 65535 was free again at once.
      const plane = new QueuePlane({ ...rig.base(), firstQueue: 0xffff, queues: 1 });
      await plane.close();
    });
  });

  test('a flood of one-packet flows stays within the bound and is counted', async () => {
    const late = rig.folder.write({ zebra: 'zebra' });
    await rig.withPlane({ program: late, capacity: 2000 }, async (plane) => {
      rig.traffic('flood', ADDRESSES.server4, 20_000);
      await until('the queue is empty', () => plane.supervisor.report()[0].held === 0);
      await sleep(1500);
      const first = plane.counters();
      rig.traffic('flood', ADDRESSES.server6, 40_000);
      await until('the queue is empty', () => plane.supervisor.report()[0].held === 0);
      await sleep(1500);
      const second = plane.counters();
      assert.equal(second.flows, 2000);
      assert.ok(second.evicted > first.evicted && first.evicted > 0);
      assert.equal(second.packets + second.overflowed, 60_000);
      const growth = second.memory - first.memory;
      assert.ok(growth < 16 << 20, `resident memory grew by ${growth} bytes`);
    });
  });

  test('an overflow lets packets pass and is counted', async () => {
    const options = {
      hangAfter: 60_000,
      receiveBuffer: 64 << 10,
      program: rig.folder.write({ zebra: 'zebra' }),
    };
    await rig.withPlane(options, async (plane) => {
      const pid = plane.supervisor.report()[0].pid as number;
      process.kill(pid, 'SIGSTOP');
      rig.traffic('flood', ADDRESSES.server4, 5000);
      const [stopped] = plane.supervisor.report();
      assert.ok(stopped.held > 0 && stopped.held < 5000);
      // Past the queue nothing is held up.
      assert.equal(rig.entries('-p', 'udp').length, 5000 - stopped.held);
      process.kill(pid, 'SIGCONT');
      await until('the queue is empty', () => plane.supervisor.report()[0].held === 0);
      // A packet after the gap shows how wide it was.
      rig.traffic('burst', ADDRESSES.server4, PORT + 1, 'x');
      await until('the gap is counted', () => plane.counters().overflowed > 0);
      const counters = plane.counters();
      assert.equal(counters.packets + counters.overflowed, 5001);
      assert.equal(counters.dropped, 0);
    });
  });

  test('a program that cannot be loaded is refused at the start, and nothing is left behind', async () => {
    const missing = { path: join(rig.folder.path, 'missing'), ids: [], generation: 1 };
    const plane = new QueuePlane({ ...rig.base(), program: missing });
    await assert.rejects(
      plane.start(),
      (error: unknown) => error instanceof Error && /missing/.test(error.message),
    );
    await new QueuePlane(rig.base()).close();
  });

  test('a worker that dies at once again and again is a failed start, not an endless one', async () => {
    const before = process.env.NODE_OPTIONS;
    process.env.NODE_OPTIONS = '--require=/nowhere/to/be/found';
    try {
      const plane = new QueuePlane(rig.base());
      await assert.rejects(
        plane.start(),
        (error: unknown) => error instanceof Layer7Error && error.code === 'WORKER_CANNOT_START',
      );
    } finally {
      if (before === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = before;
    }
    assert.equal(readQueue(0), undefined);
  });

  test('closing in mid-traffic holds nothing up', async () => {
    await rig.withPlane({}, async (plane) => {
      const result = await rig.fetchWhile(ADDRESSES.server4, 2000, 20, async () => {
        await sleep(300);
        await plane.close();
      });
      assert.deepEqual([result.ok, result.failed], [2000, 0]);
    });
  });
});
