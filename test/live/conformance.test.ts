/**
 * One verdict on every plane: the packets of a live run are captured on the router while they go through the
 * queue, then replayed from the capture. Every connection must have the same name in both.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { CATALOGUE } from '../../src/app/lab/catalogue.ts';
import type { Service } from '../../src/app/lab/service.ts';
import { ADDRESSES, ROUTER_INTERFACES } from '../../src/app/lab/topology.ts';
import { flowKey } from '../../src/app/lab/verdicts.ts';
import { LAUNCHER, Live, until, whyNotLive } from '../support/lab.ts';

const skip = await whyNotLive({ programs: ['tcpdump'] });

interface ReplayedFlow {
  readonly proto: string;
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly l7: string;
}

describe('replay and queue', { skip }, async () => {
  const services: Service[] = [];
  for (const service of CATALOGUE) {
    if ((await whyNotLive({ services: [service.name] })) === false) services.push(service);
  }

  it(`agree on every connection of ${services.length} services`, async (test) => {
    await using live = await Live.start();
    const file = live.host.path('run.pcap');
    const argv = [
      'tcpdump',
      '-i',
      ROUTER_INTERFACES.client,
      '-w',
      file,
      '--immediate-mode',
      '-U',
      '-B',
      '65536',
    ];
    const tcpdump = await live.host.start([...argv, '-Z', 'root']);
    await until('tcpdump listens', () => tcpdump.said().includes('listening on'));

    const inKernel = new Map<string, string>();
    for (const service of services) {
      await live.lab.start(service);
      for (const visit of service.visits) {
        for (const family of visit.families ?? [4, 6]) {
          await live.lab.visit(visit, family === 4 ? ADDRESSES.server.ipv4 : ADDRESSES.server.ipv6);
        }
      }
      await live.lab.stop(service);
      for (const flow of await live.tracked()) inKernel.set(flowKey(flow), flow.l7);
    }
    await tcpdump.end();

    const replayed = new Map<string, string>();
    const classified = await live.host.must([LAUNCHER, 'classify', '--format', 'jsonl', file], {
      timeout: 180_000,
    });
    for (const line of classified.split('\n').filter(Boolean)) {
      const flow = JSON.parse(line) as ReplayedFlow;
      replayed.set(flowKey({ ...flow, packets: 0, bytes: 0 }), flow.l7);
    }

    const different: string[] = [];
    let compared = 0;
    for (const [key, name] of inKernel) {
      if (!/^(tcp|udp) /.test(key) || !replayed.has(key)) continue;
      compared += 1;
      if (replayed.get(key) !== name) different.push(`${key}: ${name} live, ${replayed.get(key)} replayed`);
    }
    test.diagnostic(`${compared} connections compared`);
    assert.ok(compared > 3 * services.length, `${compared} compared of ${inKernel.size}`);
    assert.deepEqual(different, []);
  });
});
