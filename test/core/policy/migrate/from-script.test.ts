import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { interpretPolicy } from '../../../../src/core/policy/interpret.ts';
import {
  type Migrated,
  policyFromScript,
  readTcRate,
} from '../../../../src/core/policy/migrate/from-script.ts';
import { readScript, SCRIPT_LIMITS } from '../../../../src/core/policy/migrate/shell-lines.ts';
import { KNOWN } from '../support.ts';

const reasons = ({ unread }: Migrated): readonly string[] =>
  unread.map(({ line, reason }) => `${line}: ${reason}`);

const SCRIPT = `#!/bin/sh
IPT=/sbin/iptables
WAN=eth0; LAN="eth1"
$IPT -t nat -A POSTROUTING -o $WAN -j MASQUERADE
tc qdisc add dev $WAN root handle 1: htb default 30
tc class add dev $WAN parent 1: classid 1:1 htb rate 2mbit
tc class add dev $WAN parent 1:1 classid 1:10 htb rate 500kbit ceil 2mbit prio 0
tc class add dev \${WAN} parent 1:1 classid 1:30 htb rate 200kbit \\
   ceil 1mbit prio 2   # the rest
tc qdisc add dev $LAN root handle 1: htb default 30
tc class add dev $LAN parent 1: classid 1:1 htb rate 16mbit
tc class add dev $LAN parent 1:1 classid 1:10 htb rate 4mbit ceil 16mbit
tc class add dev $LAN parent 1:1 classid 1:30 htb rate 2mbit ceil 16mbit
tc filter add dev $WAN protocol ip parent 1:0 prio 1 handle 10 fw flowid 1:10
tc filter add dev $WAN protocol ip parent 1:0 prio 1 handle 30 fw flowid 1:30
for p in sip rtp; do
  $IPT -t mangle -A POSTROUTING -m layer7 --l7proto $p -j MARK --set-mark 10
done
$IPT -t mangle -A POSTROUTING -m layer7 --l7dir /etc/l7-protocols --l7proto ssl -j MARK --set-mark 10
for p in bittorrent edonkey; do $IPT -t mangle -A POSTROUTING -m layer7 --l7proto $p -j MARK --set-mark 30; done
$IPT -A FORWARD -p tcp -m layer7 --l7proto ftp -j DROP
$IPT -A FORWARD -m mark --mark 30 -m time --timestart 09:00 --timestop 17:00 --days Mon,Tue -j REJECT
`;

test('a script of its days becomes a policy', () => {
  const migrated = policyFromScript(SCRIPT, KNOWN);
  assert.deepEqual(reasons(migrated), []);
  assert.deepEqual(migrated.notes, []);
  assert.deepEqual(migrated.policy, {
    links: [{ wan: 'eth0', up: '2 mbit', down: '16 mbit' }, { lan: 'eth1' }],
    classes: [
      {
        name: 'class-10',
        min: { up: '500 kbit', down: '4 mbit' },
        max: { up: '2 mbit', down: '16 mbit' },
        priority: 1,
      },
      {
        name: 'class-30',
        min: { up: '200 kbit', down: '2 mbit' },
        max: { up: '1 mbit', down: '16 mbit' },
        priority: 3,
      },
    ],
    default: 'class-30',
    rules: [
      { protocol: 'ftp', transport: 'tcp', block: 'drop' },
      { protocol: ['bittorrent', 'edonkey'], time: 'mon,tue 09:00-17:00', block: 'reject' },
      { protocol: ['sip', 'rtp', 'tls'], class: 'class-10' },
      { protocol: ['bittorrent', 'edonkey'], class: 'class-30' },
    ],
  });
  assert.deepEqual(interpretPolicy(migrated.policy, KNOWN).faults, []);
});

const CASES: readonly (readonly [string, RegExp])[] = [
  ['iptables -A FORWARD -m layer7 ! --l7proto http -j DROP', /no "not"/],
  ['iptables -A FORWARD ! -p tcp -m layer7 --l7proto http -j DROP', /no "not"/],
  ['iptables -t mangle -A POSTROUTING -m layer7 --l7proto http', /only counts/],
  ['iptables -A FORWARD -m layer7 --l7proto htttp -j DROP', /no protocol "htttp" here; near it: http/],
  ['iptables -A FORWARD -m layer7 --l7proto http -j LOG', /the target LOG/],
  [
    'iptables -A FORWARD -m layer7 --l7proto http -m limit --limit 1/s -j DROP',
    /"--limit" has no counterpart/,
  ],
  ['iptables -A FORWARD -m mark --mark 99 -j DROP', /no rule of the script sets this mark/],
  ['iptables -A FORWARD -m layer7 --l7proto `name` -j DROP', /known only when the script runs/],
  ['iptables -A FORWARD -m layer7 --l7proto $NAME -j DROP', /known only when the script runs/],
  ['iptables -t mangle -A FORWARD -m layer7 --l7proto http -j CLASSIFY --set-class 1:10', /no class 1:10/],
  [
    'iptables -t mangle -A FORWARD -m layer7 --l7proto http -j MARK --set-mark 0x10000',
    /bits that are layer7's own|known|mark/,
  ],
  ['tc qdisc add dev eth0 root handle 1: cbq bandwidth 10mbit', /cbq is not carried over/],
  ['tc class add dev eth0 parent 1: classid 1:1 hfsc sc rate 1mbit', /a class of hfsc/],
  [
    'tc filter add dev eth0 parent 1: protocol ip u32 match ip dport 80 0xffff flowid 1:1',
    /only filters that read marks/,
  ],
];

for (const [line, wanted] of CASES) {
  test(`told: ${line}`, () => {
    const migrated = policyFromScript(`\n${line}\n`, KNOWN);
    assert.equal(migrated.unread.length, 1, JSON.stringify(migrated));
    assert.match(reasons(migrated)[0]!, wanted);
    assert.equal(migrated.unread[0]!.line, 2);
  });
}

test('rules that have nothing to do with names are left in peace', () => {
  const migrated = policyFromScript(
    'iptables -A INPUT ! -i lo -p tcp --syn -j DROP\niptables -P FORWARD DROP\niptables -t nat -F\necho done\n',
    KNOWN,
  );
  assert.deepEqual(migrated, { policy: { rules: [] }, carried: 0, unread: [], notes: [] });
});

test('where the last rule wins, the order is turned round', () => {
  const { policy, notes } = policyFromScript(
    'iptables -t mangle -A FORWARD -m layer7 --l7proto http -j MARK --set-mark 1\n' +
      'iptables -t mangle -A FORWARD -p tcp --dport 80 -s 10.0.0.0/8 -j MARK --set-mark 2\n',
    KNOWN,
  );
  assert.deepEqual(policy.rules, [
    { transport: 'tcp', port: ['80'], host: ['10.0.0.0/8'], mark: '0x2/0xff' },
    { protocol: 'http', mark: '0x1/0xff' },
  ]);
  assert.match(notes.join(), /reverse order/);
});

test('the same rule for both families is one', () => {
  const { policy } = policyFromScript(
    'iptables -A FORWARD -m layer7 --l7proto ftp -j DROP\nip6tables -A FORWARD -m layer7 --l7proto ftp -j DROP\n',
    KNOWN,
  );
  assert.deepEqual(policy.rules, [{ protocol: 'ftp', block: 'drop' }]);
});

test('chains of its own are followed', () => {
  const migrated = policyFromScript(
    [
      'iptables -t mangle -N SEEDS',
      'iptables -N OFFICE',
      'iptables -N UNUSED',
      'iptables -t mangle -A SEEDS -p tcp -j MARK --set-mark 3',
      'iptables -t mangle -A SEEDS -m layer7 --l7proto http -j MARK --set-mark 4',
      'iptables -t mangle -A POSTROUTING -m layer7 --l7proto bittorrent -j SEEDS',
      'iptables -A FORWARD -s 10.0.0.0/8 -j OFFICE',
      'iptables -A OFFICE -m layer7 --l7proto ftp -j DROP',
      'iptables -A OFFICE -d 10.1.0.0/16 -m layer7 --l7proto http -j DROP',
      'iptables -A UNUSED -m layer7 --l7proto http -j DROP',
    ].join('\n'),
    KNOWN,
  );
  assert.deepEqual(migrated.policy.rules, [
    { protocol: 'ftp', host: ['10.0.0.0/8'], block: 'drop' },
    { protocol: 'bittorrent', transport: 'tcp', mark: '0x3/0xff' },
  ]);
  assert.deepEqual(reasons(migrated), [
    '9: both the jump and the rule test hosts',
    '10: nothing jumps into this chain',
  ]);
});

test('chains that jump into each other come to an end', () => {
  const { policy, unread } = policyFromScript(
    'iptables -N A\niptables -N B\niptables -A FORWARD -j A\niptables -A A -j B\niptables -A A -j B\niptables -A B -j A\n',
    KNOWN,
  );
  assert.deepEqual(policy.rules, []);
  assert.ok(unread.length > 0);
  const many = Array.from({ length: 200 }, () => 'iptables -A A -j A').join('\n');
  const endless = policyFromScript(`iptables -N A\niptables -A FORWARD -j A\n${many}\n`, KNOWN);
  assert.match(reasons(endless).join(), /too many ways through the chains/);
});

test('rates as tc reads them', () => {
  assert.equal(readTcRate('2mbit'), 2e6);
  assert.equal(readTcRate('100kbps'), 800e3);
  assert.equal(readTcRate('64000'), 64e3);
  assert.equal(readTcRate('fast'), undefined);
  assert.equal(readTcRate('1toString'), undefined);
});

test('words, quotes, comments and lines that go on', () => {
  const { commands, unread } = readScript(
    'A="x y" # one\necho $A "$A" \'$A\' a\\ b; tc "q d" && tc e\\\n f\nif true; then tc g; fi\n',
  );
  assert.deepEqual(
    commands.map(({ line, words }) => [line, ...words]),
    [
      [2, 'echo', 'x', 'y', 'x y', '$A', 'a b'],
      [2, 'tc', 'q d'],
      [2, 'tc', 'e', 'f'],
      [4, 'tc', 'g'],
    ],
  );
  assert.equal(unread.length, 1);
});

test('loops', () => {
  const words = (text: string): readonly string[] =>
    readScript(text).commands.map((one) => one.words.join(' '));
  assert.deepEqual(words('for a in 1 2; do tc $a; done'), ['tc 1', 'tc 2']);
  assert.deepEqual(words('for a in 1 2\ndo\n  tc $a x\n  tc y\ndone\ntc z'), [
    'tc 1 x',
    'tc y',
    'tc 2 x',
    'tc y',
    'tc z',
  ]);
  assert.deepEqual(words('L="p q"\nfor a in $L; do\ntc $a\ndone'), ['tc p', 'tc q']);
});

test('a script cannot grow without bound', () => {
  const values = Array.from({ length: 500 }, (_, index) => index).join(' ');
  const line = 'tc x; '.repeat(50);
  const { commands, unread } = readScript(`for a in ${values}; do ${line} done`);
  assert.equal(commands.length, SCRIPT_LIMITS.commands);
  assert.ok(unread.some(({ reason }) => reason === 'too many commands'));
});

test('no script throws, and what comes out can be told apart from what does not', () => {
  const piece = fc.constantFrom(
    ...[
      'iptables',
      'tc',
      '-A',
      'FORWARD',
      '-m',
      'layer7',
      '--l7proto',
      'http',
      '-j',
      'MARK',
      '--set-mark',
      '5',
    ],
    ...[
      'class',
      'add',
      'dev',
      'eth0',
      'htb',
      'rate',
      '1mbit',
      'classid',
      '1:1',
      'fw',
      'handle',
      'flowid',
      '!',
      '$A',
    ],
    ...[
      '"',
      "'",
      '\\\n',
      '\n',
      ';',
      'for a in',
      'do',
      'done',
      '`',
      '$(',
      '#',
      'A=b',
      '--days',
      '--timestart',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const migrated = policyFromScript(pieces.join(' '), KNOWN);
      assert.ok(Array.isArray(migrated.policy.rules));
    }),
    { numRuns: 2000 },
  );
});
