/**
 * Writes a minute after another as fast as it can, until it is killed: `node writer-child.ts PATH FIRST`.
 * Prints the start of each minute that is in the database. Every row of a minute carries the same number of
 * bytes, and every minute has the same number of rows, so a half-written one would show.
 */

import { writeSync } from 'node:fs';
import { AccountDatabase } from '../../../src/app/store/account-database.ts';
import { parseRetention } from '../../../src/core/accounting/retention.ts';
import { row } from '../../core/accounting/support.ts';

const [path = '', first = '0'] = process.argv.slice(2);
const options = { path, retention: parseRetention('2d,90d,10y'), mostBytes: 1e9, mostRows: 20_000 };
const database = AccountDatabase.open(options, Date.now());
for (const note of database.notes) writeSync(1, `note ${note}\n`);
for (let start = Number(first); ; start += 60) {
  const rows = Array.from({ length: 50 }, (_, i) =>
    row({ protocol: `p${i % 7}`, host: `192.0.2.${(start / 60 + i) % 250}`, upPackets: 1, upBytes: 1000 }),
  );
  database.write(start, rows);
  writeSync(1, `${start}\n`);
}
