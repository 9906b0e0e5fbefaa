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
  ROW_MAP_SHIFT,
  ROW_OFFSET,
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

/** A state of a group, as the tables have it. */
export interface StateListing {
  readonly state: number;
  /** The number of its row's map within the group, and where the row begins in `transitions`. */
  readonly map: number;
  readonly row: number;
  /** Which bytes lead where, the target of most bytes last. */
  readonly edges: readonly { readonly bytes: string; readonly to: number }[];
  /** What is accepted on entering it, and besides if the data ends here. */
  readonly accepts: readonly string[];
  readonly atEnd: readonly string[];
}

function listed(tables: Tables, list: number, nameOf: NameOfEvidence): string[] {
  const end = tables.acceptLists.indexOf(END_OF_LIST, list);
  return Array.from(tables.acceptLists.subarray(list, end), (evidence) => nameOf(evidence));
}

function edgesOf(tables: Tables, g: number, state: number): StateListing['edges'] {
  const targets = new Set<number>();
  for (let byte = 0; byte < 256; byte += 1) targets.add(stepByte(tables, g, state, byte));
  const edges = [...targets]
    .map((to) => ({ to, set: bytesWhere((byte) => stepByte(tables, g, state, byte) === to) }))
    .sort((left, right) => sizeOf(left.set) - sizeOf(right.set));
  return edges.map(({ to, set }, index) => {
    const isRest = index === edges.length - 1;
    // A space would be lost where lines are broken.
    const bytes = isRest ? (index === 0 ? 'any' : 'else') : printSet(set).replaceAll(' ', '\\x20');
    return { bytes, to };
  });
}

/** What the tables say of `state` of group `g`. */
export function listState(tables: Tables, g: number, state: number, nameOf: NameOfEvidence): StateListing {
  const row = tables.rows[tables.stateBase[g]! + state]!;
  const accepting = state - tables.firstAccepting[g]!;
  const ending = state - tables.firstEnding[g]!;
  const accepted = accepting < 0 ? 0 : tables.acceptIndex[tables.acceptBase[g]! + accepting]!;
  const atEnd = ending < 0 ? 0 : tables.endIndex[tables.endBase[g]! + ending]!;
  return {
    state,
    map: row >>> ROW_MAP_SHIFT,
    row: tables.base[g]! + (row & ROW_OFFSET),
    edges: edgesOf(tables, g, state),
    accepts: listed(tables, accepted, nameOf),
    atEnd: listed(tables, atEnd, nameOf),
  };
}

/** A state in one line. */
export function printState({ state, edges, accepts, atEnd }: StateListing): string {
  const said: string[] = [];
  if (accepts.length > 0) said.push(`accepts ${accepts.join(', ')}`);
  if (atEnd.length > 0) said.push(`at the end: ${atEnd.join(', ')}`);
  const leads = edges.map(({ bytes, to }) => `${bytes} → ${to === DEAD ? 'dead' : to}`).join('; ');
  const row = `${String(state).padStart(6)}  ${leads}`;
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
    for (let state = 1; state < tables.states[g]!; state += 1) {
      yield printState(listState(tables, g, state, nameOf));
    }
  }
}
