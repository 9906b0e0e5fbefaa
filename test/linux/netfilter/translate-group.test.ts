/** The rules of a group on the real programs: they come, are found, and go as one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLayer7Rules, foldGroups } from '../../../src/linux/netfilter/layer7-rules.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import { openNetfilter } from '../../../src/linux/netfilter/tools.ts';
import { translateArguments } from '../../../src/linux/netfilter/translate.ts';
import { makeNamespace, namespaceTrouble } from './namespace.ts';

const skip = namespaceTrouble() ?? false;
const mark = markField();
const ids = new Map([
  ['unset', 0],
  ['unknown', 1],
  ['tls', 2],
  ['bittorrent', 3],
  ['gnutella', 4],
  ['youtube', 700],
]);
const options = {
  mark,
  ids,
  applications: new Set(['youtube']),
  groups: new Map([
    ['p2p', ['bittorrent', 'gnutella']],
    ['all', ['tls', 'youtube', 'gnutella']],
  ]),
  l7dir: '-',
};
const names = new Map([...ids].map(([name, id]) => [id, name]));

function commandsOf(line: string): { readonly restore: string; readonly count: number } {
  const translated = translateArguments(line.split(' '), options);
  assert.ok('commands' in translated);
  return { restore: translated.restore ?? '', count: translated.commands.length };
}

for (const program of ['iptables-legacy', 'ip6tables-nft'] as const) {
  test(`groups with ${program}`, { skip }, async () => {
    const space = await makeNamespace();
    const backend = program.endsWith('nft') ? 'nft' : 'legacy';
    const netfilter = await openNetfilter({ backend, run: space.run, ipv6: true });
    const shown = async (): Promise<readonly string[]> =>
      foldGroups(await findLayer7Rules({ mark, names }, netfilter)).map(
        (rule) => `${rule.chain}#${rule.number} ${rule.inverted ? '!' : ''}${rule.protocol} ${rule.target}`,
      );
    const enter = (line: string): Promise<string> =>
      space.feed(commandsOf(line).restore, `${program}-restore`, '--noflush', '-w');
    await enter('-A FORWARD -m layer7 --l7group p2p -j DROP');
    await enter('-A FORWARD -m layer7 --l7group all');
    await enter('-A FORWARD -p tcp -m layer7 ! --l7group all -j ACCEPT');
    await enter('-I FORWARD 1 -m layer7 --l7group all -j ACCEPT');
    assert.equal(commandsOf('-A F -m layer7 --l7group all').count, 3);
    assert.deepEqual(await shown(), [
      'FORWARD#1 group all ACCEPT',
      'FORWARD#4 group p2p DROP',
      'FORWARD#6 group all ',
      'FORWARD#9 !group all ACCEPT',
    ]);
    const saved = await space.ok(`${program}-save`);
    const order = [...saved.matchAll(/connmark --mark (\S+) .*-j ACCEPT/g)].map((found) => found[1]);
    assert.deepEqual(order, ['0x4000000/0xc000000', '0x2bc0000/0x3ff0000', '0x40000/0x3ff0000']);
    await enter('-D FORWARD -m layer7 --l7group p2p -j DROP');
    await enter('-D FORWARD -m layer7 --l7group all');
    await enter('-D FORWARD -p tcp -m layer7 ! --l7group all -j ACCEPT');
    await enter('-D FORWARD -m layer7 --l7group all -j ACCEPT');
    assert.deepEqual(await shown(), []);
    assert.doesNotMatch(await space.ok(`${program}-save`), /^-A/m);
  });
}
