/**
 * What an interval added up to, by name, host, links and class. Bounded whatever comes: hosts beyond a limit
 * are put together as `others`, and when even the rows are full, what is new is put together by its name
 * alone, for which there is always room. So sums by name are exact at any time.
 *
 * ```
 * row     struct of arrays: name, host, path (host's link << 16 | link << 8 | class), and five counters
 * table   open addressing, linear probing: row + 1, or 0
 * hosts   the same: number of the host from 1 on, 0 for all others
 * ```
 */
import { formatAddress } from '../wire/address.ts';
import { addressBytes } from './prefix-table.ts';

/** What a row counts. Up is what the host sent, down is what it got; bytes from the IP header on. */
export interface Measures {
  readonly connections: number;
  readonly upPackets: number;
  readonly upBytes: number;
  readonly downPackets: number;
  readonly downBytes: number;
}

/** A row with numbers for names; who knows what they stand for makes an `AccountRow` of it. */
export interface BookRow extends Measures {
  /** Value of the mark field, or one more than its largest for connections seen too late. */
  readonly name: number;
  /** An address, or `others`. */
  readonly host: string;
  readonly hostLink: number;
  readonly link: number;
  readonly class: number;
}

/** What stands for the hosts beyond the limit. */
export const OTHERS = 'others';

export interface BookLimits {
  /** Hosts that have rows of their own. */
  readonly hosts: number;
  /** Rows, without those by name alone. */
  readonly rows: number;
}

/** Numbers of links and classes are below this. */
export const PATH_VALUES = 256;

export class AccountBook {
  /** Connections whose host was put together with others. */
  othersCount = 0;
  readonly #limits: BookLimits;
  #rows = 0;
  readonly #names: Uint32Array;
  readonly #hostOf: Uint16Array;
  readonly #paths: Uint32Array;
  readonly #counters: Float64Array;
  readonly #table: Int32Array;
  #hosts = 0;
  readonly #hostWords: Uint32Array;
  readonly #hostVersions: Uint8Array;
  readonly #hostTable: Int32Array;

  /** `names`: how many names there are. At most 65,535 hosts. */
  constructor(names: number, limits: BookLimits) {
    this.#limits = limits;
    const rows = limits.rows + names;
    this.#names = new Uint32Array(rows);
    this.#hostOf = new Uint16Array(rows);
    this.#paths = new Uint32Array(rows);
    this.#counters = new Float64Array(rows * COUNTERS);
    this.#table = new Int32Array(tableSize(rows));
    this.#hostWords = new Uint32Array(4 * (limits.hosts + 1));
    this.#hostVersions = new Uint8Array(limits.hosts + 1);
    this.#hostTable = new Int32Array(tableSize(limits.hosts));
  }

  /** Rows so far. */
  get size(): number {
    return this.#rows;
  }

  /** The row for these, to give to `count`; makes it when there is none. */
  row(
    name: number,
    version: number,
    host: Uint32Array,
    hostLink: number,
    link: number,
    klass: number,
  ): number {
    const number = this.#hostNumber(version, host);
    if (number === 0) this.othersCount++;
    const path = ((hostLink << 16) | (link << 8) | klass) >>> 0;
    const row = this.#findRow(name, number, path, this.#limits.rows);
    return row >= 0 ? row : this.#findRow(name, 0, 0, this.#names.length);
  }

  /** Adds to a row. */
  count(
    row: number,
    connections: number,
    upPackets: number,
    upBytes: number,
    downPackets: number,
    downBytes: number,
  ): void {
    const counters = this.#counters;
    const at = row * COUNTERS;
    counters[at]! += connections;
    counters[at + 1]! += upPackets;
    counters[at + 2]! += upBytes;
    counters[at + 3]! += downPackets;
    counters[at + 4]! += downBytes;
  }

  /** All rows, as they are now. */
  rows(): BookRow[] {
    const hosts = [OTHERS];
    for (let host = 1; host <= this.#hosts; host++) {
      const bytes = addressBytes(this.#hostWords.subarray(4 * host, 4 * host + 4), this.#hostVersions[host]!);
      hosts.push(formatAddress(bytes, 0, bytes.length));
    }
    return Array.from({ length: this.#rows }, (_, row) => {
      const path = this.#paths[row]!;
      const at = row * COUNTERS;
      return {
        name: this.#names[row]!,
        host: hosts[this.#hostOf[row]!]!,
        hostLink: path >>> 16,
        link: (path >>> 8) & 0xff,
        class: path & 0xff,
        connections: this.#counters[at]!,
        upPackets: this.#counters[at + 1]!,
        upBytes: this.#counters[at + 2]!,
        downPackets: this.#counters[at + 3]!,
        downBytes: this.#counters[at + 4]!,
      };
    });
  }

  /** Forgets all rows and hosts. */
  clear(): void {
    this.#counters.fill(0, 0, this.#rows * COUNTERS);
    this.#table.fill(0);
    this.#hostTable.fill(0);
    this.#rows = 0;
    this.#hosts = 0;
    this.othersCount = 0;
  }

  /** −1 when it is not there and `most` rows are. */
  #findRow(name: number, host: number, path: number, most: number): number {
    const mask = this.#table.length - 1;
    let at = mix(mix(name, host), path) & mask;
    for (;;) {
      const row = this.#table[at]! - 1;
      if (row < 0) break;
      if (this.#names[row] === name && this.#hostOf[row] === host && this.#paths[row] === path) return row;
      at = (at + 1) & mask;
    }
    if (this.#rows >= most) return -1;
    const row = this.#rows++;
    this.#names[row] = name;
    this.#hostOf[row] = host;
    this.#paths[row] = path;
    this.#table[at] = row + 1;
    return row;
  }

  #hostNumber(version: number, words: Uint32Array): number {
    const mask = this.#hostTable.length - 1;
    const all = this.#hostWords;
    let at = mix(mix(words[0]!, words[1]!), mix(words[2]!, words[3]!)) & mask;
    for (;;) {
      const host = this.#hostTable[at]!;
      if (host === 0) break;
      const from = 4 * host;
      if (
        all[from] === words[0] &&
        all[from + 1] === words[1] &&
        all[from + 2] === words[2] &&
        all[from + 3] === words[3] &&
        this.#hostVersions[host] === version
      ) {
        return host;
      }
      at = (at + 1) & mask;
    }
    if (this.#hosts >= this.#limits.hosts || version === 0) return 0;
    const host = ++this.#hosts;
    all.set(words, 4 * host);
    this.#hostVersions[host] = version;
    this.#hostTable[at] = host;
    return host;
  }
}

/** Counters of a row, in the order of `Measures`. */
const COUNTERS = 5;

/** A power of two, at least twice as many as there may be entries. */
function tableSize(entries: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, entries * 2)));
}

/** One hash of two numbers. */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ (a >>> 15), 0x2c1b_3c6d) ^ b;
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a_2d39);
  return hash ^ (hash >>> 16);
}
