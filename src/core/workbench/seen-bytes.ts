/**
 * Which bytes of a recorded flow a piece of evidence sees, packet by packet: the classifier's rules about
 * views, repeats and budget (`classify/classifier.ts`), written down as ranges so that an explanation can
 * point at them. A test holds the two against each other.
 */
import { type Budget, DEFAULT_BUDGET } from '../classify/budget.ts';
import { FROM_CLIENT, FROM_SERVER } from '../classify/connection-state.ts';
import type { Evidence } from '../patterns/model.ts';
import { IPPROTO_TCP, TCP_SYN } from '../wire/packet-view.ts';
import type { FlowRecord } from './flow-record.ts';

/** A range of one packet's payload. */
export interface Range {
  /** Index of the packet in the record. */
  readonly packet: number;
  readonly from: number;
  readonly to: number;
}

/** What of each packet there is to see, by the rule that applies. */
interface Windows {
  /** For the dialects that drop NUL: everything, in order of arrival. */
  readonly kept: readonly Range[];
  /** For the others on streams: each byte of a side once. */
  readonly fresh: readonly Range[];
  /** For each packet by itself. */
  readonly whole: readonly Range[];
}

/** As in the classifier: how far behind a segment may be to count as a repeat. */
const REPEAT_WINDOW = 1 << 20;

/** Works out where new bytes begin in each TCP segment of one side. */
class Side {
  bytes = 0;
  #expected: number | undefined;

  freshStart(sequence: number, flags: number, wireLength: number, length: number): number {
    const first = (flags & TCP_SYN) !== 0 ? (sequence + 1) >>> 0 : sequence;
    const next = (first + wireLength) >>> 0;
    const behind = this.#expected === undefined ? 0 : (this.#expected - first) | 0;
    if (behind > 0 && behind < REPEAT_WINDOW) {
      if (((next - this.#expected!) | 0) > 0) this.#expected = next;
      return Math.min(length, behind);
    }
    this.#expected = next;
    return 0;
  }
}

/** The windows of a record, packets beyond the budget left out. */
export function windowsOf(record: FlowRecord, budget: Budget = DEFAULT_BUDGET): Windows {
  const limit = budget.bytes - 1;
  const sides = [new Side(), new Side()];
  const [kept, fresh, whole]: [Range[], Range[], Range[]] = [[], [], []];
  let keptBytes = 0;
  record.packets.slice(0, budget.packets).forEach((packet, index) => {
    const { payload, direction } = packet;
    const side = sides[direction]!;
    const start =
      record.protocol === IPPROTO_TCP
        ? side.freshStart(packet.sequence, packet.tcpFlags, packet.payloadLength, payload.length)
        : 0;
    if (payload.length === 0) return;
    const add = (ranges: Range[], from: number, to: number): void => {
      if (from < to) ranges.push({ packet: index, from, to });
    };
    const keptEnd = Math.min(payload.length, limit - keptBytes);
    const freshEnd = Math.min(payload.length, start + limit - side.bytes);
    add(kept, 0, keptEnd);
    add(fresh, start, freshEnd);
    add(whole, 0, Math.min(payload.length, limit));
    for (let at = 0; at < keptEnd; at += 1) if (payload[at] !== 0) keptBytes += 1;
    side.bytes += Math.max(0, freshEnd - start);
  });
  return { kept, fresh, whole };
}

/** Whether evidence looks at packets of this flow and direction at all. */
export function looksAt({ transport, view }: Evidence, protocol: number, direction: number): boolean {
  if (transport !== 'either' && (transport === 'tcp') !== (protocol === IPPROTO_TCP)) return false;
  return view === 'both' || view === 'packet' || (view === 'client') === (direction === FROM_CLIENT);
}

/**
 * What evidence sees: runs of ranges, each run a stream of its own (one run, but for evidence that looks at
 * each packet by itself). `dropsNul` is that of the evidence's dialect.
 */
export function seenRuns(
  evidence: Evidence,
  dropsNul: boolean,
  record: FlowRecord,
  windows: Windows,
): readonly (readonly Range[])[] {
  const isMine = ({ packet }: Range): boolean =>
    looksAt(evidence, record.protocol, record.packets[packet]!.direction);
  if (evidence.view === 'packet') return windows.whole.filter(isMine).map((range) => [range]);
  return [(dropsNul ? windows.kept : windows.fresh).filter(isMine)];
}

/** `client` or `server`, for text. */
export function sideName(direction: number): 'client' | 'server' {
  return direction === FROM_SERVER ? 'server' : 'client';
}
