import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { AccountDatabase } from '../../../src/app/store/account-database.ts';
import { readAccounts } from '../../../src/app/store/account-reader.ts';
import { AccountWriter } from '../../../src/app/store/account-writer.ts';
import { parseRetention } from '../../../src/core/accounting/retention.ts';
import { type AccountRow, bytesOf, type Dimension, sumBy } from '../../../src/core/accounting/row.ts';
import type { Diagnostic } from '../../../src/core/errors.ts';
import { row } from '../../core/accounting/support.ts';
import { temporaryFolder } from '../support.ts';

const RETENTION = parseRetention('2h,2d,1y');
/** The beginning of a day. */
const NOON = 1_700_006_400;

function optionsFor(path: string, more: object = {}) {
  return { path, retention: RETENTION, mostBytes: 1e9, mostRows: 20_000, ...more };
}

function fresh(more: object = {}): { path: string; open: () => AccountDatabase } {
  const path = join(temporaryFolder(), 'accounts.db');
  return { path, open: () => AccountDatabase.open(optionsFor(path, more), NOON * 1000) };
}

function sums(path: string, since: number, now: number, ...dimensions: Dimension[]): unknown[] {
  const { rows } = readAccounts(path, { since, until: now + 60, dimensions }, now);
  return sumBy(rows, dimensions).map((sum) => [...sum.keys, bytesOf(sum)]);
}

function scalar(path: string, sql: string): unknown {
  const database = new DatabaseSync(path);
  try {
    return Object.values(database.prepare(sql).get() ?? {})[0];
  } finally {
    database.close();
  }
}

test('minutes add up to hours and days, and a span is read from the finest table that has it', () => {
  const { path, open } = fresh();
  const database = open();
  for (let minute = 0; minute < 300; minute++) {
    database.write(NOON + 60 * minute, [
      row({ upBytes: 1, upPackets: 1 }),
      row({ protocol: 'tls', downBytes: 2 }),
    ]);
  }
  database.close();
  const now = NOON + 300 * 60;
  assert.deepEqual(sums(path, now - 600, now, 'protocol'), [
    ['tls', 20],
    ['http', 10],
  ]);
  const hours = readAccounts(path, { since: NOON, until: now, dimensions: [] }, now);
  assert.equal(hours.grain, 'hour');
  assert.equal(bytesOf(hours.rows[0]!), 900);
  const days = readAccounts(path, { since: NOON - 86_400 * 20, until: now, dimensions: ['protocol'] }, now);
  assert.equal(days.grain, 'day');
  assert.deepEqual(new Set(days.rows.map(bytesOf)), new Set([600, 300]));
  // Minutes are kept for two hours.
  assert.equal(scalar(path, 'SELECT count(DISTINCT start) FROM minute'), 122);
});

test('a minute that is written in parts is added up', () => {
  const { path, open } = fresh();
  const first = open();
  first.write(NOON, [row({ upBytes: 100 })]);
  first.close();
  const second = open();
  second.write(NOON, [row({ upBytes: 11 }), row({ host: 'x', upBytes: 1 })]);
  second.close();
  assert.deepEqual(sums(path, NOON, NOON + 60, 'host'), [
    ['192.0.2.1', 111],
    ['x', 1],
  ]);
});

test('the rows of a period are bounded, and what is too much goes to others', () => {
  const { path, open } = fresh({ mostRows: 10 });
  const database = open();
  for (let minute = 0; minute < 5; minute++) {
    const rows = Array.from({ length: 8 }, (_, i) => row({ host: `h${minute}-${i}`, upBytes: 10 }));
    database.write(NOON + 60 * minute, [...rows, row({ host: 'h0-0', upBytes: 1 })]);
  }
  database.close();
  assert.equal(scalar(path, 'SELECT count(*) FROM hour'), 11);
  assert.equal(scalar(path, 'SELECT sum(up_bytes) FROM hour'), 405);
  assert.equal(
    scalar(path, "SELECT up_bytes FROM hour JOIN host ON host.id = host WHERE address = 'h0-0'"),
    15,
  );
  assert.equal(
    scalar(path, "SELECT up_bytes FROM hour JOIN host ON host.id = host WHERE address = 'others'"),
    300,
  );
});

test('a file that grows too large loses its oldest minutes first', () => {
  const { path, open } = fresh({ mostBytes: 200_000, retention: parseRetention('2y,3y,4y') });
  const database = open();
  for (let minute = 0; minute < 200; minute++) {
    const rows = Array.from({ length: 100 }, (_, i) => row({ host: `10.0.${minute % 7}.${i}`, upBytes: 1 }));
    database.write(NOON + 60 * minute, rows);
  }
  assert.ok(database.shrunk > 0);
  database.close();
  assert.ok(statSync(path).size < 400_000, String(statSync(path).size));
  assert.equal(scalar(path, 'SELECT sum(up_bytes) FROM day'), 20_000);
  assert.ok(Number(scalar(path, 'SELECT min(start) FROM minute')) > NOON);
});

test('rows that are there already do not count as more of them', () => {
  const { path, open } = fresh({ mostRows: 10 });
  const database = open();
  for (let minute = 0; minute < 9; minute++) {
    const rows = Array.from({ length: 5 }, (_, i) => row({ host: `h${i}` }));
    database.write(NOON + 60 * minute, [...rows, row({ host: `new${minute}` })]);
  }
  database.close();
  const kept = "SELECT group_concat(address) FROM hour JOIN host ON host.id = host WHERE address LIKE 'new%'";
  assert.equal(scalar(path, kept), 'new0,new1,new2,new3,new4');
});

test('kinds and hosts that no row needs go, once a day', () => {
  const { path, open } = fresh({ retention: parseRetention('1m,1m,1m') });
  const database = open();
  database.write(NOON, [row({ host: 'old', link: 'veth1' }), row({ host: 'both' })]);
  database.write(NOON + 3 * 86_400, [row({ host: 'new', link: 'veth2' }), row({ host: 'both' })]);
  // Numbers that were known before are not used after.
  database.write(NOON + 3 * 86_400 + 60, [row({ host: 'old', link: 'veth1' })]);
  database.close();
  assert.equal(scalar(path, 'SELECT count(*) FROM kind'), 3);
  const orphans =
    'SELECT count(*) FROM hour WHERE kind NOT IN (SELECT id FROM kind) OR host NOT IN (SELECT id FROM host)';
  assert.equal(scalar(path, orphans), 0);
  assert.equal(scalar(path, 'SELECT group_concat(address) FROM host'), 'both,new,old');
});

test('the file is for its owner alone', () => {
  const { path, open } = fresh();
  const database = open();
  database.write(NOON, [row({})]);
  for (const part of ['', '-wal', '-shm']) assert.equal(statSync(path + part).mode & 0o777, 0o600, part);
  database.close();
});

const DAMAGE: Readonly<Record<string, (path: string) => void>> = {
  'text instead of a database': (path) => writeFileSync(path, 'these are no accounts\n'.repeat(100)),
  'the database of another program': (path) => {
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE x (y)');
    other.close();
  },
  'a later version': (path) => {
    AccountDatabase.open(optionsFor(path), 0).close();
    const later = new DatabaseSync(path);
    later.exec('PRAGMA user_version = 99');
    later.close();
  },
  'a file cut in half': (path) => {
    const database = AccountDatabase.open(optionsFor(path), 0);
    database.write(
      NOON,
      Array.from({ length: 3000 }, (_, i) => row({ host: `h${i}` })),
    );
    database.close();
    truncateSync(path, 4096 * Math.floor(statSync(path).size / 8192));
  },
  'pages overwritten': (path) => {
    const database = AccountDatabase.open(optionsFor(path), 0);
    database.write(
      NOON,
      Array.from({ length: 3000 }, (_, i) => row({ host: `h${i}` })),
    );
    database.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096 * 3, 4096 * 30);
    writeFileSync(path, bytes);
  },
};

for (const [what, damage] of Object.entries(DAMAGE)) {
  test(`${what} is set aside, whole, and new accounts are begun`, () => {
    const { path, open } = fresh();
    damage(path);
    const before = readFileSync(path);
    const database = open();
    assert.equal(database.notes.length, 1);
    assert.match(database.notes[0]!, /set aside as .*accounts\.db\.aside-2023-11-15T00-00-00-000Z/);
    database.write(NOON, [row({ upBytes: 7 })]);
    database.close();
    assert.deepEqual(sums(path, NOON, NOON, 'protocol'), [['http', 7]]);
    assert.deepEqual(readFileSync(`${path}.aside-2023-11-15T00-00-00-000Z`), before);
  });
}

test('killed at any instant, every minute is there whole or not at all', {
  timeout: 120_000,
}, async (test) => {
  const path = join(temporaryFolder(), 'accounts.db');
  let next = NOON;
  let acknowledged = 0;
  const kills = Number(process.env.LAYER7_KILLS ?? 25);
  for (let kill = 0; kill < kills; kill++) {
    const program = join(import.meta.dirname, 'writer-child.ts');
    const child = spawn(process.execPath, [program, path, String(next)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
    });
    await once(child.stdout, 'data');
    // Somewhere within the next minutes, which take a few milliseconds each.
    await new Promise((resolve) => setTimeout(resolve, (kill * 7) % 61));
    child.kill('SIGKILL');
    await once(child, 'close');
    const lines = said.split('\n').slice(0, -1);
    assert.ok(!lines.some((line) => line.startsWith('note')), said);
    const last = Number(lines.at(-1));
    acknowledged += lines.length;
    assert.equal(scalar(path, 'PRAGMA integrity_check'), 'ok');
    const broken = 'SELECT count(*) FROM (SELECT 1 FROM minute GROUP BY start HAVING sum(up_bytes) != 50000)';
    assert.equal(scalar(path, broken), 0);
    const newest = Number(scalar(path, 'SELECT max(start) FROM minute'));
    assert.ok(newest >= last, 'what was said to be written is there');
    const [minutes, hours, days] = ['minute', 'hour', 'day'].map((table) =>
      scalar(path, `SELECT sum(up_bytes) FROM ${table}`),
    );
    assert.deepEqual([hours, days], [minutes, minutes]);
    next = newest + 60;
  }
  test.diagnostic(`${kills} kills, ${acknowledged} minutes written`);
});

class Heard {
  readonly notes: string[] = [];
  readonly failures: Diagnostic[] = [];
  note(message: string): void {
    this.notes.push(message);
  }
  failure(diagnostic: Diagnostic): void {
    this.failures.push(diagnostic);
  }
}

test('the thread writes what it is handed, and the end waits for it', async () => {
  const path = join(temporaryFolder(), 'accounts.db');
  const heard = new Heard();
  const writer = new AccountWriter(optionsFor(path), heard);
  writer.write(NOON, [row({ upBytes: 5 })]);
  writer.write(NOON + 60, [row({ upBytes: 6 })]);
  await writer.close();
  assert.deepEqual([writer.written, writer.lost, heard.failures, heard.notes], [2, 0, [], []]);
  assert.deepEqual(sums(path, NOON, NOON + 60, 'protocol'), [['http', 11]]);
  await writer.close();
});

test('a file that cannot be written is said once, and written again as soon as it can be', async () => {
  const folder = join(temporaryFolder(), 'not yet');
  const path = join(folder, 'accounts.db');
  const heard = new Heard();
  const writer = new AccountWriter(optionsFor(path), heard);
  const settled = async (minutes: number): Promise<void> => {
    while (writer.written + writer.lost < minutes) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  writer.write(NOON, [row({})]);
  writer.write(NOON + 60, [row({})]);
  await settled(2);
  assert.deepEqual(
    heard.failures.map(({ code, where }) => [code, where?.file]),
    [['ACCOUNTS_UNWRITABLE', path]],
  );
  mkdirSync(folder);
  writer.write(NOON + 120, [row({ upBytes: 9 })]);
  await settled(3);
  assert.deepEqual([writer.written, writer.lost], [1, 2]);
  assert.match(heard.notes[0] ?? '', /written again/);
  await writer.close();
  assert.deepEqual(sums(path, NOON, NOON + 120, 'protocol'), [['http', 9]]);
});

test('a file that is damaged while it is in use is set aside', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'accounts.db');
  const heard = new Heard();
  const first = new AccountWriter(optionsFor(path), heard);
  first.write(
    NOON,
    Array.from({ length: 3000 }, (_, i) => row({ host: `h${i}` })),
  );
  await first.close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4096 * 3);
  writeFileSync(path, bytes);
  const second = new AccountWriter(optionsFor(path), heard);
  second.write(NOON, [row({ upBytes: 3 })]);
  await second.close();
  assert.match(heard.notes.join('\n'), /set aside/);
  assert.deepEqual([second.written, second.lost], [1, 0]);
  assert.ok(readdirSync(folder).some((name) => name.includes('.aside-')));
});

test('a thread that is behind lets only so many minutes wait', async () => {
  const path = join(temporaryFolder(), 'accounts.db');
  const writer = new AccountWriter(optionsFor(path), new Heard());
  for (let minute = 0; minute < 15; minute++) writer.write(NOON + 60 * minute, [row({ upBytes: 1 })]);
  assert.equal(writer.lost, 5);
  await writer.close();
  assert.equal(writer.written, 10);
});

test('accounts that are not there, or are not ours, are said to be so', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'accounts.db');
  const span = { since: 0, until: 1, dimensions: [] };
  assert.throws(() => readAccounts(path, span, 1), { code: 'ACCOUNTS_NONE' });
  assert.equal(existsSync(path), false);
  writeFileSync(path, 'nothing of the kind, but rather long'.repeat(50));
  assert.throws(() => readAccounts(path, span, 1), { code: 'ACCOUNTS_UNREADABLE' });
  writeFileSync(path, '');
  assert.throws(() => readAccounts(path, span, 1), { code: 'ACCOUNTS_UNREADABLE' });
});

test('reading while the daemon writes shows whole minutes', () => {
  const { path, open } = fresh();
  const database = open();
  const rows: readonly AccountRow[] = [row({ upBytes: 4 })];
  for (let minute = 0; minute < 20; minute++) {
    database.write(NOON + 60 * minute, rows);
    assert.deepEqual(sums(path, NOON, NOON + 60 * minute, 'protocol'), [['http', 4 * (minute + 1)]]);
  }
  database.close();
});
