/** Which rules of a script are in force at its end, for whom, and in which order they decide. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyFromScript } from '../../../../src/core/policy/migrate/from-script.ts';
import { KNOWN } from '../support.ts';

const take = (...lines: readonly string[]) => policyFromScript(lines.join('\n'), KNOWN);
const rulesOf = (...lines: readonly string[]) => take(...lines).policy.rules;
const told = (...lines: readonly string[]): readonly string[] =>
  take(...lines).commands.map(({ fate }) =>
    fate.kind === 'left' ? fate.reason : fate.kind === 'changed' ? fate.changes.join('; ') : '',
  );
const drop = (l7: string): string => `iptables -A FORWARD -m layer7 --l7proto ${l7} -j DROP`;
const six = (line: string): string => `ip6${line.slice(2)}`;
const blocked = (protocol: string) => ({ protocol, block: 'drop' });

test('what is let pass stays behind the blocks before it', () => {
  const lines = [
    'iptables -A FORWARD -m layer7 --l7proto http -j ACCEPT',
    'iptables -A FORWARD -p tcp --dport 25 -j DROP',
    'iptables -A FORWARD -p tcp -j ACCEPT',
    drop('bittorrent'),
  ];
  assert.deepEqual(rulesOf(...lines), [
    { protocol: 'http', allow: true },
    { transport: 'tcp', port: 25, block: 'drop' },
    { transport: 'tcp', allow: true },
    blocked('bittorrent'),
  ]);
  // FORWARD lets nothing pass by a rule in POSTROUTING.
  assert.deepEqual(
    rulesOf(...lines.slice(2), 'iptables -t mangle -A POSTROUTING -p tcp --dport 25 -j DROP')?.[0],
    {
      transport: 'tcp',
      port: 25,
      block: 'drop',
    },
  );
});

test('rules of a function stand where it is called', () => {
  const accept = 'iptables -A FORWARD -p tcp -m state --state NEW -j ACCEPT';
  assert.deepEqual(rulesOf(`block() { ${drop('http')}; }`, accept, 'block'), []);
  assert.deepEqual(rulesOf(`block() { ${drop('http')}; }`, 'block', accept), [blocked('http')]);
  assert.deepEqual(rulesOf(`block() { ${drop('$1')}; }`, 'for p in http dns; do block $p; done'), [
    { protocol: ['http', 'dns'], block: 'drop' },
  ]);
  assert.deepEqual(rulesOf(drop('http'), 'clear() { iptables -F; }', 'clear'), []);
  assert.deepEqual(rulesOf('iptables() { /sbin/iptables "$@"; }', drop('http')), [blocked('http')]);
});

test('-D finds its rule in whatever order its options stand', () => {
  const add = 'iptables -A FORWARD -p tcp -m layer7 --l7proto http -s 10.0.0.5 -j DROP';
  for (const words of [
    '-m layer7 --l7proto http -s 10.0.0.5 -p tcp -j DROP',
    '-j DROP --protocol 6 --source 10.0.0.5/32 -m layer7 --l7proto=http',
  ])
    assert.deepEqual(rulesOf(add, `iptables -D FORWARD ${words}`), [], words);
  for (const words of [
    '-m layer7 --l7proto http -p tcp -j DROP',
    '-m layer7 --l7proto http -s 10.0.0.5 -p tcp -j REJECT',
  ])
    assert.equal(rulesOf(add, `iptables -D FORWARD ${words}`)?.length, 1, words);
  // Words that are not read count as well: the ACCEPT stays, so the block is left out.
  const accept = (text: string): string => `FORWARD -m string --string ${text} -j ACCEPT`;
  assert.deepEqual(rulesOf(`iptables -A ${accept('x')}`, drop('http'), `iptables -D ${accept('y')}`), []);
  assert.equal(rulesOf(`iptables -A ${accept('x')}`, drop('http'), `iptables -D ${accept('x')}`)?.length, 1);
});

test('-R puts one rule in the place of another', () => {
  const lines = [drop('http'), drop('dns')];
  assert.deepEqual(rulesOf(...lines, 'iptables -R FORWARD 1 -m layer7 --l7proto ftp -j REJECT'), [
    { protocol: 'ftp', block: 'reject' },
    blocked('dns'),
  ]);
  assert.match(
    told(...lines, 'iptables -R FORWARD 1 -m layer7 --l7proto ftp -j DROP')[0]!,
    /line 3 replaces it/,
  );
  assert.deepEqual(rulesOf(drop('http'), 'iptables -R FORWARD 1 -m layer7 --l7proto http -j ACCEPT'), []);
  assert.match(
    told(drop('http'), 'iptables -R FORWARD 2 -j DROP')[1]!,
    /which rule it replaces is not known/,
  );
});

test('rules are not counted where it is not known how many there are', () => {
  const unknown = 'iptables -A FORWARD -s $HOST -j ACCEPT';
  for (const line of [
    'iptables -D FORWARD 1',
    'iptables -R FORWARD 1 -p tcp -j DROP',
    'iptables -I FORWARD 2 -p tcp -j DROP',
  ])
    assert.deepEqual(rulesOf(unknown, drop('http'), drop('dns'), line), [], line);
  assert.deepEqual(rulesOf(drop('http'), drop('dns'), 'iptables -D FORWARD 1'), [blocked('dns')]);
});

test('a table that is loaded takes the place of the rules before', () => {
  const lines = ['iptables-restore <<END', '*filter', 'COMMIT', 'END'];
  assert.deepEqual(rulesOf(drop('http'), ...lines, drop('dns')), [blocked('dns')]);
  assert.equal(rulesOf(drop('http'), 'iptables-restore -n < rules', 'ip6tables-restore < rules')?.length, 1);
});

test('an empty word is no test that always holds', () => {
  assert.deepEqual(rulesOf('iptables -A FORWARD -p tcp -s "" -j DROP'), []);
  assert.deepEqual(rulesOf('iptables -A FORWARD -m comment --comment "" -p tcp -j DROP')?.length, 1);
});

test('rules of one family are told, and what passes by them in the other counts', () => {
  const both = [drop('http'), drop('dns'), six(drop('dns'))];
  assert.deepEqual(told(...both), ['it is for IPv6 too, where the script has no such rule', '', '']);
  const inward = 'ip6tables -A INPUT -p tcp --dport 22 -j ACCEPT';
  assert.match(told(drop('http'), inward)[0]!, /for IPv6 too/);
  assert.match(take(drop('http')).notes.join(), /the script was about IPv4/);
  assert.doesNotMatch(told('iptables -A FORWARD -s 10.0.0.5 -j DROP', inward)[0]!, /IPv6/);
  const accept = 'iptables -A FORWARD -p tcp -j ACCEPT';
  assert.deepEqual(rulesOf(drop('http'), six(accept), six(drop('http'))), []);
  assert.equal(rulesOf(accept, drop('http'), six(accept), six(drop('http')))?.length, 2);
  assert.equal(rulesOf(drop('http'), six(drop('http')), six(accept))?.length, 1);
});

test('numbers are those that iptables reads', () => {
  const mark = (words: string) =>
    rulesOf(`iptables -t mangle -A FORWARD -m layer7 --l7proto http -j MARK ${words}`)?.[0]?.mark;
  assert.equal(mark('--set-mark 010'), '0x8/0xff');
  assert.equal(mark('--set-mark 0x10/0xff'), '0x10/0xff');
  assert.equal(mark('--set-mark 4/3'), '0x4/0x7');
  assert.equal(mark('--or-mark 4'), '0x4/0x4');
  for (const words of ['--set-mark 08', '--set-xmark 4/3', '--xor-mark 1', '--set-mark 1/2/3', '--set-mark'])
    assert.equal(mark(words), undefined, words);
  assert.deepEqual(rulesOf('iptables -A FORWARD -p tcp --dport 025 -j DROP'), []);
  // What sets a mark in a way that is not read hides those before it.
  const hidden = ['http -j MARK --set-mark 1', 'http -p tcp -j MARK --xor-mark 2'].map(
    (words) => `iptables -t mangle -A PREROUTING -m layer7 --l7proto ${words}`,
  );
  assert.deepEqual(
    rulesOf(...hidden, 'iptables -A FORWARD -m mark --mark 1 -j DROP')?.filter(
      ({ block }) => block !== undefined,
    ),
    [],
  );
});

test('thousands of rules take no long time', () => {
  const lines = Array.from(
    { length: 8000 },
    (_, at) => `iptables -A FORWARD -s 10.1.${at >> 8}.${at & 255} -j DROP`,
  );
  const begun = process.cpuUsage().user;
  assert.equal(rulesOf(...lines)?.length, 8000);
  assert.ok(process.cpuUsage().user - begun < 8e6);
});
