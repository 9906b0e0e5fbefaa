import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { POLICY_LIMITS } from '../../../src/core/policy/fault-list.ts';
import { interpretPolicy } from '../../../src/core/policy/interpret.ts';
import type { RawPolicy, RawRule } from '../../../src/core/policy/raw-policy.ts';
import { FULL, KNOWN, planOf } from './support.ts';

const LINK = { wan: 'eth0', up: '10 mbit', down: '100 mbit' } as const;

/** Faults as `path: message; next`. */
function faultsOf(raw: RawPolicy): readonly string[] {
  return interpretPolicy(raw, KNOWN).faults.map(
    ({ path, message, next }) => `${path.join('.')}: ${message}${next === undefined ? '' : `; ${next}`}`,
  );
}

const rule = (one: RawRule): RawPolicy => ({
  links: [LINK],
  classes: [{ name: 'web' }],
  rules: [one],
});

const WRONG: readonly (readonly [string, RawPolicy, RegExp])[] = [
  ['both kinds of link', { links: [{ wan: 'a', lan: 'b' }] }, /^links.0: a link is either/],
  ['neither kind', { links: [{ up: '1 mbit' }] }, /^links.0: a link is either/],
  ['a rate of a lan', { links: [LINK, { lan: 'b', up: '1 mbit' }] }, /^links.1.up: a "lan" link has no "up"/],
  ['hosts of a wan', { links: [{ ...LINK, hosts: '10.0.0.0/8' }] }, /^links.0.hosts: a "wan" link has no/],
  ['a device twice', { links: [LINK, { lan: 'eth0' }] }, /^links.1.lan: "eth0" is a link already/],
  ['only lans', { links: [{ lan: 'b' }] }, /^links: there is no link to the outside/],
  ['no device', { links: [{ wan: 'a b' }] }, /^links.0.wan: this is no name of a network device/],
  ['a device that is an option', { links: [{ wan: 'x"; rm' }] }, /no name of a network device/],
  [
    'all devices of a kind, for iptables',
    { links: [{ wan: 'ppp+' }] },
    /^links.0.wan: this is a pattern for many/,
  ],
  [
    'all devices of a kind, for nftables',
    { links: [{ wan: 'eth*' }] },
    /^links.0.wan: this is a pattern for many/,
  ],
  [
    'a device like an option',
    { links: [LINK, { lan: '-i' }] },
    /^links.1.lan: a device whose name begins with "-"/,
  ],
  ['a device like a negation', { links: [{ wan: '!eth0' }] }, /begins with "!" cannot be written in a rule/],
  [
    'a device of 22 bytes',
    { links: [{ wan: 'ééééééééééé' }] },
    /at most 15 bytes, and this has 22; "ip link"/,
  ],
  [
    'a class twice',
    { links: [LINK], classes: [{ name: 'a' }, { name: 'a' }], default: 'a' },
    /^classes.1.name: there is a class/,
  ],
  ['a class name', { links: [LINK], classes: [{ name: 'Downloads!' }] }, /^classes.0.name: this is no name/],
  [
    'share and min',
    { links: [LINK], classes: [{ name: 'a', share: '1%', min: '1 mbit' }] },
    /^classes.0.min: "share" and "min"/,
  ],
  [
    'classes without a rate',
    { links: [{ wan: 'a' }], classes: [{ name: 'a' }] },
    /^classes: classes share a link/,
  ],
  [
    'no default',
    { links: [LINK], classes: [{ name: 'a' }, { name: 'b' }] },
    /^classes: which class takes.*"default: b"/,
  ],
  [
    'an unknown default',
    { links: [LINK], classes: [{ name: 'web' }], default: 'wbe' },
    /^default: there is no class "wbe"; did you mean "web"/,
  ],
  [
    'promised too much',
    {
      links: [LINK],
      classes: [
        { name: 'a', share: '60%' },
        { name: 'b', min: '6 mbit' },
      ],
      default: 'a',
    },
    /^classes: the classes are promised 12 mbit of the 10 mbit/,
  ],
  [
    'nothing left',
    { links: [LINK], classes: [{ name: 'a', share: '100%' }, { name: 'b' }], default: 'a' },
    /^classes.1.name: nothing is left for this class/,
  ],
  [
    'less than least',
    { links: [LINK], classes: [{ name: 'a', share: '60%', max: '50%' }] },
    /^classes.0.max: the most \(5 mbit up\) is less than the least \(6 mbit up\)/,
  ],
  ['a host set name', { hosts: { '10': '10.0.0.1' } }, /^hosts.10: this is no name for a set/],
  ['a broken host', { hosts: { a: ['10.0.0.1', '10.0.0.300'] } }, /^hosts.a.1: this is no address/],
  [
    'an unknown protocol',
    rule({ protocol: 'htpp', allow: true }),
    /^rules.0.protocol: there is no protocol "htpp"; did you mean "http"/,
  ],
  [
    'one of several',
    rule({ protocol: ['http', 'youtube'], allow: true }),
    /^rules.0.protocol.1: .*; "youtube" is an application: write "application: youtube"/,
  ],
  ['a group as protocol', rule({ protocol: 'p2p', allow: true }), /"p2p" is a group: write "group: p2p"/],
  ['an empty list', rule({ protocol: [], allow: true }), /^rules.0.protocol: the list is empty/],
  [
    'a name of no set',
    { ...rule({ from: 'ofice', allow: true }), hosts: { office: '10.0.0.0/8' } },
    /^rules.0.from: .*did you mean "office"/,
  ],
  ['no action', rule({ protocol: 'http' }), /^rules.0: the rule does not say/],
  [
    'two actions',
    rule({ block: 'drop', class: 'web' }),
    /^rules.0.class: "class" cannot stand beside "block"/,
  ],
  ['allow and more', rule({ allow: true, dscp: 'EF' }), /^rules.0.dscp: "dscp" cannot stand beside "allow"/],
  ['not allowed', rule({ allow: false }), /^rules.0.allow: "allow" is only ever true/],
  [
    'an unknown class',
    rule({ class: 'webb' }),
    /^rules.0.class: there is no class "webb"; did you mean "web"/,
  ],
  ['a mark of ours', rule({ mark: '0x10000/0xff0000' }), /^rules.0.mark: the mark would change bits/],
  ['a class mark of ours', rule({ mark: '0x100/0xff00' }), /^rules.0.mark: the mark would change bits/],
  ['never', rule({ after: '2 kB', until: '1 kB', allow: true }), /^rules.0.until: the rule can never hold/],
  [
    'ends of different families',
    rule({ from: 'fd00::/64', to: '10.0.0.0/8', block: 'drop' }),
    /^rules.0.to: the rule can never hold: its addresses are of different families.*; make a rule for IPv4/,
  ],
  [
    'a host of another family',
    rule({ from: ['10.0.0.0/8'], host: ['fd00::1', 'fd00::2'], block: 'drop' }),
    /^rules.0.host: the rule can never hold: its addresses are of different/,
  ],
  [
    'a host on neither side',
    rule({ from: '10.0.0.0/8', to: '192.168.0.0/16', host: ['172.16.0.1', 'fd00::1'], block: 'drop' }),
    /^rules.0.host: the rule can never hold: "host" is neither/,
  ],
  [
    'a protocol of another group',
    rule({ protocol: 'http', group: 'p2p', block: 'drop' }),
    /^rules.0.group: the rule can never hold: no member of "group" is among "protocol"/,
  ],
  [
    'an application of another group',
    rule({ application: 'zoom', protocol: 'unset', block: 'drop' }),
    /^rules.0.application: the rule can never hold: a connection that is unset/,
  ],
  ['a limit without a link', { rules: [{ limit: '1 mbit' }] }, /^rules.0.limit: a limit for each host needs/],
  [
    'a direction without a link',
    { rules: [{ direction: 'up', allow: true }] },
    /^rules.0.direction: up and down need/,
  ],
];

for (const [name, raw, wanted] of WRONG) {
  test(`refused: ${name}`, () => {
    const faults = faultsOf(raw);
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.match(faults[0]!, wanted);
  });
}

test('rules that may hold are not refused', () => {
  const rules: RawRule[] = [
    { protocol: 'http', group: 'voip', allow: true },
    { protocol: ['http', 'sip'], group: ['p2p', 'voip'], allow: true },
    { application: 'zoom', group: 'p2p', allow: true },
    { application: 'zoom', protocol: ['unset', 'tls'], allow: true },
    { from: ['10.0.0.0/8', 'fd00::1'], to: 'fd00::/8', allow: true },
    { from: '10.0.0.0/8', to: '192.168.0.0/16', host: '192.168.3.0/24', allow: true },
    { from: '10.0.0.1', host: '192.168.0.1', allow: true },
    { after: '1 kB', until: '1 kB', allow: true },
  ];
  for (const one of rules) assert.deepEqual(faultsOf(rule(one)), [], JSON.stringify(one));
});

test('a device may have any name that is one', () => {
  for (const wan of ['eth0', 'ppp+0', 'br-lan', 'eth0.100', 'ééééééé', 'a!b', 'fifteen-bytes-x']) {
    assert.deepEqual(faultsOf({ links: [{ wan }] }), [], wan);
  }
});

test('rates that do not fit are told with what was written, at the place of it', () => {
  const given = (classes: RawPolicy['classes']): readonly (readonly [string, string | undefined])[] =>
    interpretPolicy({ links: [LINK], classes, default: 'a' }, KNOWN).faults.map((fault) => [
      fault.path.join('.'),
      fault.given,
    ]);
  const ways = { min: { up: '2 mbit', down: '9 mbit' }, max: { up: '3 mbit', down: '8 mbit' } };
  assert.deepEqual(given([{ name: 'a', ...ways }, { name: 'b' }]), [['classes.0.max.down', '8 mbit']]);
  assert.deepEqual(given([{ name: 'a', min: '2 mbit', max: '1 mbit' }]), [['classes.0.max', '1 mbit']]);
  assert.deepEqual(given([{ name: 'a', share: '60%' }, { name: 'b', min: '6 mbit' }, { name: 'c' }]), [
    ['classes', 'a 60%, b 6 mbit'],
  ]);
  assert.deepEqual(given([{ name: 'a', share: '100%' }, { name: 'b' }]), [['classes.1.name', 'b']]);
});

test('whatever is wrong, it is said what to do next', () => {
  const many = <T>(count: number, one: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => one(index));
  const addresses = many(4000, (index) => `10.0.${index >> 8}.${index & 255}`);
  const policies: RawPolicy[] = [
    ...WRONG.map(([, raw]) => raw),
    { rules: many(POLICY_LIMITS.rules + 1, () => ({ allow: true })) },
    { classes: many(POLICY_LIMITS.classes + 1, (index) => ({ name: `c${index}` })) },
    { hosts: Object.fromEntries(many(POLICY_LIMITS.hostSets + 1, (index) => [`h${index}`, '10.0.0.1'])) },
    { links: many(POLICY_LIMITS.wans + 1, (index) => ({ wan: `eth${index}` })) },
    { rules: [{ port: many(POLICY_LIMITS.words + 1, (index) => index + 1), allow: true }] },
    { hosts: { a: addresses, b: addresses }, rules: [{ from: ['a', 'b'], allow: true }] },
  ];
  for (const raw of policies) {
    const { faults } = interpretPolicy(raw, KNOWN);
    assert.ok(faults.length > 0);
    for (const { message, next } of faults) assert.notEqual(next, undefined, message);
  }
});

test('everything that is wrong is told at once', () => {
  const faults = faultsOf({
    links: [{ wan: 'eth0', up: 'fast' }],
    classes: [{ name: 'a', share: '120%' }],
    rules: [
      { protocol: 'x1', class: 'b' },
      { port: 0, time: 'never' },
    ],
  });
  assert.equal(faults.length, 7, faults.join('\n'));
});

test('limits on how much a policy may hold', () => {
  const many = Array.from({ length: POLICY_LIMITS.rules + 1 }, (): RawRule => ({ allow: true }));
  assert.match(faultsOf({ rules: many })[0]!, /^rules: there are too many rules/);
  const ports = Array.from({ length: POLICY_LIMITS.words + 1 }, (_, index) => index + 1);
  assert.match(
    faultsOf({ rules: [{ port: ports, allow: true }] })[0]!,
    /^rules.0.port: the list is too long/,
  );
  const addresses = Array.from({ length: 4000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const hosts = { a: addresses, b: addresses };
  assert.match(
    faultsOf({ hosts, rules: [{ from: ['a', 'b'], allow: true }] })[0]!,
    /^rules.0.from: there are too many addresses/,
  );
});

test('a full policy becomes its plan', () => {
  const plan = planOf(FULL);
  assert.deepEqual(plan.wans, [{ device: 'eth0', up: 20e6, down: 100e6 }]);
  assert.deepEqual(
    plan.classes.map(({ name, priority, up, down }) => [name, priority, up[0], down[0]]),
    [
      ['calls', 0, { guarantee: 6e6, ceiling: 20e6 }, { guarantee: 30e6, ceiling: 100e6 }],
      ['web', 1, { guarantee: 10e6, ceiling: 20e6 }, { guarantee: 50e6, ceiling: 100e6 }],
      ['downloads', 2, { guarantee: 1e6, ceiling: 16e6 }, { guarantee: 5e6, ceiling: 80e6 }],
    ],
  );
  assert.equal(plan.defaultClass, 1);
  assert.deepEqual(plan.rules[1]!.match.names, [['bittorrent', 'edonkey']]);
  assert.deepEqual(plan.rules[4]!.match.names, [['quic'], ['youtube', 'netflix']]);
  assert.deepEqual(
    plan.rules[0]!.match.host?.map(({ text }) => text),
    ['192.168.1.7'],
  );
});

test('classes that ask for nothing share what is left', () => {
  const plan = planOf({
    links: [LINK],
    classes: [{ name: 'a', share: '40%' }, { name: 'b' }, { name: 'c' }],
    default: 'b',
  });
  assert.deepEqual(
    plan.classes.map(({ up }) => up[0]!.guarantee),
    [4e6, 3e6, 3e6],
  );
});

test('guarantees never add up to more than a link carries, whatever the shares', () => {
  const share = fc.option(
    fc.integer({ min: 1, max: 60 }).map((percent) => `${percent}%`),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 8 }), (shares) => {
      const classes = shares.map((one, index) => ({
        name: `c${index}`,
        ...(one === undefined ? {} : { share: one }),
      }));
      const { policy, faults } = interpretPolicy({ links: [LINK], classes, default: 'c0' }, KNOWN);
      if (policy === undefined) {
        assert.ok(faults.every(({ code }) => code === 'POLICY_RATES'));
        return;
      }
      const plan = planOf({ links: [LINK], classes, default: 'c0' });
      const promised = plan.classes.reduce((sum, { up }) => sum + up[0]!.guarantee, 0);
      assert.ok(promised <= 10e6, String(promised));
    }),
  );
});
