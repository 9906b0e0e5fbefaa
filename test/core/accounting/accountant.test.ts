import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountBook } from '../../../src/core/accounting/account-book.ts';
import { Accountant, PLACE } from '../../../src/core/accounting/accountant.ts';
import { PrefixTable } from '../../../src/core/accounting/prefix-table.ts';
import { sight } from './support.ts';

const MASK = 0x0fff0000;
const HTTP = 2 << 16;
const UNKNOWN = 1 << 16;

/** A router: 1 this machine, 2 its network, 3 the world. */
function router() {
  const accountant = new Accountant({ mask: MASK, capacity: 100 });
  accountant.classOf = ({ mark }) => mark & 0xff;
  const places = new Uint8Array(256);
  places[1] = PLACE.local;
  places[2] = PLACE.inside;
  accountant.paths = {
    places,
    table: new PrefixTable([
      { prefix: '192.0.2.0/24', version: 4, value: 2 },
      { prefix: '192.0.2.254', version: 4, value: 1 },
      { prefix: 'default', version: 4, value: 3 },
    ]),
  };
  const book = new AccountBook(accountant.names, { hosts: 10, rows: 100 });
  accountant.open(book);
  return { accountant, book };
}

test('the host is the inner end, and up is what it sent, whoever began', () => {
  const { accountant, book } = router();
  const counters = [1, 100, 2, 2000] as const;
  accountant.end(sight({ id: 1, mark: HTTP | 7, counters, from: '192.0.2.9', to: '203.0.113.5' }));
  accountant.end(sight({ id: 2, mark: HTTP | 7, counters, from: '203.0.113.5', to: '192.0.2.9' }));
  accountant.end(sight({ id: 3, mark: HTTP, counters, from: '192.0.2.254', to: '203.0.113.5' }));
  accountant.end(sight({ id: 4, mark: HTTP, counters, from: '192.0.2.9', to: '192.0.2.254' }));
  const rows = book
    .rows()
    .map(({ name, host, hostLink, link, class: klass, upBytes, downBytes }) => [
      name,
      host,
      hostLink,
      link,
      klass,
      upBytes,
      downBytes,
    ]);
  assert.deepEqual(rows, [
    [2, '192.0.2.9', 2, 3, 7, 2100, 2100],
    [2, '192.0.2.254', 1, 3, 0, 100, 2000],
    [2, '192.0.2.9', 2, 1, 0, 100, 2000],
  ]);
});

test('what was there before and never gets a name was seen too late', () => {
  const { accountant, book } = router();
  accountant.begin(sight({ id: 1, mark: 0, counters: [5, 500, 5, 500] }));
  accountant.begin(sight({ id: 2, mark: HTTP, counters: [5, 500, 5, 500] }));
  accountant.begin(sight({ id: 3, mark: 0 }));
  accountant.begin(sight({ id: 4, mark: 0, counters: [5, 500, 5, 500] }));
  assert.deepEqual([accountant.seenTooLate, accountant.uncounted], [3, 1]);
  accountant.end(sight({ id: 1, mark: UNKNOWN, counters: [6, 560, 5, 500] }));
  accountant.end(sight({ id: 2, mark: HTTP, counters: [6, 560, 5, 500] }));
  // It was still young enough to be named.
  accountant.end(sight({ id: 4, mark: HTTP, counters: [6, 560, 5, 500] }));
  const rows = book.rows().map(({ name, connections, upBytes }) => [name, connections, upBytes]);
  assert.deepEqual(rows, [
    [accountant.late, 1, 60],
    [2, 1, 120],
  ]);
});

test('each open book gets what is new while it is open', () => {
  const { accountant, book } = router();
  const second = new AccountBook(accountant.names, { hosts: 1, rows: 1 });
  accountant.end(sight({ id: 1, mark: HTTP, counters: [1, 10, 0, 0] }));
  accountant.open(second);
  accountant.end(sight({ id: 2, mark: HTTP, counters: [1, 20, 0, 0] }));
  accountant.close(second);
  accountant.end(sight({ id: 3, mark: HTTP, counters: [1, 40, 0, 0] }));
  const bytes = (one: AccountBook): number => one.rows().reduce((sum, { upBytes }) => sum + upBytes, 0);
  assert.deepEqual([bytes(book), bytes(second)], [70, 20]);
});
