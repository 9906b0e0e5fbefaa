/**
 * The rules of l7-filter's own documentation, as typed, on stock iptables: they count both directions, the
 * deciding packet is already seen by name in every hook that follows, a dropped protocol stays silent, and
 * `unset`, `unknown` and `!` mean what they say.
 *
 * The sums are exact. A client's HTTP request is the fourth packet of its connection, so three packets pass
 * unset and all others, in both directions, as http.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { Live, VARIANTS, whyNotLive } from '../support/lab.ts';

const skip = await whyNotLive({ services: ['nginx', 'dovecot', 'sn'], programs: ['gcc'] });

const HANDSHAKE = 3;

for (const variant of VARIANTS) {
  for (const [tool, family] of [
    [`iptables-${variant}`, 'ipv4'],
    [`ip6tables-${variant}`, 'ipv6'],
  ] as const) {
    describe(`rules by ${tool}`, { skip }, () => {
      let live: Live;
      const server = ADDRESSES.server[family];
      const inUrl = family === 'ipv6' ? `[${server}]` : server;

      before(async () => {
        live = await Live.start({ services: ['nginx', 'dovecot', 'sn'], up: ['--iptables', variant] });
      });
      after(async () => {
        await live?.[Symbol.asyncDispose]();
      });

      const fetch = (port: number) =>
        live.lab.client.must(['curl', '-sS', '--max-time', '10', `http://${inUrl}:${port}/greeting`]);
      const flowsTo = async (port: number) =>
        (await live.tracked()).filter((flow) => flow.dport === port && flow.dst === server);
      const packetsOf = async (port: number) =>
        (await flowsTo(port)).reduce((sum, flow) => sum + flow.packets, 0);

      it('takes the documented lines', async () => {
        await live.rule(
          tool,
          ...'-t mangle -A POSTROUTING -m layer7 --l7proto http -j MARK --set-mark 10'.split(' '),
        );
        await live.rule(tool, ...'-A FORWARD -p tcp -m layer7 --l7proto nntp -j DROP'.split(' '));
        await live.rule(tool, ...'-t mangle -A POSTROUTING -m layer7 --l7proto imap'.split(' '));
        await live.rule(tool, ...'-A FORWARD -p tcp -m layer7 --l7proto unset'.split(' '));
        await live.rule(tool, ...'-A FORWARD -p tcp -m layer7 --l7proto http'.split(' '));
        await live.rule(tool, ...'-A FORWARD -p tcp -m layer7 --l7proto unknown'.split(' '));
        await live.rule(tool, ...'-A FORWARD -p tcp -m layer7 ! --l7proto unset'.split(' '));
        await live.rule(tool, ...'-t mangle -A POSTROUTING -p tcp -m mark --mark 10'.split(' '));
      });

      it('refuses an unknown name and says which are near', async () => {
        const refused = await live.iptables(tool, '-A', 'FORWARD', '-m', 'layer7', '--l7proto', 'htpp');
        assert.notEqual(refused.status, 0);
        assert.match(refused.stderr, /htpp/);
        assert.match(refused.stderr, /http/);
      });

      it('counts both directions, the deciding packet included, in every later hook', async () => {
        for (const port of [80, 8500]) await fetch(port);
        const total = (await packetsOf(80)) + (await packetsOf(8500));
        const named = total - 2 * HANDSHAKE;

        const forward = await live.counted(tool, 'filter', 'FORWARD');
        const [dropped, unset, http, unknown, notUnset] = forward;
        assert.equal(dropped!.packets, 0);
        assert.equal(unset!.packets, 2 * HANDSHAKE);
        assert.equal(http!.packets, named);
        assert.equal(unknown!.packets, 0);
        assert.equal(notUnset!.packets, named);

        const postrouting = (await live.counted(tool, 'mangle', 'POSTROUTING')).filter(
          ({ text }) => !/layer7/i.test(text) || /mark/.test(text),
        );
        const marked = postrouting.find(({ text }) => /MARK set 0xa/.test(text));
        const afterwards = postrouting.find(({ text }) => /mark match 0xa/.test(text));
        assert.equal(marked?.packets, named);
        assert.equal(afterwards?.packets, named, 'the mark that a rule set is seen by the next rule');
      });

      it('leaves no bit of its own in the packet mark', async () => {
        // The mark 10 that the user's rule sets is compared as a whole above: `mark match 0xa`. Here: that no
        // packet leaves with any of the upper sixteen bits.
        const spill = '-t mangle -A POSTROUTING -m mark ! --mark 0/0xffff0000'.split(' ');
        await live.rule(tool, ...spill);
        await fetch(80);
        const rules = await live.counted(tool, 'mangle', 'POSTROUTING');
        assert.equal(rules.at(-1)!.packets, 0);
      });

      it('keeps a dropped protocol silent', async () => {
        const talk = ['timeout', '3', 'socat', '-', `TCP:${inUrl}:1190`];
        const heard = await live.lab.client.run(talk, { input: 'MODE READER\r\n' });
        assert.equal(heard.stdout, '');
        const [dropped] = await live.counted(tool, 'filter', 'FORWARD');
        assert.ok(dropped!.packets > 0);
      });

      it('counts a rule without a target', async () => {
        const url = `imap://${inUrl}:1143/`;
        await live.lab.client.must(['curl', '-sS', '--max-time', '10', '--user', 'lab:secret', url]);
        const rules = await live.counted(tool, 'mangle', 'POSTROUTING');
        const imap = rules.filter(({ text }) => !/MARK|CONNMARK|LAYER7/.test(text));
        const total = await packetsOf(1143);
        assert.ok(
          imap.some(({ packets }) => packets > 0 && packets <= total - HANDSHAKE),
          JSON.stringify(imap),
        );
      });

      it('lists such rules by name with their counters', async () => {
        const listed = await live.daemon.layer7('rules', '--format', 'jsonl');
        assert.equal(listed.status, 0, listed.stderr);
        for (const name of ['http', 'nntp', 'imap', 'unset', 'unknown']) {
          assert.match(listed.stdout, new RegExp(`"${name}"`));
        }
      });

      it('round-trips through save and restore', async () => {
        const saved = await live.host.must([`${tool}-save`]);
        await live.host.must([`${tool}-restore`], { input: saved });
        const without = (text: string) => text.replaceAll(/^#.*$|\[\d+:\d+\]/gm, '');
        assert.equal(without(await live.host.must([`${tool}-save`])), without(saved));
        await fetch(80);
        const flows = await flowsTo(80);
        assert.ok(flows.every((flow) => flow.l7 === 'http'));
      });
    });
  }
}
