/**
 * Any bytes as a datagram of QUIC, and as the frames inside an Initial packet that opens: reading ends, what
 * is collected stays in its bounds, and Google's hello points at nothing outside.
 */
import assert from 'node:assert/strict';
import { GoogleHello } from '../src/core/extract/gquic-chlo.ts';
import { COLLECTOR_LENGTH } from '../src/core/extract/handshake-collector.ts';
import { INITIAL_REASONS, QuicInitial } from '../src/core/extract/quic-initial.ts';
import { nodeAead } from '../src/linux/crypto/node-aead.ts';
import { bytes, hex } from '../test/support/bytes.ts';
import { clientHello, cryptoFrame, googleHello, initialPacket } from '../test/support/hello.ts';
import type { FuzzTarget } from './support/target.ts';

const HELLO = clientHello({ name: 'www.example.org', alpn: ['h3'] });
const VERSIONS = [1, 0x6b3343cf, 0xff00001d, 0xff000016, 0x51303530];

const initial = new QuicInitial();
const google = new GoogleHello();

export const target: FuzzTarget = {
  seeds: () => [
    ...VERSIONS.map((version) => initialPacket(cryptoFrame(0, HELLO), { version })),
    bytes(
      cryptoFrame(60, HELLO.subarray(60)),
      hex('02 05 00 01 00 01 02'),
      cryptoFrame(0, HELLO.subarray(0, 60)),
    ),
    bytes(cryptoFrame(0, HELLO, 8), new Uint8Array(40)),
    bytes(9, '8 octets', 'Q043', new Uint8Array(17), googleHello({ PAD: '---', SNI: 'www.example.org' })),
    hex('1c 00 00 00'),
  ],

  check: (input) => {
    initial.clear();
    take(input);
    const version = VERSIONS[(input[0] ?? 0) % VERSIONS.length]!;
    const sealed = initialPacket(input.subarray(0, 2000), { version });
    take(sealed);
    take(bytes(sealed, input));
    google.search(input, 0, input.length);
    assert.ok(google.name <= google.nameEnd && google.nameEnd <= input.length);
  },
};

function take(datagram: Uint8Array): void {
  const inside = bytes(0xc0, datagram, 0xc0);
  const result = initial.datagram(nodeAead, inside, 1, 1 + datagram.length);
  assert.ok(result >= 0 && result < INITIAL_REASONS.length);
  assert.ok(initial.collector.length <= COLLECTOR_LENGTH);
}
