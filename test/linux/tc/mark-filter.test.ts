/** What a kernel says it can read from marks it does read: packets with marks, and the class that counted them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MARK_FILTERS } from '../../../src/core/policy/features.ts';
import { markFilterText } from '../../../src/core/policy/mark-filter.ts';
import { probeAbilities } from '../../../src/linux/tc/probe.ts';
import { namespaceTrouble } from '../netfilter/namespace.ts';
import { makeRouter } from './rig.ts';

const MASK = 0xff00;
/** Port, its packets' mark, and how many are sent. */
const SENT = [
  [1001, 0x000100, 3],
  [1002, 0x120203, 2],
  [1003, 0x000400, 1],
] as const;

describe('filters on marks', { skip: namespaceTrouble() ?? false }, async () => {
  const abilities = await probeAbilities();
  for (const filter of MARK_FILTERS) {
    const missing = abilities.get(`${filter}_mark`);
    const skip = missing === undefined ? false : `this kernel: ${missing}`;
    it(`${filter} puts packets into the class of their mark, and no others`, { skip }, async () => {
      const { ok, feed } = await makeRouter();
      await ok('sysctl', '-qw', 'net.ipv6.conf.wan0.disable_ipv6=1');
      await ok('ip', ...'addr add 192.0.2.1/24 dev wan0'.split(' '));
      await ok('ip', ...'neigh add 192.0.2.2 lladdr 02:00:00:00:00:01 dev wan0'.split(' '));
      const rules = SENT.map(([port, mark]) => `udp dport ${port} meta mark set ${mark}`);
      const chain = ['type route hook output priority 0', ...rules].join('\n');
      await feed(`table inet t {\nchain out {\n${chain}\n}\n}\n`, 'nft', '-f', '-');
      const at = 'filter add dev wan0 parent 1: protocol all prio 1';
      const commands = [
        'qdisc add dev wan0 root handle 1: htb default 9',
        ...[1, 2, 9].map(
          (minor) => `class add dev wan0 parent 1: classid 1:${minor} htb rate 1gbit quantum 1514`,
        ),
        ...[1, 2].map((minor) => `${at} ${markFilterText(filter, minor << 8, MASK, `1:${minor}`)}`),
      ];
      await feed(`${commands.join('\n')}\n`, 'tc', '-batch', '-');
      for (const [port, , count] of SENT) {
        const send = `for i in $(seq ${count}); do echo > /dev/udp/192.0.2.2/${port}; done`;
        await ok('bash', '-c', send);
      }
      const listed = await ok('tc', '-s', 'class', 'show', 'dev', 'wan0');
      const counts = [...listed.matchAll(/^class htb 1:(\d) .*\n Sent \d+ bytes (\d+) pkt/gm)];
      assert.deepEqual(counts.map(([, minor, packets]) => [Number(minor), Number(packets)]).sort(), [
        [1, 3],
        [2, 2],
        [9, 1],
      ]);
    });
  }
});
