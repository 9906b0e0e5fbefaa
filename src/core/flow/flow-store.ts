/**
 * What is known of each flow, by slot: the records and their companions, how they grow, and how they are
 * read. `FlowTable` adds how the flow of a packet is found.
 */
import { grown } from '../grown.ts';
import type { PacketView } from '../wire/packet-view.ts';
import {
  ADDRESSES_6,
  BYTES_HIGH,
  BYTES_LOW,
  type Endpoints,
  formatEndpoints,
  LAST_SEEN,
  LIVE,
  META,
  PACKETS,
  PORTS,
  RECORD_WORDS,
  SERVER_FIRST,
} from './flow-record.ts';

export class FlowStore {
  /** Flows at this moment, and ever begun. */
  count = 0;
  begun = 0;
  protected records: Int32Array<ArrayBuffer>;
  protected addresses6: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Running number of each flow. */
  protected order: Uint32Array<ArrayBuffer>;
  /** Slots below this have been in use. */
  protected top = 0;

  protected constructor(size: number) {
    this.records = new Int32Array(size * RECORD_WORDS);
    this.order = new Uint32Array(size);
  }

  protected grow(size: number): void {
    this.records = grown(this.records, size * RECORD_WORDS);
    this.order = grown(this.order, size);
    if (this.addresses6.length > 0) this.addresses6 = grown(this.addresses6, size * ADDRESSES_6);
  }

  /** Keeps the addresses of an IPv6 flow. */
  protected storeAddresses6(slot: number, view: PacketView, buffer: Uint8Array): void {
    if (this.addresses6.length === 0) {
      this.addresses6 = new Uint8Array(this.size * ADDRESSES_6);
    }
    const stored = this.addresses6;
    const a = slot * ADDRESSES_6;
    for (let i = 0; i < 16; i += 1) {
      stored[a + i] = buffer[view.source + i]!;
      stored[a + 16 + i] = buffer[view.destination + i]!;
    }
  }

  /** Slots that arrays kept by slot must have room for, at this moment. */
  get size(): number {
    return this.order.length;
  }

  isLive(slot: number): boolean {
    return (this.records[slot * RECORD_WORDS + META]! & LIVE) !== 0;
  }

  /** Running number of the flow, from 0: tells it from others that have the slot before or after it. */
  serial(slot: number): number {
    return this.order[slot]!;
  }

  /** IP protocol number. */
  protocol(slot: number): number {
    return this.records[slot * RECORD_WORDS + META]! & 0xff;
  }

  /** Packets of both directions. */
  packets(slot: number): number {
    return this.records[slot * RECORD_WORDS + PACKETS]! >>> 0;
  }

  /** Payload bytes of both directions, as they were on the wire. */
  bytes(slot: number): number {
    const base = slot * RECORD_WORDS;
    return (this.records[base + BYTES_HIGH]! >>> 0) * 2 ** 32 + (this.records[base + BYTES_LOW]! >>> 0);
  }

  /** Seconds of the last packet. */
  lastSeen(slot: number): number {
    return this.records[slot * RECORD_WORDS + LAST_SEEN]! >>> 0;
  }

  /** Both ends as text; the source is the side that sent the first packet. */
  endpoints(slot: number): Endpoints {
    return formatEndpoints(this.records, slot * RECORD_WORDS, this.addresses6, slot);
  }

  /** Port of the client's, or of the server's, side. */
  clientPort(slot: number): number {
    return this.#port(slot, 0);
  }

  serverPort(slot: number): number {
    return this.#port(slot, 1);
  }

  #port(slot: number, side: number): number {
    const base = slot * RECORD_WORDS;
    const serverFirst = (this.records[base + META]! & SERVER_FIRST) === 0 ? 0 : 1;
    const ports = this.records[base + PORTS]!;
    return side === serverFirst ? ports >>> 16 : ports & 0xffff;
  }

  /** The slots of all flows, in the order in which they began. */
  slots(): Uint32Array {
    const live = new Uint32Array(this.count);
    let length = 0;
    for (let slot = 0; slot < this.top; slot += 1) {
      if (this.isLive(slot)) live[length++] = slot;
    }
    const order = this.order;
    return this.begun === this.top ? live : live.sort((a, b) => order[a]! - order[b]!);
  }
}
