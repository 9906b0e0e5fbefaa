/**
 * Every pair of expressions: which contains which, which overlap, and which wins where both match. Two
 * pieces of evidence can be compared when they look at the same bytes of the same connections:
 *
 * - the same view, and a transport in common: what is found holds for whole flows, however they are cut
 *   into packets (see `automata/compare.ts`);
 * - different views that see one side's packets both (`packet` beside `client`, `both` beside anything):
 *   what is found holds for a connection's first payload only, so nothing is concluded about shadows;
 * - one looks at the client and the other at the server, or one at TCP and the other at UDP: nothing to
 *   compare.
 *
 * Conditions and support are not part of a language: evidence that has them matches less often than its
 * expression. So only strong evidence can shadow another, without conditions or, where each packet is looked
 * at by itself, with conditions that the other has too.
 */
import { type Comparison, compare, type Relation, relationOf } from '../automata/compare.ts';
import { decidesAlone } from '../automata/compile.ts';
import { formatCondition } from '../patterns/condition-text.ts';
import type { Evidence } from '../patterns/model.ts';
import { type ExpressionProbe, type LibraryProbe, type ProbeFlow, probeFlow } from './engine-probe.ts';
import type { Piece, Study } from './study.ts';

/** What two pieces of evidence look at in common. */
export type Common = 'flow' | 'first-payload';

export interface Pair {
  /** The one of higher precedence. */
  readonly first: Piece;
  readonly second: Piece;
  readonly common: Common;
  /** Of `first` to `second`. */
  readonly relation: Relation;
  /** Shortest payloads: in both, only in `first`, only in `second`; null where there is none. */
  readonly both: Uint8Array | null;
  readonly onlyFirst: Uint8Array | null;
  readonly onlySecond: Uint8Array | null;
  /** What the library names a connection whose only packet is `both`; null: nothing yet. */
  readonly winner: string | null;
  /** The one that can never name a connection, because the other does whenever it could. */
  readonly shadowed: Piece | null;
}

/** What two pieces of evidence look at in common, or null. */
export function commonBytes(left: Evidence, right: Evidence): Common | null {
  if (left.transport !== 'either' && right.transport !== 'either' && left.transport !== right.transport) {
    return null;
  }
  if (left.view === right.view) return 'flow';
  const views = [left.view, right.view];
  return views.includes('client') && views.includes('server') ? null : 'first-payload';
}

/** Whether every connection that `inner` looks at is one that `outer` looks at. */
export function coversTransport(outer: Evidence, inner: Evidence): boolean {
  return outer.transport === 'either' || outer.transport === inner.transport;
}

/** Whether all that `outer` asks besides its expression is asked by `inner` as well. */
function asksNoMore(outer: Evidence, inner: Evidence): boolean {
  if (decidesAlone(outer)) return true;
  if (outer.strength === 'weak' || outer.view !== 'packet') return false;
  const asked = new Set(inner.conditions.map(formatCondition));
  return outer.conditions.every((condition) => asked.has(formatCondition(condition)));
}

function shadowedOf(first: Piece, second: Piece, relation: Relation): Piece | null {
  const shadows = (outer: Piece, inner: Piece): boolean =>
    coversTransport(outer.evidence, inner.evidence) && asksNoMore(outer.evidence, inner.evidence);
  if ((relation === 'equal' || relation === 'contains') && shadows(first, second)) return second;
  // Weak evidence gives way to strong evidence of lower precedence.
  const isWeak = first.evidence.strength === 'weak';
  if ((relation === 'equal' || relation === 'inside') && isWeak && shadows(second, first)) return first;
  return null;
}

/** Has the engine confirm each example of a comparison. */
function confirm(probe: ExpressionProbe, first: Piece, second: Piece, found: Comparison): void {
  const examples: readonly (readonly [Uint8Array | null, boolean, boolean])[] = [
    [found.both, true, true],
    [found.onlyLeft, true, false],
    [found.onlyRight, false, true],
  ];
  for (const [payload, inFirst, inSecond] of examples) {
    if (payload === null) continue;
    probe.expect(first, payload, inFirst);
    probe.expect(second, payload, inSecond);
  }
}

/** The connection on which both pieces see its only packet. */
function flowOf(first: Piece, second: Piece): ProbeFlow {
  const flows = [probeFlow(first.evidence), probeFlow(second.evidence)];
  return {
    transport: flows.some(({ transport }) => transport === 'udp') ? 'udp' : 'tcp',
    from: flows.some(({ from }) => from === 'server') ? 'server' : 'client',
  };
}

/** One pair, `first` being of higher precedence; null where there is nothing to compare. */
export function comparePieces(
  first: Piece,
  second: Piece,
  alone: ExpressionProbe,
  library: LibraryProbe | null,
): Pair | null {
  const common = commonBytes(first.evidence, second.evidence);
  if (common === null) return null;
  const found = compare(first.language, second.language);
  confirm(alone, first, second, found);
  const relation = relationOf(found);
  const { both } = found;
  return {
    first,
    second,
    common,
    relation,
    both,
    onlyFirst: found.onlyLeft,
    onlySecond: found.onlyRight,
    winner: both === null || library === null ? null : library.winner(both, flowOf(first, second)),
    shadowed: common === 'flow' ? shadowedOf(first, second, relation) : null,
  };
}

/** Called now and then with the pairs done so far and their number. */
export type PairProgress = (done: number, total: number) => void;

/** What all pairs came to. */
export interface PairCensus {
  /** Pairs that have something in common, in order of precedence. Disjoint ones are only counted. */
  readonly pairs: readonly Pair[];
  readonly compared: number;
  readonly disjoint: number;
}

/** Compares all pairs of expressions of different protocols. */
export function compareAll(
  study: Study,
  alone: ExpressionProbe,
  library: LibraryProbe | null,
  onProgress?: PairProgress,
): PairCensus {
  const { pieces } = study;
  const pairs: Pair[] = [];
  const total = (pieces.length * (pieces.length - 1)) / 2;
  let done = 0;
  let compared = 0;
  pieces.forEach((first, index) => {
    for (const second of pieces.slice(index + 1)) {
      if (first.protocol === second.protocol) continue;
      const pair = comparePieces(first, second, alone, library);
      if (pair === null) continue;
      compared += 1;
      if (pair.relation !== 'disjoint') pairs.push(pair);
    }
    done += pieces.length - index - 1;
    onProgress?.(done, total);
  });
  return { pairs, compared, disjoint: compared - pairs.length };
}
