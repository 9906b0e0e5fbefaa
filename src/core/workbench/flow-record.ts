/**
 * The first packets of flows, kept so that a verdict can be explained byte by byte. Nothing else of the
 * project keeps payload; here it is bounded: packets of a flow, bytes of all flows together, and only flows
 * that the user asked for. What does not fit is counted, so that a partial record is known to be one.
 */
import type { PacketObserver } from '../replay/session.ts';
import { IPPROTO_TCP, type PacketView } from '../wire/packet-view.ts';

export interface RecordedPacket {
  /** FROM_CLIENT or FROM_SERVER. */
  readonly direction: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** TCP only. */
  readonly tcpFlags: number;
  readonly sequence: number;
  /** What was captured of the payload, and its length on the wire. */
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly payloadLength: number;
}

/** Lets `view` show a recorded packet, whose payload is then the buffer. */
export function showPacket(view: PacketView, packet: RecordedPacket): void {
  view.sourcePort = packet.sourcePort;
  view.destinationPort = packet.destinationPort;
  view.tcpFlags = packet.tcpFlags;
  view.sequence = packet.sequence;
  view.payload = 0;
  view.payloadEnd = packet.payload.length;
  view.payloadLength = packet.payloadLength;
}

/** The first packets of one flow, both directions, in order of arrival; empty ones are counted too. */
export interface FlowRecord {
  /** IP protocol number. */
  readonly protocol: number;
  readonly packets: readonly RecordedPacket[];
}

export interface RecordLimits {
  /** Packets of a flow. */
  readonly packets: number;
  /** Payload bytes of all flows together. */
  readonly bytes: number;
  /** Flows at one time. */
  readonly flows: number;
}

export const DEFAULT_RECORD_LIMITS: RecordLimits = { packets: 10, bytes: 64 * 1024 * 1024, flows: 100_000 };

/** Whether a flow is wanted, judged from its first packet. */
export type FlowChoice = (view: PacketView, bytes: Uint8Array) => boolean;

interface OpenRecord extends FlowRecord {
  readonly packets: RecordedPacket[];
  bytes: number;
  isFull: boolean;
}

export class FlowRecorder implements PacketObserver {
  readonly #limits: RecordLimits;
  readonly #choice: FlowChoice;
  readonly #onRemoved: (slot: number, record: FlowRecord) => void;
  readonly #records = new Map<number, OpenRecord>();
  #bytes = 0;
  /** Wanted flows that there was no room for. */
  refused = 0;
  /** Wanted flows of which only some packets were kept for lack of room. */
  cut = 0;

  /** `onRemoved` is given the records of flows that a full flow table pushes out. */
  constructor(
    limits: Partial<RecordLimits> = {},
    choice: FlowChoice = () => true,
    onRemoved: (slot: number, record: FlowRecord) => void = () => {},
  ) {
    this.#limits = { ...DEFAULT_RECORD_LIMITS, ...limits };
    this.#choice = choice;
    this.#onRemoved = onRemoved;
  }

  packet(slot: number, isNew: boolean, direction: number, view: PacketView, bytes: Uint8Array): void {
    if (isNew) this.#begin(slot, view, bytes);
    const record = this.#records.get(slot);
    if (record === undefined || record.isFull) return;
    const length = Math.max(0, view.payloadEnd - view.payload);
    if (this.#bytes + length > this.#limits.bytes) {
      // A gap would make what comes after it look like something else: the record ends here.
      this.cut += 1;
      record.isFull = true;
      return;
    }
    this.#bytes += length;
    record.bytes += length;
    record.packets.push({
      direction,
      sourcePort: view.sourcePort,
      destinationPort: view.destinationPort,
      tcpFlags: view.protocol === IPPROTO_TCP ? view.tcpFlags : 0,
      sequence: view.protocol === IPPROTO_TCP ? view.sequence : 0,
      payload: bytes.slice(view.payload, view.payload + length) as Uint8Array<ArrayBuffer>,
      payloadLength: view.payloadLength,
    });
    record.isFull = record.packets.length === this.#limits.packets;
  }

  #begin(slot: number, view: PacketView, bytes: Uint8Array): void {
    this.#forget(slot);
    if (!this.#choice(view, bytes)) return;
    if (this.#records.size >= this.#limits.flows) {
      this.refused += 1;
      return;
    }
    this.#records.set(slot, { protocol: view.protocol, packets: [], bytes: 0, isFull: false });
  }

  /** The record of the flow in `slot`; undefined when none was kept. */
  record(slot: number): FlowRecord | undefined {
    return this.#records.get(slot);
  }

  /** All records that are kept, with the slots of their flows. */
  records(): Iterable<readonly [slot: number, record: FlowRecord]> {
    return this.#records;
  }

  removed(slot: number): void {
    const record = this.record(slot);
    if (record !== undefined) this.#onRemoved(slot, record);
    this.#forget(slot);
  }

  #forget(slot: number): void {
    this.#bytes -= this.#records.get(slot)?.bytes ?? 0;
    this.#records.delete(slot);
  }
}
