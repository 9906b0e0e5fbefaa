/**
 * From sights of connections to rows of a book: whose traffic it is, which links it takes, what its mark
 * says. Any number of books can be open at once: one for the minute that is being written down, one for each
 * person who watches.
 *
 * conntrack does not say which interface a packet took. The links are those by which the two addresses are
 * reached according to the routes, each taken by itself: true where routing goes by destination alone, not
 * where rules or several paths choose.
 *
 * The host of a connection is the end that lies further in: behind a link that is not the way to the rest of
 * the world, else this machine itself, else whoever began.
 */
import { type AccountBook, PATH_VALUES } from './account-book.ts';
import { ConnectionLedger } from './connection-ledger.ts';
import { PrefixTable } from './prefix-table.ts';
import type { Sight } from './sight.ts';

/** Where an address lies: outside or not known, this machine, a network behind it. */
export const PLACE = { outside: 0, local: 1, inside: 2 } as const;

/** How addresses are reached. */
export interface Paths {
  /** Address → number of a link, 0 when it is not known. */
  readonly table: PrefixTable;
  /** `PLACE` of each link by its number. */
  readonly places: Uint8Array;
}

/** No routes are known. */
export const NO_PATHS: Paths = { table: new PrefixTable([]), places: new Uint8Array(PATH_VALUES) };

export interface AccountantOptions {
  /** Contiguous bits of the mark that hold the name. */
  readonly mask: number;
  /** Connections that are remembered. */
  readonly capacity: number;
}

/** Number of a connection's class, below 256; 0 for none. Links are given by number. */
export type ClassOf = (sight: Sight, field: number, hostLink: number, link: number) => number;

/** Without a policy. */
export const noClass: ClassOf = () => 0;

/** Highest value of the mark field that is no name: 0 unset, 1 unknown. */
const LAST_UNNAMED = 1;

export class Accountant {
  readonly ledger: ConnectionLedger;
  /** Connections that were there, without a name, before layer7 looked. */
  seenTooLate = 0;
  /** Of all that were there: those for which the kernel keeps no counters. */
  uncounted = 0;
  /** Those that found no room in the ledger when it began. */
  unremembered = 0;
  /** The name that stands for "seen too late". */
  readonly late: number;
  classOf: ClassOf = noClass;
  /** While true, connections that have no name yet are accounted at their first sight too. */
  isSettling = false;
  paths: Paths = NO_PATHS;
  readonly #mask: number;
  readonly #shift: number;
  #books: readonly AccountBook[] = [];

  constructor({ mask, capacity }: AccountantOptions) {
    this.ledger = new ConnectionLedger(capacity);
    this.#mask = mask;
    this.#shift = 31 - Math.clz32(mask & -mask);
    this.late = (mask >>> this.#shift) + 1;
  }

  /** How many names a book must have room for. */
  get names(): number {
    return this.late + 1;
  }

  /** From now on `book` gets what is new. */
  open(book: AccountBook): void {
    this.#books = [...this.#books, book];
  }

  /** From now on it gets nothing more. */
  close(book: AccountBook): void {
    this.#books = this.#books.filter((other) => other !== book);
  }

  /** A connection that is there before the first look. */
  begin(sight: Sight): void {
    const isNamed = this.#nameOf(sight.mark) > LAST_UNNAMED;
    if (!isNamed) this.seenTooLate++;
    if (!sight.isCounted) this.uncounted++;
    if (!this.ledger.begin(sight, isNamed)) this.unremembered++;
  }

  startLook(): void {
    this.ledger.startLook();
  }

  finishLook(isWhole: boolean): void {
    this.ledger.finishLook(isWhole);
  }

  /** A connection as the list shows it. */
  see(sight: Sight): void {
    const waits = !this.isSettling && this.#nameOf(sight.mark) === 0;
    if (this.ledger.see(sight, waits)) this.#enter(sight);
  }

  /** A connection that has ended. */
  end(sight: Sight): void {
    if (this.ledger.end(sight)) this.#enter(sight);
  }

  #nameOf(mark: number): number {
    return (mark & this.#mask) >>> this.#shift;
  }

  #enter(sight: Sight): void {
    const { ledger, paths } = this;
    const field = this.#nameOf(sight.mark);
    const name = ledger.isEarly && field <= LAST_UNNAMED ? this.late : field;
    const from = paths.table.find(sight.version, sight.originator);
    const to = paths.table.find(sight.version, sight.responder);
    const connections = ledger.isFirst ? 1 : 0;
    const isAnswering = paths.places[to]! > paths.places[from]!;
    const klass = this.classOf(sight, field, isAnswering ? to : from, isAnswering ? from : to);
    if (isAnswering) {
      for (const book of this.#books) {
        book.count(
          book.row(name, sight.version, sight.responder, to, from, klass),
          connections,
          ledger.newAnsweredPackets,
          ledger.newAnsweredBytes,
          ledger.newSentPackets,
          ledger.newSentBytes,
        );
      }
      return;
    }
    for (const book of this.#books) {
      book.count(
        book.row(name, sight.version, sight.originator, from, to, klass),
        connections,
        ledger.newSentPackets,
        ledger.newSentBytes,
        ledger.newAnsweredPackets,
        ledger.newAnsweredBytes,
      );
    }
  }
}
