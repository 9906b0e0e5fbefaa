/** What the accounts say of a span of time, read from the file; the daemon may run or not. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Grain, Retention } from '../../core/accounting/retention.ts';
import {
  DEFAULT_RETENTION,
  GRAINS,
  grainFor,
  parseRetention,
  periodStart,
} from '../../core/accounting/retention.ts';
import type { AccountRow, Dimension } from '../../core/accounting/row.ts';
import { Layer7Error } from '../../core/errors.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './account-schema.ts';

export interface AccountSpan {
  /** Seconds since 1970. */
  readonly since: number;
  readonly until: number;
  readonly dimensions: readonly Dimension[];
}

export interface SpanReport {
  /** Which table answered. */
  readonly grain: Grain;
  /** Start of the first period in it; at or before `since`. */
  readonly from: number;
  /** Start of the oldest period that the table still has; absent when it is empty. */
  readonly oldest?: number;
  /** Summed by the dimensions; what was not asked for is empty. */
  readonly rows: readonly AccountRow[];
}

const COLUMN: Readonly<Record<Exclude<Dimension, 'direction'>, string>> = {
  protocol: 'kind.protocol',
  application: 'kind.application',
  group: 'kind."group"',
  host: 'host.address',
  'host-link': 'kind.host_link',
  link: 'kind.link',
  class: 'kind.class',
};

/**
 * Reads the accounts of a span. `now`: seconds since 1970. Throws `Layer7Error` `ACCOUNTS_NONE` when none
 * were ever written, `ACCOUNTS_UNREADABLE` when the file cannot be read.
 */
export function readAccounts(path: string, span: AccountSpan, now: number): SpanReport {
  if (!existsSync(path)) throw noAccounts(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
    checkFile(database);
    return readSpan(database, span, now);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    database?.close();
  }
}

function checkFile(database: DatabaseSync): void {
  const owner = database.prepare('PRAGMA application_id').get()?.application_id;
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  if (owner !== APPLICATION_ID) throw new Error('it is not a database of layer7');
  if (version !== SCHEMA_VERSION) throw new Error(`it is of version ${version}, not ${SCHEMA_VERSION}`);
}

function retentionOf(database: DatabaseSync): Retention {
  const found = database.prepare("SELECT value FROM meta WHERE key = 'retention'").get()?.value;
  return typeof found === 'string' ? (JSON.parse(found) as Retention) : parseRetention(DEFAULT_RETENTION);
}

function readSpan(
  database: DatabaseSync,
  { since, until, dimensions }: AccountSpan,
  now: number,
): SpanReport {
  const grain = grainFor(since, now, retentionOf(database));
  const { seconds } = GRAINS.find(({ name }) => name === grain)!;
  const from = periodStart(since, seconds);
  const wanted = dimensions.filter((dimension) => dimension !== 'direction').map((name) => COLUMN[name]);
  const query = `SELECT ${[
    ...Object.entries(COLUMN).map(
      ([name, column]) => `${wanted.includes(column) ? column : "''"} AS "${name}"`,
    ),
    ...['connections', 'up_packets', 'up_bytes', 'down_packets', 'down_bytes'].map(
      (name) => `sum(${name}) AS ${name}`,
    ),
  ].join(', ')}
    FROM ${grain} JOIN kind ON kind.id = ${grain}.kind JOIN host ON host.id = ${grain}.host
    WHERE start >= ? AND start < ? ${wanted.length === 0 ? '' : `GROUP BY ${wanted.join(', ')}`}`;
  const rows = database.prepare(query).all(from, until) as unknown as readonly Readonly<
    Record<string, unknown>
  >[];
  const oldest = database.prepare(`SELECT min(start) AS oldest FROM ${grain}`).get()?.oldest;
  return {
    grain,
    from,
    ...(typeof oldest === 'number' ? { oldest } : {}),
    // Without groups there is one row, of nulls when nothing was found.
    rows: rows.filter((row) => row.connections !== null).map(rowOf),
  };
}

function rowOf(row: Readonly<Record<string, unknown>>): AccountRow {
  const text = (name: string): string => String(row[name]);
  const count = (name: string): number => Number(row[name]);
  return {
    protocol: text('protocol'),
    application: text('application'),
    group: text('group'),
    host: text('host'),
    hostLink: text('host-link'),
    link: text('link'),
    class: text('class'),
    connections: count('connections'),
    upPackets: count('up_packets'),
    upBytes: count('up_bytes'),
    downPackets: count('down_packets'),
    downBytes: count('down_bytes'),
  };
}

function noAccounts(path: string): Layer7Error {
  return new Layer7Error({
    code: 'ACCOUNTS_NONE',
    kind: 'environment',
    message: 'nothing has been accounted here yet',
    where: { file: path },
    next: 'start "layer7 up" and wait a minute, or name its --run-dir or --state-dir',
  });
}

function unreadable(path: string, error: unknown): Layer7Error {
  return new Layer7Error({
    code: 'ACCOUNTS_UNREADABLE',
    kind: 'environment',
    message: 'the accounts cannot be read',
    where: { file: path },
    cause: error instanceof Error ? error.message : String(error),
    next: 'read them as root; a damaged file is set aside by the daemon when it next writes',
  });
}
