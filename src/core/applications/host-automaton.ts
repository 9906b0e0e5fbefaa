/**
 * Host name → application. All suffixes of all applications in one automaton that reads a name from its
 * end, a label at a step (`com`, then `youtube`), so that a suffix ends only where a label does, and the
 * longest one wins.
 *
 * Its transitions lie in one table, found by hashing the state and the label's letters; nothing is made
 * while looking up, and a name costs one pass over its bytes. State 0 is dead, state 1 the start.
 *
 * ```
 * cell: from u32 (0 = empty) | hash u32 | to u32 | where its label begins in `text`, and the label's length
 * ```
 *
 * Packed, which is how it is kept between runs, it is the label `L7HOSTS\0`, then as u32 (little-endian) the
 * version, the numbers of cells, of states and of letters, then the columns one after the other: `from`,
 * `hash`, `to`, `label` (4 bytes a cell), `accept` (2 bytes a state), `labelLength` (1 byte a cell), `text`.
 */
import { Layer7Error } from '../errors.ts';
import { APPLICATION_LIMITS } from './application-file.ts';
import type { Application } from './model.ts';

const DEAD = 0;
const START = 1;
const DOT = 0x2e;

/** FNV-1a, 32 bits. */
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What `find` answers for a host of no known application. */
export const NO_APPLICATION = -1;

const LABEL = 'L7HOSTS\0';
const VERSION = 1;
const HEADER_LENGTH = 24;

export class HostAutomaton {
  #mask: number;
  #from: Uint32Array;
  #hash: Uint32Array;
  #to: Uint32Array;
  #label: Uint32Array;
  #labelLength: Uint8Array;
  #text: Uint8Array;
  #textLength = 0;
  /** Per state: 1 + the index of the application whose suffix ends there. */
  #accept: Uint16Array;
  #states = 2;

  /** Of two applications that claim the same suffix, the first has it. */
  constructor(applications: readonly Pick<Application, 'hosts'>[]) {
    let labels = 0;
    let letters = 0;
    for (const { hosts } of applications) {
      for (const host of hosts) {
        labels += host.split('.').length;
        letters += host.length;
      }
    }
    const cells = 1 << Math.ceil(Math.log2(2 * labels + 1));
    this.#mask = cells - 1;
    this.#from = new Uint32Array(cells);
    this.#hash = new Uint32Array(cells);
    this.#to = new Uint32Array(cells);
    this.#label = new Uint32Array(cells);
    this.#labelLength = new Uint8Array(cells);
    this.#text = new Uint8Array(letters);
    this.#accept = new Uint16Array(labels + 2);
    const bytes = new Uint8Array(APPLICATION_LIMITS.hostLength);
    applications.forEach(({ hosts }, index) => {
      for (const host of hosts) {
        for (let i = 0; i < host.length; i++) bytes[i] = host.charCodeAt(i);
        this.#add(bytes, host.length, index);
      }
    });
  }

  /** The automaton as bytes, laid out as said above. */
  pack(): Uint8Array<ArrayBuffer> {
    const cells = this.#from.length;
    const letters = this.#textLength;
    const bytes = new Uint8Array(packedLength(cells, this.#states, letters));
    for (let i = 0; i < LABEL.length; i++) bytes[i] = LABEL.charCodeAt(i);
    const view = new DataView(bytes.buffer);
    [VERSION, cells, this.#states, letters].forEach((number, i) => {
      view.setUint32(8 + 4 * i, number, true);
    });
    let at = HEADER_LENGTH;
    for (const column of [this.#from, this.#hash, this.#to, this.#label]) {
      for (const value of column) {
        view.setUint32(at, value, true);
        at += 4;
      }
    }
    for (let state = 0; state < this.#states; state++, at += 2) view.setUint16(at, this.#accept[state], true);
    bytes.set(this.#labelLength, at);
    bytes.set(this.#text.subarray(0, letters), at + cells);
    return bytes;
  }

  /**
   * The automaton that `pack` wrote.
   * @throws Layer7Error `HOSTS_UNREADABLE` when the bytes are not one of this version.
   */
  static unpack(bytes: Uint8Array): HostAutomaton {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const labelled = Array.from(LABEL).every((letter, i) => bytes[i] === letter.charCodeAt(0));
    if (!labelled || bytes.length < HEADER_LENGTH || view.getUint32(8, true) !== VERSION) {
      throw unreadable('the label or the version is another');
    }
    const cells = view.getUint32(12, true);
    const states = view.getUint32(16, true);
    const letters = view.getUint32(20, true);
    if (bytes.length !== packedLength(cells, states, letters)) throw unreadable('it is cut short');
    const made = new HostAutomaton([]);
    let at = HEADER_LENGTH;
    const words = (): Uint32Array => {
      const column = new Uint32Array(cells);
      for (let i = 0; i < cells; i++) column[i] = view.getUint32(at + 4 * i, true);
      at += 4 * cells;
      return column;
    };
    made.#mask = cells - 1;
    made.#from = words();
    made.#hash = words();
    made.#to = words();
    made.#label = words();
    made.#accept = Uint16Array.from({ length: states }, (_, i) => view.getUint16(at + 2 * i, true));
    made.#labelLength = bytes.slice(at + 2 * states, at + 2 * states + cells);
    made.#text = bytes.slice(at + 2 * states + cells);
    made.#textLength = letters;
    made.#states = states;
    made.#check();
    return made;
  }

  /** What a lookup relies on: a power of two of cells, some of them empty, and nothing that points outside. */
  #check(): void {
    const { length } = this.#from;
    let empty = 0;
    for (let cell = 0; cell < length; cell++) {
      if (this.#from[cell] === DEAD) empty++;
      const labelEnd = this.#label[cell] + this.#labelLength[cell];
      if (this.#to[cell] >= this.#states || labelEnd > this.#textLength)
        throw unreadable('a cell points outside');
    }
    if ((length & (length - 1)) !== 0 || empty === 0) throw unreadable('its table cannot be searched');
  }

  get states(): number {
    return this.#states;
  }

  #add(bytes: Uint8Array, length: number, index: number): void {
    let state = START;
    let end = length;
    while (end > 0) {
      let start = end;
      while (start > 0 && bytes[start - 1] !== DOT) start--;
      const hash = hashLabel(state, bytes, start, end);
      const cell = this.#cell(state, hash, bytes, start, end);
      if (this.#from[cell] === DEAD) this.#fill(cell, state, hash, bytes, start, end);
      state = this.#to[cell];
      end = start - 1;
    }
    if (this.#accept[state] === 0) this.#accept[state] = index + 1;
  }

  #fill(cell: number, from: number, hash: number, bytes: Uint8Array, start: number, end: number): void {
    this.#from[cell] = from;
    this.#hash[cell] = hash;
    this.#to[cell] = this.#states++;
    this.#label[cell] = this.#textLength;
    this.#labelLength[cell] = end - start;
    for (let at = start; at < end; at++) this.#text[this.#textLength++] = bytes[at];
  }

  /** The cell of the transition, or the empty one where it would be. At least half of the cells are empty. */
  #cell(state: number, hash: number, bytes: Uint8Array, start: number, end: number): number {
    let cell = hash & this.#mask;
    while (this.#from[cell] !== DEAD) {
      if (this.#from[cell] === state && this.#hash[cell] === hash && this.#is(cell, bytes, start, end)) break;
      cell = (cell + 1) & this.#mask;
    }
    return cell;
  }

  #is(cell: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#labelLength[cell] !== end - start) return false;
    const label = this.#label[cell];
    for (let i = 0; i < end - start; i++) {
      if (lowerCase(bytes[start + i]) !== this.#text[label + i]) return false;
    }
    return true;
  }

  /**
   * Index of the application of the host name at `bytes[start … end)`, or NO_APPLICATION. Case does not
   * matter; a dot at the end of the name is allowed.
   */
  find(bytes: Uint8Array, start: number, end: number): number {
    let state = START;
    let found = NO_APPLICATION;
    let labelEnd = end > start && bytes[end - 1] === DOT ? end - 1 : end;
    while (labelEnd > start) {
      let label = labelEnd;
      while (label > start && bytes[label - 1] !== DOT) label--;
      const hash = hashLabel(state, bytes, label, labelEnd);
      state = this.#to[this.#cell(state, hash, bytes, label, labelEnd)];
      if (state === DEAD) break;
      const accepted = this.#accept[state];
      if (accepted !== 0) found = accepted - 1;
      labelEnd = label - 1;
    }
    return found;
  }
}

function packedLength(cells: number, states: number, letters: number): number {
  return HEADER_LENGTH + 17 * cells + 2 * states + letters;
}

function unreadable(why: string): Layer7Error {
  return new Layer7Error({
    code: 'HOSTS_UNREADABLE',
    kind: 'input',
    message: `this is no packed set of hosts: ${why}`,
    next: 'read the applications again; a cached file may simply be deleted',
  });
}

function hashLabel(state: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_BASIS ^ state;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ lowerCase(bytes[at]), FNV_PRIME);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
