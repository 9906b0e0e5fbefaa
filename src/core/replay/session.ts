/**
 * Replay: packets of a capture, from the reader to the reports of their flows. This is the whole way of a
 * packet without any I/O: reader → decode → flow table → classifier; whoever reads the file hands windows
 * of it to the reader and calls `drain` after each.
 *
 * A 5-tuple is one flow for the whole capture. Packets are counted as conntrack counts them, both
 * directions, empty ones included. The table of flows has a hard capacity; a flow that it pushes out is
 * reported at that moment, the others at the end in the order in which they began.
 */

import { type CaptureReader, RECORD } from '../capture/reader.ts';
import type { FlowReport, OpenFlowReport } from '../classify/flow-report.ts';
import type { Program } from '../classify/program.ts';
import { FlowTable } from '../flow/flow-table.ts';
import { decode, decodeIp } from '../wire/decode.ts';
import { createReasonCounts, DECODED, FRAGMENT, namedReasonCounts } from '../wire/layers.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../wire/packet-view.ts';
import { COMPLETE, Reassembler } from '../wire/reassembly.ts';
import { Inspection, type InspectionOptions, type Inspector } from './inspection.ts';

/** Somebody who wants to see the packets themselves (`workbench/flow-record.ts`). */
export interface PacketObserver {
  /**
   * One TCP or UDP packet of the flow in `slot`, before it is classified. `view` and `bytes` are as they
   * are only during the call. `seconds` is the time of the packet, where there is one.
   */
  packet(
    slot: number,
    isNew: boolean,
    direction: number,
    view: PacketView,
    bytes: Uint8Array,
    seconds?: number,
  ): void;
  /** The flow in `slot` is pushed out of the table; it can still be reported. */
  removed(slot: number): void;
}

export interface FlowOptions {
  /** Most flows known at one time. */
  readonly maxFlows: number;
  /** 32 random bits for the flow table's hash. */
  readonly seed: number;
  /** Whether datagrams are put together from their fragments, as connection tracking does. */
  readonly reassemble: boolean;
  /** Takes the flows that are pushed out of a full table. */
  readonly onEvicted?: (report: FlowReport) => void;
  readonly observer?: PacketObserver;
}

export interface SessionOptions extends FlowOptions, InspectionOptions {}

/** A capture of 150,000 flows needs 30 MB; a million, 200 MB. */
export const DEFAULT_MAX_FLOWS = 1 << 20;

/**
 * A session that looks into the packets itself.
 * @throws Layer7Error `BUDGET_OUT_OF_RANGE`.
 */
export function replaySession(program: Program, options: SessionOptions): ReplaySession {
  return new ReplaySession(new Inspection(program, options), options);
}

export class ReplaySession {
  readonly flows: FlowTable;
  /** Records by what decoding said of them; index 0 are those with a transport packet. */
  readonly reasons: Float64Array = createReasonCounts();
  /** Transport packets that are neither TCP nor UDP. */
  otherTransport = 0;
  /** Packets of interfaces that the capture does not describe. */
  #nowhere = 0;
  readonly #view = new PacketView();
  readonly #inspector: Inspector;
  /** Slots that the inspector has room for. */
  #reserved = 0;
  readonly #reassembler: Reassembler | undefined;
  readonly #observer: PacketObserver | undefined;

  /** `inspector` looks into the packets; it must be new. */
  constructor(inspector: Inspector, { maxFlows, seed, reassemble, onEvicted, observer }: FlowOptions) {
    this.#inspector = inspector;
    this.#observer = observer;
    this.flows = new FlowTable({
      capacity: maxFlows,
      seed,
      onRemoval: (slot) => {
        observer?.removed(slot);
        if (onEvicted === undefined) inspector.end(slot);
        else inspector.end(slot, this.#ends(slot), onEvicted);
      },
    });
    if (reassemble) this.#reassembler = new Reassembler();
  }

  /** Takes every record that the reader's window holds; returns why it stopped: NEED_MORE or ENDED. */
  drain(reader: CaptureReader): number {
    const view = this.#view;
    const { reasons } = this;
    for (;;) {
      const status = reader.next();
      if (status !== RECORD) {
        this.#nowhere = reader.skipped;
        return status;
      }
      const bytes = reader.bytes;
      const { offset } = reader;
      const reason = decode(view, bytes, offset, offset + reader.capturedLength, reader.linkType);
      reasons[reason]++;
      if (reason === DECODED) this.#packet(bytes, reader.seconds);
      else if (reason === FRAGMENT) this.#fragment(bytes, reader.seconds);
    }
  }

  /** The fragment at hand may complete a datagram, which then is a packet like any other. */
  #fragment(bytes: Uint8Array, seconds: number): void {
    const reassembler = this.#reassembler;
    if (reassembler?.add(this.#view, bytes, seconds) !== COMPLETE) return;
    const reason = decodeIp(this.#view, reassembler.bytes, reassembler.start, reassembler.end);
    if (reason === DECODED) this.#packet(reassembler.bytes, seconds);
  }

  /** The packet at hand: finds its flow and looks at it as long as there is something to find. */
  #packet(bytes: Uint8Array, seconds: number): void {
    const view = this.#view;
    const { flows } = this;
    if (view.protocol !== IPPROTO_TCP && view.protocol !== IPPROTO_UDP) {
      this.otherTransport++;
      return;
    }
    const slot = flows.lookup(view, bytes, seconds);
    if (this.#observer !== undefined) {
      this.#observer.packet(slot, flows.created, flows.direction, view, bytes, seconds);
    }
    const inspector = this.#inspector;
    if (flows.created) {
      if (slot >= this.#reserved) this.#reserve();
      inspector.begin(slot, flows.serial(slot), view, bytes, seconds);
    }
    inspector.packet(slot, flows.direction, view, bytes, seconds);
  }

  #reserve(): void {
    this.#reserved = this.flows.size;
    this.#inspector.reserve(this.#reserved);
  }

  /** What the packets' headers say of the flow in `slot`. */
  #ends(slot: number): OpenFlowReport {
    const { flows } = this;
    const ends = flows.endpoints(slot);
    return {
      proto: flows.protocol(slot) === IPPROTO_TCP ? 'tcp' : 'udp',
      src: ends.source,
      sport: ends.sourcePort,
      dst: ends.destination,
      dport: ends.destinationPort,
      packets: flows.packets(slot),
      bytes: flows.bytes(slot),
      l7: 'unset',
    };
  }

  /** What is known of the flow in `slot`. */
  report(slot: number): FlowReport {
    const report = this.#ends(slot);
    this.#inspector.describe(slot, report);
    return report;
  }

  /** All flows that are still in the table, in the order in which they began. */
  *reports(): Generator<FlowReport> {
    for (const slot of this.flows.slots()) yield this.report(slot);
  }

  /** Named counts, those that are 0 left out. */
  counters(): Record<string, number> {
    const { begun, evicted } = this.flows;
    const counters = { ...namedReasonCounts(this.reasons), flows: begun };
    if (this.otherTransport > 0) Object.assign(counters, { 'other-transport': this.otherTransport });
    if (this.#nowhere > 0) Object.assign(counters, { 'unknown-interface': this.#nowhere });
    const reassembled = this.#reassembler?.counts.reassembled ?? 0;
    if (reassembled > 0) Object.assign(counters, { reassembled });
    if (evicted > 0) Object.assign(counters, { evicted });
    return counters;
  }
}
