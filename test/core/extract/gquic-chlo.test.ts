import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CHLO_READ, CHLO_REASONS, GoogleHello } from '../../../src/core/extract/gquic-chlo.ts';
import { bytes, hex, latin1, u32le } from '../../support/bytes.ts';
import { googleHello } from '../../support/hello.ts';

const google = new GoogleHello();

/** The host in a datagram, or why there is none. */
function hostOf(datagram: Uint8Array, end = datagram.length): string {
  const result = google.search(datagram, 0, end);
  return result === CHLO_READ
    ? String.fromCharCode(...datagram.subarray(google.name, google.nameEnd))
    : CHLO_REASONS[result]!;
}

const MESSAGE = googleHello({
  PAD: '-'.repeat(600),
  SNI: 'www.example.org',
  VER: 'Q043',
  CCS: 'certificates',
});

/** Public header, packet number, hash and stream frame of Q043; the long header of Q046. */
const Q043 = bytes(0x09, latin1('8 octets'), 'Q043', 1, new Uint8Array(12), hex('a0 01 0400'));
const Q046 = bytes(0xc3, 'Q046', 0x50, latin1('8 octets'), u32le(1), new Uint8Array(12), hex('a0 01 0400'));

describe("the host in Google's hello", () => {
  it('stands behind headers of any version', () => {
    for (const header of [Q043, Q046, new Uint8Array(0)]) {
      assert.equal(hostOf(bytes(header, MESSAGE)), 'www.example.org');
      assert.equal(hostOf(bytes(header, MESSAGE, new Uint8Array(200))), 'www.example.org');
    }
  });

  it('is not there', () => {
    assert.equal(hostOf(googleHello({ PAD: '---', VER: 'Q043' })), 'chlo-bad');
    assert.equal(hostOf(googleHello({ SNI: '' })), 'chlo-bad');
    assert.equal(hostOf(googleHello({})), 'chlo-bad');
    assert.equal(hostOf(bytes('CHLO', 1, 0, 0, 1, MESSAGE)), 'chlo-bad');
    assert.equal(hostOf(bytes('REJ\0', MESSAGE.subarray(4))), 'chlo-other');
    assert.equal(hostOf(bytes(new Uint8Array(200), MESSAGE)), 'chlo-other');
    assert.equal(hostOf(latin1('CHL')), 'chlo-other');
  });

  it('is behind values whose ends go backwards', () => {
    const index = (tag: string, end: number): Uint8Array => bytes(tag, u32le(end));
    const bad = bytes('CHLO', 2, 0, 0, 0, index('PAD\0', 9), index('SNI\0', 4), 'a long value');
    assert.equal(hostOf(bad), 'chlo-bad');
  });

  it('is cut, at every length', () => {
    const datagram = bytes(Q043, MESSAGE);
    const there = datagram.length - 'Q043certificates'.length;
    for (let end = Q043.length + 8; end < there; end++) {
      assert.equal(hostOf(datagram, end), 'chlo-cut', `${end} bytes`);
    }
    assert.equal(hostOf(datagram, there), 'www.example.org');
  });

  it('of any bytes is inside them', () => {
    const noise = fc.uint8Array({ maxLength: 120 });
    const likely = noise.map((rest) => bytes('CHLO', (rest[0] ?? 0) & 7, 0, 0, 0, 'SNI\0', rest));
    fc.assert(
      fc.property(fc.oneof(noise, likely), (datagram) => {
        const result = google.search(datagram, 0, datagram.length);
        assert.ok(result >= 0 && result < CHLO_REASONS.length);
        assert.ok(google.nameEnd <= datagram.length && google.name <= google.nameEnd);
      }),
    );
  });
});
