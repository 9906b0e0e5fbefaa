/**
 * What is found out about flows whose packets are looked into: the protocol, the application, the children
 * they announce. Behind it stand the classifier, the finder of names and the finder of children; in front
 * of it, whoever tells flows apart and gives each a slot and a running number.
 *
 * Flows and inspection know nothing of each other but slots and numbers, so they may run one after the
 * other or side by side (`Inspector` is what the two have to say to each other).
 */
import type { AlpnTable } from '../applications/alpn-table.ts';
import type { HostAutomaton } from '../applications/host-automaton.ts';
import type { Budget } from '../classify/budget.ts';
import { Classifier } from '../classify/classifier.ts';
import { UNSET } from '../classify/connection-state.ts';
import type { FlowReport, OpenFlowReport } from '../classify/flow-report.ts';
import type { Program } from '../classify/program.ts';
import type { Aead } from '../crypto/aead.ts';
import { ANNOUNCES_NOTHING, ANNOUNCING, ChildFinder } from '../extract/child-finder.ts';
import { NameFinder } from '../extract/name-finder.ts';
import { TELLING, TELLS_NOTHING } from '../extract/tells.ts';
import { grown } from '../grown.ts';
import { IPPROTO_TCP, type PacketView } from '../wire/packet-view.ts';
import { describe, type FindingsColumns, type FoundTexts, findingsColumns } from './findings.ts';

/** What is needed to name applications. */
export interface ApplicationNames {
  readonly hosts: HostAutomaton;
  readonly alpn?: AlpnTable;
  /** Names, by index in the automaton. */
  readonly names: readonly string[];
  /** To open QUIC's first packets. */
  readonly aead: Aead;
  /** Whether TLS clients are fingerprinted (JA4). */
  readonly fingerprints?: boolean;
}

export interface InspectionOptions {
  readonly budget: Budget;
  /** Absent: no second names. */
  readonly applications?: ApplicationNames;
  /** Whether connections that others announce (FTP data, SIP media) carry their master's name. */
  readonly children: boolean;
}

/** Whoever looks into the packets of flows. */
export interface Inspector {
  /** Slots below `size` may come. */
  reserve(size: number): void;
  /** A new flow has been given `slot`; `serial` tells it from others that had the slot before. */
  begin(slot: number, serial: number, view: PacketView, bytes: Uint8Array, seconds: number): void;
  /** Takes one packet of the flow, the first one included. `view` and `bytes` are as they are only during the call. */
  packet(slot: number, direction: number, view: PacketView, bytes: Uint8Array, seconds: number): void;
  /** Adds what has been found out about the flow in `slot` to its report. */
  describe(slot: number, report: OpenFlowReport): void;
  /** The flow is no more. Its report is described and then told, now or later, in the order of these calls. */
  end(slot: number, report?: OpenFlowReport, tell?: (report: FlowReport) => void): void;
}

export class Inspection implements Inspector {
  readonly classifier: Classifier;
  /** By slot: 1 while packets of the flow are still looked at. */
  open = new Uint8Array(0);
  /** Names of verdicts and of applications. */
  readonly names: Pick<FindingsColumns, 'protocols' | 'applications'>;
  readonly #finder: NameFinder | undefined;
  /** By verdict: what the first bytes of the protocol tell (TELLS_*). */
  readonly #tells: Uint8Array;
  /** By slot: the host and the fingerprint, where there are any. */
  readonly #texts = new Map<number, FoundTexts>();
  readonly #children: ChildFinder | undefined;
  /** By verdict: what connections of the protocol announce (ANNOUNCES_*). */
  readonly #announces: Uint8Array;
  /** By slot: 1 for a child. */
  #isChild = new Uint8Array(0);
  /** Where the report of a flow is written before it is told. */
  readonly #row: FindingsColumns;

  /**
   * @throws Layer7Error `BUDGET_OUT_OF_RANGE`.
   */
  constructor(program: Program, { budget, applications, children }: InspectionOptions) {
    this.classifier = new Classifier(program, budget);
    this.names = {
      protocols: ['unset', 'unknown', ...program.protocols],
      applications: applications?.names ?? [],
    };
    this.#row = findingsColumns(1, this.names);
    this.#tells = Uint8Array.from([TELLS_NOTHING, TELLS_NOTHING, ...program.protocols.map(tellsOf)]);
    if (applications !== undefined) {
      const { hosts, alpn, aead, fingerprints } = applications;
      this.#finder = new NameFinder({
        hosts,
        ...(alpn === undefined ? {} : { alpn }),
        aead,
        onHost: (slot, host, outer) => this.#tell(slot, outer ? { host, ech: true } : { host }),
        ...(fingerprints === true ? { onFingerprint: (slot, ja4) => this.#tell(slot, { ja4 }) } : {}),
      });
    }
    this.#announces = Uint8Array.from([
      ANNOUNCES_NOTHING,
      ANNOUNCES_NOTHING,
      ...program.protocols.map(announcesOf),
    ]);
    if (children) this.#children = new ChildFinder();
  }

  reserve(size: number): void {
    if (size <= this.open.length) return;
    this.open = grown(this.open, size);
    this.#isChild = grown(this.#isChild, size);
    this.classifier.reserve(size);
    this.#finder?.reserve(size);
    this.#children?.reserve(size);
  }

  begin(slot: number, serial: number, view: PacketView, bytes: Uint8Array, seconds: number): void {
    this.open[slot] = 1;
    this.#isChild[slot] = 0;
    this.classifier.begin(slot, view.protocol);
    this.#finder?.begin(slot);
    this.#children?.begin(slot, serial);
    const master = this.#children?.master(view, bytes, seconds) ?? -1;
    if (master < 0) return;
    this.#isChild[slot] = 1;
    this.open[slot] = 0;
    this.classifier.assign(slot, this.classifier.state.verdict[master]);
  }

  packet(slot: number, direction: number, view: PacketView, bytes: Uint8Array, seconds: number): void {
    if (this.open[slot] !== 0) this.#look(slot, direction, view, bytes, seconds);
  }

  /** The packet belongs to a flow that is still looked at: for its name, its host, its children. */
  #look(slot: number, direction: number, view: PacketView, bytes: Uint8Array, seconds: number): void {
    const verdict = this.classifier.packet(slot, direction, view, bytes);
    const finder = this.#finder;
    if (verdict === UNSET) {
      if (view.protocol === IPPROTO_TCP) finder?.early(slot, direction, view, bytes);
      else this.#tellWhileWaiting(slot, direction, view, bytes);
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
    this.open[slot] = open;
  }

  /** A flow that may still turn into something else tells its name already. */
  #tellWhileWaiting(slot: number, direction: number, view: PacketView, bytes: Uint8Array): void {
    const tells = this.#tells[this.classifier.settled(slot)];
    if (tells !== TELLS_NOTHING) this.#finder?.packet(slot, tells, direction, view, bytes);
  }

  #tell(slot: number, texts: FoundTexts): void {
    const known = this.#texts.get(slot);
    if (known === undefined) this.#texts.set(slot, texts);
    else Object.assign(known, texts);
  }

  end(slot: number, report?: OpenFlowReport, tell?: (report: FlowReport) => void): void {
    if (report !== undefined) {
      this.describe(slot, report);
      tell?.(report);
    }
    this.open[slot] = 0;
    this.#finder?.forget(slot);
    this.#children?.end(slot);
    this.#texts.delete(slot);
  }

  describe(slot: number, report: OpenFlowReport): void {
    this.record(slot, this.#row, 0);
    describe(this.#row, 0, report);
  }

  /** Writes what has been found out about the flow in `slot` into a row. */
  record(slot: number, columns: FindingsColumns, row: number): void {
    const { classifier } = this;
    const { state } = classifier;
    columns.verdict[row] = classifier.settled(slot);
    columns.application[row] = this.#finder?.application[slot] ?? 0;
    // Evidence that waited stands in an earlier packet; the count ends with the one that decided. A flow that
    // ended while it waited was never decided.
    const isDecided = state.verdict[slot] !== UNSET && state.decidedPacket[slot] !== 0;
    columns.packet[row] = isDecided ? state.packets[slot] : 0;
    columns.bytes[row] = state.bytes[slot];
    columns.child[row] = this.#isChild[slot];
    const texts = this.#texts.size === 0 ? undefined : this.#texts.get(slot);
    if (texts !== undefined) columns.texts.set(row, texts);
    else if (columns.texts.size > 0) columns.texts.delete(row);
  }
}

function tellsOf(protocol: string): number {
  return TELLING[protocol] ?? TELLS_NOTHING;
}

function announcesOf(protocol: string): number {
  return ANNOUNCING[protocol] ?? ANNOUNCES_NOTHING;
}
