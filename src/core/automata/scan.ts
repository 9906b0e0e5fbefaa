/**
 * Bytes through one group's table, and what is accepted on the way. Per byte, one lookup of its column and
 * one of the next state, whatever the input and however many expressions the group holds. Nothing is
 * allocated, and nothing is remembered of a connection but its states, so a payload may be fed whole or in
 * any pieces.
 *
 * `lane.ts` runs many groups over the same bytes at little more than the price of one.
 */
import { DEAD, END_OF_LIST, ROW_MAP_SHIFT, ROW_OFFSET, type Tables } from './tables.ts';

/** Collects the evidence accepted while one packet is looked at. */
export class Accepted {
  /** The evidence accepted since `begin`, each piece once: the first `count` entries. */
  readonly evidence: Uint16Array;
  /** Per entry of `evidence`: offset in the buffer just past the first byte with which it was accepted. */
  readonly offsets: Uint32Array;
  count = 0;
  readonly #lists: Uint16Array;
  /** Per evidence: the round in which it was last accepted. */
  readonly #rounds: Uint32Array;
  /** Per evidence accepted in this round: its entry. */
  readonly #entries: Uint16Array;
  #round = 0;

  constructor(tables: Tables) {
    this.#lists = tables.acceptLists;
    const numbers = tables.acceptLists.reduce(
      (most, evidence) => (evidence === END_OF_LIST ? most : Math.max(most, evidence + 1)),
      0,
    );
    this.evidence = new Uint16Array(numbers);
    this.offsets = new Uint32Array(numbers);
    this.#rounds = new Uint32Array(numbers);
    this.#entries = new Uint16Array(numbers);
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

  /** The evidence of the accept list that begins at `list` was accepted at `offset`. */
  note(list: number, offset: number): void {
    const lists = this.#lists;
    for (let at = list; lists[at] !== END_OF_LIST; at += 1) {
      const evidence = lists[at]!;
      if (this.#rounds[evidence] === this.#round) {
        // Another group has it too; the earlier place counts.
        const known = this.#entries[evidence]!;
        if (offset < this.offsets[known]!) this.offsets[known] = offset;
        continue;
      }
      this.#rounds[evidence] = this.#round;
      this.#entries[evidence] = this.count;
      this.evidence[this.count] = evidence;
      this.offsets[this.count] = offset;
      this.count += 1;
    }
  }
}

/**
 * The state of group `g`, which is in `state`, after the bytes of `buffer` from `start` up to `end`; notes
 * in `accepted` what is accepted on the way.
 */
export function scan(
  tables: Tables,
  accepted: Accepted,
  g: number,
  state: number,
  buffer: Uint8Array,
  start: number,
  end: number,
): number {
  const { rows, maps, transitions } = tables;
  const base = tables.base[g]!;
  const stateBase = tables.stateBase[g]!;
  const mapBase = tables.mapBase[g]! << 8;
  const firstAccepting = tables.firstAccepting[g]!;
  for (let index = start; index < end && state !== DEAD; index += 1) {
    const row = rows[stateBase + state]!;
    const column = maps[mapBase + ((row >>> ROW_MAP_SHIFT) << 8) + buffer[index]!]!;
    state = transitions[base + (row & ROW_OFFSET) + column]!;
    if (state >= firstAccepting) noteAccepting(tables, accepted, g, state, index + 1);
  }
  return state;
}

/** Notes what group `g` accepts by entering `state` at `offset`. Most states accept nothing. */
export function noteAccepting(
  tables: Tables,
  accepted: Accepted,
  g: number,
  state: number,
  offset: number,
): void {
  const index = state - tables.firstAccepting[g]!;
  if (index >= 0) accepted.note(tables.acceptIndex[tables.acceptBase[g]! + index]!, offset);
}

/** The data of group `g`, which is in `state`, ends at `offset` for now: notes what is accepted only there. */
export function endOfData(
  tables: Tables,
  accepted: Accepted,
  g: number,
  state: number,
  offset: number,
): void {
  const index = state - tables.firstEnding[g]!;
  if (index >= 0) accepted.note(tables.endIndex[tables.endBase[g]! + index]!, offset);
}

/** The state of group `g` after one byte. */
export function stepByte(tables: Tables, g: number, state: number, byte: number): number {
  const row = tables.rows[tables.stateBase[g]! + state]!;
  const column = tables.maps[((tables.mapBase[g]! + (row >>> ROW_MAP_SHIFT)) << 8) + byte]!;
  return tables.transitions[tables.base[g]! + (row & ROW_OFFSET) + column]!;
}
