import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quicVersion } from '../../../src/core/extract/quic-version.ts';

test('salts changed with drafts 21, 23 and 29', () => {
  const salt = (draft: number): Uint8Array | undefined => quicVersion(0xff000000 + draft)?.salt;
  assert.equal(salt(20), undefined);
  assert.equal(salt(35), undefined);
  for (const [from, to] of [
    [21, 22],
    [23, 28],
    [29, 34],
  ] as const) {
    for (let draft = from; draft <= to; draft++) assert.equal(salt(draft), salt(from));
    assert.notEqual(salt(to), salt(to + 1));
  }
});

test('every salt is twenty bytes, and no two generations share one', () => {
  const numbers = [1, 0x6b3343cf, 0xff000016, 0xff000017, 0xff00001d, 0x51303530, 0x54303530, 0x54303531];
  const salts = numbers.map((number) => Buffer.from(quicVersion(number)!.salt).toString('hex'));
  assert.ok(salts.every((salt) => salt.length === 40));
  assert.equal(new Set(salts).size, salts.length);
});

test('versions that nobody can read', () => {
  for (const number of [0, 2, 0x0a0a0a0a, 0x51303436, 0xfaceb00f])
    assert.equal(quicVersion(number), undefined);
});
