/**
 * A plan keeps its word: what `policy plan` says of the traffic of a capture is what the rules of the same
 * policy did with that traffic when it was captured, by their own counters.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import type { RuleCount } from '../../src/core/policy/counters.ts';
import { Live, VARIANTS, whyNotLive } from '../support/lab.ts';
import { leech, startPeers, WEB_PORT } from '../support/line.ts';
import { type Policies, policies } from '../support/policies.ts';

const skip = await whyNotLive({
  services: ['nginx', 'sipp'],
  programs: ['tc', 'unshare', 'tcpdump', 'iptables-legacy'],
});

const POLICY = `
links: [{wan: server0, up: 50 mbit, down: 50 mbit}, {lan: client0}]
classes: [{name: calls, share: 20%}, {name: web}, {name: bulk}]
default: web
rules:
  - {protocol: unset, class: web}
  - {group: voip, class: calls}
  - {application: youtube, class: bulk}
  - {protocol: http, after: 200 kB, class: bulk}
  - {protocol: http, class: web}
  - {protocol: bittorrent, class: bulk}
`;

interface Told {
  readonly preview: {
    readonly rules: readonly {
      readonly number: number | null;
      readonly flows: number;
      readonly packets: number;
      readonly bytes: number;
    }[];
  };
}

for (const variant of VARIANTS) {
  describe(`a plan and what is done, by iptables-${variant}`, { skip }, () => {
    let live: Live;
    before(async () => {
      live = await Live.start({
        services: ['nginx', 'sipp'],
        up: ['--iptables', variant],
        prepare: startPeers,
      });
    });
    after(async () => {
      await live?.[Symbol.asyncDispose]();
    });

    /** Packets and bytes by rule, as `policy show` counts them. */
    async function counted(policy: Policies): Promise<ReadonlyMap<number, RuleCount>> {
      const shown = await policy.run('show', '--format', 'json');
      assert.equal(shown.status, 0, shown.stderr);
      const { rules } = JSON.parse(shown.stdout) as {
        readonly rules: readonly (RuleCount & { readonly number: number })[];
      };
      return new Map(rules.map((rule) => [rule.number, rule]));
    }

    it('names the same traffic', async () => {
      const { client, router } = live.lab;
      const policy = policies(live);
      await policy.apply(POLICY, '--iptables', variant);
      const capture = router.path('seen.pcap');
      const listen = 'tcpdump -U -q -i server0 -s 0 -B 16384 --immediate-mode'.split(' ');
      const dump = await router.start([...listen, '-w', capture, 'tcp or udp']);
      await sleep(1000);
      const url = `http://${ADDRESSES.server.ipv4}:${WEB_PORT}`;
      for (let count = 0; count < 5; count++)
        await client.must(['curl', '-sS', '--fail', '-o', '/dev/null', `${url}/greeting`]);
      await client.must(['curl', '-sS', '--fail', '-o', '/dev/null', `${url}/large`]);
      for (let count = 0; count < 3; count++) {
        const host = ['-H', 'Host: www.youtube.com'];
        await client.must(['curl', '-sS', ...host, '-o', '/dev/null', `${url}/greeting`]);
      }
      const seeds = await leech(client, 2);
      await sleep(1000);
      await seeds.end();
      const call = `sipp -sn uac -t u1 -i ${ADDRESSES.client.ipv4} -m 2 -d 10 -timeout 5s -nostdin`;
      await client.must([...call.split(' '), `${ADDRESSES.server.ipv4}:5060`]);
      await sleep(1000);
      await dump.end();
      const done = await counted(policy);
      const told = await policy.run('plan', policy.write(POLICY), '--capture', capture, '--format', 'json');
      assert.equal(told.status, 0, told.stderr);
      const { rules } = (JSON.parse(told.stdout) as Told).preview;
      for (const { number, flows, packets, bytes } of rules) {
        if (number === null) {
          assert.equal(packets, 0, 'each packet meets a rule');
          continue;
        }
        const { packets: counts, bytes: size } = done.get(number)!;
        console.log(
          `rule ${number}: ${flows} connections, told ${packets} / ${bytes} B, done ${counts} / ${size} B`,
        );
        assert.ok(flows > 0, `rule ${number} was used`);
        // A packet that waits for its name can be sent again meanwhile; the copy is dropped behind the capture.
        assert.ok(
          Math.abs(bytes - size) <= 0.02 * size + 3000,
          `rule ${number}: ${bytes} told, ${size} done`,
        );
      }
      const shown = await policy.run('show');
      assert.match(shown.stdout, /calls +server0 +up +[1-9]/);
      await policy.revert();
    });
  });
}
