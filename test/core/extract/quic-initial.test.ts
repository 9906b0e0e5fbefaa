import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { COLLECTOR_LENGTH } from '../../../src/core/extract/handshake-collector.ts';
import {
  INITIAL_BAD_FRAME,
  INITIAL_CUT,
  INITIAL_OTHER,
  INITIAL_READ,
  INITIAL_REASONS,
  INITIAL_SEALED,
  QuicInitial,
} from '../../../src/core/extract/quic-initial.ts';
import { quicVersion } from '../../../src/core/extract/quic-version.ts';
import { ClientHello, HELLO_READ, readClientHello } from '../../../src/core/extract/tls-client-hello.ts';
import { nodeAead } from '../../../src/linux/crypto/node-aead.ts';
import { bytes, hex, latin1 } from '../../support/bytes.ts';
import {
  clientHello,
  cryptoFrame,
  extension,
  googleHello,
  type InitialFields,
  initialPacket,
} from '../../support/hello.ts';

const initial = new QuicInitial();
const hello = new ClientHello();

const take = (datagram: Uint8Array): number => initial.datagram(nodeAead, datagram, 0, datagram.length);

/** The server name in what has been collected so far. */
function collectedName(): string | undefined {
  const { bytes: collected, length } = initial.collector;
  if (readClientHello(hello, collected, 0, length) !== HELLO_READ) return undefined;
  return String.fromCharCode(...collected.subarray(hello.serverName, hello.serverNameEnd));
}

const MESSAGE = clientHello({ name: 'example.org', alpn: ['h3'] });
const PADDING = new Uint8Array(1000);

/** The CRYPTO frame of RFC 9001 appendix A.2. */
const RFC_FRAME = hex(`
  060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c
  00000413011302010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006
  001d0017001800100007000504616c706e000500050100000000003300260024001d00209370b2c9caa4
  7fbabaf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e040305
  0306030203080408050806002d00020101001c00024001003900320408ffffffffffffffff05048000ff
  ff07048000ffff0801100104800075300901100f088394c8f03e51570806048000ffff`);

describe('the published packets', () => {
  const cases = [
    [
      'version 1 (RFC 9001 A.2)',
      1,
      'c000000001088394c8f03e5157080000449e7b9aec34',
      '860018ab0856972e194cd934',
    ],
    [
      'version 2 (RFC 9369 A.2)',
      0x6b3343cf,
      'd76b3343cf088394c8f03e5157080000449ea0c95e82',
      'fe189cf772a9f84cbfc',
    ],
  ] as const;
  for (const [what, version, head, tail] of cases) {
    it(what, () => {
      const payload = bytes(RFC_FRAME, new Uint8Array(1162 - RFC_FRAME.length));
      const fields = { version, original: hex('8394c8f03e515708'), number: 2, numberLength: 4 };
      const published = Buffer.from(initialPacket(payload, fields)).toString('hex');
      assert.equal(published.slice(0, head.length), head);
      assert.equal(published.slice(-tail.length), tail);
      assert.equal(published.length, 2400);
      initial.clear();
      assert.equal(take(hex(published)), INITIAL_READ);
      assert.equal(collectedName(), 'example.com');
    });
  }
});

describe('a hello', () => {
  const fields: InitialFields = { original: latin1('original'), destination: latin1('original') };
  const half = MESSAGE.length >> 1;

  for (const [what, version] of [
    ['version 1', 1],
    ['version 2', 0x6b3343cf],
    ['draft 22', 0xff000016],
    ['draft 24', 0xff000018],
    ['draft 27', 0xff00001b],
    ['draft 29', 0xff00001d],
    ['draft 34', 0xff000022],
    ['mvfst 1', 0xfaceb001],
    ['mvfst 2', 0xfaceb002],
    ['T050', 0x54303530],
    ['T051', 0x54303531],
  ] as const) {
    it(`in one packet of ${what}`, () => {
      initial.clear();
      const type = quicVersion(version)!.cryptoFrame;
      assert.equal(take(initialPacket(cryptoFrame(0, MESSAGE, type), { version })), INITIAL_READ);
      assert.equal(collectedName(), 'example.org');
    });
  }

  it("of Google's own kind in Q050", () => {
    initial.clear();
    const message = googleHello({ PAD: '-'.repeat(100), SNI: 'example.org' });
    assert.equal(take(initialPacket(cryptoFrame(0, message, 8), { version: 0x51303530 })), INITIAL_READ);
    assert.deepEqual(initial.collector.bytes.slice(0, initial.collector.length), message);
  });

  it('in frames out of order, among padding, pings and acknowledgements', () => {
    initial.clear();
    const ack = hex('02 05 00 01 00 01 02');
    const ackEcn = hex('03 4005 00 00 00 01 01 01');
    const frames = [
      cryptoFrame(half, MESSAGE.subarray(half)),
      Uint8Array.of(0, 0, 1, 0),
      ack,
      cryptoFrame(9, MESSAGE.subarray(9, half)),
      ackEcn,
      cryptoFrame(0, MESSAGE.subarray(0, 12)),
      PADDING,
    ];
    assert.equal(take(initialPacket(bytes(...frames))), INITIAL_READ);
    assert.equal(collectedName(), 'example.org');
  });

  it('cut anywhere into two packets, in either order', () => {
    for (let at = 1; at < MESSAGE.length; at += 3) {
      const first = initialPacket(cryptoFrame(0, MESSAGE.subarray(0, at)), { ...fields, number: 0 });
      const second = initialPacket(cryptoFrame(at, MESSAGE.subarray(at)), { ...fields, number: 1 });
      for (const order of [
        [first, second],
        [second, first],
      ]) {
        initial.clear();
        assert.equal(take(order[0]!), INITIAL_READ);
        assert.equal(collectedName(), undefined);
        assert.equal(take(order[1]!), INITIAL_READ);
        assert.equal(collectedName(), 'example.org', `cut at ${at}`);
      }
    }
  });

  it('of post-quantum size over two datagrams, the second to the identifier that the server chose', () => {
    const big = clientHello({ last: [extension(51, new Uint8Array(1300))], name: 'example.org' });
    const original = latin1('original');
    const first = initialPacket(cryptoFrame(0, big.subarray(0, 1100)), { original });
    const second = initialPacket(cryptoFrame(1100, big.subarray(1100)), {
      original,
      destination: latin1('chosen by server'),
      number: 1,
      numberLength: 1,
    });
    initial.clear();
    assert.equal(take(first), INITIAL_READ);
    assert.equal(take(second), INITIAL_READ);
    assert.equal(collectedName(), 'example.org');
  });

  it('again after a Retry, sealed with the new identifier', () => {
    const message = cryptoFrame(0, MESSAGE);
    initial.clear();
    assert.equal(take(initialPacket(cryptoFrame(0, MESSAGE.subarray(0, 20)))), INITIAL_READ);
    const again = initialPacket(message, { original: latin1('retry'), token: latin1('token'), number: 1 });
    assert.equal(take(again), INITIAL_READ);
    assert.equal(collectedName(), 'example.org');
  });

  it('in packets put together in one datagram, behind 0-RTT', () => {
    const zeroRtt = initialPacket(PADDING);
    zeroRtt[0] = 0xd0 | (zeroRtt[0]! & 0x0f);
    const withoutToken = bytes(zeroRtt.subarray(0, 15), zeroRtt.subarray(16));
    const first = initialPacket(cryptoFrame(0, MESSAGE.subarray(0, half)));
    const second = initialPacket(cryptoFrame(half, MESSAGE.subarray(half)), { number: 1 });
    initial.clear();
    assert.equal(take(bytes(withoutToken, first, second, PADDING)), INITIAL_READ);
    assert.equal(collectedName(), 'example.org');
  });
});

describe('a datagram without a hello', () => {
  const packet = initialPacket(bytes(cryptoFrame(0, MESSAGE), PADDING));
  const changed = (at: number, value: number): Uint8Array => {
    const other = packet.slice();
    other[at] = value;
    return other;
  };
  const reason = (datagram: Uint8Array): number => {
    initial.clear();
    const result = take(datagram);
    if (result !== INITIAL_READ) assert.equal(initial.collector.length, 0);
    return result;
  };

  it('of another version, a short header, a Retry, a long connection identifier', () => {
    assert.equal(reason(changed(4, 9)), INITIAL_OTHER);
    assert.equal(reason(changed(0, 0x40)), INITIAL_OTHER);
    assert.equal(reason(changed(0, 0xf0)), INITIAL_OTHER);
    assert.equal(reason(changed(5, 21)), INITIAL_OTHER);
  });

  it('that is cut short, at every length', () => {
    for (let end = 1; end < packet.length; end++) {
      assert.equal(reason(packet.subarray(0, end)), INITIAL_CUT, `${end} bytes`);
    }
  });

  it('that was changed on the way', () => {
    assert.equal(reason(changed(packet.length - 1, packet.at(-1)! ^ 1)), INITIAL_SEALED);
    assert.equal(reason(changed(6, packet[6]! ^ 1)), INITIAL_SEALED);
  });

  it('with frames that have no place there, or are cut', () => {
    const frames = [
      Uint8Array.of(0x08, 0, 0, 0),
      hex('02 05 00 ff'),
      hex('02 05 00 7fff 00'),
      bytes(6, 0, 0x44, 0, 'short'),
      bytes(6),
      bytes(2, 0xc0),
    ];
    for (const one of frames) {
      assert.equal(reason(initialPacket(bytes(one.length < 4 ? PADDING : '', one))), INITIAL_BAD_FRAME);
    }
  });

  it('that closes the connection, or lies about the offset', () => {
    assert.equal(
      reason(initialPacket(bytes(hex('1c 00 00 00'), new Uint8Array(9).fill(0xff)))),
      INITIAL_READ,
    );
    const far = bytes(6, hex('ff ff ff ff ff ff ff ff'), 4, 'data');
    assert.equal(reason(initialPacket(far)), INITIAL_READ);
    assert.equal(initial.collector.length, 0);
  });

  it('of any bytes, alone or sealed, is survived', () => {
    const noise = fc.uint8Array({ maxLength: 120 });
    const header = fc
      .tuple(fc.constantFrom(1, 0x6b3343cf, 0xff00001d, 0x51303530), noise)
      .map(([version, rest]) =>
        bytes(0xc0 | (rest[0] ?? 0), hex(version.toString(16).padStart(8, '0')), rest),
      );
    const sealed = noise.map((frames) => initialPacket(frames));
    fc.assert(
      fc.property(fc.array(fc.oneof(noise, header, sealed), { maxLength: 3 }), (datagrams) => {
        initial.clear();
        for (const datagram of datagrams) {
          const result = take(datagram);
          assert.ok(result >= 0 && result < INITIAL_REASONS.length);
          assert.ok(initial.collector.length <= COLLECTOR_LENGTH);
        }
      }),
      { numRuns: 60 },
    );
  });
});
