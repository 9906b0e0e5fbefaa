/**
 * The daemon's accounts: what ends is told by events, what goes on by looks at the list of connections, and
 * every minute the sum is handed to the database. Whoever watches gets a book of their own, and the looks
 * then come as often as they want to see something.
 *
 * ```
 * events ──┐                ┌─► book of the minute ─► writer (a thread) ─► accounts.db
 *          ├─► accountant ──┤
 * looks ───┘                └─► a book for each watcher and each check
 * ```
 * Wherever a sum is taken, the events that wait are read first.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AccountBook, type BookLimits } from '../../core/accounting/account-book.ts';
import { Accountant, noClass } from '../../core/accounting/accountant.ts';
import { periodStart } from '../../core/accounting/retention.ts';
import type { AccountRow } from '../../core/accounting/row.ts';
import type { Sight } from '../../core/accounting/sight.ts';
import { Layer7Error } from '../../core/errors.ts';
import type { ClassFinder } from '../../core/policy/class-finder.ts';
import { ConntrackList } from '../../linux/netlink/conntrack-list.ts';
import type { TrafficTick } from '../daemon/control-model.ts';
import type { Log } from '../log.ts';
import type { DatabaseOptions } from '../store/account-database.ts';
import { AccountWriter } from '../store/account-writer.ts';
import { Looker } from './looker.ts';
import { type NamedPaths, readPaths } from './paths.ts';
import { accountRow, type RowNames } from './row-names.ts';

export interface KeeperOptions {
  /** Contiguous bits of the connection mark that hold the name. */
  readonly mask: number;
  /** Live connections that are accounted as they go; of more, each is accounted at its end. */
  readonly connections: number;
  /** Hosts of a minute that have rows of their own. */
  readonly hosts: number;
  /** Seconds between two looks at the connections. */
  readonly interval: number;
  readonly database: DatabaseOptions;
}

/** What numbers mean at a moment. */
export type Meanings = Pick<RowNames, 'nameOf' | 'groups'>;

/** What the accounts ask of the daemon. */
export interface KeeperSources {
  /** Asked whenever a sum is taken. */
  readonly meanings: () => Meanings;
  /** Classes of the policy in force, asked each minute. */
  readonly classes: () => ClassFinder | undefined;
  /** Reads the events that wait. */
  readonly drain: () => void;
}

/** Rows of a minute. */
const MINUTE_ROWS = 16_384;
/** Books for people are smaller: nobody reads more. */
const WATCH_LIMITS: BookLimits = { hosts: 1024, rows: 4096 };
const MINUTE = 60;
/** Connections that may be listed at one go: some tens of milliseconds. */
const AT_ONCE = 20_000;
/** How often routes are read again, in milliseconds. */
const PATHS_INTERVAL = 60_000;

export class AccountKeeper {
  readonly accountant: Accountant;
  /** Somebody is proving that the accounts add up. */
  isBeingChecked = false;
  readonly #options: KeeperOptions;
  readonly #sources: KeeperSources;
  readonly #log: Log;
  readonly #looker: Looker;
  readonly #book: AccountBook;
  readonly #writer: AccountWriter;
  #paths: NamedPaths | undefined;
  #finder: ClassFinder | undefined;
  /** Seconds since 1970 at which the minute in the book began. */
  #minute = 0;
  #isOpen = false;
  readonly #closing = new AbortController();
  #pathsFault = '';
  #timers: NodeJS.Timeout[] = [];
  #lookTimer: NodeJS.Timeout | undefined;

  /** @throws OpError */
  constructor(options: KeeperOptions, sources: KeeperSources, log: Log) {
    this.#options = options;
    this.#sources = sources;
    this.#log = log;
    this.accountant = new Accountant({ mask: options.mask, capacity: options.connections });
    this.#looker = new Looker(this.accountant, new ConntrackList());
    this.#book = new AccountBook(this.accountant.names, { hosts: options.hosts, rows: MINUTE_ROWS });
    this.#writer = new AccountWriter(options.database, {
      note: (message) => log.warning(message),
      failure: (diagnostic) => log.error(new Layer7Error(diagnostic), 'warning'),
    });
  }

  /**
   * Takes down the connections that are there, and accounts all that comes from now on. Before the first
   * rule, so that what is there has been seen too late. @throws OpError
   */
  async begin(): Promise<void> {
    await this.#readPaths();
    this.#readClasses();
    this.#sources.drain();
    this.#looker.begin();
    this.#minute = periodStart(Date.now() / 1000, MINUTE);
    this.accountant.open(this.#book);
    this.#isOpen = true;
    this.#timers.push(setInterval(() => void this.#readPaths(), PATHS_INTERVAL));
    this.#timers.push(setInterval(() => this.#turnPage(), 1000));
    this.#lookLater();
  }

  /** A connection has ended, and these are its last numbers. */
  ended(sight: Sight): void {
    if (this.#isOpen) this.accountant.end(sight);
  }

  /** Named counts for `layer7 status`; those that are zero say that nothing was lost. */
  counters(): Readonly<Record<string, number>> {
    const { ledger, seenTooLate, uncounted, unremembered } = this.accountant;
    return {
      seenTooLate,
      tooLateUncounted: uncounted,
      accountedAtEndOnly: ledger.withoutRoom + unremembered,
      connectionsVanished: ledger.vanished,
      looksBrokenOff: ledger.brokenLooks,
      minutesLost: this.#writer.lost,
      accountsShrunk: this.#writer.shrunk,
    };
  }

  /** Everything since the look before is accounted. */
  async look(): Promise<void> {
    await this.#looker.look();
    this.#sources.drain();
  }

  /** What has been accounted in each span of `seconds` from now on, until `gone`. */
  async *watch(seconds: number, gone: AbortSignal): AsyncGenerator<TrafficTick> {
    await this.look();
    const book = this.openBook();
    try {
      let from = performance.now();
      for (;;) {
        await this.pause(this.#looker.pauseFor(seconds * 1000), gone);
        if (gone.aborted || !this.#isOpen) return;
        await this.look();
        const now = performance.now();
        const rows = this.rowsOf(book);
        book.clear();
        yield { time: new Date().toISOString(), seconds: (now - from) / 1000, rows };
        from = now;
      }
    } finally {
      this.accountant.close(book);
    }
  }

  /** Waits for so many milliseconds, or until `gone` or the end. */
  async pause(milliseconds: number, gone: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([gone, this.#closing.signal]);
    await sleep(milliseconds, undefined, { signal }).catch(() => {});
  }

  /**
   * Brings the accounts to this moment, as near as can be: connections without a name are accounted too,
   * and a list that is not too long is read at one go. `onStart` is called right before.
   */
  async settle(onStart: () => void = () => {}): Promise<void> {
    const { accountant } = this;
    await this.#looker.idle();
    onStart();
    accountant.isSettling = true;
    try {
      if (accountant.ledger.size < AT_ONCE) this.#looker.lookAtOnce();
      else await this.#looker.look();
    } finally {
      accountant.isSettling = false;
    }
    this.#sources.drain();
  }

  /** A book for somebody who looks on; give it back with `accountant.close`. */
  openBook(): AccountBook {
    const book = new AccountBook(this.accountant.names, WATCH_LIMITS);
    this.accountant.open(book);
    return book;
  }

  /** How addresses are reached; undefined when the routes could not be read. */
  get paths(): NamedPaths | undefined {
    return this.#paths;
  }

  /** Rows of a book with their names. */
  rowsOf(book: AccountBook): AccountRow[] {
    const names: RowNames = {
      ...this.#sources.meanings(),
      late: this.accountant.late,
      links: this.#paths?.links ?? [''],
      classes: this.#finder?.labels ?? [''],
    };
    return book.rows().map((row) => accountRow(row, names));
  }

  /** Accounts what is left, and waits until it is written. Idempotent. */
  async close(): Promise<void> {
    if (!this.#isOpen) {
      this.#looker.close();
      return;
    }
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#lookTimer);
    this.#closing.abort();
    try {
      await this.settle();
    } catch (error) {
      this.#log.error(error, 'warning');
    }
    this.#isOpen = false;
    clearTimeout(this.#lookTimer);
    this.#looker.close();
    this.#write();
    await this.#writer.close();
  }

  #turnPage(): void {
    const minute = periodStart(Date.now() / 1000, MINUTE);
    if (minute === this.#minute) return;
    this.#sources.drain();
    this.#write();
    this.#minute = minute;
    this.#readClasses();
  }

  /** Another object, or undefined, once another policy is in force or none. */
  get policyInForce(): object | undefined {
    try {
      return this.#sources.classes();
    } catch {
      return undefined; // Told when the page turns.
    }
  }

  /** Between two pages, since the numbers of classes change their meaning with the policy. */
  #readClasses(): void {
    try {
      const finder = this.#sources.classes();
      if (finder === this.#finder) return;
      this.#finder = finder;
    } catch (error) {
      this.#log.error(error, 'warning');
      this.#finder = undefined;
    }
    const now = this.#finder;
    this.accountant.classOf =
      now === undefined
        ? noClass
        : (sight, field, hostLink, link) =>
            now.find(sight, field, this.#linkName(hostLink), this.#linkName(link));
  }

  #linkName(link: number): string {
    return this.#paths?.links[link] ?? '';
  }

  #write(): void {
    if (this.#book.size === 0) return;
    this.#writer.write(this.#minute, this.rowsOf(this.#book));
    this.#book.clear();
  }

  #lookLater(): void {
    const pause = this.#looker.pauseFor(this.#options.interval * 1000);
    this.#lookTimer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.#log.error(error, 'warning'))
        .finally(() => {
          if (!this.#closing.signal.aborted) this.#lookLater();
        });
    }, pause);
  }

  /** Without routes, or with the old ones, accounts go on; the fault is said when it is new. */
  async #readPaths(): Promise<void> {
    let fault = '';
    try {
      const paths = await readPaths(this.#paths);
      this.#paths = paths;
      this.accountant.paths = paths;
      if (paths.leftOut > 0) fault = `${paths.leftOut} prefixes are too many: their links are not told`;
      else if (paths.unnumbered.size > 0)
        fault = `${paths.unnumbered.size} links are too many, and not told: ${[...paths.unnumbered].slice(0, 5).join(', ')}; numbers of those that are gone are free after an hour`;
    } catch (error) {
      fault = `the routes cannot be read, so links are not told: ${(error as Error).message}`;
    }
    if (fault !== '' && fault !== this.#pathsFault) this.#log.warning(fault);
    this.#pathsFault = fault;
  }
}
