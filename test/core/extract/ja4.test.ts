import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { JA4_CARRIER, type Ja4Carrier, ja4 } from '../../../src/core/extract/ja4.ts';
import { ClientHello, HELLO_READ, readClientHello } from '../../../src/core/extract/tls-client-hello.ts';
import { bytes, u16 } from '../../support/bytes.ts';
import { clientHello, extension, type HelloFields, serverName } from '../../support/hello.ts';

function fingerprint(fields: HelloFields, carrier: Ja4Carrier = JA4_CARRIER.tls): string {
  const message = clientHello(fields);
  const hello = new ClientHello();
  assert.equal(readClientHello(hello, message, 0, message.length), HELLO_READ);
  return ja4(carrier, hello, message);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const list = (numbers: readonly number[]): Uint8Array => bytes(...numbers.map(u16));

/** Ciphers, extensions and signature algorithms of the fingerprint's published example. */
const CIPHERS = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d,
  0x002f, 0x0035,
];
const ALGORITHMS = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];
const algorithms = extension(13, bytes(u16(2 * ALGORITHMS.length), list(ALGORITHMS)));
const EXTENSIONS = [
  extension(0x1b),
  serverName('example.org'),
  extension(0x33),
  extension(16, bytes(u16(3), 2, 'h2')),
  extension(0x4469),
  ...[0x17, 0x2d].map((type) => extension(type)),
  algorithms,
  ...[0x05, 0x23, 0x12].map((type) => extension(type)),
  extension(43, bytes(6, list([0x3a3a, 0x0304, 0x0303]))),
  ...[0xff01, 0x0b, 0x0a, 0x15].map((type) => extension(type)),
];

describe('JA4', () => {
  it('of the published example', () => {
    const fields = { ciphers: CIPHERS, first: EXTENSIONS };
    assert.equal(fingerprint(fields), 't13d1516h2_8daaf6152771_e5627efa2ab1');
  });

  it('does not care for order and GREASE', () => {
    const shuffled = {
      ciphers: [0x0a0a, ...CIPHERS.toReversed()],
      first: [extension(0xdada), ...EXTENSIONS.toReversed(), extension(0x1a1a)],
    };
    assert.equal(fingerprint(shuffled), fingerprint({ ciphers: CIPHERS, first: EXTENSIONS }));
  });

  it('cares for the order of signature algorithms', () => {
    const one = fingerprint({ algorithms: [0x0403, 0x0804] });
    const other = fingerprint({ algorithms: [0x0804, 0x0403] });
    assert.notEqual(one, other);
    assert.equal(one, `t12i020100_${digest('1301,1302')}_${digest('000d_0403,0804')}`);
  });

  it('says what carried the hello, its version, and that it has no name', () => {
    const plain = (legacyVersion: number): string => fingerprint({ legacyVersion }).slice(0, 4);
    assert.deepEqual([0x0300, 0x0301, 0x0302, 0x0303, 0x0999].map(plain), [
      'ts3i',
      't10i',
      't11i',
      't12i',
      't00i',
    ]);
    assert.equal(fingerprint({ versions: [0x0303, 0x0304] }, JA4_CARRIER.quic).slice(0, 4), 'q13i');
    assert.equal(fingerprint({ versions: [0xfefd, 0xfefc] }, JA4_CARRIER.dtls).slice(0, 4), 'dd3i');
    assert.equal(fingerprint({ versions: [0xfeff, 0xfefd] }, JA4_CARRIER.dtls).slice(0, 4), 'dd2i');
  });

  it('has zeros where there is nothing', () => {
    assert.equal(fingerprint({ ciphers: [] }), 't12i000000_000000000000_000000000000');
    assert.equal(fingerprint({ name: 'a.b' }).slice(0, 10), 't12d020100');
    assert.equal(fingerprint({ name: 'a.b', alpn: ['h2'] }).slice(-12), '000000000000');
  });

  it('shows the ends of the first ALPN name, in hexadecimal when they are no letters', () => {
    const alpn = (...names: readonly string[]): string => fingerprint({ alpn: names }).slice(8, 10);
    assert.equal(alpn('http/1.1', 'h2'), 'h1');
    assert.equal(alpn('h3'), 'h3');
    assert.equal(alpn('x'), 'xx');
    assert.equal(alpn('\xab\xcd'), 'ad');
    assert.equal(alpn('a-'), '6d');
    assert.equal(alpn(''), '00');
  });

  it('counts no further than 99', () => {
    const ciphers = Array.from({ length: 120 }, (_, i) => 0xc000 + i);
    assert.equal(fingerprint({ ciphers }).slice(4, 6), '99');
  });

  it('of any hello has its form', () => {
    const numbers = fc.array(fc.nat(0xffff), { maxLength: 20 });
    const content = fc.uint8Array({ maxLength: 12 });
    const extensions = fc.array(fc.tuple(fc.constantFrom(0, 10, 13, 16, 43, 0x2a2a, 0xfe0d), content), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(numbers, extensions, (ciphers, others) => {
        const text = fingerprint({ ciphers, first: others.map(([type, inside]) => extension(type, inside)) });
        assert.match(text, /^t(\d\d|[sd]\d)[di]\d{4}[\da-zA-Z]{2}_[\da-f]{12}_[\da-f]{12}$/);
      }),
    );
  });
});
