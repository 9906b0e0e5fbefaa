/**
 * The core's cryptography from `node:crypto`.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import type { Crypto } from '../../core/extract/crypto.ts';

const TAG_LENGTH = 16;

export const nodeCrypto: Crypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
  aes128Block: (key, block) => {
    const cipher = createCipheriv('aes-128-ecb', key, null);
    cipher.setAutoPadding(false);
    return cipher.update(block);
  },
  aes128GcmOpen: (key, nonce, associated, sealed) => {
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
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
