/**
 * Replay: packets of a capture, from the reader to the reports of their flows. This is the whole way of a
 * packet without any I/O: reader → decode → flow table → classifier; whoever reads the file hands windows
 * of it to the reader and calls `drain` after each.
 *
 * A 5-tuple is one flow for the whole capture. Packets are counted as conntrack counts them, both
 * directions, empty ones included. The table of flows has a hard capacity; a flow that it pushes out is
 * reported at that moment, the others at the end in the order in which they began.
 */

import type { AlpnTable } from '../applications/alpn-table.ts';
import type { HostAutomaton } from '../applications/host-automaton.ts';
import { type CaptureReader, RECORD } from '../capture/reader.ts';
import type { Budget } from '../classify/budget.ts';
import { Classifier } from '../classify/classifier.ts';
import { UNSET } from '../classify/connection-state.ts';
import type { FlowReport } from '../classify/flow-report.ts';
import type { Program } from '../classify/program.ts';
import { ANNOUNCES_NOTHING, ANNOUNCING, ChildFinder } from '../extract/child-finder.ts';
import type { Crypto } from '../extract/crypto.ts';
import { NameFinder } from '../extract/name-finder.ts';
import { TELLING, TELLS_NOTHING } from '../extract/tells.ts';
import { FlowTable } from '../flow/flow-table.ts';
import { decode, decodeIp } from '../wire/decode.ts';
import { createReasonCounts, DECODED, FRAGMENT, namedReasonCounts } from '../wire/layers.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../wire/packet-view.ts';
import { COMPLETE, Reassembler } from '../wire/reassembly.ts';

/** What is needed to name applications. */
export interface ApplicationNames {
  readonly hosts: HostAutomaton;
  readonly alpn?: AlpnTable;
  /** Names, by index in the automaton. */
  readonly names: readonly string[];
  /** To open QUIC's first packets. */
  readonly crypto: Crypto;
  /** Whether TLS clients are fingerprinted (JA4). */
  readonly fingerprints?: boolean;
}

/** Somebody who wants to see the packets themselves (`workbench/flow-record.ts`). */
export interface PacketObserver {
  /**
   * One TCP or UDP packet of the flow in `slot`, before it is classified. `view` and `bytes` are as they
   * are only during the call.
   */
  packet(slot: number, isNew: boolean, direction: number, view: PacketView, bytes: Uint8Array): void;
  /** The flow in `slot` is pushed out of the table; it can still be reported. */
  removed(slot: number): void;
}

export interface SessionOptions {
  readonly budget: Budget;
  /** Most flows known at one time. */
  readonly maxFlows: number;
  /** 32 random bits for the flow table's hash. */
  readonly seed: number;
  /** Absent: no second names. */
  readonly applications?: ApplicationNames;
  /** Whether connections that others announce (FTP data, SIP media) carry their master's name. */
  readonly children: boolean;
  /** Whether datagrams are put together from their fragments, as connection tracking does. */
  readonly reassemble: boolean;
  /** Takes the flows that are pushed out of a full table. */
  readonly onEvicted?: (report: FlowReport) => void;
  readonly observer?: PacketObserver;
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
  /** By slot: 1 while packets of the flow are still looked at. */
  #open = new Uint8Array(0);
  readonly #applications: readonly string[];
  readonly #finder: NameFinder | undefined;
  /** By verdict: what the first bytes of the protocol tell (TELLS_*). */
  readonly #tells: Uint8Array;
  readonly #hosts = new Map<number, Pick<FlowReport, 'host' | 'ech'>>();
  readonly #fingerprints = new Map<number, string>();
  readonly #reassembler: Reassembler | undefined;
  readonly #children: ChildFinder | undefined;
  /** By verdict: what connections of the protocol announce (ANNOUNCES_*). */
  readonly #announces: Uint8Array;
  /** By slot: 1 for a child. */
  #isChild = new Uint8Array(0);
  readonly #observer: PacketObserver | undefined;

  /**
   * @throws Layer7Error `BUDGET_OUT_OF_RANGE`.
   */
  constructor(program: Program, options: SessionOptions) {
    const { applications } = options;
    this.classifier = new Classifier(program, options.budget);
    this.#observer = options.observer;
    this.#applications = applications?.names ?? [];
    this.#tells = Uint8Array.from([TELLS_NOTHING, TELLS_NOTHING, ...program.protocols.map(tellsOf)]);
    if (applications !== undefined) {
      const { hosts, alpn, crypto, fingerprints } = applications;
      this.#finder = new NameFinder({
        hosts,
        ...(alpn === undefined ? {} : { alpn }),
        crypto,
        onHost: (slot, host, outer) => this.#hosts.set(slot, outer ? { host, ech: true } : { host }),
        ...(fingerprints === true ? { onFingerprint: (slot, ja4) => this.#fingerprints.set(slot, ja4) } : {}),
      });
    }
    this.#announces = Uint8Array.from([
      ANNOUNCES_NOTHING,
      ANNOUNCES_NOTHING,
      ...program.protocols.map(announcesOf),
    ]);
    this.flows = new FlowTable({
      capacity: options.maxFlows,
      seed: options.seed,
      onRemoval: (slot) => {
        options.onEvicted?.(this.report(slot));
        options.observer?.removed(slot);
        this.#finder?.forget(slot);
        this.#hosts.delete(slot);
        this.#fingerprints.delete(slot);
      },
    });
    if (options.reassemble) this.#reassembler = new Reassembler();
    if (options.children) this.#children = new ChildFinder(this.flows);
  }

  /** Takes every record that the reader's window holds; returns why it stopped: NEED_MORE or ENDED. */
  drain(reader: CaptureReader): number {
    const view = this.#view;
    const { reasons } = this;
    for (;;) {
      const status = reader.next();
      if (status !== RECORD) return status;
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
      this.#observer.packet(slot, flows.created, flows.direction, view, bytes);
    }
    if (flows.created) this.#begin(slot, bytes, seconds);
    if (this.#open[slot] !== 0) this.#look(slot, bytes, seconds);
  }

  #begin(slot: number, bytes: Uint8Array, seconds: number): void {
    if (slot >= this.#open.length) this.#grow(this.flows.size);
    this.#open[slot] = 1;
    this.#isChild[slot] = 0;
    this.classifier.begin(slot, this.#view.protocol);
    this.#finder?.begin(slot);
    const master = this.#children?.master(this.#view, bytes, seconds) ?? -1;
    if (master < 0) return;
    this.#isChild[slot] = 1;
    this.#open[slot] = 0;
    this.classifier.assign(slot, this.classifier.state.verdict[master]);
  }

  #grow(size: number): void {
    const open = new Uint8Array(size);
    open.set(this.#open);
    this.#open = open;
    const isChild = new Uint8Array(size);
    isChild.set(this.#isChild);
    this.#isChild = isChild;
    this.classifier.reserve(size);
    this.#finder?.reserve(size);
  }

  /** The packet at hand belongs to a flow that is still looked at: for its name, its host, its children. */
  #look(slot: number, bytes: Uint8Array, seconds: number): void {
    const view = this.#view;
    const { direction } = this.flows;
    const verdict = this.classifier.packet(slot, direction, view, bytes);
    const finder = this.#finder;
    if (verdict === UNSET) {
      if (view.protocol === IPPROTO_TCP) finder?.early(slot, direction, view, bytes);
      else this.#tellWhileWaiting(slot, bytes);
      return;
    }
    let open = 0;
    const tells = this.#tells[verdict];
    if (tells !== TELLS_NOTHING) open = finder?.packet(slot, tells, direction, view, bytes) ?? 0;
    else finder?.forget(slot);
    const announces = this.#announces[verdict];
    if (announces !== ANNOUNCES_NOTHING && this.#children !== undefined) {
      this.#children.observe(announces, slot, view, bytes, seconds);
      open = 1;
    }
    this.#open[slot] = open;
  }

  /** A flow that may still turn into something else tells its name already. */
  #tellWhileWaiting(slot: number, bytes: Uint8Array): void {
    const tells = this.#tells[this.classifier.settled(slot)];
    if (tells !== TELLS_NOTHING) this.#finder?.packet(slot, tells, this.flows.direction, this.#view, bytes);
  }

  /** What is known of the flow in `slot`. */
  report(slot: number): FlowReport {
    const { flows, classifier } = this;
    const { state } = classifier;
    const ends = flows.endpoints(slot);
    const report: { -readonly [K in keyof FlowReport]: FlowReport[K] } = {
      proto: flows.protocol(slot) === IPPROTO_TCP ? 'tcp' : 'udp',
      src: ends.source,
      sport: ends.sourcePort,
      dst: ends.destination,
      dport: ends.destinationPort,
      packets: flows.packets(slot),
      bytes: flows.bytes(slot),
      l7: classifier.nameOf(classifier.settled(slot)),
    };
    const application = this.#finder?.application[slot] ?? 0;
    if (application !== 0) report.app = this.#applications[application - 1];
    const host = this.#hosts.size === 0 ? undefined : this.#hosts.get(slot);
    if (host !== undefined) Object.assign(report, host);
    const ja4 = this.#fingerprints.size === 0 ? undefined : this.#fingerprints.get(slot);
    if (ja4 !== undefined) report.ja4 = ja4;
    if (this.#isChild[slot] !== 0) report.child = true;
    // Evidence that waited stands in an earlier packet; the count ends with the one that decided.
    if (state.decidedPacket[slot] !== 0) {
      report.decided = { packet: state.packets[slot], bytes: state.bytes[slot] };
    }
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
    const reassembled = this.#reassembler?.counts.reassembled ?? 0;
    if (reassembled > 0) Object.assign(counters, { reassembled });
    if (evicted > 0) Object.assign(counters, { evicted });
    return counters;
  }
}

function tellsOf(protocol: string): number {
  return TELLING[protocol] ?? TELLS_NOTHING;
}

function announcesOf(protocol: string): number {
  return ANNOUNCING[protocol] ?? ANNOUNCES_NOTHING;
}
