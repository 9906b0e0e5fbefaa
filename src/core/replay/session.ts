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
import type { Budget } from '../classify/budget.ts';
import { Classifier } from '../classify/classifier.ts';
import { UNSET } from '../classify/connection-state.ts';
import type { FlowReport } from '../classify/flow-report.ts';
import type { Program } from '../classify/program.ts';
import { FlowTable } from '../flow/flow-table.ts';
import { decode } from '../wire/decode.ts';
import { createReasonCounts, DECODED, namedReasonCounts } from '../wire/layers.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../wire/packet-view.ts';

export interface SessionOptions {
  readonly budget: Budget;
  /** Most flows known at one time. */
  readonly maxFlows: number;
  /** 32 random bits for the flow table's hash. */
  readonly seed: number;
  /** Takes the flows that are pushed out of a full table. */
  readonly onEvicted?: (report: FlowReport) => void;
}

/** A capture of 150,000 flows needs 30 MB; a million, 200 MB. */
export const DEFAULT_MAX_FLOWS = 1 << 20;

export class ReplaySession {
  readonly classifier: Classifier;
  readonly flows: FlowTable;
  /** Records by what decoding said of them; index 0 are those with a transport packet. */
  readonly reasons: Float64Array = createReasonCounts();
  /** Transport packets that are neither TCP nor UDP. */
  otherTransport = 0;
  readonly #view = new PacketView();

  /**
   * @throws Layer7Error `BUDGET_OUT_OF_RANGE`.
   */
  constructor(program: Program, options: SessionOptions) {
    this.classifier = new Classifier(program, options.budget);
    const { onEvicted } = options;
    this.flows = new FlowTable({
      capacity: options.maxFlows,
      seed: options.seed,
      ...(onEvicted === undefined ? {} : { onRemoval: (slot: number) => onEvicted(this.report(slot)) }),
    });
  }

  /** Takes every record that the reader's window holds; returns why it stopped: NEED_MORE or ENDED. */
  drain(reader: CaptureReader): number {
    const view = this.#view;
    const { reasons, flows, classifier } = this;
    const { verdict } = classifier.state;
    let verdicts = verdict;
    for (;;) {
      const status = reader.next();
      if (status !== RECORD) return status;
      const bytes = reader.bytes;
      const { offset } = reader;
      const reason = decode(view, bytes, offset, offset + reader.capturedLength, reader.linkType);
      reasons[reason]++;
      if (reason !== DECODED) continue;
      if (view.protocol !== IPPROTO_TCP && view.protocol !== IPPROTO_UDP) {
        this.otherTransport++;
        continue;
      }
      const slot = flows.lookup(view, bytes, reader.seconds);
      if (flows.created) {
        classifier.reserve(flows.size);
        verdicts = classifier.state.verdict;
        classifier.begin(slot, view.protocol);
      }
      if (verdicts[slot] === UNSET) classifier.packet(slot, flows.direction, view, bytes);
    }
  }

  /** What is known of the flow in `slot`. */
  report(slot: number): FlowReport {
    const { flows, classifier } = this;
    const { state } = classifier;
    const ends = flows.endpoints(slot);
    const verdict = state.verdict[slot];
    return {
      proto: flows.protocol(slot) === IPPROTO_TCP ? 'tcp' : 'udp',
      src: ends.source,
      sport: ends.sourcePort,
      dst: ends.destination,
      dport: ends.destinationPort,
      packets: flows.packets(slot),
      bytes: flows.bytes(slot),
      l7: classifier.nameOf(verdict),
      ...(state.decidedPacket[slot] === 0
        ? {}
        : { decided: { packet: state.decidedPacket[slot], bytes: state.bytes[slot] } }),
    };
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
    if (evicted > 0) Object.assign(counters, { evicted });
    return counters;
  }
}
