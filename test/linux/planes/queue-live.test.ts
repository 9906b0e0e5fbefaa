/**
 * The queue plane on the real kernel, when all goes well: client, router and server in namespaces, the plane
 * on the router.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Layer7Error } from '../../../src/core/errors.ts';
import { formatAddress } from '../../../src/core/wire/address.ts';
import type { HelperDecision } from '../../../src/linux/planes/queue-decisions.ts';
import { ADDRESSES } from '../../support/namespaces.ts';
import { HTTP, PORT, QueueRig, TRAFFIC, until, whyNoQueueRig } from '../../support/queue-rig.ts';
import type { FetchResult } from '../../support/traffic.ts';

const skip = whyNoQueueRig();

describe('the queue plane on a live kernel', { skip: skip ?? false }, () => {
  const rig = new QueueRig();
  before(() => rig.open());
  after(() => rig.close());

  test('each connection gets its name in its mark, from one queued packet, IPv4 and IPv6', async () => {
    await rig.withPlane({}, async (plane) => {
      for (const host of [ADDRESSES.server4, ADDRESSES.server6]) {
        const { ok } = JSON.parse(rig.traffic('fetch', host, PORT, 200, 10)) as FetchResult;
        assert.equal(ok, 200);
      }
      await until('all decisions are told', () => [...plane.flows()].length === 400);
      assert.equal(rig.marked(HTTP, [...rig.entries('-f', 'ipv4'), ...rig.entries('-f', 'ipv6')]), 400);
      const counters = plane.counters();
      assert.equal(counters.named, 400);
      assert.equal(counters.packets, 400);
      assert.equal(counters.overflowed, 0);
      const flows = [...plane.flows()];
      assert.ok(flows.every((flow) => flow.l7 === 'http' && flow.dport === PORT));
      assert.deepEqual(
        new Set(flows.map((flow) => flow.src)),
        new Set([ADDRESSES.client4, ADDRESSES.client6]),
      );
    });
  });

  test('the deciding packet itself is named in every later rule, and the packet mark is given back', async () => {
    await rig.withPlane({}, async () => {
      const rule = (action: string, ...match: string[]): string =>
        rig.internet.run('router', 'iptables-legacy', '-w', '-t', 'mangle', action, ...match);
      const http = ['-m', 'connmark', '--mark', '0xc000000/0xc000000'];
      const get = ['-p', 'tcp', '-m', 'string', '--string', 'GET /', '--algo', 'bm'];
      rule('-A', 'FORWARD', ...get, ...http);
      rule('-A', 'POSTROUTING', ...get, ...http, '-m', 'mark', '--mark', '0x5');
      rule('-I', 'PREROUTING', '-j', 'MARK', '--set-mark', '0x5');
      try {
        rig.traffic('fetch', ADDRESSES.server4, PORT, 20, 4);
        const counted = (chain: string): number =>
          Number(
            /\[(\d+):\d+\] -A \S+ .*string.*connmark/.exec(
              rig.internet
                .run('router', 'iptables-legacy-save', '-c', '-t', 'mangle')
                .split('\n')
                .filter((line) => line.includes(`-A ${chain} `) && line.includes('string'))
                .join('\n'),
            )?.[1],
          );
        assert.equal(counted('FORWARD'), 20);
        assert.equal(counted('POSTROUTING'), 20);
      } finally {
        rule('-D', 'FORWARD', ...get, ...http);
        rule('-D', 'POSTROUTING', ...get, ...http, '-m', 'mark', '--mark', '0x5');
        rule('-D', 'PREROUTING', '-j', 'MARK', '--set-mark', '0x5');
      }
    });
  });

  test('a connection of a protocol with children is told at once, after its packet was let go', async () => {
    const told: HelperDecision[] = [];
    await rig.withPlane({ helperIds: [HTTP], onHelper: (decision) => told.push(decision) }, async () => {
      rig.traffic('fetch', ADDRESSES.server6, PORT, 1, 1);
      await until('it is told', () => told.length === 1);
      const [{ id, protocol, client, server, serverPort }] = told;
      assert.deepEqual([id, protocol, serverPort], [HTTP, 6, PORT]);
      assert.equal(formatAddress(client, 0, client.length), ADDRESSES.client6);
      assert.equal(formatAddress(server, 0, server.length), ADDRESSES.server6);
    });
  });

  test('a backlog is answered in batches', async () => {
    await rig.withPlane(
      { hangAfter: 60_000, program: rig.folder.write({ zebra: 'zebra' }) },
      async (plane) => {
        const pid = plane.supervisor.report()[0].pid as number;
        process.kill(pid, 'SIGSTOP');
        rig.traffic('flood', ADDRESSES.server4, 640);
        assert.equal(plane.supervisor.report()[0].held, 640);
        process.kill(pid, 'SIGCONT');
        await until('all are answered', () => plane.counters().packets === 640);
        assert.equal(plane.supervisor.report()[0].held, 0);
        assert.equal(plane.counters().batches, 10);
      },
    );
  });

  test('two queues share the connections, and each connection stays in one', async () => {
    await rig.withPlane({ queues: 2 }, async (plane) => {
      for (const host of [ADDRESSES.server4, ADDRESSES.server6]) rig.traffic('fetch', host, PORT, 50, 10);
      await until('all are told', () => plane.counters().named === 100);
      assert.equal(rig.marked(HTTP, [...rig.entries('-f', 'ipv4'), ...rig.entries('-f', 'ipv6')]), 100);
    });
  });

  test('a UDP burst whose third datagram decides is marked when the next one comes', async () => {
    const late = rig.folder.write({ zebra: 'zebra' });
    await rig.withPlane({ program: late, hangAfter: 60_000 }, async (plane) => {
      const pid = plane.supervisor.report()[0].pid as number;
      // All of the burst is held at once: each datagram with a conntrack entry of its own.
      process.kill(pid, 'SIGSTOP');
      const texts = ['one', 'two', 'a zebra', 'four', '-', '-', '-', 'five', '-', 'six'];
      const args = [TRAFFIC, 'burst', ADDRESSES.server4, `${PORT}`, ...texts];
      const client = rig.internet.start('client', { stdio: 'inherit' }, process.execPath, ...args);
      const ended = once(client, 'exit');
      await until('the burst is held', () => plane.supervisor.report()[0].held === 4);
      process.kill(pid, 'SIGCONT');
      await ended;
      const lines = rig.entries('-f', 'ipv4', '-p', 'udp');
      assert.equal(lines.length, 1);
      assert.equal(rig.marked(2, lines), 1, lines.join('\n'));
      await until('it is counted', () => plane.counters().named === 1 && plane.counters().remarked > 1);
    });
  });

  test('another program is put in place at once; a broken one is refused and the old stays', async () => {
    await rig.withPlane({}, async (plane) => {
      rig.traffic('fetch', ADDRESSES.server4, PORT, 3, 1);
      const broken = join(rig.folder.path, 'broken');
      writeFileSync(broken, 'not a program at all');
      await assert.rejects(
        plane.supervisor.reload({ path: broken, ids: [], generation: 99 }),
        (error: unknown) => error instanceof Layer7Error && error.code === 'PROGRAM_UNREADABLE',
      );
      rig.traffic('fetch', ADDRESSES.server4, PORT, 3, 1);
      assert.equal(rig.marked(HTTP, rig.entries('-f', 'ipv4')), 6);
      await plane.supervisor.reload(rig.folder.write({ web: '^get ' }, 7));
      rig.traffic('fetch', ADDRESSES.server6, PORT, 3, 1);
      assert.equal(rig.marked(7, rig.entries('-f', 'ipv6')), 3);
      // A worker that starts later has it too.
      process.kill(plane.supervisor.report()[0].pid as number, 'SIGKILL');
      await until('another worker serves', () => plane.supervisor.report()[0].workersStarted === 2);
      await until('it is ready', () => plane.supervisor.report()[0].pid !== undefined);
      rig.internet.run('router', 'conntrack', '-F');
      rig.traffic('fetch', ADDRESSES.server6, PORT, 3, 1);
      assert.equal(rig.marked(7, rig.entries('-f', 'ipv6')), 3);
    });
  });

  test('a busy worker, which waits for packets itself, still beats and answers', async () => {
    await rig.withPlane({}, async (plane) => {
      const result = await rig.fetchWhile(ADDRESSES.server4, 6000, 40, async () => {
        for (let i = 0; i < 10; i++) {
          await plane.supervisor.undecided();
          await sleep(100);
        }
      });
      assert.deepEqual([result.ok, result.failed], [6000, 0]);
      const [report] = plane.supervisor.report();
      assert.deepEqual([report.workersStarted, report.workersHung, report.held], [1, 0, 0]);
    });
  });

  test('undecided connections are listed with the side that began them as source', async () => {
    await rig.withPlane({ program: rig.folder.write({ zebra: 'zebra' }) }, async (plane) => {
      rig.traffic('burst', ADDRESSES.server4, PORT, 'hello');
      await plane.refresh();
      const [flow] = [...plane.flows()];
      assert.deepEqual(
        [flow.proto, flow.src, flow.dst, flow.dport, flow.l7, flow.packets],
        ['udp', ADDRESSES.client4, ADDRESSES.server4, PORT, 'unset', 2],
      );
    });
  });

  test('maxdatalen can be raised at run time', async () => {
    await rig.withPlane({ bytes: 64, program: rig.folder.write({ zebra: 'zebra' }) }, async (plane) => {
      const far = `${'x'.repeat(1000)}zebra`;
      rig.traffic('burst', ADDRESSES.server4, PORT, far);
      assert.equal(rig.marked(2, rig.entries('-f', 'ipv4', '-p', 'udp')), 0);
      plane.supervisor.setBudget(10, 4096);
      await sleep(300);
      rig.traffic('burst', ADDRESSES.server6, PORT, far, '-', 'x');
      assert.equal(rig.marked(2, rig.entries('-f', 'ipv6', '-p', 'udp')), 1);
    });
  });
});
