/** An explanation for programs: the flow as `classify` reports it, and with it everything that was found. */
import type { FlowReport } from '../classify/flow-report.ts';
import { formatCondition } from '../patterns/condition-text.ts';
import { bytesOf } from '../regex/byte-set.ts';
import { base64Text } from './bytes-text.ts';
import type { FlowExplanation, Miss } from './explain.ts';
import { type Range, sideName } from './seen-bytes.ts';
import type { Place } from './trace.ts';

interface MissJson {
  readonly pattern: string;
  readonly survivedBytes: number;
  readonly bits: number;
  /** Number of the packet in which the expression matched, or null. */
  readonly matchedPacket: number | null;
  readonly failedCondition: string | null;
  readonly missingSupport: readonly string[];
  readonly died: Place | null;
  /** Byte values that would have helped there. */
  readonly needed: readonly number[];
  readonly missingBytes: number;
}

export interface ExplanationJson extends FlowReport {
  readonly flow: number;
  readonly reason: {
    readonly pattern: string;
    readonly expression: string;
    readonly transport: string;
    readonly view: string;
    readonly strength: string;
    readonly conditions: readonly string[];
    readonly packet: number;
    readonly side: string;
    /** Packets are numbered from 1, bytes from 0; `to` is not included. */
    readonly match: readonly Range[];
  } | null;
  /** Why there is no name: `nothing-left`, `budget` or `ended`. */
  readonly noName: string | null;
  readonly runnersUp: readonly { readonly protocol: string; readonly packet: number }[];
  readonly misses: readonly MissJson[];
  /** First packets, without payload unless it was asked for. */
  readonly recorded: readonly {
    readonly side: string;
    readonly bytes: number;
    readonly payload?: string;
  }[];
}

function missJson({ trace, failed }: Miss): MissJson {
  const { piece, death, needs, matched } = trace;
  const { strength, support } = piece.evidence;
  return {
    pattern: piece.label,
    survivedBytes: trace.survived,
    bits: Math.round(trace.bits * 10) / 10,
    matchedPacket: matched < 0 ? null : matched + 1,
    failedCondition: failed === null ? null : formatCondition(failed),
    missingSupport: matched >= 0 && failed === null && strength === 'weak' ? support : [],
    died: death === null ? null : { packet: death.packet + 1, offset: death.offset },
    needed: needs === null ? [] : bytesOf(needs),
    missingBytes: trace.missing,
  };
}

export function explanationJson(
  { report, record, reason, noName, runnersUp, misses }: FlowExplanation,
  number: number,
  showsPayload = true,
): ExplanationJson {
  return {
    flow: number,
    ...report,
    reason:
      reason === null
        ? null
        : {
            pattern: reason.piece.label,
            expression: reason.piece.evidence.expression.text,
            transport: reason.piece.evidence.transport,
            view: reason.piece.evidence.view,
            strength: reason.piece.evidence.strength,
            conditions: reason.piece.evidence.conditions.map(formatCondition),
            packet: reason.packet + 1,
            side: sideName(record.packets[reason.packet]!.direction),
            match: reason.match.map(({ packet, from, to }) => ({ packet: packet + 1, from, to })),
          },
    noName,
    runnersUp: runnersUp.map(({ protocol, packet }) => ({ protocol: protocol.name, packet: packet + 1 })),
    misses: misses.map(missJson),
    recorded: record.packets.map(({ direction, payloadLength, payload }) => ({
      side: sideName(direction),
      bytes: payloadLength,
      ...(showsPayload ? { payload: base64Text(payload) } : {}),
    })),
  };
}
