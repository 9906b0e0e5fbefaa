/**
 * The accounts on disk: an SQLite file with a write-ahead log. A minute is one transaction, synced before it
 * counts as written, so a crash of the process or of the machine leaves every minute whole or absent.
 *
 * A file that is damaged, or that is no database of ours, is set aside under another name and a new one is
 * begun. A file that cannot be written is an error for the caller, who may try again later.
 *
 * Bounded: rows are dropped by age, each period holds a bounded number of hosts' rows, and when the file
 * still grows past its limit, the oldest minutes go first, then hours, then days.
 */
import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { OTHERS } from '../../core/accounting/account-book.ts';
import { GRAINS, type Grain, periodStart, type Retention } from '../../core/accounting/retention.ts';
import type { AccountRow } from '../../core/accounting/row.ts';
import { Layer7Error } from '../../core/errors.ts';
import {
  ADD_HOST,
  ADD_KIND,
  APPLICATION_ID,
  addTo,
  DROP_UNUSED,
  findIn,
  SCHEMA,
  SCHEMA_VERSION,
} from './account-schema.ts';

export interface DatabaseOptions {
  readonly path: string;
  readonly retention: Retention;
  /** Bytes that the file may hold; at least a few hundred KB to be of use. */
  readonly mostBytes: number;
  /** Rows of one period in one table, before further hosts are put together. */
  readonly mostRows: number;
}

/** SQLite's result codes (sqlite.org/rescode.html). */
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Addresses whose numbers are kept at hand. */
const KNOWN_HOSTS = 20_000;
/** How often kinds and hosts that no row needs are looked for, in seconds of the accounts' own time. */
const SWEEP_INTERVAL = 86_400;

export class AccountDatabase {
  /** What happened at the opening that somebody should know: a file set aside. */
  readonly notes: readonly string[];
  /** Times that rows had to go before their age for want of room. */
  shrunk = 0;
  readonly #options: DatabaseOptions;
  readonly #database: DatabaseSync;
  readonly #kinds = new Map<string, number>();
  readonly #hosts = new Map<string, number>();
  readonly #add = new Map<Grain, StatementSync>();
  readonly #find = new Map<Grain, StatementSync>();
  readonly #addKind: StatementSync;
  readonly #addHost: StatementSync;
  #sweptAt = 0;

  private constructor(database: DatabaseSync, options: DatabaseOptions, notes: readonly string[]) {
    this.#database = database;
    this.#options = options;
    this.notes = notes;
    for (const { name } of GRAINS) {
      this.#add.set(name, database.prepare(addTo(name)));
      this.#find.set(name, database.prepare(findIn(name)));
    }
    this.#addKind = database.prepare(ADD_KIND);
    this.#addHost = database.prepare(ADD_HOST);
    const keep = database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
    keep.run('retention', JSON.stringify(options.retention));
  }

  /**
   * Opens the file, making it where there is none. `now`: milliseconds since 1970, for the name of a file
   * that is set aside. Throws `Layer7Error` `ACCOUNTS_UNWRITABLE`.
   */
  static open(options: DatabaseOptions, now: number): AccountDatabase {
    const notes: string[] = [];
    for (let attempt = 0; ; attempt++) {
      let database: DatabaseSync | undefined;
      try {
        // Who talks to whom is root's alone to read; the log and its index take the same mode.
        closeSync(openSync(options.path, 'a', 0o600));
        chmodSync(options.path, 0o600);
        // With foreign keys every host that goes would be looked for in all rows, one by one.
        database = new DatabaseSync(options.path, { timeout: 5000, enableForeignKeyConstraints: false });
        prepareFile(database);
        return new AccountDatabase(database, options, notes);
      } catch (error) {
        database?.close();
        const reason = reasonToSetAside(error);
        if (reason === undefined || attempt > 0) throw unwritable(options.path, error);
        notes.push(setAside(options.path, reason, now));
      }
    }
  }

  /** Adds the rows of the minute that begins at `start` (seconds since 1970). Throws as SQLite does. */
  write(start: number, rows: readonly AccountRow[]): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const { name, seconds } of GRAINS) {
        this.#enter(name, periodStart(start, seconds), rows);
        const cut = start - this.#options.retention[name] - seconds;
        this.#database.prepare(`DELETE FROM ${name} WHERE start < ?`).run(cut);
      }
      if (start - this.#sweptAt >= SWEEP_INTERVAL) this.#dropUnused(start);
      this.#database.exec('COMMIT');
    } catch (error) {
      // What these were given may have been rolled back.
      this.#kinds.clear();
      this.#hosts.clear();
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    if (this.#usedBytes() > this.#options.mostBytes) this.#shrink();
  }

  /** Puts the log into the file. Idempotent. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #enter(grain: Grain, start: number, rows: readonly AccountRow[]): void {
    const add = this.#add.get(grain)!;
    let filled = this.#countRows(grain, start);
    for (const row of rows) {
      const kind = this.#kindOf(row);
      let host = this.#hostOf(row.host);
      if (!this.#has(grain, start, kind, host)) {
        if (filled < this.#options.mostRows) filled++;
        else host = this.#hostOf(OTHERS);
      }
      const { connections, upPackets, upBytes, downPackets, downBytes } = row;
      add.run(start, kind, host, connections, upPackets, upBytes, downPackets, downBytes);
    }
  }

  #countRows(grain: Grain, start: number): number {
    const found = this.#database.prepare(`SELECT count(*) AS rows FROM ${grain} WHERE start = ?`).get(start);
    return Number(found?.rows ?? 0);
  }

  #has(grain: Grain, start: number, kind: number, host: number): boolean {
    return this.#find.get(grain)!.get(start, kind, host) !== undefined;
  }

  #kindOf({ protocol, application, group, hostLink, link, class: klass }: AccountRow): number {
    const values = [protocol, application, group, hostLink, link, klass] as const;
    const key = values.join('\0');
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const id = Number(this.#addKind.get(...values)!.id);
    this.#kinds.set(key, id);
    return id;
  }

  #hostOf(address: string): number {
    const known = this.#hosts.get(address);
    if (known !== undefined) return known;
    const id = Number(this.#addHost.get(address)!.id);
    if (this.#hosts.size >= KNOWN_HOSTS) this.#hosts.clear();
    this.#hosts.set(address, id);
    return id;
  }

  #dropUnused(start: number): void {
    this.#database.exec(DROP_UNUSED);
    this.#kinds.clear();
    this.#hosts.clear();
    this.#sweptAt = start;
  }

  #usedBytes(): number {
    const pragma = (name: string): number => Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  }

  /** Drops a tenth of the oldest at a time, from the finest table that has more than one period. */
  #shrink(): void {
    const { mostBytes } = this.#options;
    this.shrunk++;
    for (const { name } of GRAINS) {
      for (let step = 0; step < 20 && this.#usedBytes() > mostBytes; step++) {
        const query = `SELECT min(start) AS oldest, max(start) AS newest FROM ${name}`;
        const { oldest, newest } = this.#database.prepare(query).get() ?? {};
        if (typeof oldest !== 'number' || oldest === newest) break;
        const cut = oldest + Math.ceil((Number(newest) - oldest) / 10);
        this.#database.prepare(`DELETE FROM ${name} WHERE start < ?`).run(cut);
      }
    }
    this.#dropUnused(this.#sweptAt);
  }
}

/** Something is wrong with what the file holds. */
class NotOurs extends Error {}

function prepareFile(database: DatabaseSync): void {
  const value = (sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0];
  const owner = Number(value('PRAGMA application_id'));
  const version = Number(value('PRAGMA user_version'));
  const isEmpty = Number(value('SELECT count(*) FROM sqlite_schema')) === 0;
  if (!isEmpty && owner !== APPLICATION_ID) throw new NotOurs('it is the database of another program');
  if (!isEmpty && version !== SCHEMA_VERSION)
    throw new NotOurs(`it is of version ${version}, not ${SCHEMA_VERSION}`);
  const sound = value('PRAGMA quick_check(1)');
  if (sound !== 'ok') throw new NotOurs(String(sound));
  // Only now is it ours to change.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304;');
  if (isEmpty) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
}

/** Why the file is no use, when that is what the error says. */
export function reasonToSetAside(error: unknown): string | undefined {
  if (error instanceof NotOurs) return error.message;
  const code = (error as { readonly errcode?: number }).errcode ?? 0;
  const isDamaged = (code & 0xff) === SQLITE_CORRUPT || (code & 0xff) === SQLITE_NOTADB;
  return isDamaged ? (error as Error).message : undefined;
}

/** Renames the file and what belongs to it; returns the sentence that says so. */
function setAside(path: string, reason: string, now: number): string {
  const aside = `${path}.aside-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(path + part)) renameSync(path + part, aside + part);
  }
  return `the accounts in ${path} cannot be used (${reason}); they were set aside as ${aside}, and new ones are begun`;
}

/** The error of a file that cannot be written. */
export function unwritable(path: string, error: unknown): Layer7Error {
  if (error instanceof Layer7Error) return error;
  return new Layer7Error({
    code: 'ACCOUNTS_UNWRITABLE',
    kind: 'environment',
    message: 'the accounts cannot be written',
    where: { file: path },
    cause: error instanceof Error ? error.message : String(error),
    next: 'see whether the folder exists, may be written, and has room; names are given all the same',
  });
}
