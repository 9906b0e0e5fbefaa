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
 */
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

export class HostAutomaton {
  readonly #mask: number;
  readonly #from: Uint32Array;
  readonly #hash: Uint32Array;
  readonly #to: Uint32Array;
  readonly #label: Uint32Array;
  readonly #labelLength: Uint8Array;
  readonly #text: Uint8Array;
  #textLength = 0;
  /** Per state: 1 + the index of the application whose suffix ends there. */
  readonly #accept: Uint16Array;
  #states = 2;

  /** Of two applications that claim the same suffix, the first has it. */
  constructor(applications: readonly Application[]) {
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

function hashLabel(state: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_BASIS ^ state;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ lowerCase(bytes[at]), FNV_PRIME);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
