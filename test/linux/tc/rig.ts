/** Renderings by hand and devices to put them on: two veth pairs in a namespace of the test's own. */

import type { DeviceRendering, Rendering, RuleRendering } from '../../../src/core/policy/rendering.ts';
import { makeNamespace, type Namespace } from '../netfilter/namespace.ts';

/** A namespace with the devices wan0 and lan0, up. */
export async function makeRouter(): Promise<Namespace> {
  const namespace = await makeNamespace();
  for (const device of ['wan0', 'lan0']) {
    await namespace.ok('ip', 'link', 'add', device, 'type', 'veth', 'peer', 'name', `${device}p`);
    await namespace.ok('ip', 'link', 'set', device, 'up');
    await namespace.ok('ip', 'link', 'set', `${device}p`, 'up');
  }
  return namespace;
}

const tc = (words: string) => ({ program: 'tc', args: words.split(' ') }) as const;
const ip = (words: string) => ({ program: 'ip', args: words.split(' ') }) as const;

/** HTB with one class and a leaf, as the root of a device. */
export function root(device: string, rate = '19mbit'): DeviceRendering {
  return {
    device,
    kind: 'root',
    apply: [
      tc(`qdisc add dev ${device} root handle 1717: htb default 0x10`),
      tc(`class add dev ${device} parent 1717: classid 1717:1 htb rate ${rate} quantum 1514`),
      tc(`class add dev ${device} parent 1717:1 classid 1717:10 htb rate ${rate} quantum 1514`),
      tc(`qdisc add dev ${device} parent 1717:10 handle 1718: pfifo limit 100`),
    ],
    remove: [tc(`qdisc del dev ${device} root`)],
  };
}

/** An intermediate device, and what sends to it all that leaves a device. */
export function intermediate(device: string): readonly DeviceRendering[] {
  return [
    {
      device: 'l7pifb0',
      kind: 'ifb',
      apply: [ip('link add l7pifb0 type ifb'), ip('link set l7pifb0 up')],
      remove: [ip('link del l7pifb0')],
    },
    root('l7pifb0'),
    {
      device,
      kind: 'redirect',
      apply: [
        tc(`qdisc add dev ${device} clsact`),
        tc(
          `filter add dev ${device} egress protocol all prio 1 u32 match u32 0 0 action mirred egress redirect dev l7pifb0`,
        ),
      ],
      remove: [tc(`qdisc del dev ${device} clsact`)],
    },
  ];
}

const comment = (text: string): string => `-m comment --comment "layer7 policy: ${text}"`;

/** Rules of a small policy: a class for what leaves by wan0, and one protocol that is stopped. */
export function rulesFor(port = 9): RuleRendering {
  const tables = [
    {
      name: 'mangle',
      chains: [{ name: 'L7P-CLASS', rules: [`${comment('rule 1')} -j CLASSIFY --set-class 1717:10`] }],
      jumps: [
        { chain: 'POSTROUTING', place: 'behind-names', rule: `-o wan0 ${comment('classes')} -j L7P-CLASS` },
      ],
    },
    {
      name: 'filter',
      chains: [{ name: 'L7P-BLOCK', rules: [`-p udp -m udp --dport ${port} ${comment('rule 2')} -j DROP`] }],
      jumps: [{ chain: 'FORWARD', place: 'first', rule: `${comment('blocks')} -j L7P-BLOCK` }],
    },
  ] as const;
  return {
    kind: 'iptables',
    families: (['ipv4', 'ipv6'] as const).map((family) => ({ family, tables, text: '' })),
  };
}

/** The same for nft, as one table. */
export function nftRulesFor(port = 9): RuleRendering {
  const text = `add table inet layer7_policy
delete table inet layer7_policy
table inet layer7_policy {
  chain classes {
    type filter hook postrouting priority -140; policy accept;
    oifname "wan0" meta priority set 1717:10 comment "layer7 policy: rule 1"
  }
  chain blocks {
    type filter hook forward priority -10; policy accept;
    udp dport ${port} drop comment "layer7 policy: rule 2"
  }
}
`;
  return { kind: 'nftables', text };
}

export function rendering(
  devices: readonly DeviceRendering[] = [root('wan0'), root('lan0')],
  rules: RuleRendering = rulesFor(),
): Rendering {
  return { rules, devices, needsAccounting: false, notes: [] };
}
