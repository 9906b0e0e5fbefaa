import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { aes128Block } from '../../../src/core/crypto/aes128.ts';
import { hex } from '../../support/bytes.ts';

const enciphered = (key: Uint8Array, bytes: Uint8Array, at = 0): string => {
  const output = new Uint8Array(16);
  aes128Block(key, bytes, at, output);
  return Buffer.from(output).toString('hex');
};

test('one block of AES-128 (FIPS 197, appendix C.1)', () => {
  const key = hex('000102030405060708090a0b0c0d0e0f');
  const block = hex('00112233445566778899aabbccddeeff');
  assert.equal(enciphered(key, block), '69c4e0d86a7b0430d8cdb78070b4c55a');
});

test('blocks are those of Node, wherever they stand', () => {
  const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(sixteen, fc.uint8Array({ minLength: 16, maxLength: 40 }), (key, bytes) => {
      const at = bytes.length - 16;
      const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
      const expected = cipher.update(bytes.subarray(at)).toString('hex');
      assert.equal(enciphered(key, bytes, at), expected);
    }),
  );
});
