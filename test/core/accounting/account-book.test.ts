import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AccountBook, OTHERS } from '../../../src/core/accounting/account-book.ts';
import { addressWords } from '../../../src/core/accounting/prefix-table.ts';
import { parseAddress } from '../../../src/core/wire/address.ts';

const words = (text: string): Uint32Array => addressWords(parseAddress(text)!);

test('rows are told apart by name, host, links and class, and added up', () => {
  const book = new AccountBook(16, { hosts: 8, rows: 16 });
  for (const [name, version, host, link] of [
    [2, 4, '192.0.2.1', 3],
    [2, 4, '192.0.2.1', 3],
    [2, 4, '192.0.2.1', 4],
    [2, 6, '2001:db8::1', 3],
    [3, 4, '192.0.2.1', 3],
  ] as const) {
    book.count(book.row(name, version, words(host), 2, link, 5), 1, 10, 1000, 20, 2000);
  }
  const rows = book.rows();
  assert.equal(rows.length, 4);
  assert.deepEqual(rows[0], {
    name: 2,
    host: '192.0.2.1',
    hostLink: 2,
    link: 3,
    class: 5,
    connections: 2,
    upPackets: 20,
    upBytes: 2000,
    downPackets: 40,
    downBytes: 4000,
  });
  assert.deepEqual(new Set(rows.map(({ host }) => host)), new Set(['192.0.2.1', '2001:db8::1']));
  book.clear();
  assert.deepEqual(book.rows(), []);
});

test('hosts past the limit are put together, and names stay exact when the rows are full', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(5), fc.nat(60), fc.nat(3), fc.nat(1000)), { maxLength: 300 }),
      fc.nat(10),
      fc.nat(10),
      (entries, hosts, rows) => {
        const book = new AccountBook(6, { hosts, rows });
        const byName = new Map<number, number>();
        for (const [name, host, link, bytes] of entries) {
          book.count(book.row(name, 4, Uint32Array.of(host, 0, 0, 0), 0, link, 0), 1, 1, bytes, 0, 0);
          byName.set(name, (byName.get(name) ?? 0) + bytes);
        }
        const made = book.rows();
        assert.ok(made.length <= rows + 6);
        assert.ok(new Set(made.map(({ host }) => host)).size <= hosts + 1);
        for (const [name, bytes] of byName) {
          const sum = made.filter((one) => one.name === name).reduce((all, one) => all + one.upBytes, 0);
          assert.equal(sum, bytes);
        }
      },
    ),
  );
});

test('without room for any host all are others', () => {
  const book = new AccountBook(4, { hosts: 0, rows: 4 });
  book.count(book.row(1, 4, words('192.0.2.1'), 0, 0, 0), 1, 1, 1, 1, 1);
  assert.equal(book.rows()[0]!.host, OTHERS);
  assert.equal(book.othersCount, 1);
});
