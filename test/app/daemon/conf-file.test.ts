import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseConf } from '../../../src/app/daemon/conf-file.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import { diagnosticFrom } from '../support.ts';

const FIELD = markField();

test('protocols and marks in their order, without comments and blank lines', () => {
  const text = '# my marks\nhttp 3\n\n  ssh\t0x10  # shells\nftp 2';
  assert.deepEqual(parseConf(text, 'l7.conf', FIELD), [
    { name: 'http', id: 3 },
    { name: 'ssh', id: 16 },
    { name: 'ftp', id: 2 },
  ]);
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
];
for (const [text, code, line, column] of REFUSED) {
  test(`${JSON.stringify(text)} is refused as ${code} at ${line}:${column}`, () => {
    const diagnostic = diagnosticFrom(() => parseConf(text, 'l7.conf', FIELD));
    assert.equal(diagnostic.code, code);
    assert.equal(diagnostic.kind, 'input');
    assert.deepEqual(diagnostic.where, { file: 'l7.conf', line, column });
  });
}

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        parseConf(text, 'x', FIELD);
      } catch (error) {
        assert.ok(error instanceof Layer7Error);
      }
    }),
  );
});
