/** What a group of packed tables takes up. */
import { ROW_MAP_SHIFT, type Tables } from './tables.ts';

/** Bytes that one state takes besides its row: its entry of `rows`. */
export const STATE_BYTES = 4;

/** Bytes of an entry of `acceptIndex` or `endIndex`. */
const LIST_BYTES = 4;

/** Number of byte classes that the states of group `g` tell apart together. */
export function classesOfGroup(tables: Tables, g: number): number {
  return tables.columns[tables.mapBase[g]!]!;
}

/** Bytes of all that belongs to group `g`: states, rows, maps, and where its accept lists begin. */
export function bytesOfGroup(tables: Tables, g: number): number {
  const { columns, mapBase, rows, stateBase } = tables;
  const states = tables.states[g]!;
  const maps = (g + 1 < tables.groups ? mapBase[g + 1]! : columns.length) - mapBase[g]!;
  let cells = 0;
  for (let state = 0; state < states; state += 1) {
    cells += columns[mapBase[g]! + (rows[stateBase[g]! + state]! >>> ROW_MAP_SHIFT)]!;
  }
  const lists = states - tables.firstEnding[g]! + states - tables.firstAccepting[g]!;
  return states * STATE_BYTES + cells * 2 + maps * 256 + lists * LIST_BYTES;
}
