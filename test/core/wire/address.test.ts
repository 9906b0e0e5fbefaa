import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAddress, parseAddress } from '../../../src/core/wire/address.ts';

const format = (bytes: Uint8Array): string => formatAddress(bytes, 0, bytes.length);

test('IPv6 text as RFC 5952 recommends', () => {
  for (const text of [
    '::',
    '::1',
    '1::',
    '2001:db8::1',
    '2001:db8:0:1:1:1:1:1',
    '2001:0:0:1::1',
    '2001:db8::1:0:0:1',
    'fe80::1:2:3:4',
    '::ffff:192.0.2.1',
    '1:2:3:4:5:6:7:8',
  ]) {
    assert.equal(format(parseAddress(text)!), text);
  }
  assert.equal(format(parseAddress('2001:DB8:0:0:0:0:0:1')!), '2001:db8::1');
});

test('what is no address is refused', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7::8',
    '::1%eth0',
    '1.2.3.4:5',
  ]) {
    assert.equal(parseAddress(text), undefined, text);
    assert.equal(isIP(text.replace('%eth0', '?')), 0);
  }
});

test('every address comes back from its text, and its text is one to others too', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc
      .array(fc.constantFrom(0, 0, 0, 1, 255), { minLength: 16, maxLength: 16 })
      .map((list) => Uint8Array.from(list)),
  );
  fc.assert(
    fc.property(bytes, (address) => {
      const text = format(address);
      assert.deepEqual(parseAddress(text), address);
      assert.equal(isIP(text), address.length === 4 ? 4 : 6);
    }),
  );
});
