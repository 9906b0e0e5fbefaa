/**
 * The hot loop: bytes through a group's table. Per byte, one lookup of its class and one of the next state,
 * whatever the input and however many expressions the group holds. Nothing is allocated, and nothing is
 * remembered of a connection but its states, so a payload may be fed whole or in any pieces.
 *
 * A scanner collects what the groups accept while one packet is looked at: `begin`, then `scan` and `end`
 * for each group, then read `evidence`.
 */
import { DEAD, END_OF_LIST, type Tables } from './tables.ts';

/** The state of group `g` after the bytes of `buffer` from `start` up to `end`; what it accepts is not noted. */
export function step(
  tables: Tables,
  g: number,
  state: number,
  buffer: Uint8Array,
  start: number,
  end: number,
): number {
  const { classes, transitions } = tables;
  const base = tables.base[g]!;
  const stride = tables.stride[g]!;
  const classBase = g << 8;
  for (let index = start; index < end && state !== DEAD; index += 1) {
    state = transitions[base + state * stride + classes[classBase + buffer[index]!]!]!;
  }
  return state;
}

export class Scanner {
  readonly tables: Tables;
  /** Evidence accepted since `begin`, each piece once, in order of acceptance; `count` entries count. */
  readonly evidence: Uint16Array;
  /** Per entry of `evidence`: offset in the buffer just past the byte with which it was accepted. */
  readonly offsets: Uint32Array;
  count = 0;
  /** Per evidence: the round in which it was last accepted. */
  readonly #rounds: Uint32Array;
  #round = 0;

  constructor(tables: Tables) {
    this.tables = tables;
    const numbers = tables.acceptLists.reduce(
      (most, evidence) => (evidence === END_OF_LIST ? most : Math.max(most, evidence + 1)),
      0,
    );
    this.evidence = new Uint16Array(numbers);
    this.offsets = new Uint32Array(numbers);
    this.#rounds = new Uint32Array(numbers);
  }

  /** A packet begins: nothing has been accepted in it. */
  begin(): void {
    this.count = 0;
    this.#round = (this.#round + 1) >>> 0;
    if (this.#round === 0) {
      this.#rounds.fill(0);
      this.#round = 1;
    }
  }

  /** The state of group `g` after the bytes of `buffer` from `start` up to `end`; notes what is accepted. */
  scan(g: number, state: number, buffer: Uint8Array, start: number, end: number): number {
    const { tables } = this;
    const { classes, transitions } = tables;
    const base = tables.base[g]!;
    const stride = tables.stride[g]!;
    const firstAccepting = tables.firstAccepting[g]!;
    const classBase = g << 8;
    for (let index = start; index < end && state !== DEAD; index += 1) {
      state = transitions[base + state * stride + classes[classBase + buffer[index]!]!]!;
      if (state >= firstAccepting) this.#note(tables.acceptIndex[tables.stateBase[g]! + state]!, index + 1);
    }
    return state;
  }

  /** The data of group `g`, which is in `state`, ends at `offset` for now: notes what is accepted at ends. */
  end(g: number, state: number, offset: number): void {
    const list = this.tables.endIndex[this.tables.stateBase[g]! + state]!;
    if (list !== 0) this.#note(list, offset);
  }

  #note(list: number, offset: number): void {
    const { acceptLists } = this.tables;
    for (let at = list; acceptLists[at] !== END_OF_LIST; at += 1) {
      const evidence = acceptLists[at]!;
      if (this.#rounds[evidence] === this.#round) continue;
      this.#rounds[evidence] = this.#round;
      this.evidence[this.count] = evidence;
      this.offsets[this.count] = offset;
      this.count += 1;
    }
  }
}
