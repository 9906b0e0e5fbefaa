/**
 * A set of evidence, from expressions to packed tables. Each expression is compiled by itself, so a broken
 * one is reported and the others go on; those that look at the same bytes are grouped into products; the
 * products are laid out as `Tables`.
 */
import { type Diagnostic, Layer7Error } from '../errors.ts';
import type { Evidence, Transport, View } from '../patterns/model.ts';
import { compileExpression } from './compile-expression.ts';
import type { Dfa } from './dfa.ts';
import { group } from './grouping.ts';
import { DEFAULT_SET_LIMITS, type SetLimits } from './limits.ts';
import type { Component, Product } from './product.ts';
import {
  END_OF_LIST,
  type Tables,
  TRANSPORT_TCP,
  TRANSPORT_UDP,
  VIEW_BOTH,
  VIEW_CLIENT,
  VIEW_PACKET,
  VIEW_SERVER,
} from './tables.ts';

/** What became of a set of evidence. */
export interface CompiledSet {
  readonly tables: Tables;
  /** One per expression that could not be compiled; the tables are those of the others. */
  readonly diagnostics: readonly Diagnostic[];
  /** Per evidence: the DFA of its expression alone, or null where it could not be compiled. */
  readonly automata: readonly (Dfa | null)[];
}

const VIEWS: Readonly<Record<View, number>> = {
  both: VIEW_BOTH,
  client: VIEW_CLIENT,
  server: VIEW_SERVER,
  packet: VIEW_PACKET,
};

const TRANSPORTS: Readonly<Record<Transport, number>> = {
  tcp: TRANSPORT_TCP,
  udp: TRANSPORT_UDP,
  either: TRANSPORT_TCP | TRANSPORT_UDP,
};

/** A group before it is laid out: which bytes it looks at, and its automaton. */
interface Group {
  readonly view: number;
  readonly transports: number;
  readonly dropsNul: boolean;
  readonly product: Product;
}

/** Splits the components by the bytes they look at: view, transports, and whether NUL exists for them. */
function partition(
  evidence: readonly Evidence[],
  automata: readonly (Dfa | null)[],
): Map<number, Component[]> {
  const parts = new Map<number, Component[]>();
  evidence.forEach((piece, index) => {
    const dfa = automata[index];
    if (dfa === null || dfa === undefined) return;
    const key = (VIEWS[piece.view] * 4 + TRANSPORTS[piece.transport]) * 2 + (dfa.dropsNul ? 1 : 0);
    const decides = piece.strength === 'strong' && piece.conditions.length === 0;
    const part = parts.get(key) ?? [];
    part.push({ evidence: index, dfa, decides });
    parts.set(key, part);
  });
  return parts;
}

/** Whether every class leads from `state` to itself: in a minimal machine, whether its list is final. */
function isSettled(product: Product, state: number): boolean {
  const { count } = product.classes;
  const row = state * count;
  for (let column = 0; column < count; column += 1) {
    if (product.transitions[row + column] !== state) return false;
  }
  return true;
}

/** Lays groups out as flat tables. */
export function layOutTables(groups: readonly Group[]): Tables {
  const total = groups.reduce((sum, { product }) => sum + product.states, 0);
  const cells = groups.reduce((sum, { product }) => sum + product.states * product.classes.count, 0);
  const transitions = new Uint16Array(cells);
  const classes = new Uint8Array(groups.length * 256);
  const acceptIndex = new Uint32Array(total);
  const settled = new Uint8Array(total);
  const lists: number[] = [END_OF_LIST];
  const listStarts = new Map<string, number>([['', 0]]);
  const base: number[] = [];
  const acceptBase: number[] = [];
  let nextCell = 0;
  let nextState = 0;
  groups.forEach(({ product }, index) => {
    base.push(nextCell);
    acceptBase.push(nextState);
    transitions.set(product.transitions, nextCell);
    classes.set(product.classes.of, index * 256);
    const starts = product.lists.map((list) => {
      const key = list.join();
      const known = listStarts.get(key);
      if (known !== undefined) return known;
      const start = lists.length;
      lists.push(...list, END_OF_LIST);
      listStarts.set(key, start);
      return start;
    });
    for (let state = 0; state < product.states; state += 1) {
      acceptIndex[nextState + state] = starts[product.outputs[state]!]!;
      settled[nextState + state] = isSettled(product, state) ? 1 : 0;
    }
    nextCell += product.states * product.classes.count;
    nextState += product.states;
  });
  return {
    groups: groups.length,
    views: Uint8Array.from(groups, (entry) => entry.view),
    transports: Uint8Array.from(groups, (entry) => entry.transports),
    dropsNul: Uint8Array.from(groups, (entry) => (entry.dropsNul ? 1 : 0)),
    start: Uint16Array.from(groups, (entry) => entry.product.start),
    states: Uint32Array.from(groups, (entry) => entry.product.states),
    classCount: Uint16Array.from(groups, (entry) => entry.product.classes.count),
    stride: Uint32Array.from(groups, (entry) => entry.product.classes.count),
    base: Uint32Array.from(base),
    classes,
    transitions,
    acceptBase: Uint32Array.from(acceptBase),
    acceptIndex,
    acceptLists: Uint16Array.from(lists),
    settled,
  };
}

/**
 * Compiles `evidence`, which is in order of precedence; the number of a piece is its index. Limits that are
 * not given have their default. An expression
 * that is refused is reported in `diagnostics` and left out of the tables.
 *
 * @throws Layer7Error SET_TOO_LARGE when there are too many pieces or the tables pass their budget.
 */
export function compileEvidence(evidence: readonly Evidence[], given: Partial<SetLimits> = {}): CompiledSet {
  const limits: SetLimits = { ...DEFAULT_SET_LIMITS, ...given };
  if (evidence.length > limits.evidence) {
    throw new Layer7Error({
      code: 'SET_TOO_LARGE',
      kind: 'input',
      message: 'The set has too many expressions.',
      given: String(evidence.length),
      limit: limits.evidence,
      next: 'Use fewer protocols at a time.',
    });
  }
  const diagnostics: Diagnostic[] = [];
  const automata = evidence.map((piece) => {
    try {
      return compileExpression(piece.expression, limits.expression);
    } catch (error) {
      if (!(error instanceof Layer7Error)) throw error;
      diagnostics.push(error.diagnostic);
      return null;
    }
  });
  const groups: Group[] = [];
  for (const [key, components] of partition(evidence, automata)) {
    for (const product of group(components, limits.groupStates)) {
      groups.push({ view: key >> 3, transports: (key >> 1) & 3, dropsNul: (key & 1) === 1, product });
    }
  }
  const tables = layOutTables(groups);
  if (tables.transitions.byteLength > limits.tableBytes) {
    throw new Layer7Error({
      code: 'SET_TOO_LARGE',
      kind: 'input',
      message: 'The tables of the set are too large.',
      given: `${tables.transitions.byteLength} bytes`,
      limit: limits.tableBytes,
      next: 'Use fewer protocols at a time, or raise the limit on table bytes.',
    });
  }
  return { tables, diagnostics, automata };
}
