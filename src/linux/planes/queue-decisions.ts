/**
 * Decisions on their way from worker to supervisor: fixed records in one block of memory, written when a
 * connection is decided, handed over with the next heartbeat, turned into reports only where somebody
 * reads them. When more are made between two heartbeats than fit, the rest are counted and not told.
 *
 * ```
 *  0 u8 IP version   1 u8 protocol   2 be16 client port   4 be16 server port   6 u16 packet
 *  8 client address, 16 bytes   24 server address, 16 bytes   (IPv4: the first 4 of them)
 * 40 u32 bytes   44 u32 mark   48 u16 evidence   50 u16 offset   52 u8 side   53 u8 hook   54 u16 passed packets
 * 56 u32 seconds since 1970   60 u32 generation of the program   64 u32 interface in   68 u32 out   72 u32 passed bytes
 * ```
 * Numbers after the ports are little-endian. The first 40 bytes but `packet` are laid out as in
 * `conntrack-account.ts`.
 */
import { FROM_CLIENT, NO_EVIDENCE } from '../../core/classify/connection-state.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import { formatAddress } from '../../core/wire/address.ts';
import { IPPROTO_TCP, type PacketView } from '../../core/wire/packet-view.ts';
import type { MarkNames } from '../netfilter/mark-field.ts';

export const DECISION_RECORD = 76;

/** A decision as read back. */
export interface Decision extends FlowReport {
  /** The field of the connection's mark, in place. */
  readonly mark: number;
  /** Number of the evidence in its program; absent for `unknown`. */
  readonly evidence?: number;
  /** Offset in the deciding packet's payload where the match was complete. */
  readonly offset: number;
  readonly side: 'client' | 'server';
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Which program decided: counts up with every reload. */
  readonly generation: number;
  /** What had gone on without a name: packets that were queued, and their payload. */
  readonly passed: { readonly packets: number; readonly bytes: number };
  readonly place: PacketPlace;
}

/** The decision on a connection that got its name in silence: no packet carried it to the kernel. */
export type LateName = Omit<Decision, 'time' | 'generation'>;

/** Where the deciding packet was seen. */
export interface PacketPlace {
  /** NF_INET_* */
  readonly hook: number;
  /** Interface indexes; 0 where there is none. */
  readonly input: number;
  readonly output: number;
}

/** What a decision says besides addresses and ports; filled by the worker, one object for all decisions. */
export interface DecisionFacts {
  packet: number;
  bytes: number;
  /** Packets and payload bytes before the one at hand. */
  passedPackets: number;
  passedBytes: number;
  /** The field of the connection's mark, in place. */
  mark: number;
  evidence: number;
  offset: number;
  /** The side that sent the deciding packet. */
  side: number;
  /** Direction of the packet at hand, from which the addresses are taken. */
  direction: number;
}

/** What decided, as it is read back. */
export function evidenceOf({
  evidence,
  offset,
  side,
}: Pick<DecisionFacts, 'evidence' | 'offset' | 'side'>): Pick<Decision, 'evidence' | 'offset' | 'side'> {
  return {
    ...(evidence === NO_EVIDENCE ? {} : { evidence }),
    offset,
    side: side === FROM_CLIENT ? 'client' : 'server',
  };
}

/** Where a packet is held: as `queue-packet.ts` reads it. */
export interface HeldPacket {
  readonly hook: number;
  readonly inputInterface: number;
  readonly outputInterface: number;
}

export class DecisionLog {
  /** Decisions that found the log full. */
  untold = 0;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity * DECISION_RECORD);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Notes a decision made on the packet in `view`. */
  add(
    view: PacketView,
    buffer: Uint8Array,
    facts: DecisionFacts,
    held: HeldPacket,
    seconds: number,
    generation: number,
  ): void {
    const at = this.#length;
    if (at === this.#bytes.length) {
      this.untold++;
      return;
    }
    this.#length = at + DECISION_RECORD;
    const fields = this.#view;
    writeEndpoints(view, buffer, facts.direction, this.#bytes, at);
    fields.setUint16(at + 6, facts.packet, true);
    fields.setUint32(at + 40, facts.bytes, true);
    fields.setUint32(at + 44, facts.mark, true);
    fields.setUint16(at + 48, facts.evidence, true);
    fields.setUint16(at + 50, facts.offset, true);
    fields.setUint8(at + 52, facts.side);
    fields.setUint8(at + 53, held.hook);
    fields.setUint16(at + 54, facts.passedPackets, true);
    fields.setUint32(at + 56, seconds, true);
    fields.setUint32(at + 60, generation, true);
    fields.setUint32(at + 64, held.inputInterface, true);
    fields.setUint32(at + 68, held.outputInterface, true);
    fields.setUint32(at + 72, facts.passedBytes, true);
  }

  /** A copy of the records noted since the last call. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }
}

function writeEndpoints(
  view: PacketView,
  buffer: Uint8Array,
  direction: number,
  out: Uint8Array,
  at: number,
): void {
  const fromClient = direction === FROM_CLIENT;
  const size = view.ipVersion === 4 ? 4 : 16;
  const client = fromClient ? view.source : view.destination;
  const server = fromClient ? view.destination : view.source;
  const clientPort = fromClient ? view.sourcePort : view.destinationPort;
  const serverPort = fromClient ? view.destinationPort : view.sourcePort;
  out[at] = view.ipVersion;
  out[at + 1] = view.protocol;
  out[at + 2] = clientPort >>> 8;
  out[at + 3] = clientPort;
  out[at + 4] = serverPort >>> 8;
  out[at + 5] = serverPort;
  for (let i = 0; i < 16; i++) {
    out[at + 8 + i] = i < size ? buffer[client + i] : 0;
    out[at + 24 + i] = i < size ? buffer[server + i] : 0;
  }
}

/** Reads the record at `at`. `namesOf` gives the names that a mark stands for. */
export function decodeDecision(
  records: Uint8Array,
  at: number,
  namesOf: (mark: number) => MarkNames,
): Decision {
  const fields = new DataView(records.buffer, records.byteOffset + at, DECISION_RECORD);
  const size = records[at] === 4 ? 4 : 16;
  const mark = fields.getUint32(44, true);
  const packet = fields.getUint16(6, true);
  const bytes = fields.getUint32(40, true);
  return {
    proto: records[at + 1] === IPPROTO_TCP ? 'tcp' : 'udp',
    src: formatAddress(records, at + 8, size),
    sport: fields.getUint16(2, false),
    dst: formatAddress(records, at + 24, size),
    dport: fields.getUint16(4, false),
    packets: packet,
    bytes,
    ...namesOf(mark),
    decided: { packet, bytes },
    mark,
    ...evidenceOf({
      evidence: fields.getUint16(48, true),
      offset: fields.getUint16(50, true),
      side: fields.getUint8(52),
    }),
    time: fields.getUint32(56, true) * 1000,
    generation: fields.getUint32(60, true),
    passed: { packets: fields.getUint16(54, true), bytes: fields.getUint32(72, true) },
    place: {
      hook: fields.getUint8(53),
      input: fields.getUint32(64, true),
      output: fields.getUint32(68, true),
    },
  };
}

/** All records of a block, in order. */
export function decodeDecisions(records: Uint8Array, namesOf: (mark: number) => MarkNames): Decision[] {
  const decisions: Decision[] = [];
  for (let at = 0; at + DECISION_RECORD <= records.length; at += DECISION_RECORD) {
    decisions.push(decodeDecision(records, at, namesOf));
  }
  return decisions;
}

/** A connection of a helper protocol that has just been named, by its own addresses and ports. */
export interface HelperDecision {
  readonly id: number;
  readonly protocol: number;
  /** 4 or 16 bytes. */
  readonly client: Uint8Array;
  readonly server: Uint8Array;
  readonly clientPort: number;
  readonly serverPort: number;
}

/** The packet's connection as it is told to the supervisor at once, for its children. */
export function helperDecision(
  view: PacketView,
  buffer: Uint8Array,
  direction: number,
  id: number,
): HelperDecision {
  const record = new Uint8Array(40);
  writeEndpoints(view, buffer, direction, record, 0);
  const size = view.ipVersion === 4 ? 4 : 16;
  const fields = new DataView(record.buffer);
  return {
    id,
    protocol: view.protocol,
    client: record.slice(8, 8 + size),
    server: record.slice(24, 24 + size),
    clientPort: fields.getUint16(2, false),
    serverPort: fields.getUint16(4, false),
  };
}
