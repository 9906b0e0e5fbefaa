import assert from 'node:assert/strict';
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodeCrypto } from '../../../src/linux/crypto/node-crypto.ts';
import { bytes, hex, latin1 } from '../../support/bytes.ts';

const text = (source: Uint8Array | null): string | null => source && Buffer.from(source).toString('hex');

test('hashes are those that Node makes one step at a time', () => {
  const content = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), content, (key, message) => {
      assert.equal(text(nodeCrypto.sha256(message)), createHash('sha256').update(message).digest('hex'));
      assert.equal(
        text(nodeCrypto.hmacSha256(key, message)),
        createHmac('sha256', key).update(message).digest('hex'),
      );
    }),
  );
});

test('HMAC of RFC 4231, case 2', () => {
  assert.equal(
    text(nodeCrypto.hmacSha256(latin1('Jefe'), latin1('what do ya want for nothing?'))),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('one block of AES-128 (FIPS 197, appendix C.1)', () => {
  const key = hex('000102030405060708090a0b0c0d0e0f');
  const block = hex('00112233445566778899aabbccddeeff');
  assert.equal(text(nodeCrypto.aes128Block(key, block)), '69c4e0d86a7b0430d8cdb78070b4c55a');
});

test('a sealed message opens, and not when a bit of it or of what it goes with has changed', () => {
  const [key, nonce, associated] = [latin1('sixteen bytes ok'), latin1('twelve bytes'), latin1('header')];
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(associated);
  const sealed = bytes(cipher.update(latin1('message')), cipher.final(), cipher.getAuthTag());
  assert.equal(text(nodeCrypto.aes128GcmOpen(key, nonce, associated, sealed)), text(latin1('message')));
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    assert.equal(nodeCrypto.aes128GcmOpen(key, nonce, associated, changed), null);
  }
  assert.equal(nodeCrypto.aes128GcmOpen(key, nonce, latin1('Header'), sealed), null);
});
