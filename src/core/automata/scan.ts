/**
 * The hot loop: bytes through one group's table. Per byte, one lookup of its class and one of the next
 * state, whatever the input and however many expressions the group holds. Nothing is allocated and nothing
 * is remembered but the state, so a payload may be fed whole or in any pieces.
 */
import type { Tables } from './tables.ts';

/**
 * The state of group `g` after the bytes of `buffer` from `start` up to `end`. Stops early in a settled
 * state, which no byte leaves.
 */
export function scan(
  tables: Tables,
  g: number,
  state: number,
  buffer: Uint8Array,
  start: number,
  end: number,
): number {
  const { classes, transitions, settled } = tables;
  const base = tables.base[g]!;
  const stride = tables.stride[g]!;
  const acceptBase = tables.acceptBase[g]!;
  const classBase = g << 8;
  for (let index = start; index < end; index += 1) {
    if (settled[acceptBase + state] === 1) return state;
    state = transitions[base + state * stride + classes[classBase + buffer[index]!]!]!;
  }
  return state;
}
