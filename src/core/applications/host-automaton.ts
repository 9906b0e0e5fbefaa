/**
 * Host name → application. All suffixes of all applications in one automaton that reads a name from its
 * end, so that the longest suffix which ends at a dot, or is the whole name, wins. One table step per
 * letter, no strings made.
 *
 * The alphabet of host names is small: letters of either case, digits, hyphen, underscore and dot are 39
 * classes; class 0 is everything else and leads nowhere. State 0 is dead, state 1 the start.
 */
import type { Application } from './model.ts';

const DEAD = 0;
const START = 1;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789-_.';
const CLASSES = LETTERS.length + 1;
const DOT = 0x2e;

/** What `find` answers for a host of no known application. */
export const NO_APPLICATION = -1;

export class HostAutomaton {
  readonly #class = new Uint8Array(256);
  #next = new Uint32Array(2 * CLASSES);
  /** Per state: 1 + the index of the application whose suffix ends there. */
  #accept = new Uint16Array(2);
  #states = 2;

  /** Of two applications that claim the same suffix, the first has it. */
  constructor(applications: readonly Application[]) {
    for (let i = 0; i < LETTERS.length; i++) {
      this.#class[LETTERS.charCodeAt(i)] = i + 1;
      this.#class[LETTERS.toUpperCase().charCodeAt(i)] = i + 1;
    }
    applications.forEach(({ hosts }, index) => {
      for (const host of hosts) this.#add(host, index);
    });
  }

  get states(): number {
    return this.#states;
  }

  #add(host: string, index: number): void {
    let state = START;
    for (let i = host.length - 1; i >= 0; i--) {
      const cell = state * CLASSES + this.#class[host.charCodeAt(i)];
      if (this.#next[cell] === DEAD) {
        // Making a state may replace the array.
        const created = this.#newState();
        this.#next[cell] = created;
      }
      state = this.#next[cell];
    }
    if (this.#accept[state] === 0) this.#accept[state] = index + 1;
  }

  #newState(): number {
    if (this.#states === this.#accept.length) {
      const next = new Uint32Array(this.#next.length * 2);
      next.set(this.#next);
      const accept = new Uint16Array(this.#accept.length * 2);
      accept.set(this.#accept);
      this.#next = next;
      this.#accept = accept;
    }
    return this.#states++;
  }

  /**
   * Index of the application of the host name at `bytes[start … end)`, or NO_APPLICATION. A dot at the end
   * of the name is allowed.
   */
  find(bytes: Uint8Array, start: number, end: number): number {
    let state = START;
    let found = NO_APPLICATION;
    for (let at = (bytes[end - 1] === DOT ? end - 1 : end) - 1; at >= start; at--) {
      state = this.#next[state * CLASSES + this.#class[bytes[at]]];
      if (state === DEAD) break;
      const accepted = this.#accept[state];
      if (accepted !== 0 && (at === start || bytes[at - 1] === DOT)) found = accepted - 1;
    }
    return found;
  }
}
