/**
 * Many connections and odd ones: floods of one-packet flows leave memory bounded, bursts of UDP packets are
 * named though each packet of the burst came before the answer to the first, and a port that is used again
 * at once does not inherit a name.
 *
 * LAYER7_LIVE_FLOWS=1000000 runs the flood at full size.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { ADDRESSES, processesIn, setKernel } from '../../src/app/lab/topology.ts';
import { Live, PEER, VARIANTS, whyNotLive } from '../support/lab.ts';

const skip = await whyNotLive({ programs: ['gcc'] });

const FLOWS = Number(process.env.LAYER7_LIVE_FLOWS ?? 100_000);
const SERVER = ADDRESSES.server.ipv4;

/** Connections that the daemon is told to remember at most in the flood. */
const MOST_FLOWS = 16_384;

/** Memory that may come on top between a quarter of the flood and all of it. */
const GROWTH_LIMIT_BYTES = 24 << 20;

/** Resident memory of everything that runs in a namespace. */
async function residentBytes(namespace: string): Promise<number> {
  let sum = 0;
  for (const pid of await processesIn(namespace)) {
    try {
      sum += Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
    } catch {
      // It ended while we looked.
    }
  }
  return sum * 1024;
}

describe('floods', { skip }, () => {
  it(`${FLOWS} one-packet flows do not grow memory past a bound`, async (test) => {
    await using live = await Live.start({ up: ['--max-flows', `${MOST_FLOWS}`] });
    await live.lab.server.must(['ip', 'route', 'add', 'blackhole', '198.18.0.0/15']);
    await live.host.must(['ip', 'route', 'add', '198.18.0.0/15', 'via', SERVER]);
    // Conntrack's own table is the machine's; entries of a second ago make room for the next.
    await setKernel(live.lab.topology.router, 'net/netfilter/nf_conntrack_udp_timeout', '1');
    const flood = async (count: number) => {
      const argv = [process.execPath, PEER, 'flood', `${count}`, '00112233445566778899'];
      const done = JSON.parse(await live.lab.client.must(argv, { timeout: 600_000 }));
      assert.equal(done.sent, count);
    };
    const atRest = await residentBytes(live.lab.topology.router);
    await flood(Math.floor(FLOWS / 4));
    const afterQuarter = await residentBytes(live.lab.topology.router);
    await flood(FLOWS - Math.floor(FLOWS / 4));
    const afterAll = await residentBytes(live.lab.topology.router);
    const status = await live.daemon.status();
    const megabytes = [atRest, afterQuarter, afterAll].map((bytes) => (bytes / 2 ** 20).toFixed(0));
    test.diagnostic(
      `resident MB at rest, after a quarter, after ${FLOWS} flows: ${megabytes.join(', ')}; ${JSON.stringify(status.health.counters)}`,
    );
    assert.ok(afterAll - afterQuarter < GROWTH_LIMIT_BYTES, megabytes.join(' '));
    const { flows = 0 } = status.health.counters;
    assert.ok(flows <= MOST_FLOWS, `${flows} flows are remembered`);
    // It is as well as before.
    const answer = await live.daemon.layer7('status', '--format', 'json');
    assert.equal(answer.status, 0, answer.stderr);
  });
});

for (const variant of VARIANTS) {
  describe(`odd connections, iptables-${variant}`, { skip }, () => {
    it('bursts of UDP packets get their name', async () => {
      await using live = await Live.start({ up: ['--iptables', variant] });
      await live.lab.server.start([process.execPath, PEER, 'collect', '53'], { ready: ['udp/53'] });
      for (const host of [SERVER, ADDRESSES.server.ipv6]) {
        await live.lab.client.must([process.execPath, PEER, 'bursts', host, '53', '100', '6']);
      }
      const flows = (await live.tracked()).filter((flow) => flow.dport === 53);
      assert.equal(flows.length, 200);
      const unnamed = flows.filter((flow) => flow.l7 !== 'dns');
      assert.deepEqual(unnamed, []);
    });

    it('a client port that is used again at once does not inherit a name', async () => {
      await using live = await Live.start({
        up: (lab) => {
          lab.router.write('patterns/http.pat', 'http\n^get \n');
          lab.router.write('patterns/ssh.pat', 'ssh\n^ssh-\n');
          return ['--iptables', variant, '--l7dir', lab.router.path('patterns')];
        },
      });
      const tool = `iptables-${variant}`;
      const names = ['http', 'ssh'];
      for (const name of names) {
        await live.rule(
          tool,
          ...`-A FORWARD -p tcp --tcp-flags ALL PSH,ACK -m layer7 --l7proto ${name}`.split(' '),
        );
      }
      await live.lab.server.start([process.execPath, PEER, 'answer-lines', '7000'], { ready: ['tcp/7000'] });
      const rounds = 10;
      const said = Array.from({ length: rounds }, () => [
        'GET / HTTP/1.1\\r\\n',
        'SSH-2.0-x\\r\\n',
        'hm\\r\\n',
      ]).flat();
      const argv = [process.execPath, PEER, 'talk-and-reset', SERVER, '7000', '40123', ...said];
      const done = JSON.parse(await live.lab.client.must(argv));
      assert.equal(done.answered, said.length);
      // A line and its answer each, no more and no less.
      const counted = await live.counted(tool, 'filter', 'FORWARD');
      assert.deepEqual(
        counted.map(({ packets }) => packets),
        [2 * rounds, 2 * rounds],
      );
    });
  });
}
