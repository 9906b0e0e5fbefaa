import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressBytes, addressWords, PrefixTable } from '../../../src/core/accounting/prefix-table.ts';
import { parseAddress } from '../../../src/core/wire/address.ts';

const find = (table: PrefixTable, text: string): number => {
  const bytes = parseAddress(text)!;
  return table.find(bytes.length === 4 ? 4 : 6, addressWords(bytes));
};

test('the longest prefix that holds an address decides, each version by itself', () => {
  const table = new PrefixTable([
    { prefix: 'default', version: 4, value: 1 },
    { prefix: '10.0.0.0/8', version: 4, value: 2 },
    { prefix: '10.1.2.3', version: 4, value: 3 },
    { prefix: '2001:db8::/33', version: 6, value: 4 },
    { prefix: '2001:db8::/32', version: 6, value: 5 },
  ]);
  const asked = [
    '192.0.2.1',
    '10.9.9.9',
    '10.1.2.3',
    '10.1.2.4',
    '2001:db8::1',
    '2001:db8:8000::1',
    '2001:db9::1',
  ];
  assert.deepEqual(
    asked.map((text) => find(table, text)),
    [1, 2, 3, 2, 4, 5, 0],
  );
});

test('what is no prefix is left out, and so is what finds no room, but never the default', () => {
  const table = new PrefixTable(
    [
      { prefix: 'nonsense', version: 4, value: 1 },
      { prefix: '10.0.0.0/33', version: 4, value: 1 },
      { prefix: '2001:db8::/32', version: 4, value: 1 },
      { prefix: '10.0.0.0/8', version: 4, value: 2 },
      { prefix: '10.1.0.0/16', version: 4, value: 3 },
      { prefix: 'default', version: 4, value: 4 },
    ],
    1,
  );
  assert.equal(table.leftOut, 4);
  assert.deepEqual([find(table, '10.1.0.1'), find(table, '10.2.0.1')], [3, 4]);
});

test('it agrees with comparing bit by bit', () => {
  const address = fc.uint8Array({ minLength: 4, maxLength: 4 });
  const prefixes = fc.array(fc.tuple(address, fc.nat(32)), { maxLength: 20 });
  const bits = (bytes: Uint8Array): string =>
    [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  fc.assert(
    fc.property(prefixes, address, (all, asked) => {
      const table = new PrefixTable(
        all.map(([bytes, length], i) => ({
          prefix: `${bytes.join('.')}/${length}`,
          version: 4,
          value: i + 1,
        })),
      );
      let best = -1;
      let value = 0;
      for (const [i, [bytes, length]] of all.entries()) {
        if (length > best && bits(bytes).slice(0, length) === bits(asked).slice(0, length)) {
          best = length;
          value = i + 1;
        }
      }
      assert.equal(table.find(4, addressWords(asked)), value);
    }),
  );
});

test('words and bytes of an address say the same', () => {
  for (const text of ['192.0.2.1', '255.255.255.255', '2001:db8::ffff:1', '::']) {
    const bytes = parseAddress(text)!;
    assert.deepEqual(addressBytes(addressWords(bytes), bytes.length === 4 ? 4 : 6), bytes);
  }
});
