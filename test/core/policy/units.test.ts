import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  prefixHolds,
  type Reading,
  readDscp,
  readMark,
  readPart,
  readPorts,
  readPrefix,
  readRate,
  readRateOrPart,
  readSize,
  readWindow,
} from '../../../src/core/policy/units.ts';
import { formatAddress, parseAddress } from '../../../src/core/wire/address.ts';

type Table<T> = readonly (readonly [text: string, value: T | RegExp])[];

function check<T>(name: string, reader: (text: string) => Reading<T>, table: Table<T>): void {
  for (const [text, wanted] of table) {
    test(`${name}: ${JSON.stringify(text)}`, () => {
      const reading = reader(text);
      if (wanted instanceof RegExp) {
        assert.match(reading.wrong ?? 'nothing is wrong', wanted);
        assert.ok(reading.wrong !== undefined && reading.next.length > 0);
      } else assert.deepEqual(reading, { value: wanted });
    });
  }
}

check('rate', readRate, [
  ['20 mbit', 20e6],
  ['1.5gbit', 1.5e9],
  ['512 Kbit/s', 512e3],
  ['8000 bit', 8000],
  ['20', /no rate/],
  ['20 mbps', /"mbps" is no unit/],
  ['20 MB', /"MB" is no unit/],
  ['7999 bit', /out of range/],
  ['401 gbit', /out of range/],
  ['1 constructor', /no unit/],
]);

check('part', readPart, [
  ['20%', 0.2],
  ['0.5 %', 0.005],
  ['100%', 1],
  ['0%', /no part/],
  ['101%', /no part/],
  ['0.2', /no part/],
]);

check('rate or part', readRateOrPart, [
  ['20%', { part: 0.2 }],
  ['2 mbit', { bits: 2e6 }],
  ['200%', /no part/],
  ['fast', /no rate/],
]);

check('size', readSize, [
  ['10 MB', 10e6],
  ['1KiB', 1024],
  ['3 b', 3],
  ['10', /no size/],
  ['10 mbit', /no size/],
  ['0 kB', /out of range/],
  ['1 toString', /no size/],
]);

check('ports', readPorts, [
  ['443', { first: 443, last: 443 }],
  ['8000 - 8100', { first: 8000, last: 8100 }],
  ['0', /out of range/],
  ['65536', /out of range/],
  ['90-80', /ends before/],
  ['https', /no port/],
]);

check('time', readWindow, [
  ['mon-fri 09:00-17:00', { days: 0b0111110, from: 540, to: 1020 }],
  ['sat,sun', { days: 0b1000001, from: 0, to: 1440 }],
  ['fri-mon', { days: 0b1100011, from: 0, to: 1440 }],
  ['22:00-06:00', { days: 0x7f, from: 1320, to: 360 }],
  ['daily 00:00-24:00', { days: 0x7f, from: 0, to: 1440 }],
  ['Mon 9:30-10:00', { days: 2, from: 570, to: 600 }],
  ['mon-fry', /"mon-fry" is no day/],
  ['25:00-26:00', /hours are/],
  ['09:60-10:00', /hours are/],
  ['09:00-09:00', /ends when it begins/],
  ['mon 9', /no time/],
  ['mon tue 09:00-10:00', /no time/],
]);

check('code point', readDscp, [
  ['EF', 46],
  ['cs1', 8],
  ['AF41', 34],
  ['le', 1],
  ['63', 63],
  ['64', /no code point/],
  ['AF44', /no code point/],
  ['cs8', /no code point/],
]);

check('mark', readMark, [
  ['10', { value: 10, mask: 0xff }],
  ['0x10/0xf0', { value: 16, mask: 0xf0 }],
  ['0x80000000/0x80000000', { value: 0x80000000, mask: 0x80000000 }],
  ['256', /outside of its mask/],
  ['1/0', /no mark/],
  ['0x100000000/1', /no mark/],
  ['ten', /no mark/],
]);

test('prefixes', () => {
  const of = (text: string): string => readPrefix(text).value?.text ?? 'wrong';
  assert.equal(of('192.168.1.0/24'), '192.168.1.0/24');
  assert.equal(of('10.0.0.1/32'), '10.0.0.1');
  assert.equal(of('FD00:0::/64'), 'fd00::/64');
  assert.equal(of('0.0.0.0/0'), '0.0.0.0/0');
  assert.match(readPrefix('10.0.0.1/8').wrong ?? '', /bits behind its prefix/);
  const advised = readPrefix('10.0.0.1/8');
  assert.equal(advised.wrong === undefined ? '' : advised.next, 'write "10.0.0.0/8"');
  assert.match(readPrefix('10.0.0.0/33').wrong ?? '', /at most 32/);
  for (const text of ['', 'office', '10.0.0', '10.0.0.0/', '1:2', '10.0.0.0/8/8']) {
    assert.match(readPrefix(text).wrong ?? '', /no address/, text);
  }
});

test('an address lies in each of its own prefixes, and the next one in none that ends before it', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  fc.assert(
    fc.property(bytes, fc.nat(128), fc.nat(127), (address, wanted, flipped) => {
      const bits = address.length * 8;
      const length = Math.min(wanted, bits);
      const masked = address.map(
        (byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, length - index * 8))),
      );
      const prefix = readPrefix(`${formatAddress(masked, 0, masked.length)}/${length}`).value;
      // An IPv4-mapped address is written with dots, which is still an address of 16 bytes.
      assert.ok(prefix !== undefined);
      assert.ok(prefixHolds(prefix, address));
      const bit = flipped % bits;
      const other = Uint8Array.from(address);
      other[bit >> 3]! ^= 0x80 >> (bit & 7);
      assert.equal(prefixHolds(prefix, other), bit >= length);
    }),
  );
});

test('no prefix holds an address of the other family', () => {
  assert.ok(!prefixHolds(readPrefix('0.0.0.0/0').value!, parseAddress('::1')!));
});

test('no reader throws, whatever it is given', () => {
  const readers = [readRate, readPart, readSize, readPorts, readPrefix, readWindow, readDscp, readMark];
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-z:%./, -]{0,20}$/)), (text) => {
      for (const reader of readers) {
        const reading = reader(text);
        assert.ok(reading.wrong === undefined || reading.wrong.length > 0);
      }
    }),
  );
});
