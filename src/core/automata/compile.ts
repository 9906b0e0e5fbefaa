/**
 * A set of evidence, from expressions to packed tables. Each expression is compiled by itself, so a broken
 * one is reported and the others go on; the machines of those that look at the same bytes are grouped; the
 * groups are laid out as `Tables`.
 */
import { type Diagnostic, Layer7Error } from '../errors.ts';
import type { Evidence, Transport, View } from '../patterns/model.ts';
import { orRaise } from '../regex/limit-names.ts';
import { type Component, componentsOfExpression } from './component.ts';
import { group } from './grouping.ts';
import { type Group, layOut } from './layout.ts';
import { DEFAULT_SET_LIMITS, type SetLimits } from './limits.ts';
import { Reports } from './reports.ts';
import {
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

/** What a piece of evidence looks at: one number for view, transports, and whether NUL exists for it. */
function keyOf(piece: Evidence, dropsNul: boolean): number {
  return (VIEWS[piece.view] * 4 + TRANSPORTS[piece.transport]) * 2 + (dropsNul ? 1 : 0);
}

/** Whether evidence names a connection alone: nothing of lower precedence matters beside it. */
export function decidesAlone(piece: Evidence): boolean {
  return piece.strength === 'strong' && piece.conditions.length === 0 && piece.yields === undefined;
}

function tooLarge(message: string, given: string, limit: number, next: string): Layer7Error {
  return new Layer7Error({ code: 'SET_TOO_LARGE', kind: 'input', message, given, limit, next });
}

/**
 * Compiles `evidence`, which is in order of precedence; the number of a piece is its index. Limits that are
 * not given have their default. An expression that is refused is reported in `diagnostics` and left out of
 * the tables.
 *
 * @throws Layer7Error SET_TOO_LARGE when there are too many pieces or the tables pass their budget.
 */
export function compileEvidence(evidence: readonly Evidence[], given: Partial<SetLimits> = {}): CompiledSet {
  const limits: SetLimits = { ...DEFAULT_SET_LIMITS, ...given };
  if (evidence.length > limits.evidence) {
    throw tooLarge(
      'The set has too many expressions.',
      String(evidence.length),
      limits.evidence,
      'Use fewer protocols at a time.',
    );
  }
  const diagnostics: Diagnostic[] = [];
  const reports = new Reports((index) => decidesAlone(evidence[index]!));
  const parts = new Map<number, Component[]>();
  evidence.forEach((piece, index) => {
    try {
      const { expression } = piece;
      const { components, dropsNul } = componentsOfExpression(
        expression,
        index,
        decidesAlone(piece),
        reports,
        limits.expression,
      );
      const key = keyOf(piece, dropsNul);
      const part = parts.get(key);
      if (part === undefined) parts.set(key, [...components]);
      else part.push(...components);
    } catch (error) {
      if (!(error instanceof Layer7Error)) throw error;
      diagnostics.push(error.diagnostic);
    }
  });
  const groups: Group[] = [];
  for (const [key, components] of parts) {
    for (const machine of group(components, limits, reports)) {
      groups.push({ view: key >> 3, transports: (key >> 1) & 3, dropsNul: (key & 1) === 1, machine });
    }
  }
  if (groups.length > limits.groups) {
    throw tooLarge(
      'The expressions of the set cannot be put into few enough automata.',
      `${groups.length} automata`,
      limits.groups,
      orRaise('Use fewer protocols at a time', 'groups', limits.groups),
    );
  }
  const tables = layOut(groups, reports);
  const size = tables.transitions.byteLength;
  if (size > limits.tableBytes) {
    throw tooLarge(
      'The tables of the set are too large.',
      `${size} bytes`,
      limits.tableBytes,
      orRaise('Use fewer protocols at a time', 'table-bytes', limits.tableBytes),
    );
  }
  return { tables, diagnostics };
}
