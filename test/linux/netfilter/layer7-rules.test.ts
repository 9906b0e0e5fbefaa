import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyRules, removeRules } from '../../../src/linux/netfilter/apply.ts';
import {
  findLayer7Rules,
  iptablesLayer7Rules,
  type Layer7Rule,
  nftablesLayer7Rules,
} from '../../../src/linux/netfilter/layer7-rules.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import { parseNftListing } from '../../../src/linux/netfilter/nft-listing.ts';
import { parseSave } from '../../../src/linux/netfilter/save-text.ts';
import { openNetfilter } from '../../../src/linux/netfilter/tools.ts';
import { makeNamespace, namespaceTrouble } from './namespace.ts';
import { fullPlan } from './plans.ts';

const skip = namespaceTrouble() ?? false;
const options = {
  mark: markField(),
  names: new Map([
    [0, 'unset'],
    [1, 'unknown'],
    [2, 'http'],
    [3, 'nntp'],
    [500, 'youtube'],
  ]),
};

const brief = (rule: Layer7Rule): string =>
  [
    rule.backend,
    rule.family,
    rule.table,
    `${rule.chain}#${rule.number}`,
    `${rule.inverted ? '!' : ''}${rule.protocol}`,
    rule.target,
    `${rule.packets ?? '-'}/${rule.bytes ?? '-'}`,
  ].join(' ');

test('rules of users are found in all their forms, with names and counters', { skip }, async () => {
  const space = await makeNamespace();
  const restore = (program: string, text: string): Promise<string> =>
    space.feed(text, `${program}-restore`, '--noflush', '-c');
  await restore(
    'iptables-legacy',
    `*mangle
[7:420] -A POSTROUTING -p tcp -j ACCEPT
[5:300] -A POSTROUTING -m connmark --mark 0xc000000/0xc000000 -j MARK --set-xmark 0xa/0xffffffff
[0:0] -A POSTROUTING -m connmark ! --mark 0x10000/0xfff0000 -m connmark ! --mark 0x0/0xfff0000
[0:0] -A POSTROUTING -m connmark --mark 0x5/0xff -j ACCEPT
[0:0] -A PREROUTING -m connmark --mark 0x20000/0xfff0000 -m comment --comment "layer7: of the user" -j ACCEPT
[0:0] -A POSTROUTING -j CONNMARK --set-xmark 0x20000/0xfff0000
COMMIT
`,
  );
  await restore(
    'ip6tables-nft',
    '*filter\n[0:0] -A FORWARD -p tcp -m connmark --mark 0x30000/0x3ff0000 -j DROP\nCOMMIT\n',
  );
  await restore(
    'iptables-nft',
    '*filter\n[0:0] -A FORWARD -m connmark --mark 0x7d0000/0xfff0000 -g FORWARD2\n:FORWARD2 - [0:0]\nCOMMIT\n'.replace(
      /(\[0:0\].*\n)(:.*\n)/,
      '$2$1',
    ),
  );
  await space.feed(
    `table inet shop {
chain web {
ct mark & 0x0fff0000 == 0x20000 counter packets 3 bytes 180 drop
ct mark & 0x0fff0000 != { 0x10000, 0x0 } accept
ct mark & 0x0fff0000 vmap { 0xc000000-0xfff0000 : drop, 0x30000 : jump more }
ct mark & 0x0fff0000 { 0x5f40000, 0x9f40000, 0xdf40000, 0x4000000-0x7ff0000 } accept
ct mark & 0x03ff0000 == 0x1f40000 accept
ct mark & 0x0fff0000 != { 0x0, 0x1000000, 0x2000000, 0x3000000 } accept
ct mark & 0xff == 0x2 accept
}
chain more { }
}
`,
    'nft',
    '-f',
    '-',
  );
  const netfilter = await openNetfilter({ backend: 'legacy', run: space.run, ipv6: true });
  const expected = [
    'legacy ipv4 mangle PREROUTING#1 http ACCEPT 0/0',
    'legacy ipv4 mangle POSTROUTING#2 http MARK 5/300',
    'legacy ipv4 mangle POSTROUTING#3 !unknown  0/0',
    'legacy ipv4 mangle POSTROUTING#3 !unset  0/0',
    'nft ipv4 filter FORWARD#1 id 125 FORWARD2 0/0',
    'nft ipv6 filter FORWARD#1 nntp DROP 0/0',
    'nftables inet shop web#1 http drop 3/180',
    'nftables inet shop web#2 !unset accept -/-',
    'nftables inet shop web#2 !unknown accept -/-',
    'nftables inet shop web#3 http vmap -/-',
    'nftables inet shop web#4 tls accept -/-',
    'nftables inet shop web#4 youtube accept -/-',
    'nftables inet shop web#5 youtube accept -/-',
    'nftables inet shop web#6 !unset accept -/-',
    'nftables inet shop web#3 nntp vmap -/-',
  ].sort();
  const plain = await findLayer7Rules(options, netfilter);
  assert.deepEqual(plain.map(brief).sort(), expected);
  assert.deepEqual(
    plain.filter((rule) => rule.matchesUnset),
    [],
  );
  assert.equal(
    plain.find((rule) => rule.protocol === 'http' && rule.chain === 'POSTROUTING')?.text,
    '-A POSTROUTING -m connmark --mark 0xc000000/0xc000000 -j MARK --set-xmark 0xa/0xffffffff',
  );
  assert.match(
    plain.find((rule) => rule.chain === 'web')?.text ?? '',
    /^ct mark & 0x0fff0000 == 0x00020000 counter/,
  );

  // Our own rules are none of the user's, whichever way they were put there, and down leaves his alone.
  for (const backend of ['nft', 'legacy'] as const) {
    await applyRules(fullPlan(), await openNetfilter({ backend, run: space.run, ipv6: true }));
    const among = await findLayer7Rules(options, netfilter);
    assert.deepEqual(
      among.map((rule) => brief({ ...rule, number: 0 })).sort(),
      plain.map((rule) => brief({ ...rule, number: 0 })).sort(),
    );
  }
  await removeRules(netfilter);
  assert.deepEqual((await findLayer7Rules(options, netfilter)).map(brief).sort(), expected);
});

test('rules that take connections without a name are told from the others', () => {
  const rules: readonly (readonly [match: string, matches: boolean])[] = [
    ['-m connmark --mark 0x0/0xcff0000', true],
    ['-m connmark --mark 0x0/0xfff0000', true],
    ['-m connmark --mark 0x0/0xc000000', true],
    ['-m connmark ! --mark 0x30000/0x3ff0000', true],
    ['-m connmark ! --mark 0x30000/0x3ff0000 -m connmark ! --mark 0x10000/0xfff0000', true],
    ['-m connlabel ! --label http', true],
    ['-m connmark --mark 0x30000/0x3ff0000', false],
    ['-m connmark --mark 0x10000/0xfff0000', false],
    ['-m connmark ! --mark 0x0/0xcff0000', false],
    ['-m connmark ! --mark 0x30000/0x3ff0000 -m connmark ! --mark 0x0/0xcff0000', false],
    ['-m connmark --mark 0x30000/0x3ff0000 -m connmark ! --mark 0x8000000/0xc000000', false],
  ];
  for (const [match, matches] of rules) {
    const saved = parseSave(`*filter\n:F - [0:0]\n-A F ${match} -j DROP\nCOMMIT\n`);
    const found = iptablesLayer7Rules(saved, 'ipv4', 'nft', options);
    assert.ok(found.length > 0, match);
    for (const rule of found) assert.equal(rule.matchesUnset, matches, match);
  }
});

test('the same of nftables, where one test may have several names', { skip }, async () => {
  const space = await makeNamespace();
  await space.feed(
    `table inet t {
chain yes {
ct mark & 0x0fff0000 == 0x0 drop
ct mark & 0x0fff0000 { 0x0, 0x10000 } drop
ct mark & 0x0fff0000 != { 0x10000, 0x30000 } drop
ct mark & 0x0fff0000 != 0x30000 tcp dport 80 drop
}
chain no {
ct mark & 0x0fff0000 { 0x10000, 0x30000 } drop
ct mark & 0x0fff0000 != { 0x0, 0x30000 } drop
ct mark & 0x0fff0000 != 0x0 drop
}
}
`,
    'nft',
    '-f',
    '-',
  );
  const found = await findLayer7Rules(options, await openNetfilter({ run: space.run, ipv6: true }));
  assert.deepEqual(
    new Set(found.map((rule) => `${rule.chain}#${rule.number} ${rule.matchesUnset}`)),
    new Set([
      'yes#1 true',
      'yes#2 true',
      'yes#3 true',
      'yes#4 true',
      'no#1 false',
      'no#2 false',
      'no#3 false',
    ]),
  );
});

test('a rule of the user that leads to a chain of ours is his', () => {
  const spec = '-m connmark --mark 0x20000/0xfff0000 -j LAYER7';
  const saved = parseSave(`*mangle
:F - [0:0]
-A F ${spec}
-A F -m connmark --mark 0x20000/0xfff0000 -m comment --comment "layer7: ours" -j LAYER7
COMMIT
`);
  assert.deepEqual(
    iptablesLayer7Rules(saved, 'ipv4', 'nft', options).map((rule) => rule.text),
    [`-A F ${spec}`],
  );
});

test('labels count as protocols, by number and by name, and labels of others do not', () => {
  const saved = parseSave(`*filter
:F - [0:0]
-A F -m connlabel --label "102" -j DROP
-A F -m connlabel ! --label "http" -j DROP
-A F -m connlabel --label "3" -j DROP
-A F -m connlabel --label "video" -j DROP
COMMIT
`);
  assert.deepEqual(iptablesLayer7Rules(saved, 'ipv4', 'nft', options).map(brief), [
    'nft ipv4 filter F#1 nntp DROP 0/0',
    'nft ipv4 filter F#2 !http DROP 0/0',
  ]);
  const rule = (right: number | string, op: string): object => ({
    rule: {
      family: 'inet',
      table: 't',
      chain: 'c',
      handle: 1,
      expr: [{ match: { op, left: { ct: { key: 'label' } }, right } }, { drop: null }],
    },
  });
  const nftables = [rule(102, 'in'), rule('http', '!='), rule(3, 'in'), rule('video', 'in')];
  const listing = parseNftListing(JSON.stringify({ nftables }), '');
  assert.deepEqual(nftablesLayer7Rules(listing, options, () => true).map(brief), [
    'nftables inet t c#1 nntp drop -/-',
    'nftables inet t c#2 !http drop -/-',
  ]);
});
