/**
 * Why a flow has its name: the evidence, the bytes of a shortest match, which others would have named it,
 * and for a flow without a name the patterns that came nearest and what each of them missed.
 *
 * All of it is worked out again from the recorded packets, with the classifier itself as the judge of what
 * names and the automata as the witnesses of how far each expression came.
 */
import type { Budget } from '../classify/budget.ts';
import { compileConditions, conditionsHold } from '../classify/conditions.ts';
import { FROM_CLIENT } from '../classify/connection-state.ts';
import type { FlowReport } from '../classify/flow-report.ts';
import { compileProgram } from '../classify/program.ts';
import type { Condition, Protocol } from '../patterns/model.ts';
import type { FlowRecord, RecordedPacket } from './flow-record.ts';
import { shortestMatchIn } from './match-range.ts';
import { RecordProbe, type RecordVerdict } from './record-probe.ts';
import { type Range, seenRuns, windowsOf } from './seen-bytes.ts';
import type { Piece, Study } from './study.ts';
import { type Trace, traceExpression, type Worth, worthOf } from './trace.ts';

/** The evidence that named a flow. */
export interface Reason {
  readonly piece: Piece;
  /** Index of the deciding packet. */
  readonly packet: number;
  /** The bytes of a shortest match, packet by packet; empty where the expression matches without any. */
  readonly match: readonly Range[];
}

/** A protocol that would have named the flow if the winner had not. */
export interface RunnerUp {
  readonly protocol: Protocol;
  readonly packet: number;
}

/**
 * Why a flow has no name: no pattern could match any more; the budget of packets was used up; or it ended
 * (it, or the capture) while patterns could still match.
 */
export type NoName = 'nothing-left' | 'budget' | 'ended';

/** An expression that came near. */
export interface Miss {
  readonly trace: Trace;
  /** It matched, and this condition did not hold. */
  readonly failed: Condition | null;
}

export interface FlowExplanation {
  readonly report: FlowReport;
  readonly record: FlowRecord;
  /** Null where no evidence of its own named the flow: it has no name, or it is a child. */
  readonly reason: Reason | null;
  /** Null for a flow that has a name. */
  readonly noName: NoName | null;
  readonly runnersUp: readonly RunnerUp[];
  /** Nearest first. */
  readonly misses: readonly Miss[];
}

/** Misses that are told of. */
const MOST_MISSES = 3;
/** Bits below which nothing came near. */
const LEAST_BITS = 8;

export class Explainer {
  readonly #study: Study;
  readonly #budget: Budget;
  readonly #library: RecordProbe;
  readonly #worth = new Map<Piece, Worth>();
  readonly #alone = new Map<Protocol, RecordProbe>();

  /** `study` must have a program. */
  constructor(study: Study, budget: Budget) {
    this.#study = study;
    this.#budget = budget;
    this.#library = new RecordProbe(study.program!, budget);
  }

  explain(report: FlowReport, record: FlowRecord): FlowExplanation {
    const traces = this.#traces(record);
    const verdict = report.child === true ? null : this.#library.verdict(record);
    const piece = this.#study.pieces.find(({ number }) => number === verdict?.evidence);
    const trace = traces.find((each) => each.piece === piece);
    return {
      report,
      record,
      reason:
        piece === undefined || verdict === null
          ? null
          : { piece, packet: verdict.packet, match: this.#match(piece, trace, record, verdict.packet) },
      noName: piece !== undefined || verdict === null ? null : noNameOf(report, verdict),
      runnersUp: this.#runnersUp(traces, piece?.protocol, record),
      misses: piece === undefined ? this.#misses(traces, record) : [],
    };
  }

  /** Every expression that looks at this flow, run over it. */
  #traces(record: FlowRecord): Trace[] {
    const windows = windowsOf(record, this.#budget);
    return this.#study.pieces.flatMap((piece) => {
      let worth = this.#worth.get(piece);
      if (worth === undefined) {
        worth = worthOf(piece);
        this.#worth.set(piece, worth);
      }
      const runs = seenRuns(piece.evidence, piece.dfa.dropsNul, record, windows);
      return traceExpression(piece, worth, record, runs) ?? [];
    });
  }

  /** The shortest match of `piece` in what it has seen when packet `last` ended. */
  #match(piece: Piece, trace: Trace | undefined, record: FlowRecord, last: number): Range[] {
    const windows = windowsOf(record, this.#budget);
    const runs = seenRuns(piece.evidence, piece.dfa.dropsNul, record, windows);
    const run =
      piece.evidence.view === 'packet' ? runs.find(([range]) => range?.packet === last) : trace?.run;
    const seen = bytesOf(
      record,
      (run ?? []).filter(({ packet }) => packet <= last),
      piece.dfa.dropsNul,
    );
    // What decided is a match that ended in the deciding packet.
    const found = shortestMatchIn(piece.syntax, seen.data, seen.packets.indexOf(last));
    if (found === null) return [];
    const ranges: Range[] = [];
    for (let at = found.start; at < found.end; at += 1) {
      const packet = seen.packets[at]!;
      const offset = seen.offsets[at]!;
      const before = ranges.at(-1);
      // Dropped NUL bytes inside a match belong to its range.
      if (before?.packet === packet) ranges[ranges.length - 1] = { ...before, to: offset + 1 };
      else ranges.push({ packet, from: offset, to: offset + 1 });
    }
    return ranges;
  }

  /** Protocols other than the winner that name the flow when they are the whole library. */
  #runnersUp(traces: readonly Trace[], winner: Protocol | undefined, record: FlowRecord): RunnerUp[] {
    const matched = new Set(traces.filter((trace) => trace.matched >= 0).map(({ piece }) => piece.protocol));
    const found: RunnerUp[] = [];
    for (const protocol of matched) {
      if (protocol === winner) continue;
      let probe = this.#alone.get(protocol);
      if (probe === undefined) {
        probe = new RecordProbe(compileProgram([protocol], this.#study.limits).program, this.#budget);
        this.#alone.set(protocol, probe);
      }
      const verdict = probe.verdict(record);
      if (verdict.name === protocol.name) found.push({ protocol, packet: verdict.packet });
    }
    return found.toSorted((a, b) => a.packet - b.packet);
  }

  #misses(traces: readonly Trace[], record: FlowRecord): Miss[] {
    return traces
      .filter(({ bits }) => bits >= LEAST_BITS)
      .toSorted((a, b) => b.bits - a.bits || b.survived - a.survived)
      .slice(0, MOST_MISSES)
      .map((trace) => ({ trace, failed: failedCondition(trace, record) }));
  }
}

/** The record holds no packet beyond the budget: what was given up there is still open in it. */
function noNameOf({ l7 }: FlowReport, verdict: RecordVerdict): NoName {
  if (l7 !== 'unknown') return 'ended';
  return verdict.name === 'unknown' ? 'nothing-left' : 'budget';
}

/** The first condition of the evidence that does not hold in the packet in which it matched. */
function failedCondition({ piece, matched }: Trace, record: FlowRecord): Condition | null {
  if (matched < 0) return null;
  const packet = record.packets[matched]!;
  return piece.evidence.conditions.find((condition) => !holdsIn(condition, packet)) ?? null;
}

function holdsIn(condition: Condition, packet: RecordedPacket): boolean {
  const { payload, payloadLength, sourcePort, destinationPort, direction } = packet;
  const fromClient = direction === FROM_CLIENT ? 1 : 0;
  const run = compileConditions([condition]);
  return (
    conditionsHold(
      run,
      0,
      payload,
      0,
      payload.length,
      payloadLength,
      sourcePort,
      destinationPort,
      fromClient,
    ) === 1
  );
}

/** The bytes of some ranges in a row, and where each of them stands. */
function bytesOf(
  record: FlowRecord,
  ranges: readonly Range[],
  dropsNul: boolean,
): {
  readonly data: Uint8Array;
  readonly packets: readonly number[];
  readonly offsets: readonly number[];
} {
  const [data, packets, offsets]: [number[], number[], number[]] = [[], [], []];
  for (const { packet, from, to } of ranges) {
    const { payload } = record.packets[packet]!;
    for (let offset = from; offset < to; offset += 1) {
      const byte = payload[offset]!;
      if (byte === 0 && dropsNul) continue;
      data.push(byte);
      packets.push(packet);
      offsets.push(offset);
    }
  }
  return { data: Uint8Array.from(data), packets, offsets };
}
