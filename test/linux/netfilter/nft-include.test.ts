import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import {
  definitionNames,
  groupDefinitions,
  type IncludedNames,
  nftIncludeText,
  writeNftInclude,
} from '../../../src/linux/netfilter/nft-include.ts';
import { makeNamespace, namespaceTrouble } from './namespace.ts';

const skip = namespaceTrouble() ?? false;
const FIELD = markField();
const ids = new Map([
  ['unset', 0],
  ['unknown', 1],
  ['http', 2],
  ['quake-halflife', 3],
  ['quake_halflife', 4],
  ['mask', 5],
  ['100bao', 6],
  ['snmp.trap', 7],
  ['youtube', 10],
]);
const NAMES: IncludedNames = {
  ids,
  applications: new Set(['youtube']),
  groups: new Map([
    ['streaming', ['youtube', '100bao']],
    ['web', ['http', 'youtube']],
  ]),
};

test('names become definitions, none twice', () => {
  assert.equal(
    nftIncludeText(FIELD, NAMES),
    `# Written by layer7. Use: ct mark & $l7_mask == $l7_http
# The upper bits ($l7_carrier_mask) tell TLS, QUIC and HTTP, the others ($l7_name_mask) a name.
define l7_mask = 0x0fff0000
define l7_carrier_mask = 0x0c000000
define l7_name_mask = 0x03ff0000
define l7_unset = { 0x00000000, 0x01000000, 0x02000000, 0x03000000 }
define l7_unknown = 0x00010000
define l7_http = 0x0c000000-0x0fff0000
define l7_quake_halflife_3 = 0x00030000
define l7_quake_halflife = 0x00040000
define l7_mask_5 = 0x00050000
define l7_100bao = 0x00060000
define l7_snmp_trap = 0x00070000
define l7_youtube = { 0x040a0000, 0x080a0000, 0x0c0a0000 }
define l7_group_streaming = { 0x040a0000, 0x080a0000, 0x0c0a0000, 0x00060000 }
define l7_group_web = { 0x0c000000-0x0fff0000, 0x040a0000, 0x080a0000 }
`,
  );
});

test('any names at all: as many definitions, all different, all of allowed characters', () => {
  const name = fc.string({
    minLength: 1,
    maxLength: 8,
    unit: fc.constantFrom('a', '-', '_', '.', '1', 'ü', '2'),
  });
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 40 }), (names) => {
      const all = definitionNames({
        ids: new Map(names.map((one, index) => [one, index + 2])),
        applications: new Set(),
        groups: new Map(names.map((one) => [one, [one]])),
      });
      assert.equal(new Set(all.values()).size, names.length);
      assert.ok(!new Set(all.values()).has('l7_mask'));
      for (const definition of all.values()) assert.match(definition, /^l7_[A-Za-z0-9_]+$/);
    }),
  );
});

test('nft includes the file, and its rules match', { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'layer7 include '));
  try {
    const space = await makeNamespace();
    const path = join(folder, 'run', 'protocols.nft');
    await writeNftInclude(path, FIELD, NAMES);
    await writeNftInclude(path, FIELD, NAMES);
    const rules = [...definitionNames(NAMES).values(), ...groupDefinitions(NAMES).values()].map(
      (name) => `ct mark & $l7_mask == $${name} counter`,
    );
    const text = `include "${path}"
table inet shop {
chain c {
type filter hook input priority 0
${rules.join('\n')}
ct mark & $l7_mask != $l7_unset counter
ct mark & $l7_mask vmap { $l7_http : drop, $l7_unknown : accept }
}
}
`;
    await space.feed(text, 'nft', '-c', '-f', '-');
    await space.feed(text, 'nft', '-f', '-');
    const listing = await space.ok('nft', 'list', 'ruleset');
    assert.match(listing, /ct mark & 0x0fff0000 == 0x00060000 counter/);
    assert.match(listing, /vmap \{ 0x00010000 : accept, 0x0c000000-0x0fff0000 : drop \}/);
    assert.match(await readFile(path, 'utf8'), /l7_http/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
