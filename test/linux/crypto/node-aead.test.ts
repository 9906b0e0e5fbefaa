import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { nodeAead } from '../../../src/linux/crypto/node-aead.ts';
import { bytes, latin1 } from '../../support/bytes.ts';

const text = (source: Uint8Array | null): string | null => source && Buffer.from(source).toString('hex');

test('a sealed message opens, and not when a bit of it or of what it goes with has changed', () => {
  const [key, nonce, associated] = [latin1('sixteen bytes ok'), latin1('twelve bytes'), latin1('header')];
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(associated);
  const sealed = bytes(cipher.update(latin1('message')), cipher.final(), cipher.getAuthTag());
  assert.equal(text(nodeAead.aes128GcmOpen(key, nonce, associated, sealed)), text(latin1('message')));
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    assert.equal(nodeAead.aes128GcmOpen(key, nonce, associated, changed), null);
  }
  assert.equal(nodeAead.aes128GcmOpen(key, nonce, latin1('Header'), sealed), null);
});
