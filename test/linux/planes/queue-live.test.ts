/**
 * The queue plane on the real kernel: client, router and server in namespaces, the plane on the router.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Layer7Error } from '../../../src/core/errors.ts';
import type { Incident } from '../../../src/linux/planes/queue-guard.ts';
import { QueuePlane, type QueuePlaneOptions } from '../../../src/linux/planes/queue-plane.ts';
import { ADDRESSES, Internet, whyNoCommand, whyNoNamespaces } from '../../support/namespaces.ts';
import { ProgramFolder, SOME } from '../../support/programs.ts';
import { installQueueRules, MASK, SEEN } from '../../support/queue-rules.ts';
import type { FetchResult } from '../../support/traffic.ts';

const skip =
  whyNoNamespaces() ?? whyNoCommand('iptables-legacy', '--version') ?? whyNoCommand('conntrack', '--version');

const TRAFFIC = join(import.meta.dirname, '../../support/traffic.ts');
const PORT = 8500;
const NAMES = ['unset', 'unknown', ...Object.keys(SOME)];
const HTTP = 2;

/** Waits until `holds`, and fails after ten seconds with what was waited for. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (holds()) return;
    await sleep(50);
  }
  assert.fail(`waited in vain until ${what}`);
}

describe('the queue plane on a live kernel', { skip: skip ?? false }, () => {
  let internet: Internet;
  const folder = new ProgramFolder();
  let program = folder.write();
  const incidents: Incident[] = [];

  before(async () => {
    internet = new Internet();
    internet.enter('router');
    internet.run('router', 'sysctl', '-qw', 'net.netfilter.nf_conntrack_acct=1');
    const server = internet.start(
      'server',
      { stdio: ['ignore', 'pipe', 'inherit'] },
      process.execPath,
      TRAFFIC,
      'serve',
      `${PORT}`,
    );
    assert.ok(server.stdout);
    await once(server.stdout, 'data');
  });
  after(() => internet?.close());

  async function withPlane(
    change: Partial<QueuePlaneOptions>,
    use: (plane: QueuePlane) => Promise<void>,
  ): Promise<void> {
    const queues = change.queues ?? 1;
    const packets = change.packets ?? 10;
    incidents.length = 0;
    program = folder.write(SOME);
    const plane = new QueuePlane({
      firstQueue: 0,
      queues,
      program,
      packets,
      bytes: 2048,
      mask: MASK,
      seen: SEEN,
      nameOf: (id) => NAMES[id] ?? `${id}`,
      onIncident: (incident) => incidents.push(incident),
      ...change,
    });
    try {
      installQueueRules(internet, { queues: queues === 1 ? '0' : `0:${queues - 1}`, packets });
      await plane.start();
      await use(plane);
    } finally {
      await plane.close();
      internet.run('router', 'conntrack', '-F');
    }
  }

  const traffic = (...args: (string | number)[]): string =>
    internet.run('client', process.execPath, TRAFFIC, ...args.map(String));

  async function fetchWhile(
    host: string,
    count: number,
    width: number,
    meanwhile: () => Promise<void>,
  ): Promise<FetchResult> {
    const args = [TRAFFIC, 'fetch', host, PORT, count, width].map(String);
    const child = internet.start(
      'client',
      { stdio: ['ignore', 'pipe', 'inherit'] },
      process.execPath,
      ...args,
    );
    let text = '';
    child.stdout?.on('data', (data) => {
      text += data;
    });
    const ended = once(child, 'exit');
    await meanwhile();
    await ended;
    return JSON.parse(text) as FetchResult;
  }

  /** Entries of the router's conntrack table of a protocol, as `conntrack -L` prints them. */
  const entries = (...filter: string[]): string[] =>
    internet
      .run('router', 'conntrack', '-L', '-o', 'extended', ...filter)
      .split('\n')
      .filter((line) => line !== '');

  const marked = (id: number, lines: readonly string[]): number =>
    lines.filter((line) => line.includes(`mark=${id << 16} `)).length;

  test('each connection gets its name in its mark, from one queued packet, IPv4 and IPv6', async () => {
    await withPlane({}, async (plane) => {
      for (const host of [ADDRESSES.server4, ADDRESSES.server6]) {
        const { ok } = JSON.parse(traffic('fetch', host, PORT, 200, 10)) as FetchResult;
        assert.equal(ok, 200);
      }
      await until('all decisions are told', () => [...plane.flows()].length === 400);
      assert.equal(marked(HTTP, [...entries('-f', 'ipv4'), ...entries('-f', 'ipv6')]), 400);
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
    await withPlane({}, async () => {
      const rule = (action: string, ...match: string[]): string =>
        internet.run('router', 'iptables-legacy', '-w', '-t', 'mangle', action, ...match);
      const http = ['-m', 'connmark', '--mark', '0x20000/0xfff0000'];
      const get = ['-p', 'tcp', '-m', 'string', '--string', 'GET /', '--algo', 'bm'];
      rule('-A', 'FORWARD', ...get, ...http);
      rule('-A', 'POSTROUTING', ...get, ...http, '-m', 'mark', '--mark', '0x5');
      rule('-I', 'PREROUTING', '-j', 'MARK', '--set-mark', '0x5');
      try {
        traffic('fetch', ADDRESSES.server4, PORT, 20, 4);
        const counted = (chain: string): number =>
          Number(
            /\[(\d+):\d+\] -A \S+ .*string.*connmark/.exec(
              internet
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

  test('two queues share the connections, and each connection stays in one', async () => {
    await withPlane({ queues: 2 }, async (plane) => {
      for (const host of [ADDRESSES.server4, ADDRESSES.server6]) traffic('fetch', host, PORT, 50, 10);
      await until('all are told', () => plane.counters().named === 100);
      assert.equal(marked(HTTP, [...entries('-f', 'ipv4'), ...entries('-f', 'ipv6')]), 100);
    });
  });

  test('kill -9 of the worker in mid-traffic: no connection fails', async () => {
    await withPlane({}, async (plane) => {
      const pids = new Set<number>();
      const result = await fetchWhile(ADDRESSES.server4, 6000, 40, async () => {
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
    await withPlane({}, async (plane) => {
      const result = await fetchWhile(ADDRESSES.server4, 3000, 20, async () => {
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
      assert.ok(incidents.some((incident) => incident.event === 'worker-hung'));
      traffic('fetch', ADDRESSES.server6, PORT, 10, 1);
      assert.equal(marked(HTTP, entries('-f', 'ipv6')), 10);
    });
  });

  test('a second plane on the same queue is refused with who holds it', async () => {
    await withPlane({}, async (plane) => {
      assert.throws(
        () => new QueuePlane({ ...base(), firstQueue: 0, queues: 1 }),
        (error: unknown) => {
          assert.ok(error instanceof Layer7Error);
          assert.equal(error.code, 'QUEUE_HELD');
          assert.match(error.message, new RegExp(`process ${process.pid} `));
          return true;
        },
      );
      traffic('fetch', ADDRESSES.server4, PORT, 5, 1);
      await until('they are told', () => plane.counters().named === 5);
    });
  });

  test('several queues are bound all or none', async () => {
    await withPlane({ queues: 1 }, async () => {
      assert.throws(() => new QueuePlane({ ...base(), firstQueue: -1 & 0xffff, queues: 2 }));
      // Queue 65535 was free again at once.
      const plane = new QueuePlane({ ...base(), firstQueue: 0xffff, queues: 1 });
      await plane.close();
    });
  });

  function base(): QueuePlaneOptions {
    return {
      firstQueue: 0,
      queues: 1,
      program,
      packets: 10,
      bytes: 2048,
      mask: MASK,
      seen: SEEN,
      nameOf: (id) => NAMES[id],
    };
  }

  test('a UDP burst whose third datagram decides is marked when the next one comes', async () => {
    const late = folder.write({ zebra: 'zebra' });
    await withPlane({ program: late, hangAfter: 60_000 }, async (plane) => {
      const pid = plane.supervisor.report()[0].pid as number;
      // All of the burst is held at once: each datagram with a conntrack entry of its own.
      process.kill(pid, 'SIGSTOP');
      const texts = ['one', 'two', 'a zebra', 'four', '-', '-', '-', 'five', '-', 'six'];
      const args = [TRAFFIC, 'burst', ADDRESSES.server4, `${PORT}`, ...texts];
      const client = internet.start('client', { stdio: 'inherit' }, process.execPath, ...args);
      const ended = once(client, 'exit');
      await until('the burst is held', () => plane.supervisor.report()[0].held === 4);
      process.kill(pid, 'SIGCONT');
      await ended;
      const lines = entries('-f', 'ipv4', '-p', 'udp');
      assert.equal(lines.length, 1);
      assert.equal(marked(2, lines), 1, lines.join('\n'));
      await until('it is counted', () => plane.counters().named === 1 && plane.counters().remarked > 1);
    });
  });

  test('a flood of one-packet flows stays within the bound and is counted', async () => {
    const late = folder.write({ zebra: 'zebra' });
    await withPlane({ program: late, capacity: 2000 }, async (plane) => {
      traffic('flood', ADDRESSES.server4, 20_000);
      await until('the queue is empty', () => plane.supervisor.report()[0].held === 0);
      await sleep(1500);
      const first = plane.counters();
      traffic('flood', ADDRESSES.server6, 40_000);
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
    const options = { hangAfter: 60_000, receiveBuffer: 64 << 10, program: folder.write({ zebra: 'zebra' }) };
    await withPlane(options, async (plane) => {
      const pid = plane.supervisor.report()[0].pid as number;
      process.kill(pid, 'SIGSTOP');
      traffic('flood', ADDRESSES.server4, 5000);
      const [stopped] = plane.supervisor.report();
      assert.ok(stopped.held > 0 && stopped.held < 5000);
      // Past the queue nothing is held up.
      assert.equal(entries('-p', 'udp').length, 5000 - stopped.held);
      process.kill(pid, 'SIGCONT');
      await until('the queue is empty', () => plane.supervisor.report()[0].held === 0);
      // A packet after the gap shows how wide it was.
      traffic('burst', ADDRESSES.server4, PORT + 1, 'x');
      await until('the gap is counted', () => plane.counters().overflowed > 0);
      const counters = plane.counters();
      assert.equal(counters.packets + counters.overflowed, 5001);
      assert.equal(counters.dropped, 0);
    });
  });

  test('another program is put in place at once; a broken one is refused and the old stays', async () => {
    await withPlane({}, async (plane) => {
      traffic('fetch', ADDRESSES.server4, PORT, 3, 1);
      const broken = join(folder.path, 'broken');
      writeFileSync(broken, 'not a program at all');
      await assert.rejects(
        plane.supervisor.reload({ path: broken, ids: [], generation: 99 }),
        (error: unknown) => error instanceof Layer7Error && error.code === 'PROGRAM_UNREADABLE',
      );
      traffic('fetch', ADDRESSES.server4, PORT, 3, 1);
      assert.equal(marked(HTTP, entries('-f', 'ipv4')), 6);
      await plane.supervisor.reload(folder.write({ web: '^get ' }, 7));
      traffic('fetch', ADDRESSES.server6, PORT, 3, 1);
      assert.equal(marked(7, entries('-f', 'ipv6')), 3);
      // A worker that starts later has it too.
      process.kill(plane.supervisor.report()[0].pid as number, 'SIGKILL');
      await until('another worker serves', () => plane.supervisor.report()[0].workersStarted === 2);
      await until('it is ready', () => plane.supervisor.report()[0].pid !== undefined);
      internet.run('router', 'conntrack', '-F');
      traffic('fetch', ADDRESSES.server6, PORT, 3, 1);
      assert.equal(marked(7, entries('-f', 'ipv6')), 3);
    });
  });

  test('a program that cannot be loaded is refused at the start, and nothing is left behind', async () => {
    const missing = { path: join(folder.path, 'missing'), ids: [], generation: 1 };
    const plane = new QueuePlane({ ...base(), program: missing });
    await assert.rejects(
      plane.start(),
      (error: unknown) => error instanceof Error && /missing/.test(error.message),
    );
    await new QueuePlane(base()).close();
  });

  test('undecided connections are listed with the side that began them as source', async () => {
    await withPlane({ program: folder.write({ zebra: 'zebra' }) }, async (plane) => {
      traffic('burst', ADDRESSES.server4, PORT, 'hello');
      await plane.refresh();
      const [flow] = [...plane.flows()];
      assert.deepEqual(
        [flow.proto, flow.src, flow.dst, flow.dport, flow.l7, flow.packets],
        ['udp', ADDRESSES.client4, ADDRESSES.server4, PORT, 'unset', 2],
      );
    });
  });

  test('maxdatalen can be raised at run time', async () => {
    await withPlane({ bytes: 64, program: folder.write({ zebra: 'zebra' }) }, async (plane) => {
      const far = `${'x'.repeat(1000)}zebra`;
      traffic('burst', ADDRESSES.server4, PORT, far);
      assert.equal(marked(2, entries('-f', 'ipv4', '-p', 'udp')), 0);
      plane.supervisor.setBudget(10, 4096);
      await sleep(300);
      traffic('burst', ADDRESSES.server6, PORT, far, '-', 'x');
      assert.equal(marked(2, entries('-f', 'ipv6', '-p', 'udp')), 1);
    });
  });

  test('when the supervisor’s channel closes, the worker lets everything go and ends', async () => {
    await withPlane({}, async (plane) => {
      const result = await fetchWhile(ADDRESSES.server4, 2000, 20, async () => {
        await sleep(300);
        await plane.close();
      });
      assert.deepEqual([result.ok, result.failed], [2000, 0]);
    });
  });
});
