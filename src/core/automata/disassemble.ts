/**
 * Packed tables printed for people: every group, every state, and where which bytes lead. What is printed is
 * what the scan reads, so it shows what really is in the tables, whoever made them.
 *
 * ```
 * group 1: both directions, tcp and udp, NUL bytes do not exist, 9 states, begins in 1
 *     1  [Gg] → 2; else → dead
 *     6  \x00 → 6; [Tt] → 7; else → dead        at the end: http
 *     8  …                                      accepts http, rtsp
 * ```
 */
import { bytesWhere, printSet, sizeOf } from '../regex/byte-set.ts';
import { stepByte } from './scan.ts';
import { bytesOfGroup } from './table-size.ts';
import {
  DEAD,
  END_OF_LIST,
  type Tables,
  TRANSPORT_TCP,
  TRANSPORT_UDP,
  VIEW_BOTH,
  VIEW_CLIENT,
  VIEW_PACKET,
  VIEW_SERVER,
} from './tables.ts';

const VIEWS: Readonly<Record<number, string>> = {
  [VIEW_BOTH]: 'both directions',
  [VIEW_CLIENT]: "the client's side",
  [VIEW_SERVER]: "the server's side",
  [VIEW_PACKET]: 'each packet by itself',
};

const TRANSPORTS: Readonly<Record<number, string>> = {
  [TRANSPORT_TCP]: 'tcp',
  [TRANSPORT_UDP]: 'udp',
  [TRANSPORT_TCP | TRANSPORT_UDP]: 'tcp and udp',
};

/** How a piece of evidence is called; by default by its number. */
export type NameOfEvidence = (evidence: number) => string;

function listed(tables: Tables, list: number, nameOf: NameOfEvidence): string {
  const end = tables.acceptLists.indexOf(END_OF_LIST, list);
  return Array.from(tables.acceptLists.subarray(list, end), nameOf).join(', ');
}

/** Where a state leads, the target of most bytes last. */
function printRow(tables: Tables, g: number, state: number): string {
  const targets = new Set<number>();
  for (let byte = 0; byte < 256; byte += 1) targets.add(stepByte(tables, g, state, byte));
  const edges = [...targets]
    .map((target) => ({ target, set: bytesWhere((byte) => stepByte(tables, g, state, byte) === target) }))
    .sort((left, right) => sizeOf(left.set) - sizeOf(right.set));
  return edges
    .map(({ target, set }, index) => {
      const isRest = index === edges.length - 1;
      const bytes = isRest ? (index === 0 ? 'any' : 'else') : printSet(set);
      return `${bytes} → ${target === DEAD ? 'dead' : target}`;
    })
    .join('; ');
}

function printState(tables: Tables, g: number, state: number, nameOf: NameOfEvidence): string {
  const said: string[] = [];
  const accepting = state - tables.firstAccepting[g]!;
  if (accepting >= 0) {
    const list = tables.acceptIndex[tables.acceptBase[g]! + accepting]!;
    said.push(`accepts ${listed(tables, list, nameOf)}`);
  }
  const ending = state - tables.firstEnding[g]!;
  const atEnd = ending < 0 ? 0 : tables.endIndex[tables.endBase[g]! + ending]!;
  if (atEnd !== 0) said.push(`at the end: ${listed(tables, atEnd, nameOf)}`);
  const row = `${String(state).padStart(6)}  ${printRow(tables, g, state)}`;
  return said.length === 0 ? row : `${row}    ${said.join('; ')}`;
}

/** One line about a group as a whole. */
export function printGroup(tables: Tables, g: number): string {
  return [
    `group ${g}: ${VIEWS[tables.views[g]!]}`,
    TRANSPORTS[tables.transports[g]!],
    ...(tables.dropsNul[g] === 1 ? ['NUL bytes do not exist'] : []),
    ...(tables.lasting[g] === 1 ? ['never dies'] : []),
    `${tables.states[g]} states`,
    `${bytesOfGroup(tables, g)} bytes`,
    `begins in ${tables.start[g]}`,
  ].join(', ');
}

/** The tables as text, line by line. */
export function* disassemble(tables: Tables, nameOf: NameOfEvidence = String): Generator<string> {
  for (let g = 0; g < tables.groups; g += 1) {
    yield printGroup(tables, g);
    for (let state = 1; state < tables.states[g]!; state += 1) yield printState(tables, g, state, nameOf);
  }
}
