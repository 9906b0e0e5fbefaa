import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RECORDS_LENGTH, TlsRecords } from '../../../src/core/extract/tls-records.ts';
import { bytes, latin1 } from '../../support/bytes.ts';
import { records } from '../../support/hello.ts';

const reader = new TlsRecords();
const CONTENT = latin1('The quick brown fox jumps over the lazy dog.');

/** The content of a stream's records. */
function contentOf(stream: Uint8Array, start = 0, end = stream.length): Uint8Array {
  reader.read(stream, start, end);
  return reader.bytes.slice(0, reader.length);
}

test('content, however it is cut into records', () => {
  for (const size of [1, 2, 5, 11, 44]) {
    assert.deepEqual(contentOf(records(CONTENT, size)), CONTENT);
    assert.equal(reader.ended, false);
  }
  assert.deepEqual(contentOf(bytes(22, 3, 1, 0, 0, records(CONTENT))), CONTENT);
});

test('a stream as far as it goes', () => {
  const stream = records(CONTENT, 20);
  for (let end = 0; end <= stream.length; end++) {
    const known = contentOf(stream, 0, end);
    assert.deepEqual(known, CONTENT.subarray(0, known.length));
    assert.ok(known.length >= end - 15 && known.length <= Math.max(0, end - 5));
    assert.equal(reader.ended, false);
  }
});

test('another record ends it, and what came before is kept', () => {
  assert.deepEqual(contentOf(bytes(records(CONTENT, 20), records(latin1('x'), 1, 23))), CONTENT);
  assert.equal(reader.ended, true);
  assert.deepEqual(contentOf(latin1('220 hello')), new Uint8Array(0));
  assert.equal(reader.ended, true);
});

test('no more is kept than there is room for', () => {
  const stream = records(new Uint8Array(3 * RECORDS_LENGTH).fill(1), 5000);
  assert.equal(contentOf(stream).length, RECORDS_LENGTH);
  assert.equal(reader.ended, true);
});

test('bytes before and behind do not matter, and any are survived', () => {
  const stream = bytes(new Uint8Array(3).fill(22), records(CONTENT, 9), new Uint8Array(9).fill(22));
  assert.deepEqual(contentOf(stream, 3, stream.length - 9), CONTENT);
  const likely = fc.uint8Array({ maxLength: 60 }).map((rest) => bytes(22, 3, 1, 0, rest));
  fc.assert(
    fc.property(fc.oneof(likely, fc.uint8Array({ maxLength: 60 })), (source) => {
      assert.ok(contentOf(source).length <= source.length);
    }),
  );
});
