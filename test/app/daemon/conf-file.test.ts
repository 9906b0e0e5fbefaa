import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseConf, placeInConf } from '../../../src/app/daemon/conf-file.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import { diagnosticFrom } from '../support.ts';

const FIELD = markField();

test('protocols and marks in their order, without comments and blank lines', () => {
  const text = '# my marks\nhttp 3\n\n  ssh\t0x10  # shells\nftp 2';
  const at = (line: number, column: number) => ({ file: 'l7.conf', line, column });
  const entries = [
    { name: 'http', id: 3, where: at(2, 1) },
    { name: 'ssh', id: 16, where: at(4, 3) },
    { name: 'ftp', id: 2, where: at(5, 1) },
  ];
  assert.deepEqual(parseConf(text, 'l7.conf', FIELD), entries);
  assert.deepEqual(parseConf(text.replaceAll('\n', '\r\n'), 'l7.conf', FIELD), entries);
  assert.deepEqual(parseConf(`\uFEFF${text}`, 'l7.conf', FIELD), entries);
  assert.deepEqual(parseConf('', 'l7.conf', FIELD), []);
});

const REFUSED: readonly (readonly [text: string, code: string, line: number, column: number])[] = [
  ['http', 'CONF_SYNTAX', 1, 5],
  ['\nhttp 3 4', 'CONF_SYNTAX', 2, 8],
  ['http three', 'CONF_MARK', 1, 6],
  ['http 1', 'CONF_MARK', 1, 6],
  ['http -3', 'CONF_MARK', 1, 6],
  ['http 1024', 'CONF_MARK', 1, 6],
  ['http 256', 'CONF_MARK', 1, 6],
  ['http 3\nhttp 4', 'CONF_TWICE', 2, 1],
  ['http 3\nssh 3', 'CONF_MARK_TWICE', 2, 5],
  ['http 3\rssh 4\r', 'CONF_SYNTAX', 1, 8],
  ['http 3\n\0\x01 \ufffd', 'CONF_MARK', 2, 4],
  ['3 http http', 'CONF_SYNTAX', 1, 8],
  ['http 3\u2028 # x\nx\u2029y', 'CONF_MARK', 2, 3],
];
for (const [text, code, line, column] of REFUSED) {
  test(`${JSON.stringify(text)} is refused as ${code} at ${line}:${column}`, () => {
    const diagnostic = diagnosticFrom(() => parseConf(text, 'l7.conf', FIELD));
    assert.equal(diagnostic.code, code);
    assert.equal(diagnostic.kind, 'input');
    assert.deepEqual(diagnostic.where, { file: 'l7.conf', line, column });
  });
}

test('every line of any text is read, empty or refused', () => {
  const piece = fc.constantFrom('http', '3', ' ', '\t', '\r', '\n', '#', '\u2028', '\0', '\u00a0');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      const said = given.split('\n').filter((line) => line.replace(/#.*/s, '').trim() !== '').length;
      try {
        assert.equal(parseConf(given, 'x', FIELD).length, said);
      } catch (error) {
        if (!(error instanceof Layer7Error)) throw error;
        assert.ok((error.diagnostic.where?.line ?? 0) > 0);
      }
    }),
  );
});

test('a name that the library does not have is refused at its place', () => {
  const entries = parseConf('http 3\n  sshh 6\n', 'l7.conf', FIELD);
  const unknown = { code: 'LIBRARY_NAME_UNKNOWN', kind: 'usage', message: 'none', given: 'sshh' } as const;
  assert.deepEqual(placeInConf(unknown, entries), {
    ...unknown,
    kind: 'input',
    where: { file: 'l7.conf', line: 2, column: 3 },
  });
  assert.deepEqual(placeInConf({ ...unknown, given: 'other' }, entries), { ...unknown, given: 'other' });
});
