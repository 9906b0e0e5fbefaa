import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DNS_READ, DNS_REASONS, DnsName } from '../../../src/core/extract/dns-name.ts';
import { bytes, hex, latin1, u16 } from '../../support/bytes.ts';

const dns = new DnsName();

/** The name of a message, or why there is none. */
function nameOf(message: Uint8Array, start = 0, end = message.length): string {
  const result = dns.read(message, start, end);
  return result === DNS_READ
    ? String.fromCharCode(...dns.bytes.subarray(0, dns.length))
    : DNS_REASONS[result]!;
}

const header = (questions: number, answers = 0): Uint8Array =>
  bytes(u16(0x1234), u16(0x0100), u16(questions), u16(answers), u16(0), u16(0));

/** A name in labels, with its end. */
const labels = (name: string): Uint8Array =>
  bytes(...name.split('.').map((label) => bytes(label.length, label)), 0);

const QUERY = bytes(header(1), labels('www.example.org'), u16(1), u16(1));

describe('the name of a DNS message', () => {
  it('is that of its question', () => {
    assert.equal(nameOf(QUERY), 'www.example.org');
    assert.equal(nameOf(bytes('xx', QUERY, 'yy'), 2, 2 + QUERY.length), 'www.example.org');
  });

  it('is that of its first answer, when it asks nothing', () => {
    const answer = bytes(header(0, 1), labels('_ipp._tcp.local'), hex('000c 0001 00000078 0002 c00c'));
    assert.equal(nameOf(answer), '_ipp._tcp.local');
  });

  it('points nowhere: it is the first', () => {
    for (const offset of [2, 12, 16, 40]) {
      assert.equal(nameOf(bytes(header(1), 3, 'www', u16(0xc000 | offset))), 'dns-bad');
    }
  });

  it('is not there', () => {
    assert.equal(nameOf(header(0)), 'dns-cut');
    assert.equal(nameOf(bytes(header(0), 'rest')), 'dns-none');
    assert.equal(nameOf(bytes(header(1), 0, u16(2), u16(1))), 'dns-none');
  });

  it('is cut, at every length', () => {
    const whole = 12 + labels('www.example.org').length;
    for (let end = 0; end < whole; end++) assert.equal(nameOf(QUERY, 0, end), 'dns-cut', `${end} bytes`);
  });

  it('is too long, or of labels that there are not', () => {
    const long = labels(Array.from({ length: 5 }, () => 'x'.repeat(60)).join('.'));
    assert.equal(nameOf(bytes(header(1), long)), 'dns-bad');
    assert.equal(nameOf(bytes(header(1), 0x41, latin1('x'.repeat(80)))), 'dns-bad');
  });

  it('of any bytes is bounded', () => {
    const noise = fc.uint8Array({ maxLength: 100 });
    const likely = fc.array(fc.constantFrom(0, 1, 3, 63, 64, 0xc0, 12, 13, 65), { maxLength: 80 });
    fc.assert(
      fc.property(
        fc.oneof(
          noise,
          likely.map((rest) => bytes(header(1, 1), ...rest)),
        ),
        (message) => {
          const result = dns.read(message, 0, message.length);
          assert.ok(result >= 0 && result < DNS_REASONS.length);
          assert.ok(dns.length <= 255);
        },
      ),
    );
  });
});
