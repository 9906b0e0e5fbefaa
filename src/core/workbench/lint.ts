/**
 * Everything that can be said against a library before it meets a packet. `lintLibrary` asks all questions
 * of all expressions and of all pairs; `checkGates` holds the answers against limits, which makes it a gate
 * for a repository of patterns. How the report reads is in `lint-text.ts` and `lint-json.ts`.
 */
import { DEFAULT_SET_LIMITS, type SetLimits } from '../automata/limits.ts';
import type { Diagnostic } from '../errors.ts';
import type { Protocol } from '../patterns/model.ts';
import { dialectLosses, type Loss } from './dialect-loss.ts';
import { ExpressionProbe, LibraryProbe, probeFlow } from './engine-probe.ts';
import { type LibraryCost, libraryCost } from './library-cost.ts';
import { compareAll, type Pair, type PairProgress } from './pairs.ts';
import { type PatternFacts, patternFacts, worstOvermatch } from './pattern-facts.ts';
import { type Reach, reachOf } from './reach.ts';
import { type RedundancyReport, redundantParts } from './redundant.ts';
import { type Study, studyLibrary } from './study.ts';

/** What is said of one expression. */
export interface PatternReport extends PatternFacts {
  /** What the library names a connection whose only packet is `shortest`; null: nothing yet. */
  readonly winner: string | null;
  /** Whether it can name a connection at all, in this order of precedence. */
  readonly reach: Reach;
  readonly losses: readonly Loss[];
  readonly redundancy: RedundancyReport;
}

/** A protocol none of whose expressions can ever name a connection. */
export interface Shadow {
  readonly protocol: Protocol;
  /** Labels of what comes before it; empty where no single expression contains one of its own. */
  readonly by: readonly string[];
}

export interface LintReport {
  readonly study: Study;
  /** Files and expressions that could not be used; what the report says is about the others. */
  readonly faults: readonly Diagnostic[];
  readonly patterns: readonly PatternReport[];
  /** Losses of expressions that were refused, which may explain why. */
  readonly refusedLosses: readonly Loss[];
  /** Pairs of expressions that have payloads in common. */
  readonly pairs: readonly Pair[];
  readonly compared: number;
  readonly disjoint: number;
  readonly shadows: readonly Shadow[];
  /** Null when the library as a whole does not compile. */
  readonly cost: LibraryCost | null;
}

/** Protocols none of whose expressions can name, in order of precedence. */
function shadowsOf(patterns: readonly PatternReport[], pairs: readonly Pair[]): Shadow[] {
  const byProtocol = Map.groupBy(patterns, ({ piece }) => piece.protocol);
  return [...byProtocol].flatMap(([protocol, own]): Shadow[] => {
    if (own.some(({ reach }) => reach !== 'buried')) return [];
    const by = pairs
      .filter(({ shadowed }) => shadowed?.protocol === protocol)
      .map(({ first, second, shadowed }) => (shadowed === first ? second : first).label);
    return [{ protocol, by: [...new Set(by)] }];
  });
}

function refusedLosses({ protocols, pieces }: Study): Loss[] {
  const read = new Set(pieces.map(({ evidence }) => evidence));
  return protocols.flatMap((protocol) =>
    protocol.evidence
      .filter((evidence) => !read.has(evidence))
      .flatMap(({ expression }) => dialectLosses(expression)),
  );
}

/**
 * Asks everything of `protocols`, which are in order of precedence. `faults` are those that reading the
 * files has found; they are handed on, so that the report is known to be partial.
 */
export function lintLibrary(
  protocols: readonly Protocol[],
  faults: readonly Diagnostic[] = [],
  onProgress?: PairProgress,
  limits: SetLimits = DEFAULT_SET_LIMITS,
): LintReport {
  const study = studyLibrary(protocols, limits);
  const alone = new ExpressionProbe(limits);
  const library = study.program === null ? null : new LibraryProbe(study.program);
  const census = compareAll(study, alone, library, onProgress);
  const pairsOf = Map.groupBy(
    census.pairs.flatMap((pair) => [[pair.first, pair] as const, [pair.second, pair] as const]),
    ([piece]) => piece,
  );
  const patterns = study.pieces.map((piece): PatternReport => {
    const facts = patternFacts(piece, alone);
    const { shortest } = facts;
    const isKnown = shortest !== null && library !== null;
    const own = (pairsOf.get(piece) ?? []).map(([, pair]) => pair);
    return {
      ...facts,
      winner: isKnown ? library.winner(shortest, probeFlow(piece.evidence)) : null,
      reach: isKnown ? reachOf(piece, shortest, own, library) : 'undecided',
      losses: dialectLosses(piece.evidence.expression, piece.syntax),
      redundancy: redundantParts(piece),
    };
  });
  return {
    study,
    faults: [...faults, ...study.faults],
    patterns,
    refusedLosses: refusedLosses(study),
    ...census,
    shadows: shadowsOf(patterns, census.pairs),
    cost: study.program === null ? null : libraryCost(study.program),
  };
}

/** Limits that a library must keep; those that are absent are not asked. */
export interface Gates {
  /** Largest probability with which random data of any of the lengths may match an expression. */
  readonly maxOvermatch?: number;
  /** No protocol may be shadowed, and none may match the same as another. */
  readonly noShadow?: boolean;
  /** Largest size of all tables together. */
  readonly maxBytes?: number;
}

/** A limit that is not kept. */
export interface GateFailure {
  readonly gate: 'max-overmatch' | 'no-shadow' | 'max-bytes';
  /** Protocol or expression that it is about; empty for the library. */
  readonly label: string;
  readonly given: number | string;
  readonly limit: number | string;
}

/** Which limits the library of a report does not keep. */
export function checkGates(report: LintReport, gates: Gates): GateFailure[] {
  const failures: GateFailure[] = [];
  const { maxOvermatch, noShadow, maxBytes } = gates;
  if (maxOvermatch !== undefined) {
    for (const facts of report.patterns) {
      // What names a connection only under conditions has no exact rate here, only an upper bound.
      const worst = worstOvermatch(facts);
      if (facts.isUpperBound || worst <= maxOvermatch) continue;
      failures.push({ gate: 'max-overmatch', label: facts.piece.label, given: worst, limit: maxOvermatch });
    }
  }
  if (noShadow === true) {
    for (const { protocol, by } of report.shadows) {
      const given = by.length === 0 ? 'others together' : by.join(' ');
      failures.push({ gate: 'no-shadow', label: protocol.name, given, limit: '' });
    }
  }
  const bytes = report.cost?.bytes ?? 0;
  if (maxBytes !== undefined && bytes > maxBytes) {
    failures.push({ gate: 'max-bytes', label: '', given: bytes, limit: maxBytes });
  }
  return failures;
}
