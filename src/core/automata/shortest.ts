/**
 * Shortest ways through an automaton: from every state, the shortest run of bytes that ends in a state of a
 * given kind. Of several that are equally short, the one with the fewest bytes that cannot be printed, so
 * that examples are readable where they can be.
 *
 * Method: breadth-first search from the goal backwards, one length at a time, the cost in unprintable bytes
 * settled within each length.
 */
import type { ByteClasses } from './byte-classes.ts';
import type { Dfa } from './dfa.ts';

/** How gladly a byte is used in an example: letters, digits, other printable bytes, then the rest. */
function rank(byte: number): number {
  if (byte >= 0x61 && byte <= 0x7a) return 0;
  if (byte >= 0x41 && byte <= 0x5a) return 1;
  if (byte >= 0x30 && byte <= 0x39) return 2;
  if (byte >= 0x20 && byte <= 0x7e) return 3;
  return byte === 0x0a || byte === 0x0d || byte === 0x09 ? 4 : 5;
}

/** What a byte costs in an example: 0 when it can be printed, else 1. */
export function byteCost(byte: number): number {
  return byte >= 0x20 && byte <= 0x7e ? 0 : 1;
}

/** The most readable byte of each class. */
export function readableBytes(classes: ByteClasses): Uint8Array {
  const best = new Int16Array(classes.count).fill(-1);
  for (let byte = 0; byte < 256; byte += 1) {
    const number = classes.of[byte]!;
    if (best[number]! < 0 || rank(byte) < rank(best[number]!)) best[number] = byte;
  }
  return Uint8Array.from(best);
}

/** No way leads to the goal. */
export const NO_WAY = 0x7fff_ffff;

/** Per state, its shortest way to the goal. */
export interface Ways {
  /** Bytes of the way; 0 in the goal itself, NO_WAY where there is none. */
  readonly length: Int32Array;
  /** How many of them cannot be printed. */
  readonly cost: Int32Array;
  /** First byte of the way, and the state behind it. */
  readonly byte: Uint8Array;
  readonly next: Int32Array;
}

/** From every state of `dfa`, the shortest way to a state in which `goal` is not 0. */
export function shortestWays(dfa: Dfa, goal: ArrayLike<number>): Ways {
  const { states, transitions } = dfa;
  const { count } = dfa.classes;
  const bytes = readableBytes(dfa.classes);
  const sources = predecessors(dfa);
  const length = new Int32Array(states).fill(NO_WAY);
  const cost = new Int32Array(states);
  const byte = new Uint8Array(states);
  const next = new Int32Array(states);
  let front: number[] = [];
  for (let state = 0; state < states; state += 1) {
    if (goal[state] === 0) continue;
    length[state] = 0;
    front.push(state);
  }
  for (let steps = 1; front.length > 0; steps += 1) {
    const found: number[] = [];
    for (const target of front) {
      for (let index = sources.start[target]!; index < sources.start[target + 1]!; index += 1) {
        const edge = sources.edges[index]!;
        const state = Math.floor(edge / count);
        if (length[state]! < steps) continue;
        const first = bytes[edge % count]!;
        const total = cost[target]! + byteCost(first);
        if (length[state] === NO_WAY) {
          length[state] = steps;
          found.push(state);
        } else if (total >= cost[state]!) {
          continue;
        }
        cost[state] = total;
        byte[state] = first;
        next[state] = transitions[edge]!;
      }
    }
    front = found;
  }
  return { length, cost, byte, next };
}

/** The bytes of the way from `state`; there must be one. */
export function wayFrom(ways: Ways, state: number): number[] {
  const bytes: number[] = [];
  for (let at = state; ways.length[at]! > 0; at = ways.next[at]!) bytes.push(ways.byte[at]!);
  return bytes;
}

/** Edges (state × classes + class) by the state that they lead to. */
function predecessors({ states, transitions }: Dfa): {
  readonly start: Int32Array;
  readonly edges: Int32Array;
} {
  const start = new Int32Array(states + 1);
  for (const target of transitions) start[target + 1]! += 1;
  for (let state = 0; state < states; state += 1) start[state + 1]! += start[state]!;
  const fill = start.slice();
  const edges = new Int32Array(transitions.length);
  transitions.forEach((target, edge) => {
    edges[fill[target]!] = edge;
    fill[target]! += 1;
  });
  return { start, edges };
}
