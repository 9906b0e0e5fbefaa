/**
 * Can an expression ever name a connection, or do those before it always get there first, no single one but
 * all together? An example settles it in most cases: a payload that the library gives its name. Only where
 * none is at hand the product of the expression with all that come before it is searched for one.
 *
 * Left out: evidence that needs more than its expression. Whether it names depends on the packets around.
 */

import { type ByteClasses, refine } from '../automata/byte-classes.ts';
import { decidesAlone } from '../automata/compile.ts';
import { DEAD, type Dfa, MATCHED } from '../automata/dfa.ts';
import { readableBytes } from '../automata/shortest.ts';
import { TupleTable } from '../automata/tuple-table.ts';
import { type LibraryProbe, probeFlow } from './engine-probe.ts';
import { coversTransport, type Pair } from './pairs.ts';
import type { Piece } from './study.ts';

/** Whether an expression can name a connection; `undecided` when the search grew too large. */
export type Reach = 'names' | 'buried' | 'undecided';

/** Steps of automata that a search may take. */
const STEPS = 4_000_000;

/** Expressions of other protocols that share payloads with `piece` and name before it. */
function coversOf(piece: Piece, pairs: readonly Pair[]): Piece[] {
  return pairs
    .filter(({ common }) => common === 'flow')
    .map(({ first, second }) => (first === piece ? second : first))
    .filter(
      ({ number, evidence }) =>
        number < piece.number && decidesAlone(evidence) && coversTransport(evidence, piece.evidence),
    );
}

/** A payload at hand that the library gives the piece's name. */
function hasExample(
  piece: Piece,
  shortest: Uint8Array,
  pairs: readonly Pair[],
  library: LibraryProbe,
): boolean {
  const flow = probeFlow(piece.evidence);
  const isOwn = (payload: Uint8Array | null): boolean =>
    payload !== null && library.winner(payload, flow) === piece.protocol.name;
  if (isOwn(shortest)) return true;
  return pairs.some(({ first, second, onlyFirst, onlySecond }) => {
    if (first === piece) return isOwn(onlyFirst);
    return second === piece && isOwn(onlySecond);
  });
}

/** The automata side by side, over classes that none of them tells apart. */
class SideBySide {
  readonly columns: number;
  readonly #automata: readonly Dfa[];
  readonly #bytes: Uint8Array;

  constructor(automata: readonly Dfa[]) {
    this.#automata = automata;
    const classes = automata.reduce<ByteClasses>(
      (joint, dfa) => refine(joint, dfa.classes),
      automata[0]!.classes,
    );
    this.columns = classes.count;
    this.#bytes = readableBytes(classes);
  }

  /** The state of automaton `index` after a byte of class `column`. */
  next(index: number, state: number, column: number): number {
    const { transitions, classes } = this.#automata[index]!;
    return transitions[state * classes.count + classes.of[this.#bytes[column]!]!]!;
  }

  accepts(index: number, state: number): boolean {
    return this.#automata[index]!.accepting[state] === 1;
  }
}

/** Searches for data that the first automaton matches and none of the others. */
function search(automata: readonly Dfa[]): Reach {
  const machines = new SideBySide(automata);
  const tuples = new TupleTable();
  tuples.add(automata.map(({ start }) => start));
  const scratch = new Int32Array(automata.length);
  for (let at = 0; at < tuples.size; at += 1) {
    const tuple = tuples.tuple(at).slice();
    const isCovered = tuple.some((state, index) => index > 0 && machines.accepts(index, state));
    if (!isCovered && machines.accepts(0, tuple[0]!)) return 'names';
    for (let column = 0; column < machines.columns; column += 1) {
      scratch.forEach((_, index) => {
        scratch[index] = machines.next(index, tuple[index]!, column);
      });
      // Nothing is to be found where the first cannot match any more, or another has for good.
      if (scratch[0] === DEAD || scratch.some((state, index) => index > 0 && state === MATCHED)) continue;
      tuples.add(scratch);
    }
    if (tuples.size * machines.columns * automata.length > STEPS) return 'undecided';
  }
  return 'buried';
}

/**
 * Whether `piece`, of which `shortest` is a match, can name a connection. `pairs` are all pairs of it with
 * expressions of other protocols with which it shares payloads.
 */
export function reachOf(
  piece: Piece,
  shortest: Uint8Array,
  pairs: readonly Pair[],
  library: LibraryProbe,
): Reach {
  if (pairs.some(({ shadowed }) => shadowed === piece)) return 'buried';
  if (!decidesAlone(piece.evidence) || hasExample(piece, shortest, pairs, library)) return 'names';
  const covers = coversOf(piece, pairs);
  return search([piece, ...covers].map(({ language }) => language.dfa));
}
