/** Rules that hand connections to a flowtable: found in what nft prints, and whether they wait for a name. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFlowOffloads, namedTest, offloadNote } from '../../../src/linux/netfilter/flow-offload.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import { openNetfilter } from '../../../src/linux/netfilter/tools.ts';
import { makeNamespace, type Namespace, namespaceTrouble } from './namespace.ts';

const skip = namespaceTrouble() ?? false;
const field = markField();

/** Conditions of a rule, and whether with them it waits. */
const CONDITIONS: readonly (readonly [text: string, waits: boolean])[] = [
  ['meta l4proto { tcp, udp }', false],
  ['ct state established', false],
  [namedTest(field), true],
  ['ct state established ct mark & 0x00ff0000 != 0x00000000', true],
  // A certain name, over TLS or at all.
  ['ct mark & 0x03ff0000 == 0x00050000', true],
  ['ct mark & 0x0fff0000 == 0x04050000', true],
  // The name may still be read then: only the carrier is known.
  ['ct mark & 0x0fff0000 != 0', false],
  ['ct mark & 0x0c000000 == 0x04000000', false],
  ['ct mark & 0x00ff0000 == 0', false],
  // Bits of others, and another mark.
  ['ct mark & 0x000000ff != 0', false],
  ['meta mark & 0x00ff0000 != 0', false],
];

/** A namespace whose nft shows a flow statement where there is a counter: the kernel may lack flowtables. */
async function openWith(space: Namespace, told: 'object' | 'text' | 'nothing') {
  const statement = { object: '{"flow": {"op": "add", "flowtable": "@ft"}}', text: '"flow add @ft"' };
  return openNetfilter({
    backend: 'nft',
    ipv6: true,
    run: async (program, args, input) => {
      const result = await space.run(program, args, input);
      if (program !== 'nft') return result;
      const stdout = args.includes('-j')
        ? result.stdout.replaceAll(/(, )?\{"counter": \{[^}]*\}\}/g, (_, comma: string = '') =>
            told === 'nothing' ? '' : `${comma}${statement[told]}`,
          )
        : result.stdout.replaceAll(/counter packets 0 bytes 0/g, 'flow add @ft');
      return { ...result, stdout };
    },
  });
}

for (const told of ['object', 'text', 'nothing'] as const) {
  test(`rules are found where JSON has the statement as ${told}`, { skip }, async () => {
    const space = await makeNamespace();
    const rules = CONDITIONS.map(([text]) => `${text} counter`).join('\n');
    const others = 'tcp dport 80 accept comment "no flow add @ft"';
    await space.feed(
      `table inet fw4 {\nchain forward {\ntype filter hook forward priority 0\n${others}\n${rules}\n}\n}\n`,
      'nft',
      '-f',
      '-',
    );
    const found = await findFlowOffloads(await openWith(space, told), field);
    assert.deepEqual(
      found.map(({ place, waits }) => [place.number, waits]),
      CONDITIONS.map(([, waits], index) => [index + 2, waits]),
    );
    assert.match(
      offloadNote(found[0]!),
      /^nft, table inet fw4, chain forward, rule 2 hands .*\(meta l4proto \{ tcp, udp \} flow add @ft\)$/,
    );
  });
}

test('the kernel itself shows such a rule', { skip }, async (t) => {
  const space = await makeNamespace();
  const text =
    'table inet fw4 {\nflowtable ft {\nhook ingress priority 0\ndevices = { lo }\n}\n' +
    'chain forward {\ntype filter hook forward priority 0\nmeta l4proto tcp flow add @ft\n}\n}\n';
  const made = await space.run('nft', ['-f', '-'], text);
  if (made.status !== 0) return t.skip(`this kernel has no flowtables: ${made.stderr.split('\n')[0]}`);
  const netfilter = await openNetfilter({ backend: 'nft', ipv6: true, run: space.run });
  const found = await findFlowOffloads(netfilter, field);
  assert.deepEqual(
    found.map(({ waits }) => waits),
    [false],
  );
});
