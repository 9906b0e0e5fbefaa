/** Rules as users type them: which of them collide with our bits, and what is said about it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Layer7Error } from '../../../src/core/errors.ts';
import { applyRules } from '../../../src/linux/netfilter/apply.ts';
import { collisionOf, freeField, type MarkUse } from '../../../src/linux/netfilter/mark-bits.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import {
  findMarkCollisions,
  findMarkUses,
  markCollisions,
  refuseCollisions,
} from '../../../src/linux/netfilter/mark-use.ts';
import { iptablesMarkUses } from '../../../src/linux/netfilter/mark-use-iptables.ts';
import { nftablesMarkUses } from '../../../src/linux/netfilter/mark-use-nftables.ts';
import { filterPlaces, ipRuleMarkUses, tcMarkUses } from '../../../src/linux/netfilter/mark-use-routing.ts';
import { parseNftListing } from '../../../src/linux/netfilter/nft-listing.ts';
import { parseSave } from '../../../src/linux/netfilter/save-text.ts';
import { openNetfilter } from '../../../src/linux/netfilter/tools.ts';
import { makeNamespace, namespaceTrouble } from './namespace.ts';
import { FULL, fullPlan } from './plans.ts';

const skip = namespaceTrouble() ?? false;
const field = markField();
const queues = { first: 0, last: 1 };

/** A rule, and what is to be said: nothing, a doubt, or advice that a collision must carry. */
type Case = readonly [rule: string, expected: 'fine' | 'doubt' | RegExp];

const ANY = /^/;

const IPTABLES: readonly Case[] = [
  // Whole packet marks with zeros in our bits: l7-filter's own documented lines.
  ['-j MARK --set-mark 10', 'fine'],
  ['-m mark --mark 10 -j ACCEPT', 'fine'],
  ['-m mark ! --mark 0 -j ACCEPT', 'fine'],
  ['-m mark --mark 0x1/0xff -j ACCEPT', 'fine'],
  ['-j MARK --set-xmark 0x5/0xff', 'fine'],
  ['-j MARK --or-mark 0x8', 'fine'],
  ['-p tcp -j TPROXY --on-port 1 --tproxy-mark 0x1/0x1', 'fine'],
  ['-j HMARK --hmark-tuple src --hmark-mod 8 --hmark-offset 100 --hmark-rnd 1', 'fine'],
  ['-j MARK --set-mark 0x20000', ANY],
  ['-j MARK --set-mark 0x80000000', ANY],
  ['-j MARK --set-xmark 0x0/0x00ff0000', ANY],
  ['-j MARK --and-mark 0xffff', ANY],
  ['-j MARK --or-mark 0x10000', ANY],
  ['-j MARK --xor-mark 0x10000', ANY],
  ['-m mark --mark 0x20000 -j ACCEPT', ANY],
  ['-m mark --mark 0x10000/0x10000 -j ACCEPT', ANY],
  ['-m mark --mark 0x0/0x80000000 -j ACCEPT', ANY],
  ['-m mark --mark 0x5/0xffffff -j ACCEPT', /-m mark --mark 0x5\/0xffff$/],
  ['-p tcp -j TPROXY --on-port 1 --tproxy-mark 0x20000/0xff0000', ANY],
  ['-j HMARK --hmark-tuple src --hmark-mod 8 --hmark-offset 0x10000 --hmark-rnd 1', ANY],
  // Connection marks.
  ['-m connmark --mark 0x20000/0x0fff0000 -j MARK --set-mark 10', 'fine'],
  ['-m connmark ! --mark 0x10000/0x0fff0000', 'fine'],
  ['-m connmark --mark 0x5/0xff -j ACCEPT', 'fine'],
  ['-j CONNMARK --set-mark 0x5/0xff', 'fine'],
  ['-j CONNMARK --set-xmark 0x5/0xf000ffff', 'fine'],
  ['-j CONNMARK --save-mark --mask 0xffff', 'fine'],
  ['-j CONNMARK --restore-mark --mask 0xffff', 'fine'],
  ['-j CONNMARK --set-mark 5', /-j CONNMARK --set-xmark 0x5\/0xf000ffff$/],
  ['-j CONNMARK --save-mark', /-j CONNMARK --save-mark --nfmask 0xf000ffff --ctmask 0xf000ffff$/],
  ['-j CONNMARK --restore-mark', /-j CONNMARK --restore-mark --nfmask 0x7000ffff --ctmask 0x7000ffff$/],
  ['-j CONNMARK --restore-mark --nfmask 0xffff --ctmask 0xffffffff', ANY],
  ['-j CONNMARK --or-mark 0x1000000', ANY],
  ['-j CONNMARK --set-mark 0x10000/0x10000', ANY],
  ['-m connmark --mark 5 -j ACCEPT', /-m connmark --mark 0x5\/0xf000ffff$/],
  ['-m connmark --mark 0x10000/0x10000 -j ACCEPT', ANY],
  ['-m connmark --mark 0x20000/0x0fff0001 -j ACCEPT', ANY],
  ['-m connmark --mark 0x1/0xff -m mark --mark 0x20000 -j MARK --set-mark 1', ANY],
  // Queues.
  ['-j NFQUEUE --queue-num 2', 'fine'],
  ['-j NFQUEUE --queue-num 1', /--queue/],
  ['-j NFQUEUE', /--queue/],
  ['-j NFQUEUE --queue-balance 1:4 --queue-bypass', /--queue/],
  ['-j NFQUEUE --queue-balance 2:4', 'fine'],
  // Words that only look like marks.
  ['-m comment --comment "-j CONNMARK --set-mark 5" -j ACCEPT', 'fine'],
  ['-m dscp --dscp 0x10 -j ACCEPT', 'fine'],
];

function judge(uses: readonly MarkUse[]): readonly ['fine' | 'doubt' | 'collision', string] {
  const found = uses.map((use) => collisionOf(use, field, queues)).filter((one) => one !== undefined);
  const certain = found.find((one) => one.certain);
  if (certain !== undefined) return ['collision', certain.advice];
  return [found.length > 0 ? 'doubt' : 'fine', ''];
}

function expectCase([rule, expected]: Case, uses: readonly MarkUse[]): void {
  const [verdict, advice] = judge(uses);
  if (typeof expected === 'string') assert.equal(verdict, expected, rule);
  else {
    assert.equal(verdict, 'collision', rule);
    assert.match(advice, expected, rule);
  }
}

describe('iptables rules as typed', { skip }, () => {
  for (const program of ['iptables-legacy', 'ip6tables-legacy', 'iptables-nft', 'ip6tables-nft']) {
    test(program, async () => {
      const space = await makeNamespace();
      const text = IPTABLES.map(([rule], index) => `-A case${index} ${rule}`).join('\n');
      const chains = IPTABLES.map((_, index) => `:case${index} - [0:0]`).join('\n');
      await space.feed(`*mangle\n${chains}\n${text}\nCOMMIT\n`, `${program}-restore`, '--noflush');
      const uses = iptablesMarkUses(parseSave(await space.ok(`${program}-save`)), `${program}-save`);
      for (const [index, one] of IPTABLES.entries()) {
        expectCase(
          one,
          uses.filter((use) => use.place.chain === `case${index}`),
        );
      }
    });
  }

  test('an ipset that sets marks is a doubt', () => {
    const saved = parseSave(
      '*mangle\n:F ACCEPT [0:0]\n-A F -j SET --map-set users src --map-mark\n-A F -j SET --add-set users src\nCOMMIT\n',
    );
    const uses = iptablesMarkUses(saved, 'iptables-save');
    assert.equal(uses.length, 1);
    assert.deepEqual(judge(uses), ['doubt', '']);
  });
});

const NFTABLES: readonly Case[] = [
  ['meta mark set 0xa', 'fine'],
  ['meta mark 0x5 accept', 'fine'],
  ['meta mark != 0 accept', 'fine'],
  ['meta mark { 0x1, 0x2 } accept', 'fine'],
  ['meta mark 1-5 accept', 'fine'],
  ['meta mark & 0xff == 0x5 accept', 'fine'],
  ['meta mark set meta mark & 0xffffff00 | 0x5', 'fine'],
  ['meta mark set ct mark & 0xff', 'fine'],
  ['meta mark set numgen inc mod 4 offset 100', 'fine'],
  ['meta mark set jhash ip saddr mod 4', 'fine'],
  ['meta mark set meta mark ^ 0x5', 'fine'],
  ['meta mark set tcp dport map { 80 : 0x1, 443 : 0x2 }', 'fine'],
  ['meta mark set tcp dport map @harmless', 'fine'],
  ['meta mark vmap { 0x1 : accept, 0x2 : drop }', 'fine'],
  ['meta l4proto . meta mark { tcp . 0x5 } accept', 'fine'],
  ['meta mark set socket mark', 'doubt'],
  ['meta mark set ct mark', ANY],
  ['meta mark set 0x20000', ANY],
  ['meta mark set meta mark & 0xff00ffff | 0x00050000', ANY],
  ['meta mark set meta mark & 0xffff', ANY],
  ['meta mark set meta mark << 4', ANY],
  ['meta mark set meta mark ^ 0x10000', ANY],
  ['meta mark set tcp dport map { 80 : 0x1, 443 : 0x20000 }', ANY],
  ['meta mark set tcp dport map @harmful', ANY],
  ['meta mark set numgen inc mod 4 offset 0x20000', ANY],
  ['meta mark 0x20000 accept', ANY],
  ['meta mark { 0x1, 0x20000 } accept', ANY],
  ['meta mark 0x1-0x20000 accept', ANY],
  ['meta mark & 0xff0000 == 0x20000 accept', ANY],
  ['meta mark & 0x10000 != 0 accept', ANY],
  ['meta mark 0x80000000/1 accept', ANY],
  ['meta mark vmap @verdicts', ANY],
  ['ct mark & 0x0fff0000 == 0x20000 counter accept', 'fine'],
  ['ct mark & 0x0fff0000 != 0x20000 accept', 'fine'],
  ['ct mark & 0x0fff0000 vmap { 0x20000 : drop }', 'fine'],
  ['ct mark & 0x0fff0000 == { 0x20000, 0x30000 } accept', 'fine'],
  ['meta mark set ct mark & 0x0fff0000 map { 0x20000 : 0xa }', 'fine'],
  ['ct mark & 0xff == 0x5 accept', 'fine'],
  ['ct mark set ct mark & 0xffff0000 | 0x5', 'fine'],
  ['ct label 5 accept', 'fine'],
  ['ct mark 5 accept', /ct mark & 0xf000ffff == 0x5$/],
  ['ct mark set 5', /ct mark set ct mark & 0xfff0000 \| 0x5$/],
  ['ct mark set meta mark', /bits 0xfff0000 of ct mark stay/],
  ['ct mark set meta mark & 0x0fff0000', ANY],
  ['ct mark set tcp dport map { 80 : 0x1 }', ANY],
  ['ct mark set ct mark & 0xf000ffff | 0x20000', ANY],
  ['ct mark & 0x10000 != 0 accept', ANY],
  ['tcp dport 80 meta mark set 0x3 ct mark set meta mark accept', ANY],
];

/** What a kernel without the queue statement cannot be asked; as nft's documentation shows it. */
const QUEUE_STATEMENTS: readonly (readonly [unknown, boolean])[] = [
  [{ queue: { num: 1 } }, true],
  [{ queue: { num: { range: [1, 4] }, flags: ['bypass'] } }, true],
  [{ queue: null }, true],
  [{ queue: { num: 2 } }, false],
];

describe('nftables rules as typed', { skip }, () => {
  test('nft', async () => {
    const space = await makeNamespace();
    const chains = NFTABLES.map(([rule], index) => `chain case${index} {\n${rule}\n}`).join('\n');
    const maps = `map harmless { type inet_service : mark\nelements = { 80 : 0x5 }\n}
map harmful { type inet_service : mark\nelements = { 80 : 0x5, 443 : 0x20005 }\n}
map verdicts { type mark : verdict\nelements = { 0x20005 : drop }\n}`;
    await space.feed(`table inet t {\n${maps}\n${chains}\n}\n`, 'nft', '-f', '-');
    const listing = parseNftListing(
      await space.ok('nft', '-j', 'list', 'ruleset'),
      await space.ok('nft', '-a', 'list', 'ruleset'),
    );
    const uses = nftablesMarkUses(listing, () => true);
    for (const [index, one] of NFTABLES.entries()) {
      expectCase(
        one,
        uses.filter((use) => use.place.chain === `case${index}`),
      );
    }
    const first = uses.find((use) => use.place.chain === 'case0')!;
    assert.equal(first.place.text, 'meta mark set 0x0000000a');
    assert.equal(first.place.number, 1);
    assert.ok(first.place.line !== undefined && first.place.line > 1);
  });

  test('queue statements', () => {
    for (const [statement, collides] of QUEUE_STATEMENTS) {
      const rule = { family: 'inet', table: 't', chain: 'c', handle: 1, expr: [statement] };
      const listing = parseNftListing(JSON.stringify({ nftables: [{ rule }] }), '');
      const [verdict] = judge(nftablesMarkUses(listing, () => true));
      assert.equal(verdict, collides ? 'collision' : 'fine', JSON.stringify(statement));
    }
  });
});

test('ip rules', () => {
  const cases: readonly (readonly [object, 'fine' | 'collision'])[] = [
    [{ priority: 1, fwmark: '0x10', table: '100' }, 'fine'],
    [{ priority: 1, fwmark: '0x1', fwmask: '0xff', table: '100' }, 'fine'],
    [{ priority: 1, table: 'main' }, 'fine'],
    [{ priority: 1, fwmark: '0x20000', table: '100' }, 'collision'],
    [{ priority: 1, fwmark: '0x0', fwmask: '0x10000', table: '100' }, 'collision'],
    [{ priority: 1, fwmark: '0xca6c', fwmask: '0xffffffff', table: '51820' }, 'fine'],
  ];
  for (const [rule, expected] of cases) {
    assert.equal(judge(ipRuleMarkUses(JSON.stringify([rule]), 'ip rule'))[0], expected, JSON.stringify(rule));
  }
  assert.deepEqual(ipRuleMarkUses('', 'ip rule'), []);
});

/** The words of iproute2's printing functions; this kernel may lack the filters themselves. */
const TC: readonly (readonly [string, 'fine' | 'collision'])[] = [
  ['filter parent 1: protocol ip pref 1 fw chain 0 handle 0xa classid 1:10 ', 'fine'],
  ['filter parent 1: protocol ip pref 1 fw chain 0 handle 0x3/0xff classid 1:10 ', 'fine'],
  ['filter parent 1: protocol ip pref 1 fw chain 0 handle 0x20003 classid 1:10 ', 'collision'],
  ['filter parent 1: protocol ip pref 1 fw chain 0 handle 0x0/0x10000 classid 1:10 ', 'collision'],
  [
    'filter parent 1: protocol ip pref 2 u32 chain 0 fh 800::800 order 2048 key ht 800 bkt 0 flowid 1:3 not_in_hw \n  mark 0x0010 0x00ff (success 0)',
    'fine',
  ],
  [
    'filter parent 1: protocol ip pref 2 u32 chain 0 fh 800::800 order 2048 key ht 800 bkt 0 flowid 1:3 not_in_hw \n  mark 0x20010 0xff00ff (success 0)',
    'collision',
  ],
  [
    'filter parent 1: protocol ip pref 3 basic chain 0 handle 0x1 flowid 1:3 \n  meta(nf_mark mask 0x000000ff eq 0x00000004)',
    'fine',
  ],
  [
    'filter parent 1: protocol ip pref 3 basic chain 0 handle 0x1 flowid 1:3 \n  meta(nf_mark mask 0x00ff0000 eq 0x00040000)',
    'collision',
  ],
  [
    'filter parent 1: protocol ip pref 3 flower chain 0 handle 0x1 \n  ct_state +trk+est\n  ct_mark 0x1/0xff\n  not_in_hw',
    'fine',
  ],
  [
    'filter parent 1: protocol ip pref 3 flower chain 0 handle 0x1 \n  ct_state +trk+est\n  ct_mark 1\n  not_in_hw',
    'collision',
  ],
  [
    'filter parent ffff: protocol ip pref 4 matchall chain 0 handle 0x1 \n  not_in_hw\n\taction order 1: skbedit  mark 5/0xff pipe\n\t index 1 ref 1 bind 1',
    'fine',
  ],
  [
    'filter parent ffff: protocol ip pref 4 matchall chain 0 handle 0x1 \n  not_in_hw\n\taction order 1: skbedit  mark 10 pipe\n\t index 1 ref 1 bind 1',
    'fine',
  ],
  [
    'filter parent ffff: protocol ip pref 4 matchall chain 0 handle 0x1 \n  not_in_hw\n\taction order 1: skbedit  mark 131072 pipe\n\t index 1 ref 1 bind 1',
    'collision',
  ],
  [
    'filter parent ffff: protocol ip pref 4 matchall chain 0 handle 0x1 \n\taction order 1: connmark zone 0 pipe\n\t index 1 ref 1 bind 1',
    'collision',
  ],
  [
    'filter parent ffff: protocol ip pref 4 matchall chain 0 handle 0x1 \n\taction order 1: ctinfo zone 0 pipe\n\t index 1 ref 1 bind 1 cpmark 0xffffffff',
    'collision',
  ],
  [
    'filter parent ffff: protocol ip pref 4 matchall chain 0 handle 0x1 \n\taction order 1: ctinfo zone 0 pipe\n\t index 1 ref 1 bind 1 cpmark 0x000000ff',
    'fine',
  ],
  [
    'filter parent ffff: protocol ip pref 4 flower chain 0 \n\taction order 1: ct commit mark 5/0xff nat pipe\n\t index 1 ref 1 bind 1',
    'fine',
  ],
  [
    'filter parent ffff: protocol ip pref 4 flower chain 0 \n\taction order 1: ct commit mark 5 nat pipe\n\t index 1 ref 1 bind 1',
    'collision',
  ],
  [
    'filter parent 1: protocol ip pref 1 u32 chain 0 fh 800::800 flowid 1:3 \n  match 00020000/00ff0000 at 0',
    'fine',
  ],
];

test('tc filters', () => {
  for (const [text, expected] of TC) {
    assert.equal(judge(tcMarkUses(`${text}\n`, ['dev', 'eth0']))[0], expected, text);
  }
  const all = tcMarkUses(`${TC.map(([text]) => text).join('\n')}\n`, ['dev', 'eth0', 'parent', '1:']);
  assert.equal(all[0]!.place.source, 'tc filter show dev eth0 parent 1:');
  assert.equal(judge(all)[0], 'collision');
  assert.deepEqual(tcMarkUses('', []), []);
});

test('tc is asked wherever a filter can hang', () => {
  const qdiscs = JSON.stringify([
    { kind: 'noqueue', handle: '0:', dev: 'lo' },
    { kind: 'htb', handle: '1:', dev: 'eth0' },
    { kind: 'fq_codel', handle: '0:', dev: 'eth1' },
    { kind: 'clsact', handle: 'ffff:', dev: 'eth1' },
    { kind: 'ingress', handle: 'ffff:', dev: 'eth2' },
  ]);
  assert.deepEqual(
    filterPlaces(qdiscs).map((place) => place.join(' ')),
    ['dev eth0 parent 1:', 'dev eth1 ingress', 'dev eth1 egress', 'dev eth2 ingress'],
  );
});

describe('a free field', () => {
  const place = { source: 'x', text: 'x' };
  const match = (mark: 'packet' | 'connection', mask: number): MarkUse => ({
    place,
    kind: 'match',
    mark,
    mask,
    value: 0,
  });

  test('is the one asked for when nobody uses it', () => {
    assert.deepEqual(freeField([], field), { mask: 0x0fff0000, seen: 0x80000000 });
    const own = match('connection', 0x0fff0000);
    assert.deepEqual(freeField([own], field), { mask: 0x0fff0000, seen: 0x80000000 });
  });

  test('has the same width and touches nobody', () => {
    assert.deepEqual(freeField([match('packet', 0x00ff0000)], field), { mask: 0x0000fff0, seen: 0x80000000 });
    assert.deepEqual(freeField([match('connection', 0x0f000000)], field), {
      mask: 0x00fff000,
      seen: 0x80000000,
    });
    assert.deepEqual(freeField([match('packet', 0x80000000)], field), { mask: 0x0fff0000, seen: 0x40000000 });
  });

  test('does not exist where every bit is taken', () => {
    assert.equal(freeField([match('connection', 0xffffffff)], field), undefined);
    assert.equal(freeField([match('packet', 0x00100100), match('packet', 0x10000000)], field), undefined);
  });
});

describe('the whole machine', { skip }, () => {
  const program = (kind: string, family: string): string => `${family}tables-${kind}`;

  test('a machine with rules of layer7 and of its users only has no collision', async () => {
    const space = await makeNamespace();
    for (const backend of ['legacy', 'nft'] as const) {
      const netfilter = await openNetfilter({ backend, run: space.run, ipv6: true });
      await applyRules(fullPlan(), netfilter);
      for (const family of ['ip', 'ip6']) {
        await space.ok(
          program(backend, family),
          '-t',
          'mangle',
          '-A',
          'POSTROUTING',
          '-m',
          'connmark',
          '--mark',
          '0x20000/0x0fff0000',
          '-j',
          'MARK',
          '--set-mark',
          '10',
        );
      }
      await space.ok('ip', 'rule', 'add', 'fwmark', '10', 'lookup', '100');
      const found = await findMarkCollisions(FULL, netfilter);
      assert.deepEqual([found.collisions, found.doubts], [[], []]);
      assert.doesNotThrow(() => refuseCollisions(found, FULL.mark));
    }
  });

  test('each source is found, named, and answered with a mask that is free', async () => {
    const sources: readonly (readonly [RegExp, readonly string[]])[] = [
      ...['iptables-legacy', 'ip6tables-legacy', 'iptables-nft', 'ip6tables-nft'].map(
        (name): readonly [RegExp, readonly string[]] => [
          new RegExp(`${name}-save, table mangle, chain PREROUTING, rule 1`),
          [name, '-t', 'mangle', '-A', 'PREROUTING', '-j', 'MARK', '--set-xmark', '0x20000/0xff0000'],
        ],
      ),
      [/ip rule, rule 2/, ['ip', 'rule', 'add', 'fwmark', '0x20000/0xff0000', 'lookup', '100']],
      [/ip -6 rule, rule 2/, ['ip', '-6', 'rule', 'add', 'fwmark', '0x20000/0xff0000', 'lookup', '100']],
    ];
    for (const [place, command] of sources) {
      const space = await makeNamespace();
      const netfilter = await openNetfilter({ run: space.run, ipv6: true });
      await space.ok(command[0]!, ...command.slice(1));
      const found = await findMarkCollisions(FULL, netfilter);
      assert.equal(found.collisions.length, 1, command.join(' '));
      assert.throws(
        () => refuseCollisions(found, FULL.mark),
        (error: unknown) => {
          assert.ok(error instanceof Layer7Error);
          assert.equal(error.code, 'MARK_COLLISION');
          assert.equal(error.diagnostic.kind, 'conflict');
          assert.match(error.message, place);
          assert.match(error.diagnostic.given ?? '', /0x20000\/0xff0000/);
          assert.match(error.diagnostic.next ?? '', /--mark-mask 0xfff0\b/);
          return true;
        },
      );
    }
  });

  test('rules of nft are found once, also in tables that iptables shows in part', async () => {
    const space = await makeNamespace();
    await space.feed(
      `table ip filter {
chain input {\ntype filter hook input priority 0\nct mark set 5\n}
}
table inet shop {
chain c {\nmeta mark 0x20000 accept\n}
}
`,
      'nft',
      '-f',
      '-',
    );
    await space.ok('iptables-nft', '-A', 'FORWARD', '-j', 'CONNMARK', '--save-mark');
    const found = await findMarkUses(await openNetfilter({ run: space.run, ipv6: true }));
    assert.deepEqual(found.uses.map(({ place }) => `${place.source} ${place.chain}`).sort(), [
      'iptables-nft-save FORWARD',
      'nft c',
      'nft input',
    ]);
    const judged = markCollisions(found, FULL);
    assert.equal(judged.collisions.length, 3);
    assert.equal(judged.free, undefined);
    assert.throws(
      () => refuseCollisions(judged, FULL.mark),
      (error: unknown) => {
        assert.ok(error instanceof Layer7Error);
        assert.match(error.diagnostic.next ?? '', /no 12 bits in a row are free/);
        assert.equal(error.diagnostic.given?.split('\n').length, 3);
        return true;
      },
    );
  });

  test('another program on our queue is found', async () => {
    const space = await makeNamespace();
    await space.ok('iptables-legacy', '-A', 'FORWARD', '-j', 'NFQUEUE', '--queue-num', '0');
    const found = await findMarkCollisions(FULL, await openNetfilter({ run: space.run, ipv6: true }));
    assert.throws(() => refuseCollisions(found, FULL.mark), { code: 'QUEUE_COLLISION', message: /queue 0/ });
  });

  test('what could not be asked is told', async () => {
    const space = await makeNamespace();
    const netfilter = await openNetfilter({ run: space.run, ipv6: true });
    const refusals = [
      [{ status: 1, stdout: '', stderr: 'no such thing\n', missing: false }, 'no such thing'],
      [{ status: 0, stdout: '1: from all', stderr: '', missing: false }, 'its output is not JSON'],
    ] as const;
    for (const [result, reason] of refusals) {
      const found = await findMarkCollisions(FULL, {
        ...netfilter,
        run: (file, args, input) =>
          args.includes('-j') ? Promise.resolve(result) : space.run(file, args, input),
      });
      assert.deepEqual(found.collisions, []);
      assert.deepEqual(
        found.notes,
        ['nft list ruleset', 'ip rule', 'ip -6 rule', 'tc filters'].map(
          (what) => `marks in ${what} could not be looked at: ${reason}`,
        ),
      );
    }
  });

  test('tc filters of every device are asked for', async () => {
    const space = await makeNamespace();
    await space.ok('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'handle', '1:', 'htb');
    const asked: string[] = [];
    const netfilter = await openNetfilter({ run: space.run, ipv6: true });
    const found = await findMarkCollisions(FULL, {
      ...netfilter,
      run: async (file, args, input) => {
        if (file !== 'tc' || args[0] !== 'filter') return space.run(file, args, input);
        asked.push(args.join(' '));
        assert.equal((await space.run(file, args)).status, 0);
        return { status: 0, stdout: `${TC[2]![0]}\n`, stderr: '', missing: false };
      },
    });
    assert.deepEqual(asked, ['filter show dev lo parent 1:']);
    assert.equal(found.collisions.length, 1);
    assert.match(found.collisions[0]!.use.place.source, /dev lo parent 1:/);
  });
});
