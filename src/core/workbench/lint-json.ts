/**
 * The report of `lint` for programs: everything that was found, nothing shortened. Payloads are base64, as
 * `layer7 match` takes them, and beside it as escaped text.
 */
import type { Diagnostic, Location } from '../errors.ts';
import type { Loss } from './dialect-loss.ts';
import type { LibraryCost } from './library-cost.ts';
import type { GateFailure, LintReport, PatternReport } from './lint.ts';
import type { Pair } from './pairs.ts';
import type { Overmatch, PatternCost } from './pattern-facts.ts';
import { type PayloadJson, payloadJson } from './payload-json.ts';

interface PatternJson {
  readonly label: string;
  readonly protocol: string;
  readonly file: string;
  readonly dialect: string;
  readonly transport: string;
  readonly view: string;
  readonly shortest: PayloadJson | null;
  readonly winner: string | null;
  /** `names`, `buried` (it never can) or `undecided`. */
  readonly reach: string;
  readonly matchesNothing: boolean;
  readonly matchesEverything: boolean;
  readonly matchesEmpty: boolean;
  readonly overmatch: readonly Overmatch[];
  readonly overmatchIsUpperBound: boolean;
  readonly cost: PatternCost;
  readonly losses: readonly Loss[];
  /** Parts that never matter. */
  readonly redundant: readonly {
    readonly kind: string;
    readonly text: string;
    readonly where: Location;
  }[];
  readonly redundancyIsComplete: boolean;
}

interface PairJson {
  readonly first: string;
  readonly second: string;
  readonly relation: string;
  readonly common: string;
  readonly both: PayloadJson | null;
  readonly onlyFirst: PayloadJson | null;
  readonly onlySecond: PayloadJson | null;
  readonly winner: string | null;
  readonly shadowed: string | null;
}

export interface LintJson {
  readonly protocols: number;
  readonly expressions: number;
  /** Some files or expressions could not be used; the rest of the report is about the others. */
  readonly partial: boolean;
  readonly faults: readonly Diagnostic[];
  readonly refusedLosses: readonly Loss[];
  readonly patterns: readonly PatternJson[];
  readonly compared: number;
  readonly disjoint: number;
  /** Pairs that are not disjoint. */
  readonly pairs: readonly PairJson[];
  readonly shadowed: readonly { readonly protocol: string; readonly by: readonly string[] }[];
  readonly cost: LibraryCost | null;
  readonly failures: readonly GateFailure[];
}

function patternJson(report: PatternReport): PatternJson {
  const { piece, redundancy } = report;
  const { expression, transport, view } = piece.evidence;
  return {
    label: piece.label,
    protocol: piece.protocol.name,
    file: piece.protocol.file,
    dialect: expression.dialect,
    transport,
    view,
    shortest: payloadJson(report.shortest),
    winner: report.winner,
    reach: report.reach,
    matchesNothing: report.shortest === null,
    matchesEverything: report.matchesEverything,
    matchesEmpty: report.matchesEmpty,
    overmatch: report.overmatch,
    overmatchIsUpperBound: report.isUpperBound,
    cost: report.cost,
    losses: report.losses,
    redundant: redundancy.found.map(({ kind, at }) => ({
      kind,
      text: expression.text.slice(at.start, at.end),
      where: { ...expression.where, column: (expression.where?.column ?? 1) + at.start },
    })),
    redundancyIsComplete: redundancy.isComplete,
  };
}

function pairJson(pair: Pair): PairJson {
  return {
    first: pair.first.label,
    second: pair.second.label,
    relation: pair.relation,
    common: pair.common,
    both: payloadJson(pair.both),
    onlyFirst: payloadJson(pair.onlyFirst),
    onlySecond: payloadJson(pair.onlySecond),
    winner: pair.winner,
    shadowed: pair.shadowed?.label ?? null,
  };
}

export function lintJson(report: LintReport, failures: readonly GateFailure[] = []): LintJson {
  const { study, faults } = report;
  return {
    protocols: study.protocols.length,
    expressions: study.pieces.length,
    partial: faults.length > 0,
    faults,
    refusedLosses: report.refusedLosses,
    patterns: report.patterns.map(patternJson),
    compared: report.compared,
    disjoint: report.disjoint,
    pairs: report.pairs.map(pairJson),
    shadowed: report.shadows.map(({ protocol, by }) => ({ protocol: protocol.name, by })),
    cost: report.cost,
    failures,
  };
}
