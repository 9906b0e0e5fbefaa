/**
 * One expression run over one recorded flow, watched byte by byte: where it matched, or how far it came, at
 * which byte it died and what it would have needed there.
 *
 * How far is measured in bits: a byte that only one value would have survived is worth eight, one that any
 * value survives is worth nothing. So a long run of wildcards is no near miss, and four right letters are.
 */
import { DEAD, MATCHED } from '../automata/dfa.ts';
import { NO_WAY } from '../automata/shortest.ts';
import { type ByteSet, bytesWhere } from '../regex/byte-set.ts';
import type { FlowRecord } from './flow-record.ts';
import type { Range } from './seen-bytes.ts';
import type { Piece } from './study.ts';

/** A byte of a record. */
export interface Place {
  /** Index of the packet. */
  readonly packet: number;
  readonly offset: number;
}

export interface Trace {
  readonly piece: Piece;
  /** Index of the packet in which the expression first matched; −1: in none. */
  readonly matched: number;
  /** The run in which it came furthest, and how much of it belongs to the outcome. */
  readonly run: readonly Range[];
  /** Bytes seen until it matched, died, or the data ended. */
  readonly survived: number;
  /** What those bytes were worth. */
  readonly bits: number;
  /** The byte at which it died; null when it matched or was still waiting. */
  readonly death: Place | null;
  /** Bytes that would have kept it alive there, or brought it nearer to a match at the end of the data. */
  readonly needs: ByteSet | null;
  /** Fewest bytes that were still missing at the end; 0 when it matched or died. */
  readonly missing: number;
}

/** Per state of an expression: what surviving the next byte is worth, in bits. */
export type Worth = Float64Array;

export function worthOf({ language: { dfa } }: Piece): Worth {
  const sizes = new Int32Array(dfa.classes.count);
  for (const byteClass of dfa.classes.of) sizes[byteClass]! += 1;
  const worth = new Float64Array(dfa.states);
  for (let state = 0; state < dfa.states; state += 1) {
    let alive = 0;
    for (let column = 0; column < dfa.classes.count; column += 1) {
      if (dfa.transitions[state * dfa.classes.count + column] !== DEAD) alive += sizes[column]!;
    }
    worth[state] = alive === 0 ? 0 : 8 - Math.log2(alive);
  }
  return worth;
}

/** Runs an expression over one run of ranges. */
function traceRun(piece: Piece, worth: Worth, record: FlowRecord, run: readonly Range[]): Trace {
  const { dfa, toMatch } = piece.language;
  const { transitions, classes } = dfa;
  let state = dfa.start;
  let survived = 0;
  let bits = 0;
  const outcome = (more: Partial<Trace>): Trace => ({
    piece,
    matched: -1,
    run,
    survived,
    bits,
    death: null,
    needs: null,
    missing: 0,
    ...more,
  });
  for (const { packet, from, to } of run) {
    const { payload } = record.packets[packet]!;
    for (let offset = from; offset < to && state !== MATCHED; offset += 1) {
      const byte = payload[offset]!;
      if (byte === 0 && dfa.dropsNul) continue;
      const next = transitions[state * classes.count + classes.of[byte]!]!;
      if (next === DEAD) {
        const at = state;
        const lives = (other: number): boolean =>
          transitions[at * classes.count + classes.of[other]!] !== DEAD && (other !== 0 || !dfa.dropsNul);
        const needs = bytesWhere(lives);
        return outcome({ death: { packet, offset }, needs });
      }
      bits += worth[state]!;
      survived += 1;
      state = next;
    }
    if (dfa.accepting[state] === 1) return outcome({ matched: packet });
  }
  const missing = toMatch.length[state]!;
  const nearer = (byte: number): boolean =>
    toMatch.length[transitions[state * classes.count + classes.of[byte]!]!]! < missing;
  if (missing === NO_WAY) return outcome({});
  const waited = toMatch.length[dfa.start]! - missing;
  // An unanchored search survives anything: what counts is how much of a match is there at the end.
  return outcome({ missing, needs: bytesWhere(nearer), bits: Math.max(bits, waited > 0 ? 8 * waited : 0) });
}

/** The trace of an expression over all of its runs: the first that matched, else the one that came furthest. */
export function traceExpression(
  piece: Piece,
  worth: Worth,
  record: FlowRecord,
  runs: readonly (readonly Range[])[],
): Trace | null {
  let best: Trace | null = null;
  for (const run of runs) {
    if (run.length === 0) continue;
    const trace = traceRun(piece, worth, record, run);
    if (trace.matched >= 0) return trace;
    if (best === null || trace.bits > best.bits) best = trace;
  }
  return best;
}
