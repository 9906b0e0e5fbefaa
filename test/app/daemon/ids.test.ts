import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assignIds, type Ids } from '../../../src/app/daemon/ids.ts';
import { formatProtocolsFile, parseProtocolsFile } from '../../../src/app/daemon/protocols-file.ts';
import { FIRST_NAME_ID, markField } from '../../../src/linux/netfilter/mark-field.ts';
import { diagnosticFrom } from '../support.ts';

const FIELD = markField();
const name = fc
  .stringMatching(/^[a-z][a-z0-9._+-]{0,9}$/)
  .filter((text) => text !== 'unset' && text !== 'unknown');
const names = fc.uniqueArray(name, { maxLength: 30 });

test('ids never change and are never shared, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(names, { minLength: 1, maxLength: 8 }), (libraries) => {
      let ids: Ids = new Map();
      for (const library of libraries) {
        const next = assignIds(ids, library, FIELD);
        for (const [known, id] of ids) assert.equal(next.get(known), id);
        for (const wanted of library) assert.ok((next.get(wanted) ?? 0) >= FIRST_NAME_ID);
        assert.equal(new Set(next.values()).size, next.size);
        ids = next;
      }
      const all = new Set(libraries.flat());
      assert.deepEqual(
        [...ids.values()].sort((a, b) => a - b),
        [...all].map((_, index) => index + FIRST_NAME_ID),
      );
    }),
  );
});

test('the registry is the same after it has been written and read', () => {
  fc.assert(
    fc.property(
      names,
      fc.integer({ min: 1, max: 0xffffffff }),
      fc.option(fc.constant('/etc/l7 protocols')),
      (library, mask, dir) => {
        const ids = assignIds(new Map(), library, FIELD);
        const applications = new Set(library.slice(0, 2));
        const groups = new Map(library.length === 0 ? [] : [['p2p', library]]);
        const content = { mask, l7dir: dir ?? undefined, ids, applications, groups };
        const back = parseProtocolsFile(formatProtocolsFile(content), 'ids');
        assert.deepEqual({ ...back, ids: [...back.ids] }, { ...content, ids: [...content.ids] });
      },
    ),
  );
});

test('a carrier is listed only where it is among the names', () => {
  const content = { mask: 0x0fff0000, l7dir: '/etc/l7', applications: new Set<string>(), groups: new Map() };
  const text = formatProtocolsFile({ ...content, ids: new Map(Object.entries({ http: 2, ssh: 3 })) });
  assert.deepEqual(text.match(/^carrier .*$/gm), ['carrier http 3']);
});

test('the reserved names get no id of their own', () => {
  assert.deepEqual([...assignIds(new Map(), ['unset', 'http', 'unknown'], FIELD)], [['http', 2]]);
});

test('a configuration has the ids that it asks for, and the others go around them', () => {
  const wanted = [
    { name: 'ssh', id: 2 },
    { name: 'ftp', id: 10 },
  ];
  const ids = assignIds(new Map(), ['http', 'ssh', 'ftp', 'dns'], FIELD, wanted);
  assert.deepEqual(Object.fromEntries(ids), { ssh: 2, ftp: 10, http: 3, dns: 4 });
  assert.deepEqual([...assignIds(ids, ['ssh'], FIELD, wanted)], [...ids]);
});

test('an id that is taken, or a name that has another, is refused', () => {
  const ids = new Map([
    ['http', 2],
    ['ssh', 3],
  ]);
  const taken = diagnosticFrom(() => assignIds(ids, [], FIELD, [{ name: 'ftp', id: 3 }]));
  assert.equal(taken.code, 'ID_TAKEN');
  assert.equal(taken.kind, 'conflict');
  assert.match(taken.message, /"ssh"/);
  assert.match(
    diagnosticFrom(() => assignIds(ids, [], FIELD, [{ name: 'ssh', id: 4 }])).message,
    /has had id 3/,
  );
});

test('a field without room says so', () => {
  const diagnostic = diagnosticFrom(() => assignIds(new Map(), [...'abcdefghi'], markField(0x3f)));
  assert.equal(diagnostic.code, 'IDS_EXHAUSTED');
  assert.equal(diagnostic.limit, 8);
});

test('an id from the time of a wider mask is refused', () => {
  const ids = new Map([['http', 300]]);
  const diagnostic = diagnosticFrom(() => assignIds(ids, ['http'], markField(0x3ff)));
  assert.equal(diagnostic.code, 'ID_OF_ANOTHER_MASK');
  assert.deepEqual([...assignIds(ids, ['ssh'], markField(0x3ff))].at(-1), ['ssh', 2]);
});

test('ids that are set aside are passed over', () => {
  const library = Array.from({ length: 1016 }, (_, index) => `n${index}`);
  const given = new Set(assignIds(new Map(), library, FIELD).values());
  assert.equal(given.size, 1016);
  assert.deepEqual(
    [256, 257, 512, 513, 768, 769].filter((id) => given.has(id)),
    [],
  );
});

const DAMAGED: readonly (readonly [text: string, line: number])[] = [
  ['', 1],
  ['protocol http 2\n', 2],
  ['mask 0xffff\n', 1],
  ['mask 0x0fff0000\nprotocol http\n', 2],
  ['mask 0x0fff0000\nprotocol http two\n', 2],
  ['mask 0x0fff0000\nprotocol http 2\nprotocol http 3\n', 3],
  ['mask 0x0fff0000\nprotocol http 2\nprotocol ssh 2\n', 3],
  ['mask 0x0fff0000\nnonsense\n', 2],
  ['mask 0x0fff0000\nnonsense of words\n', 2],
];
for (const [text, line] of DAMAGED) {
  test(`a damaged registry is refused with its line: ${JSON.stringify(text)}`, () => {
    const diagnostic = diagnosticFrom(() => parseProtocolsFile(text, '/var/lib/layer7/ids'));
    assert.equal(diagnostic.code, 'PROTOCOLS_FILE');
    assert.equal(diagnostic.where?.line, line);
  });
}

test('no text makes the reader of the registry fail in another way', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      assert.equal(diagnosticFrom(() => parseProtocolsFile(`${text}\nx`, 'ids')).code, 'PROTOCOLS_FILE');
    }),
  );
});
