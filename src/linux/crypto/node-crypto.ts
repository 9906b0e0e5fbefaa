/**
 * The core's cryptography from `node:crypto`. Ciphers get their keys as key objects: from plain bytes Node.js
 * makes them three times as slowly.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hash } from 'node:crypto';
import type { Crypto } from '../../core/extract/crypto.ts';

const TAG_LENGTH = 16;

/** Bytes that SHA-256 takes at a time. */
const BLOCK_LENGTH = 64;

function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/**
 * HMAC (RFC 2104) of two one-shot hashes: keys here are used once, and making Node's key and HMAC objects
 * would cost several times as much as the hashing. For keys of up to 64 bytes.
 */
function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const inner = new Uint8Array(BLOCK_LENGTH + bytes.length).fill(0x36, 0, BLOCK_LENGTH);
  const outer = new Uint8Array(BLOCK_LENGTH + 32).fill(0x5c, 0, BLOCK_LENGTH);
  for (let i = 0; i < key.length; i++) {
    inner[i] ^= key[i];
    outer[i] ^= key[i];
  }
  inner.set(bytes, BLOCK_LENGTH);
  outer.set(sha256(inner), BLOCK_LENGTH);
  return sha256(outer);
}

export const nodeCrypto: Crypto = {
  sha256,
  hmacSha256,
  aes128Block: (key, block) => {
    const cipher = createCipheriv('aes-128-ecb', createSecretKey(key), null);
    cipher.setAutoPadding(false);
    return cipher.update(block);
  },
  aes128GcmOpen: (key, nonce, associated, sealed) => {
    const decipher = createDecipheriv('aes-128-gcm', createSecretKey(key), nonce);
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
    const opened = decipher.update(sealed.subarray(0, sealed.length - TAG_LENGTH));
    try {
      decipher.final();
      return opened;
    } catch {
      return null;
    }
  },
};
