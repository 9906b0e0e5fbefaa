import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { HmacKey, sha256 } from '../../../src/core/crypto/sha256.ts';
import { hex, latin1 } from '../../support/bytes.ts';

const text = (source: Uint8Array): string => Buffer.from(source).toString('hex');

const key = new HmacKey();
const signed = (secret: Uint8Array, message: Uint8Array): string => {
  const code = new Uint8Array(32);
  key.set(secret).sign(message, code);
  return text(code);
};

test('hashes of every length about one, two and three blocks are those of Node', () => {
  for (let length = 0; length <= 200; length++) {
    const message = Uint8Array.from({ length }, (_, i) => i * 7 + length);
    assert.equal(
      text(sha256(message)),
      createHash('sha256').update(message).digest('hex'),
      `${length} bytes`,
    );
  }
});

test('SHA-256 of FIPS 180-4, "abc"', () => {
  assert.equal(
    text(sha256(latin1('abc'))),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('HMAC is that of Node, under one key after the other', () => {
  const content = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), content, (secret, message) => {
      assert.equal(signed(secret, message), createHmac('sha256', secret).update(message).digest('hex'));
    }),
  );
});

test('HMAC of RFC 4231, cases 1 and 2', () => {
  assert.equal(
    signed(hex('0b'.repeat(20)), latin1('Hi There')),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  );
  assert.equal(
    signed(latin1('Jefe'), latin1('what do ya want for nothing?')),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('a key serves several messages, and what it signs may be where the code goes', () => {
  const code = latin1('the quick brown fox jumps over..');
  const expected = createHmac('sha256', 'k').update(code).digest('hex');
  key.set(latin1('k')).sign(latin1('another'), new Uint8Array(32));
  key.sign(code, code);
  assert.equal(text(code), expected);
});
