import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandLabel } from '../../../src/core/extract/crypto.ts';
import { quicVersion } from '../../../src/core/extract/quic-version.ts';
import { nodeCrypto } from '../../../src/linux/crypto/node-crypto.ts';
import { hex } from '../../support/bytes.ts';

const CONNECTION_ID = hex('8394c8f03e515708');

const keysOf = (number: number): string[] => {
  const version = quicVersion(number)!;
  const initial = nodeCrypto.hmacSha256(version.salt, CONNECTION_ID);
  const secret = expandLabel(nodeCrypto, initial, 'client in', 32);
  const { key, iv, headerProtection } = version.labels;
  return [
    secret,
    expandLabel(nodeCrypto, secret, key, 16),
    expandLabel(nodeCrypto, secret, iv, 12),
    expandLabel(nodeCrypto, secret, headerProtection, 16),
  ].map((one) => Buffer.from(one).toString('hex'));
};

test('keys of version 1 are those of RFC 9001 appendix A.1', () => {
  assert.deepEqual(keysOf(1), [
    'c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea',
    '1f369613dd76d5467730efcbe3b1a22d',
    'fa044b2f42a3fd3b46fb255c',
    '9f50449e04a0e810283a1e9933adedd2',
  ]);
});

test('keys of version 2 are those of RFC 9369 appendix A.1', () => {
  assert.deepEqual(keysOf(0x6b3343cf), [
    '14ec9d6eb9fd7af83bf5a668bc17a7e283766aade7ecd0891f70f9ff7f4bf47b',
    '8b1a0bc121284290a29e0971b5cd045d',
    '91f73e2351d8fa91660e909f',
    '45b95e15235d6f45a6b19cbcb0294ba9',
  ]);
});

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
