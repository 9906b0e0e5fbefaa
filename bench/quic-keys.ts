/**
 * `npm run bench:keys`: what the keys of one connection's first QUIC packet and the mask of its header cost, as the
 * core makes them and as `node:crypto` does with its quickest calls: one-shot hashes, ciphers from key objects.
 * The reason why the core has a SHA-256 and an AES block of its own; the ratio is what counts.
 */

import { createCipheriv, createSecretKey, hash } from 'node:crypto';
import { measure } from 'mitata';
import { aes128Block } from '../src/core/crypto/aes128.ts';
import { QuicKeys } from '../src/core/extract/quic-keys.ts';
import { hkdfLabel, quicVersion } from '../src/core/extract/quic-version.ts';

const BLOCK = 64;
const version = quicVersion(1)!;
const connectionId = new Uint8Array(8).fill(7);
const sample = new Uint8Array(16).fill(9);
const clientIn = hkdfLabel('client in', 32);

const keys = new QuicKeys();
const mask = new Uint8Array(16);

function byCore(): Uint8Array {
  keys.derive(version, connectionId);
  aes128Block(keys.headerProtection, sample, 0, mask);
  return mask;
}

function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const inner = new Uint8Array(BLOCK + message.length).fill(0x36, 0, BLOCK);
  const outer = new Uint8Array(BLOCK + 32).fill(0x5c, 0, BLOCK);
  for (let i = 0; i < key.length; i++) {
    inner[i]! ^= key[i]!;
    outer[i]! ^= key[i]!;
  }
  inner.set(message, BLOCK);
  outer.set(hash('sha256', inner, 'buffer'), BLOCK);
  return hash('sha256', outer, 'buffer');
}

function byNode(): Uint8Array {
  const secret = hmac(hmac(version.salt, connectionId), clientIn);
  hmac(secret, version.labels.key);
  hmac(secret, version.labels.iv);
  const protection = hmac(secret, version.labels.headerProtection).subarray(0, 16);
  const cipher = createCipheriv('aes-128-ecb', createSecretKey(protection), null);
  return cipher.setAutoPadding(false).update(sample);
}

if (Buffer.compare(byCore(), byNode()) !== 0) throw new Error('the two do not agree');
const rounds: number[] = [];
for (let round = 0; round < 5; round++) {
  const [core, node] = [await measure(byCore), await measure(byNode)];
  rounds.push(node.p50 / core.p50);
  console.log(`core ${(core.p50 / 1000).toFixed(1)} µs, node:crypto ${(node.p50 / 1000).toFixed(1)} µs`);
}
rounds.sort((a, b) => a - b);
console.log(
  `node:crypto / core: median ${rounds[2]!.toFixed(1)}, ${rounds[0]!.toFixed(1)} to ${rounds[4]!.toFixed(1)}`,
);
