/**
 * Data connections carry their master's name: FTP transfers, active and passive, IPv4 and IPv6, counted as
 * ftp by a rule from their first packet on; and, when the master is named only after the data connection
 * began, from then on.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { selectServices } from '../../src/app/lab/catalogue.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { Live, PEER, until, VARIANTS, whyNotLive } from '../support/lab.ts';

const skip = await whyNotLive({ services: ['vsftpd'], programs: ['gcc'] });

const [vsftpd] = selectServices(['vsftpd']);
const CHILDREN = '-m conntrack --ctstatus EXPECTED -m layer7 --l7proto ftp'.split(' ');

for (const variant of VARIANTS) {
  describe(`FTP data, iptables-${variant}`, { skip }, () => {
    let live: Live;
    before(async () => {
      live = await Live.start({ services: ['vsftpd'], up: ['--iptables', variant] });
      for (const tool of [`iptables-${variant}`, `ip6tables-${variant}`]) {
        await live.rule(tool, '-A', 'FORWARD', ...CHILDREN);
      }
    });
    after(async () => {
      await live?.[Symbol.asyncDispose]();
    });

    for (const visit of vsftpd!.visits) {
      for (const family of visit.families ?? [4, 6]) {
        it(`${visit.title}, IPv${family}: every packet counts as ftp`, async () => {
          const tool = family === 4 ? `iptables-${variant}` : `ip6tables-${variant}`;
          const address = family === 4 ? ADDRESSES.server.ipv4 : ADDRESSES.server.ipv6;
          await live.rule(tool, '-Z', 'FORWARD');
          const before = new Set((await live.tracked()).map((flow) => `${flow.sport} ${flow.dport}`));
          assert.deepEqual(await live.faultsOf(visit, address), []);
          const data = (await live.tracked()).filter(
            (flow) => flow.dport !== 21 && !before.has(`${flow.sport} ${flow.dport}`),
          );
          assert.equal(data.length, 1);
          const [counted] = await live.counted(tool, 'filter', 'FORWARD');
          assert.equal(counted!.packets, data[0]!.packets);
        });
      }
    }
  });
}

describe('a master that is named after its child began', { skip }, () => {
  for (const way of ['forwarded', 'translated'] as const) {
    it(`hands its name to the child, ${way}`, async () => {
      await using live = await Live.start({
        // A pattern that only the end of the dialogue matches.
        up: (lab) => {
          lab.router.write('patterns/ftp.pat', 'ftp\nthe name is known now\n');
          return ['--l7dir', lab.router.path('patterns')];
        },
        prepare: async (lab) => {
          if (way === 'forwarded') return;
          await lab.router.must('iptables -t nat -A POSTROUTING -o server0 -j MASQUERADE'.split(' '));
        },
      });
      await live.rule('iptables', '-A', 'FORWARD', ...CHILDREN);
      const server = ADDRESSES.server.ipv4;
      await live.lab.server.start([process.execPath, PEER, 'late-ftp-server', server], { ready: ['tcp/21'] });
      const done = await live.lab.client.must([process.execPath, PEER, 'late-ftp-client', server]);
      assert.ok(JSON.parse(done).received > 4096);
      const flows = (await live.tracked()).filter((flow) => flow.proto === 'tcp');
      assert.equal(flows.length, 2);
      assert.deepEqual(
        flows.map((flow) => flow.l7),
        ['ftp', 'ftp'],
      );
      const [counted] = await live.counted('iptables', 'filter', 'FORWARD');
      const data = flows.find((flow) => flow.dport !== 21)!;
      assert.ok(counted!.packets > 0, 'the rest of the transfer counts as ftp');
      assert.ok(counted!.packets < data.packets, 'its beginning passed before the name was known');
    });
  }
});

describe('media of a call', { skip: await whyNotLive({ services: ['sipp'], programs: ['gcc'] }) }, () => {
  it('counts as sip', async () => {
    await using live = await Live.start({});
    const server = ADDRESSES.server.ipv4;
    const client = ADDRESSES.client.ipv4;
    const answer = ['sipp', '-sn', 'uas', '-i', server, '-p', '5060', '-mp', '7000', '-nostdin'];
    await live.lab.server.start(answer, { ready: ['udp/5060'] });
    const call = ['sipp', '-sn', 'uac', '-i', client, '-p', '5060', '-mp', '6000', '-m', '1', '-d', '4000'];
    const calling = await live.lab.client.start([...call, '-nostdin', `${server}:5060`]);
    const named = async (port: number) =>
      (await live.tracked()).find((flow) => flow.proto === 'udp' && flow.dport === port)?.l7;
    await until('the call is named', async () => (await named(5060)) === 'sip');
    // Both sides have told their media ports by now: the helper expects what follows.
    await until('the call is answered', async () => calling.running && (await answered(live)));
    await live.lab.client.must([process.execPath, PEER, 'datagrams', server, '7000', '6100', '20']);
    assert.equal(await named(7000), 'sip');
  });
});

/** Has the helper noted expectations? */
async function answered(live: Live): Promise<boolean> {
  return (await live.host.run(['conntrack', '-L', 'expect'])).stdout.includes('dport=7000');
}
