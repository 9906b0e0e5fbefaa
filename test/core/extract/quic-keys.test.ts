import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuicKeys } from '../../../src/core/extract/quic-keys.ts';
import { quicVersion } from '../../../src/core/extract/quic-version.ts';
import { nodeAead } from '../../../src/linux/crypto/node-aead.ts';
import { hex, latin1 } from '../../support/bytes.ts';
import { initialPacket } from '../../support/hello.ts';

const CONNECTION_ID = hex('8394c8f03e515708');

const derived = (number: number): QuicKeys => {
  const keys = new QuicKeys();
  keys.derive(quicVersion(number)!, CONNECTION_ID);
  return keys;
};

const textOf = ({ key, iv, headerProtection }: QuicKeys): string[] =>
  [key, iv, headerProtection].map((one) => Buffer.from(one).toString('hex'));

test('keys of version 1 are those of RFC 9001 appendix A.1', () => {
  assert.deepEqual(textOf(derived(1)), [
    '1f369613dd76d5467730efcbe3b1a22d',
    'fa044b2f42a3fd3b46fb255c',
    '9f50449e04a0e810283a1e9933adedd2',
  ]);
});

test('keys of version 2 are those of RFC 9369 appendix A.1', () => {
  assert.deepEqual(textOf(derived(0x6b3343cf)), [
    '8b1a0bc121284290a29e0971b5cd045d',
    '91f73e2351d8fa91660e909f',
    '45b95e15235d6f45a6b19cbcb0294ba9',
  ]);
});

test('keys can be derived anew in place', () => {
  const keys = derived(1);
  keys.derive(quicVersion(0x6b3343cf)!, CONNECTION_ID);
  assert.deepEqual(textOf(keys), textOf(derived(0x6b3343cf)));
});

test('packets open with the keys of their connection, with numbers of each length, and are left as they were', () => {
  const frames = latin1('frames of some length');
  for (let numberLength = 1; numberLength <= 4; numberLength++) {
    const packet = initialPacket(frames, { original: CONNECTION_ID, number: 200, numberLength });
    const number = packet.length - 16 - frames.length - numberLength;
    const before = packet.slice();
    assert.deepEqual(
      Uint8Array.from(derived(1).open(nodeAead, packet, 0, number, packet.length)!),
      Uint8Array.from(frames),
    );
    assert.deepEqual(packet, before);
    assert.equal(derived(0x6b3343cf).open(nodeAead, packet, 0, number, packet.length), null);
  }
});
