/** What devices, classes and filters of tc come to, and where marks lead. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { interpretPolicy } from '../../../../src/core/policy/interpret.ts';
import { policyFromScript } from '../../../../src/core/policy/migrate/from-script.ts';
import { exactRate, readRate } from '../../../../src/core/policy/units.ts';
import { KNOWN } from '../support.ts';

const NAT = 'iptables -t nat -A POSTROUTING -o ppp0 -j MASQUERADE';
const root = (device: string, handle = 1, rest = '20'): string =>
  `tc qdisc add dev ${device} root handle ${handle}: htb default ${rest}`;
const klass = (device: string, parent: string, id: string, rest: string): string =>
  `tc class add dev ${device} parent ${parent} classid ${id} htb rate ${rest}`;
const filter = (device: string, mark: string, id: string): string =>
  `tc filter add dev ${device} parent 1: protocol ip handle ${mark} fw flowid ${id}`;
const mark = (l7: string, words: string): string =>
  `iptables -t mangle -A POSTROUTING -m layer7 --l7proto ${l7} -j MARK ${words}`;
/** A device with two classes, 10 and 20. */
const tree = (device: string, bits = 1000, handle = 1): readonly string[] => [
  root(device, handle),
  klass(device, `${handle}:`, `${handle}:1`, `${bits}kbit`),
  klass(device, `${handle}:1`, `${handle}:10`, `${bits / 2}kbit ceil ${bits}kbit`),
  klass(device, `${handle}:1`, `${handle}:20`, `${bits / 2}kbit ceil ${bits}kbit`),
];

/** The policy of a script; it has to pass its own check. */
function take(...lines: readonly string[]) {
  const migrated = policyFromScript(lines.join('\n'), KNOWN);
  assert.deepEqual(interpretPolicy(migrated.policy, KNOWN).faults, [], lines.join('\n'));
  const told = migrated.commands.map(({ fate }) =>
    fate.kind === 'left' ? fate.reason : fate.kind === 'changed' ? fate.changes.join('; ') : '',
  );
  return { ...migrated.policy, told, notes: migrated.notes.join('\n') };
}

test('a class without a number is asked first, and those with the same number alike', () => {
  const priorities = (...words: readonly string[]) =>
    take(
      NAT,
      root('ppp0'),
      klass('ppp0', '1:', '1:1', '900kbit'),
      ...words.map((one, at) => klass('ppp0', '1:1', `1:${at + 10}`, `300kbit ${one}`)),
    ).classes?.map(({ priority }) => priority);
  assert.deepEqual(priorities('prio 1', 'prio 2', ''), [2, 3, 1]);
  assert.deepEqual(priorities('', '', ''), [1, 1, 1]);
  assert.deepEqual(priorities('prio 7', 'prio 0x0', 'prio 9'), [8, 1, 8]);
});

test('a mark leads to a class on the devices whose filters read it', () => {
  const lines = [NAT, ...tree('ppp0'), ...tree('eth0', 2000, 2), filter('ppp0', '1', '1:10')];
  const { rules } = take(
    ...lines,
    filter('eth0', '9', '2:10'),
    mark('sip', '--set-mark 1'),
    mark('edonkey', '--set-mark 9'),
  );
  assert.deepEqual(rules, [
    { protocol: 'sip', direction: 'up', class: 'class-10' },
    { protocol: 'edonkey', direction: 'down', class: 'class-10' },
  ]);
  // Where another rule could take the rest, the rest is said.
  const wide = 'iptables -t mangle -A POSTROUTING -p udp -j MARK --set-mark 9';
  assert.deepEqual(
    take(...lines, filter('eth0', '9', '2:10'), wide, mark('sip', '--set-mark 1')).rules?.slice(0, 2),
    [
      { protocol: 'sip', direction: 'up', class: 'class-10' },
      { protocol: 'sip', direction: 'down', allow: true },
    ],
  );
  const both = take(...lines, filter('eth0', '1', '2:20'), mark('sip', '--set-mark 1'));
  assert.deepEqual(both.rules, [
    { protocol: 'sip', direction: 'up', class: 'class-10' },
    { protocol: 'sip', direction: 'down', class: 'class-20' },
  ]);
  const silent = take(...lines, mark('sip', '--set-mark 1'));
  assert.deepEqual(silent.rules, [{ protocol: 'sip', class: 'class-10' }]);
  assert.match(silent.notes, /eth0 has no filters/);
});

test('two classes of one device never become one', () => {
  const { classes } = take(NAT, ...tree('ppp0'), klass('ppp0', '1:1', '2:10', '100kbit'));
  assert.deepEqual(
    classes?.map(({ name }) => name),
    ['class-10', 'class-20', 'class-2-10'],
  );
});

test('a masked mark leads to its class where no other rule sets the rest', () => {
  const lines = [NAT, ...tree('ppp0'), filter('ppp0', '0x10', '1:10')];
  const masked = mark('http', '--set-mark 0x10/0xff');
  const { rules, told } = take(...lines, masked);
  assert.deepEqual(rules, [{ protocol: 'http', class: 'class-10' }]);
  assert.match(told.at(-1)!, /the other bits of the mark are taken for 0/);
  const doubtful = take(...lines, masked, mark('ftp', '--set-mark 0x1000'));
  assert.match(doubtful.told.at(-2)!, /depends on bits that other rules set/);
  assert.deepEqual(
    doubtful.rules?.some(({ protocol }) => protocol === 'http'),
    false,
  );
});

test('rules that set other bits of a mark are not taken for one another', () => {
  const udp = (words: string): string => `iptables -t mangle -A POSTROUTING -p udp -j MARK ${words}`;
  const { rules, told } = take(mark('sip', '--set-xmark 0x1/0x1'), udp('--set-xmark 0x2/0x2'));
  assert.deepEqual(rules, [{ protocol: 'sip', mark: '0x1/0x1' }]);
  assert.match(told[0]!, /the bits that line 2 sets on some of these packets are not set/);
  assert.match(told[1]!, /line 1 sets other bits of the mark/);
  const tcp = udp('--set-xmark 0x2/0x2').replace('udp', 'tcp');
  assert.equal(take(udp('--set-xmark 0x1/0x1'), tcp).rules?.length, 2);
  assert.equal(take(mark('sip', '--set-xmark 0x1/0x3'), udp('--set-xmark 0x2/0x3')).rules?.length, 2);
});

test('a device in between is no link', () => {
  for (const device of ['imq0', 'ifb0']) {
    const { links, classes, notes } = take(NAT, ...tree('ppp0'), ...tree(device, 8000));
    assert.deepEqual(links, [{ wan: 'ppp0', up: '1 mbit', down: '8 mbit' }]);
    assert.deepEqual(classes?.[0]?.min, { up: '500 kbit', down: '4 mbit' });
    assert.match(notes, /is taken for what comes in by ppp0/);
    const lan = take(NAT, ...tree('ppp0'), ...tree('eth1'), ...tree(device, 8000));
    assert.deepEqual(lan.links, [{ wan: 'ppp0', up: '1 mbit', down: '1 mbit' }, { lan: 'eth1' }]);
    assert.match(lan.told.at(-1)!, /is not known from the script/);
    assert.deepEqual(take(...tree(device)).links, undefined);
  }
});

test('rates are written to the bit', () => {
  for (const bits of [8000, 8001, 64_000, 772_000, 1_544_000, 1_544_001, 2_048_000, 1_234_567_890, 10e9])
    assert.equal(readRate(exactRate(bits)).value, bits);
  assert.equal(exactRate(1_544_000), '1.544 mbit');
  const { classes } = take(NAT, ...tree('ppp0', 1544));
  assert.deepEqual(classes?.[0]?.max, { up: '1.544 mbit' });
});

test('a link carries what its top classes do together', () => {
  const flat = take(
    NAT,
    root('ppp0'),
    ...[10, 20, 30].map((at) => klass('ppp0', '1:', `1:${at}`, `${at}0kbit ceil 900kbit`)),
  );
  assert.deepEqual(flat.links, [{ wan: 'ppp0', up: '600 kbit' }]);
  assert.deepEqual(flat.classes?.[0]?.max, { up: '100 kbit' });
  assert.match(flat.told[2]!, /it never had more than its rate/);
});

test('what a link cannot keep is not promised', () => {
  const lines = [NAT, root('ppp0'), klass('ppp0', '1:', '1:1', '1mbit')];
  const { classes, notes } = take(
    ...lines,
    klass('ppp0', '1:1', '1:10', '800kbit'),
    klass('ppp0', '1:1', '1:20', '800kbit'),
  );
  assert.deepEqual(
    classes?.map(({ min }) => min),
    [{ up: '500 kbit' }, { up: '500 kbit' }],
  );
  assert.match(notes, /promised more than a link carries up: "min" of each is 62.5% of what it was/);
  take(NAT, ...tree('ppp0'), ...tree('eth1', 4000), klass('eth1', '1:', '1:30', '95mbit'));
  assert.match(
    take(...lines, klass('ppp0', '1:1', '1:10', '5kbit')).told.at(-1)!,
    /keeps no less than 8 kbit/,
  );
});

test('what tc changes has the new values', () => {
  const lines = [NAT, ...tree('ppp0')];
  for (const verb of ['change', 'replace']) {
    const { classes, told } = take(
      ...lines,
      klass('ppp0', '1:1', '1:10', '400kbit ceil 800kbit').replace('add', verb),
    );
    assert.deepEqual(classes?.[0], {
      name: 'class-10',
      min: { up: '400 kbit' },
      max: { up: '800 kbit' },
      priority: 1,
    });
    assert.match(told[3]!, /line 6 gives the class other values/);
  }
  const twice = take(...lines, klass('ppp0', '1:1', '1:0x10', '400kbit'));
  assert.deepEqual(twice.classes?.[0]?.min, { up: '500 kbit' });
  assert.match(twice.told.at(-1)!, /line 4 made this class already/);
  assert.deepEqual(take(...lines, 'tc qdisc del dev ppp0 root').classes, undefined);
  assert.equal(take(...lines, 'stop() {', 'tc qdisc del dev ppp0 root', '}').classes?.length, 2);
});

test('whatever a script shapes, the policy passes its own check', () => {
  const device = fc.constantFrom('ppp0', 'ppp0', 'eth0', 'eth1', 'imq0');
  const rate = fc.constantFrom(
    '5kbit',
    '8kbit',
    '33333bit',
    '1mbit',
    '1544kbit',
    '10mbit',
    '100mbps',
    '2gbit',
    'x',
    '0',
  );
  const id = fc.constantFrom('1:1', '1:10', '1:0x0A', '1:20', '2:10', '1:', '7', '1:12345');
  const line = fc.oneof(
    {
      weight: 2,
      arbitrary: fc
        .tuple(device, fc.constantFrom('10', '20', '0x10'))
        .map(([one, rest]) => root(one, 1, rest)),
    },
    {
      weight: 6,
      arbitrary: fc
        .tuple(
          fc.constantFrom('add', 'add', 'change', 'replace'),
          device,
          id,
          id,
          rate,
          rate,
          fc.constantFrom('', ' prio 0', ' prio 5'),
        )
        .map(([verb, one, parent, own, least, most, more]) =>
          klass(one, parent, own, `${least} ceil ${most}${more}`).replace('add', verb),
        ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(device, fc.constantFrom('1', '2', '0x1/0x3'), id).map((all) => filter(...all)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom('http', 'dns', 'ftp'),
          fc.constantFrom('--set-mark 1', '--set-mark 0x1/0x3', '--or-mark 2', '--set-mark 0'),
        )
        .map((all) => mark(...all)),
    },
    { weight: 1, arbitrary: device.map((one) => `tc qdisc del dev ${one} root`) },
  );
  fc.assert(
    fc.property(fc.boolean(), fc.array(line, { maxLength: 15 }), (isKnown, lines) => {
      const all = [...(isKnown ? [NAT] : []), ...lines];
      const { told, rules } = take(...all);
      assert.equal(told.length, all.length);
      assert.ok(
        told.every((one) => !one.includes('nothing came of it')),
        all.join('\n'),
      );
      assert.ok(Array.isArray(rules));
    }),
    { numRuns: 1500 },
  );
});
