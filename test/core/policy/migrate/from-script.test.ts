import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { interpretPolicy } from '../../../../src/core/policy/interpret.ts';
import { type Migrated, policyFromScript } from '../../../../src/core/policy/migrate/from-script.ts';
import { isLoss } from '../../../../src/core/policy/migrate/outcome.ts';
import { SCRIPT_LIMITS } from '../../../../src/core/policy/migrate/shell-commands.ts';
import { readScript } from '../../../../src/core/policy/migrate/shell-script.ts';
import { readTcRate } from '../../../../src/core/policy/migrate/tc-rates.ts';
import { KNOWN } from '../support.ts';

const told = ({ commands }: Migrated): readonly string[] =>
  commands.flatMap(({ line, fate }) =>
    fate.kind === 'carried'
      ? []
      : [`${line}: ${fate.kind === 'left' ? fate.reason : fate.changes.join('; ')}`],
  );
const losses = ({ commands }: Migrated): readonly string[] =>
  commands.flatMap(({ line, fate }) =>
    fate.kind === 'left' && isLoss(fate) ? [`${line}: ${fate.reason}`] : [],
  );
const kinds = ({ commands }: Migrated): string => commands.map(({ fate }) => fate.kind).join(' ');
/** The policy of these lines. */
const take = (...lines: readonly string[]): Migrated => policyFromScript(lines.join('\n'), KNOWN);

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
for p in bittorrent edonkey; do $IPT -t mangle -A PREROUTING -m layer7 --l7proto $p -j MARK --set-mark 30; done
$IPT -A FORWARD -p tcp -m layer7 --l7proto ftp -j DROP
$IPT -A FORWARD -m mark --mark 30 -m time --timestart 09:00 --timestop 17:00 --days Mon,Tue -j REJECT
`;

test('a script of its days becomes a policy', () => {
  const migrated = policyFromScript(SCRIPT, KNOWN);
  const hours = "hours are by this machine's clock; newer iptables counted them in UTC";
  const own = 'what this machine sends itself is taken too';
  assert.deepEqual(told(migrated), [
    '4: addresses are not translated by a policy; that eth0 leads outside is taken from it',
    '13: "priority" of class-30 is that of its first link',
    '19: "ssl" is "tls" here',
    `20: ${own}`,
    `20: ${own}`,
    `22: ${hours}`,
  ]);
  assert.equal(migrated.partial, true, 'addresses have to be translated by somebody');
  assert.equal(migrated.commands.length, 18);
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
      { protocol: ['bittorrent', 'edonkey'], class: 'class-30' },
      { protocol: ['sip', 'rtp', 'tls'], class: 'class-10' },
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
    /"-m limit" has no counterpart/,
  ],
  [
    'iptables -A FORWARD -m mark --mark 99 -j DROP',
    /no rule of the script that comes before it sets this mark/,
  ],
  ['iptables -A FORWARD -m layer7 --l7proto `name` -j DROP', /known only when the script runs/],
  ['iptables -A FORWARD -m layer7 --l7proto $NAME -j DROP', /known only when the script runs/],
  ['iptables -t mangle -A FORWARD -m layer7 --l7proto http -j CLASSIFY --set-class 1:10', /no class 1:10/],
  [
    'iptables -t mangle -A FORWARD -m layer7 --l7proto http -j MARK --set-mark 0x10000',
    /bits that are layer7's own|known|mark/,
  ],
  [
    'tc qdisc add dev eth0 root handle 1: cbq bandwidth 10mbit',
    /a queueing discipline cbq there is not carried over/,
  ],
  ['tc class add dev eth0 parent 1: classid 1:1 hfsc sc rate 1mbit', /a class of hfsc/],
  [
    'tc filter add dev eth0 parent 1: protocol ip u32 match ip dport 80 0xffff flowid 1:1',
    /only filters that read a mark/,
  ],
];

for (const [line, wanted] of CASES) {
  test(`told: ${line}`, () => {
    const migrated = policyFromScript(`\n${line}\n`, KNOWN);
    assert.deepEqual(migrated.policy, { rules: [] });
    assert.equal(migrated.commands.length, 1);
    assert.match(told(migrated)[0]!, wanted);
    assert.equal(migrated.commands[0]!.line, 2);
    assert.ok(migrated.partial);
  });
}

test('what only others may need is told, and is no loss', () => {
  const migrated = take(
    'modprobe ipt_layer7',
    'iptables -t nat -F',
    'iptables -P FORWARD ACCEPT',
    'iptables -t mangle -A PREROUTING -j CONNMARK --restore-mark',
    'tc qdisc del dev eth0 root 2> /dev/null',
    'echo done',
  );
  assert.equal(migrated.partial, false);
  assert.equal(told(migrated).length, 6);
  assert.deepEqual(losses(migrated), []);
});

test('commands that a policy has no words for are told by line', () => {
  const migrated = take(
    'iptables -A FORWARD -m ipp2p --edk -j DROP',
    'iptables -P FORWARD DROP',
    'iptables -A FORWARD -m string --string x -j DROP',
    'tc qdisc add dev eth0 handle ffff: ingress',
    'ipset add bad 10.0.0.5',
  );
  assert.deepEqual(losses(migrated), [
    '1: "-m ipp2p" has no counterpart in a policy',
    '2: a policy blocks what its rules name, and has no DROP for all the rest',
    '3: "-m string" has no counterpart in a policy',
    '4: what comes in is not policed there',
    '5: "ipset" is not read: only iptables, ip6tables and tc are',
  ]);
  assert.ok(migrated.partial);
  assert.deepEqual(migrated.policy, { rules: [] });
});

test('a block on a device is left out where the policy has no such link', () => {
  const migrated = take('iptables -A FORWARD -i eth1 -m layer7 --l7proto dns -j DROP');
  assert.deepEqual(migrated.policy.rules, []);
  assert.match(losses(migrated)[0]!, /^1: "-i eth1": which link leads outside is not known/);
});

test('devices of the links become directions', () => {
  const links = [
    'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE',
    'tc class add dev eth0 parent 1: classid 1:1 htb rate 1mbit',
    'tc class add dev eth1 parent 1: classid 1:1 htb rate 8mbit',
  ];
  const block = (devices: string): Migrated =>
    take(...links, `iptables -A FORWARD ${devices} -m layer7 --l7proto dns -j DROP`);
  for (const [devices, direction] of [
    ['-o eth0', 'up'],
    ['-i eth0', 'down'],
    ['-i eth1', 'up'],
    ['-i eth1 -o eth0', 'up'],
  ] as const) {
    assert.deepEqual(block(devices).policy.rules, [{ protocol: 'dns', direction, block: 'drop' }], devices);
  }
  assert.match(kinds(block('-i eth1')), /changed$/);
  assert.match(kinds(block('-i eth0')), /carried$/);
  for (const devices of ['-i eth2', '-i ppp+', '-i eth1 -o eth1', '-i eth0 -o eth0']) {
    assert.deepEqual(block(devices).policy.rules, [], devices);
  }
});

test('two sides stay two sides, and a port is that of the server', () => {
  const rules = (words: string): unknown => take(`iptables -A FORWARD ${words} -j DROP`).policy.rules;
  const block = 'drop';
  const [inside, outside] = [['10.0.0.0/8'], ['192.168.0.0/16']];
  assert.deepEqual(rules('-s 10.0.0.0/8 -d 192.168.0.0/16 -p udp --sport 53 -m layer7 --l7proto ftp'), [
    { protocol: 'ftp', transport: 'udp', port: 53, from: outside, to: inside, block },
  ]);
  assert.deepEqual(rules('-s 10.0.0.0/8 -d 192.168.0.0/16 -p tcp --dport 1024:'), [
    { transport: 'tcp', port: '1024-65535', from: inside, to: outside, block },
  ]);
  assert.deepEqual(rules('-s 10.0.0.0/255.0.0.0 -d 192.168.0.0/16'), [
    { from: inside, to: outside, block },
    { from: outside, to: inside, block },
  ]);
  assert.deepEqual(rules('-s 10.0.0.5'), [{ host: ['10.0.0.5'], block }]);
  assert.deepEqual(rules('-p tcp --sport 1 --dport 2'), []);
  assert.match(told(take('iptables -A FORWARD -s 10.0.0.5 -j DROP'))[0]!, /both ways are taken/);
});

test('"not" is never taken for its opposite', () => {
  for (const words of [
    '! -s 10.0.0.5',
    '-s ! 10.0.0.5',
    '-p tcp ! --dport 80',
    '-m layer7 ! --l7proto http',
  ]) {
    const migrated = take(`iptables -A FORWARD ${words} -j DROP`);
    assert.deepEqual(migrated.policy.rules, []);
    assert.match(losses(migrated)[0]!, /no "not"/);
  }
  // All but http may pass: BitTorrent was never blocked.
  const { policy } = take(
    'iptables -A FORWARD -m layer7 ! --l7proto http -j ACCEPT',
    'iptables -A FORWARD -m layer7 --l7proto bittorrent -j DROP',
  );
  assert.deepEqual(policy.rules, []);
});

test('blocks on this machine are carried over only where all are in both places', () => {
  const ssh = '-m layer7 --l7proto ssh -j DROP';
  const own = take(`iptables -A INPUT ${ssh}`, `iptables -A OUTPUT ${ssh}`);
  assert.deepEqual(own.policy, { rules: [] });
  assert.match(
    losses(own).join(),
    /^1: it is about this machine itself.*,2: it is about this machine itself/,
  );
  const all = take(`iptables -A INPUT ${ssh}`, `iptables -A OUTPUT ${ssh}`, `iptables -A FORWARD ${ssh}`);
  assert.deepEqual(all.policy, { local: true, rules: [{ protocol: 'ssh', block: 'drop' }] });
  assert.equal(all.partial, false);
  const other = 'iptables -A FORWARD -m layer7 --l7proto ftp -j DROP';
  const some = take(`iptables -A INPUT ${ssh}`, `iptables -A FORWARD ${ssh}`, other);
  assert.equal(some.policy.local, undefined);
  assert.equal(losses(some).length, 1);
});

test('a block that others could pass by is left out with them', () => {
  const drop = 'iptables -A FORWARD -m layer7 --l7proto bittorrent -j DROP';
  const behind = (line: string): Migrated => take(line, drop);
  for (const line of [
    'iptables -A FORWARD -m state --state ESTABLISHED -j ACCEPT',
    'iptables -A FORWARD -s 10.0.0.5 -j ACCEPT',
    'iptables -A FORWARD -j RETURN',
    'iptables -A FORWARD -j NFQUEUE',
  ]) {
    const migrated = behind(line);
    assert.deepEqual(migrated.policy.rules, [], line);
    assert.match(losses(migrated).join(), /2: line 1 lets some of it pass before/);
  }
  for (const line of [
    'iptables -A FORWARD -p icmp -j ACCEPT',
    'iptables -A FORWARD -m layer7 --l7proto http -j ACCEPT',
    'iptables -A INPUT -m state --state ESTABLISHED -j ACCEPT',
    'iptables -A FORWARD -m state --state NEW -j LOG',
  ]) {
    const migrated = behind(line);
    assert.deepEqual(migrated.policy.rules, [{ protocol: 'bittorrent', block: 'drop' }], line);
    assert.equal(losses(migrated).length, 1);
  }
  const udp = take('iptables -A FORWARD -p udp -j ACCEPT', drop);
  assert.deepEqual(udp.policy.rules, [
    { transport: 'udp', allow: true },
    { protocol: 'bittorrent', block: 'drop' },
  ]);
  assert.equal(kinds(udp), 'changed carried');
});

test('-I stands in front; what -D and -F take out is gone', () => {
  const http = 'FORWARD -m layer7 --l7proto http -j DROP';
  const dns = 'FORWARD -m layer7 --l7proto dns -j REJECT';
  assert.deepEqual(take(`iptables -A ${http}`, `iptables -I ${dns}`).policy.rules, [
    { protocol: 'dns', block: 'reject' },
    { protocol: 'http', block: 'drop' },
  ]);
  const deleted = take(`iptables -A ${http}`, `iptables -A ${dns}`, `iptables -D ${http}`);
  assert.deepEqual(deleted.policy.rules, [{ protocol: 'dns', block: 'reject' }]);
  assert.deepEqual(losses(deleted), []);
  assert.match(told(deleted)[0]!, /^1: line 3 takes it out again/);
  assert.deepEqual(take(`iptables -A ${http}`, 'iptables -F').policy.rules, []);
  assert.equal(take(`iptables -A ${http}`, 'ip6tables -F', 'iptables -F INPUT').policy.rules?.length, 1);
  const stop = take(`iptables -A ${http}`, 'if [ "$1" = stop ]; then', 'iptables -F', 'fi');
  assert.equal(stop.policy.rules?.length, 1, 'a flush under a condition is that of the other end');
});

test('conditions, functions and && leave a doubt', () => {
  const drop = 'iptables -A FORWARD -m layer7 --l7proto http -j DROP';
  for (const script of [
    `if test -e /x; then ${drop}; fi`,
    `case "a" in\nstart)\n${drop}\n;;\nesac`,
    `start() {\n${drop}\n}`,
    `start()\n{\n${drop}\n}`,
    `modprobe xt_layer7 && ${drop}`,
    `A=http\nif true; then A=ftp; fi\n${drop.replace('http', '$A')}`,
  ]) {
    const { commands, policy } = policyFromScript(script, KNOWN);
    assert.equal(policy.rules?.length, 1, script);
    assert.equal(commands.find(({ text }) => text.startsWith('iptables'))!.fate.kind, 'changed', script);
  }
  const behind = take('start() {', 'echo', '}', drop).commands;
  assert.equal(behind.find(({ text }) => text.startsWith('iptables'))?.fate.kind, 'carried');
});

test('a mark is followed to what sets it, and not past what overwrites it', () => {
  const drop = 'iptables -A FORWARD -m mark --mark 1 -j DROP';
  const http = 'iptables -t mangle -A PREROUTING -m layer7 --l7proto http -j MARK --set-mark 1';
  assert.deepEqual(take(http, drop).policy.rules?.[0], { protocol: 'http', block: 'drop' });
  const late = take(http.replace('PREROUTING', 'POSTROUTING'), drop);
  assert.match(losses(late).join(), /no rule of the script that comes before it/);
  const again = take(http, 'iptables -t mangle -A PREROUTING -s 10.0.0.5 -j MARK --set-mark 2', drop);
  assert.match(losses(again).join(), /line 2 sets another mark on some of the packets that line 1 marks/);
  const unread = take(`${http} -m string --string x`, drop);
  assert.match(losses(unread).join(), /2: line 1, which sets the mark: "-m string"/);
  assert.deepEqual(unread.policy.rules, []);
});

test('marks that are kept with the connection need not be kept', () => {
  const lines = [
    'iptables -t mangle -A PREROUTING -j CONNMARK --restore-mark',
    'iptables -t mangle -A PREROUTING -m mark ! --mark 0 -j ACCEPT',
    'iptables -t mangle -A PREROUTING -m layer7 --l7proto http -j MARK --set-mark 1',
    'iptables -t mangle -A PREROUTING -j CONNMARK --save-mark',
  ];
  const kept = take(...lines);
  assert.deepEqual(kept.policy.rules, [{ protocol: 'http', mark: '0x1/0xff' }]);
  assert.equal(kept.partial, false);
  assert.deepEqual(take(...lines.slice(1)).policy.rules, []);
});

test('one rule decides in a policy: a code point joins the class or is left out', () => {
  const mark = 'iptables -t mangle -A POSTROUTING -m layer7 --l7proto http -j MARK --set-mark 1';
  const dscp = (match: string): string =>
    `iptables -t mangle -A POSTROUTING ${match} -j DSCP --set-dscp-class EF`;
  assert.deepEqual(take(mark, dscp('-m layer7 --l7proto http')).policy.rules, [
    { protocol: 'http', mark: '0x1/0xff', dscp: 'EF' },
  ]);
  const other = take(mark, dscp('-p tcp'));
  assert.equal(other.policy.rules?.length, 1);
  assert.match(losses(other).join(), /2: line 1 treats some of the same packets/);
});

test('a name that was a part of another is not widened', () => {
  const { policy, commands } = take('iptables -A FORWARD -m layer7 --l7proto validcertssl -j DROP');
  assert.deepEqual(policy.rules, []);
  const [{ fate }] = commands as [(typeof commands)[number]];
  assert.ok(
    fate.kind === 'left' && fate.reason.includes('only a part') && fate.next.includes('protocol: tls'),
  );
});

test('hours in part, days and bytes of a connection', () => {
  const rule = (words: string): unknown =>
    take(`iptables -A FORWARD -m layer7 --l7proto http ${words} -j DROP`).policy.rules?.[0];
  const of = (more: object): object => ({ protocol: 'http', ...more, block: 'drop' });
  assert.deepEqual(rule('-m time --timestop 17:00'), of({ time: '00:00-17:00' }));
  assert.deepEqual(rule('-m time --timestart 9:00 --timestop 16:59:59'), of({ time: '09:00-17:00' }));
  assert.equal(rule('-m time --timestart 09:00:30 --timestop 17:00'), undefined);
  assert.equal(rule('-m time --days Mon --timestart 22:00 --timestop 06:00'), undefined);
  assert.equal(rule('-m time --datestart 2008-01-01'), undefined);
  const bytes = '--connbytes-dir both --connbytes-mode bytes';
  assert.deepEqual(rule(`-m connbytes --connbytes 1000: ${bytes}`), of({ after: '1000 B' }));
  assert.deepEqual(rule(`-m connbytes --connbytes 0:99 ${bytes}`), of({ until: '99 B' }));
  assert.equal(rule('-m connbytes --connbytes 10: --connbytes-dir both --connbytes-mode packets'), undefined);
});

test('rules for IPv6 alone are left out', () => {
  const only = take('ip6tables -A FORWARD -m layer7 --l7proto http -j DROP');
  assert.deepEqual(only.policy.rules, []);
  assert.equal(losses(only).length, 1);
});

test('where the last rule wins, the order is turned round', () => {
  const { policy, notes } = policyFromScript(
    'iptables -t mangle -A FORWARD -m layer7 --l7proto http -j MARK --set-mark 1\n' +
      'iptables -t mangle -A FORWARD -p tcp --dport 80 -s 10.0.0.0/8 -j MARK --set-mark 2\n',
    KNOWN,
  );
  assert.deepEqual(policy.rules, [
    { transport: 'tcp', port: 80, from: ['10.0.0.0/8'], mark: '0x2/0xff' },
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
      'iptables -A OFFICE -s 10.1.0.0/16 -m layer7 --l7proto http -j DROP',
      'iptables -A UNUSED -m layer7 --l7proto http -j DROP',
    ].join('\n'),
    KNOWN,
  );
  assert.deepEqual(migrated.policy.rules, [
    { protocol: 'ftp', host: ['10.0.0.0/8'], block: 'drop' },
    { protocol: 'bittorrent', transport: 'tcp', mark: '0x3/0xff' },
  ]);
  assert.deepEqual(losses(migrated), ['9: both the jump and the rule test hosts']);
});

test('chains that jump into each other come to an end', () => {
  const { policy, commands } = policyFromScript(
    'iptables -N A\niptables -N B\niptables -A FORWARD -j A\niptables -A A -j B\niptables -A A -j B\niptables -A B -j A\n',
    KNOWN,
  );
  assert.deepEqual(policy.rules, []);
  assert.equal(commands.length, 6);
  const many = Array.from({ length: 200 }, () => 'iptables -A A -j A').join('\n');
  const endless = policyFromScript(`iptables -N A\niptables -A FORWARD -j A\n${many}\n`, KNOWN);
  assert.match(told(endless).join(), /too many ways through the chains/);
});

test('rates as tc reads them', () => {
  assert.equal(readTcRate('2mbit'), 2e6);
  assert.equal(readTcRate('100kbps'), 800e3);
  assert.equal(readTcRate('64000'), 64e3);
  assert.equal(readTcRate('fast'), undefined);
  assert.equal(readTcRate('1toString'), undefined);
});

test('words, quotes, comments, redirections and lines that go on', () => {
  const commands = readScript(
    'A="x y" # one\necho $A "$A" \'$A\' a\\ b 2>/dev/null; tc "q d" >> f 2>&1 && tc e\\\n f\nif true; then tc g; fi\n' +
      'cat <<END\ntc not this\nEND\ntc $(ls)\ntc h &> f',
  );
  assert.deepEqual(
    commands.map(({ line, words }) => [line, ...(words ?? ['?'])]),
    [
      [2, 'echo', 'x', 'y', 'x y', '$A', 'a b'],
      [2, 'tc', 'q d'],
      [2, 'tc', 'e', 'f'],
      [4, 'true'],
      [4, 'tc', 'g'],
      [5, 'cat'],
      [8, '?'],
      [9, 'tc', 'h'],
    ],
  );
});

test('a variable that is set anew to what nobody knows is not known', () => {
  const [, command] = readScript('A=x\nA=$(ls)\ntc $A');
  assert.equal(command!.words, undefined);
});

test('loops', () => {
  const words = (text: string): readonly string[] => readScript(text).map((one) => one.words!.join(' '));
  assert.deepEqual(words('for a in 1 2; do tc $a; done'), ['tc 1', 'tc 2']);
  assert.deepEqual(words('for a in 1 2\ndo\n  tc $a x\n  tc y\ndone\ntc z'), [
    'tc 1 x',
    'tc y',
    'tc 2 x',
    'tc y',
    'tc z',
  ]);
  assert.deepEqual(words('L="p q"\nfor a in $L; do\ntc $a\ndone'), ['tc p', 'tc q']);
  assert.deepEqual(words('for a in 1 2; do\nfor b in 3 4; do\ntc $a $b\ndone\ndone\ntc z'), [
    'tc 1 3',
    'tc 1 4',
    'tc 2 3',
    'tc 2 4',
    'tc z',
  ]);
});

test('a script cannot grow without bound', () => {
  const values = Array.from({ length: 500 }, (_, index) => index).join(' ');
  const line = 'tc x; '.repeat(50);
  const commands = readScript(`for a in ${values}; do ${line} done`);
  assert.equal(commands.length, SCRIPT_LIMITS.commands + 1);
  assert.match(commands.at(-1)!.problem!, /none from here on is read/);
  const deep = Array.from({ length: 20 }, () => `for a in ${values}; do\n`).join('');
  assert.match(
    readScript(`${deep}A=b\n${'done\n'.repeat(20)}`).at(-1)!.problem!,
    /loops of the script are too long/,
  );
});

/** Commands as scripts of those days have them, each on a line of its own. */
const command = fc.oneof(
  fc
    .record({
      program: fc.constantFrom('iptables', '/sbin/iptables', 'ip6tables', 'sudo iptables'),
      table: fc.constantFrom('', '-t mangle', '-t nat', '-t raw'),
      verb: fc.constantFrom('-A', '-A', '-A', '-I', '-D', '-R'),
      chain: fc.constantFrom('FORWARD', 'INPUT', 'OUTPUT', 'PREROUTING', 'POSTROUTING', 'OWN', 'NONE'),
      tests: fc.subarray([
        ...['-m layer7 --l7proto http', '-m layer7 ! --l7proto ftp', '-m mark --mark 1', '-p udp --sport 53'],
        ...['-s 10.0.0.0/8', '-d 10.0.0.5', '-i eth1', '-o eth0', '-m ipp2p --edk', '-m state --state NEW'],
      ]),
      target: fc.constantFrom(
        ...['', '-j DROP', '-j REJECT', '-j ACCEPT', '-j RETURN', '-j OWN', '-g OWN', '-j LOG', '-j NFQUEUE'],
        ...[
          '-j MARK --set-mark 1',
          '-j MARK --set-mark 2/3',
          '-j CONNMARK --save-mark',
          '-j DSCP --set-dscp 9',
        ],
        ...['-j CLASSIFY --set-class 1:1'],
      ),
    })
    .map(({ program, table, verb, chain, tests, target }) =>
      [program, table, verb, chain, verb === '-R' ? '1' : '', ...tests, target]
        .filter((word) => word !== '')
        .join(' '),
    ),
  fc.constantFrom(
    ...[
      'iptables -N OWN',
      'iptables -F',
      'iptables -t mangle -F OWN',
      'iptables -P FORWARD DROP',
      'iptables -L -n',
    ],
    ...['tc qdisc add dev eth0 root handle 1: htb default 2', 'tc qdisc add dev eth0 handle ffff: ingress'],
    ...[
      'tc class add dev eth0 parent 1: classid 1:1 htb rate 1mbit burst 9k',
      'tc class add dev eth0 rate x',
    ],
    ...['tc class add dev eth0 parent 1:1 classid 1:2 htb rate 5kbit', 'tc qdisc del dev eth0 root'],
    ...[
      'tc filter add dev eth0 parent 1: handle 1 fw flowid 1:2',
      'tc filter add dev eth0 u32 flowid 1:2',
      'tc',
    ],
    ...['echo hello', 'iptables $UNKNOWN -j DROP', 'ipset list', 'modprobe xt_layer7', 'true && false'],
  ),
);

test('every command has exactly one outcome', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 25 }), (lines) => {
      const migrated = policyFromScript(lines.join('\n'), KNOWN);
      const wanted = lines.flatMap((line, index) =>
        line.includes('&&') ? [index + 1, index + 1] : [index + 1],
      );
      assert.deepEqual(
        migrated.commands.map(({ line }) => line),
        wanted,
      );
      for (const [index, { command: place, fate }] of migrated.commands.entries()) {
        assert.equal(place, index);
        if (fate.kind === 'left') assert.doesNotMatch(fate.reason, /nothing came of it/, lines[place]);
        if (fate.kind === 'changed') assert.ok(fate.changes.length > 0);
      }
      assert.equal(
        migrated.partial,
        migrated.commands.some(({ fate }) => isLoss(fate)),
      );
    }),
    { numRuns: 1000 },
  );
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
