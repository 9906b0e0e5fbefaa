/**
 * Names beyond iptables: rules of nftables through the include file, routing by a mark
 * that a rule set for a name, and the books of `status` against the kernel's own.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { LARGE_FILE_BYTES } from '../../src/app/lab/services/web.ts';
import { ADDRESSES, ROUTER_INTERFACES } from '../../src/app/lab/topology.ts';
import { Live, VARIANTS, whyNotLive } from '../support/lab.ts';

const skip = await whyNotLive({ services: ['nginx', 'openssh'], programs: ['nft', 'gcc'] });

const SERVER = ADDRESSES.server.ipv4;
const HANDSHAKE = 3;

const fetchFrom = (live: Live, what: string, host: string = SERVER) =>
  live.lab.client.must([
    'curl',
    '-sS',
    '--fail',
    '--max-time',
    '20',
    '-o',
    'answer',
    `http://${host}/${what}`,
  ]);

const packetsTo = async (live: Live, port: number) =>
  (await live.tracked()).filter((flow) => flow.dport === port).reduce((sum, flow) => sum + flow.packets, 0);

describe('nftables', { skip }, () => {
  it('rules with the include file count both directions, the deciding packet included', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    const file = live.host.write(
      'user.nft',
      `include "${join(live.daemon.runDir, 'protocols.nft')}"
table inet users {
  counter named { }
  counter unnamed { }
  counter refused { }
  chain forward {
    type filter hook forward priority 0
    meta l4proto tcp ct mark & $l7_mask == $l7_http counter name named
    meta l4proto tcp ct mark & $l7_mask == $l7_unset counter name unnamed
    ct mark & $l7_mask == $l7_nntp counter name refused drop
  }
}
`,
    );
    await live.host.must(['nft', '-f', file]);
    for (const host of [SERVER, `[${ADDRESSES.server.ipv6}]`]) await fetchFrom(live, 'greeting', host);
    const listing = await live.host.must(['nft', 'list', 'table', 'inet', 'users']);
    const count = (name: string) =>
      Number(new RegExp(`counter ${name} \\{\\s+packets (\\d+)`).exec(listing)?.[1]);
    assert.equal(count('unnamed'), 2 * HANDSHAKE);
    assert.equal(count('named'), (await packetsTo(live, 80)) - 2 * HANDSHAKE);
    assert.equal(count('refused'), 0);
  });
});

for (const variant of VARIANTS) {
  describe(`routing by name, iptables-${variant}`, { skip }, () => {
    it('sends packets of one protocol over a second path; replies that come another way are no trouble', async () => {
      await using live = await Live.start({
        services: ['nginx', 'openssh'],
        secondPath: true,
        up: ['--iptables', variant],
        prepare: async (lab) => {
          // To the address of the second link through the first one, unless a mark says otherwise.
          const { server, serverSecond } = ADDRESSES;
          await lab.router.must(['ip', 'route', 'add', `${serverSecond.ipv4}/32`, 'via', server.ipv4]);
          const second = ['table', '10', `${serverSecond.ipv4}/32`, 'dev', ROUTER_INTERFACES.second];
          await lab.router.must(['ip', 'route', 'add', ...second]);
          await lab.router.must(['ip', 'rule', 'add', 'fwmark', '10', 'table', '10']);
        },
      });
      const tool = `iptables-${variant}`;
      const address = ADDRESSES.serverSecond.ipv4;
      for (const line of [
        '-t mangle -A PREROUTING -p tcp -m layer7 --l7proto http -j MARK --set-mark 10',
        `-A FORWARD -p tcp -d ${address} --dport 80 -o ${ROUTER_INTERFACES.second}`,
        `-A FORWARD -p tcp -d ${address} --dport 22 -o ${ROUTER_INTERFACES.second}`,
        `-A FORWARD -p tcp -d ${address} --dport 22 -o ${ROUTER_INTERFACES.server}`,
      ]) {
        await live.rule(tool, ...line.split(' '));
      }
      await fetchFrom(live, 'large', address);
      await live.lab.client.must(['ssh-keyscan', '-t', 'ed25519', address]);
      const [web, shell, shellAsBefore] = await live.counted(tool, 'filter', 'FORWARD');
      assert.ok(web!.packets > 0, 'web traffic takes the second path once it is named');
      assert.equal(shell!.packets, 0);
      assert.ok(shellAsBefore!.packets > 0);
      const names = new Set((await live.tracked()).map((flow) => `${flow.dport} ${flow.l7}`));
      assert.deepEqual([...names].sort(), ['22 ssh', '80 http']);
    });
  });
}

describe('the books', { skip }, () => {
  it('status counts connections, packets and bytes as the kernel does, live and ended', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    for (let i = 0; i < 3; i++) await fetchFrom(live, 'large');
    const flows = (await live.tracked()).filter((flow) => flow.dport === 80);
    const sum = {
      connections: flows.length,
      packets: flows.reduce((total, flow) => total + flow.packets, 0),
      bytes: flows.reduce((total, flow) => total + flow.bytes, 0),
    };
    assert.ok(sum.bytes > 3 * LARGE_FILE_BYTES);
    const http = async () => (await live.daemon.status()).traffic.find(({ name }) => name === 'http');
    assert.deepEqual((await http())?.live, sum);
    // What conntrack forgets moves to the other side of the books.
    await live.host.must(['conntrack', '-F']);
    const after = await http();
    assert.deepEqual(after?.live.connections, 0);
    assert.deepEqual(after?.ended, sum);
  });
});
