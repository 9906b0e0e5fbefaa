/**
 * Packets → flows. A flow is an unordered pair of endpoints (address and port) and a transport protocol.
 * Each live flow has a slot, a small integer that stays the same while the flow lives and by which others
 * (the classifier) keep arrays of their own.
 *
 * - Memory: records in flat arrays (`flow-record.ts`), found through an open-addressing index
 *   (`flow-index.ts`) by a seeded hash (`endpoint-hash.ts`). Arrays double as flows come, up to a hard
 *   capacity.
 * - Capacity: a new flow in a full table evicts one of 16 others, spread evenly over the table and different
 *   each time: one that only one side has spoken in if there is such, else any; among those the one idle
 *   for longest. A flood of half-open connections so pushes out itself.
 * - Time: with idle times given, a flow that has been silent for longer is over: its next packet begins a
 *   new flow, and `sweep()` gives back silent slots bit by bit. Without (the default), a 5-tuple is one flow
 *   for ever, as in l7-filter's reference data.
 * - Direction: the client is the side that sent the first packet, unless that packet is a SYN-ACK.
 *
 * Packets of one flow come in bunches, so the flow of the last packet is tried first.
 */
import { IPPROTO_TCP, IPPROTO_UDP, type PacketView, TCP_ACK, TCP_SYN } from '../wire/packet-view.ts';
import { EndpointHash } from './endpoint-hash.ts';
import { FlowIndex } from './flow-index.ts';
import {
  ADDRESS_A,
  ADDRESS_B,
  ADDRESSES_6,
  ANSWERED,
  BYTES_HIGH,
  BYTES_LOW,
  IPV6,
  LAST_SEEN,
  LIVE,
  META,
  PACKETS,
  PORTS,
  RECORD_WORDS,
  readWord,
  SERVER_FIRST,
  side4,
  side6,
} from './flow-record.ts';
import { FlowStore } from './flow-store.ts';
import { SampleHand } from './sample-hand.ts';

/** Why a flow left the table. */
export type RemovalReason = 'evicted' | 'idle';

/** Seconds of silence after which a flow is over. */
export interface IdleTimes {
  readonly tcp: number;
  readonly udp: number;
  readonly other: number;
}

export interface FlowTableOptions {
  /** Most flows at one time. */
  readonly capacity: number;
  /** 32 random bits: makes the hash unpredictable. */
  readonly seed: number;
  readonly idle?: IdleTimes;
  /** Called before a slot is given to another flow; its record can still be read. */
  readonly onRemoval?: (slot: number, reason: RemovalReason) => void;
}

const FIRST_SIZE = 1024;
const EVICTION_SAMPLE = 16;

export class FlowTable extends FlowStore {
  /** After `lookup`: 0 when the packet comes from the client, 1 when from the server. */
  direction = 0;
  /** After `lookup`: the packet began the flow. */
  created = false;
  /** Flows evicted for room, and ended by silence. */
  evicted = 0;
  expired = 0;

  readonly #capacity: number;
  readonly #hash: EndpointHash;
  readonly #idle: IdleTimes | undefined;
  readonly #onRemoval: ((slot: number, reason: RemovalReason) => void) | undefined;
  #index: FlowIndex;
  readonly #free: number[] = [];
  #last = 0;
  /** What `find` leaves behind: the side that sent the packet, or the hash of a key that is not there. */
  #side = 0;
  #missed = 0;
  readonly #hashOfSlot: (slot: number) => number = (slot) => this.#hashOf(slot);
  readonly #sampleHand: SampleHand;
  #sweepHand = 0;

  constructor(options: FlowTableOptions) {
    const size = Math.min(FIRST_SIZE, options.capacity);
    super(size);
    this.#capacity = options.capacity;
    this.#sampleHand = new SampleHand(options.capacity);
    this.#hash = new EndpointHash(options.seed);
    this.#idle = options.idle;
    this.#onRemoval = options.onRemoval;
    this.#index = new FlowIndex(size);
  }

  /**
   * The slot of the packet's flow, which is created when there is none. Counts the packet, and sets
   * `direction` and `created`. `seconds` is the time of the packet.
   */
  lookup(view: PacketView, buffer: Uint8Array, seconds: number): number {
    return view.ipVersion === 4 ? this.#lookup4(view, buffer, seconds) : this.#lookup6(view, buffer, seconds);
  }

  #lookup4(view: PacketView, buffer: Uint8Array, seconds: number): number {
    const found = this.#find4(view, buffer);
    if (found >= 0) return this.#seen(found, view, buffer, seconds);
    const slot = this.#create(view, view.protocol | LIVE, seconds);
    const base = slot * RECORD_WORDS;
    this.records[base + ADDRESS_A] = readWord(buffer, view.source);
    this.records[base + ADDRESS_B] = readWord(buffer, view.destination);
    return slot;
  }

  #lookup6(view: PacketView, buffer: Uint8Array, seconds: number): number {
    const found = this.#find6(view, buffer);
    if (found >= 0) return this.#seen(found, view, buffer, seconds);
    const slot = this.#create(view, view.protocol | LIVE | IPV6, seconds);
    this.storeAddresses6(slot, view, buffer);
    return slot;
  }

  /** The slot of the packet's flow, or −1 when there is none. Counts nothing and creates nothing. */
  find(view: PacketView, buffer: Uint8Array): number {
    return view.ipVersion === 4 ? this.#find4(view, buffer) : this.#find6(view, buffer);
  }

  /** The slot of an IPv4 packet's flow, and its side; else −1, and the hash of its key. */
  #find4(view: PacketView, buffer: Uint8Array): number {
    const source = readWord(buffer, view.source);
    const destination = readWord(buffer, view.destination);
    const identity = view.protocol | LIVE;
    const forward = (view.sourcePort << 16) | view.destinationPort;
    const backward = (view.destinationPort << 16) | view.sourcePort;
    const records = this.records;
    const last = this.#last;
    let side = side4(records, last * RECORD_WORDS, identity, source, destination, forward, backward);
    if (side >= 0) {
      this.#side = side;
      return last;
    }
    const hash = this.#hash.ipv4(source, view.sourcePort, destination, view.destinationPort, view.protocol);
    const index = this.#index;
    const { entries, slotMask } = index;
    const tag = index.tag(hash);
    for (let at = index.start(hash); entries[at] !== 0; at = index.next(at)) {
      const entry = entries[at]!;
      if ((entry & ~slotMask) !== tag) continue;
      const slot = (entry & slotMask) - 1;
      side = side4(records, slot * RECORD_WORDS, identity, source, destination, forward, backward);
      if (side < 0) continue;
      this.#side = side;
      return slot;
    }
    this.#missed = hash;
    return -1;
  }

  /** The same for IPv6. */
  #find6(view: PacketView, buffer: Uint8Array): number {
    const identity = view.protocol | LIVE | IPV6;
    const forward = (view.sourcePort << 16) | view.destinationPort;
    const backward = (view.destinationPort << 16) | view.sourcePort;
    const { records, addresses6 } = this;
    const last = this.#last;
    let side = side6(records, addresses6, last, identity, view, buffer, forward, backward);
    if (side >= 0) {
      this.#side = side;
      return last;
    }
    const { source, sourcePort, destination, destinationPort, protocol } = view;
    const hash = this.#hash.ipv6(buffer, source, sourcePort, destination, destinationPort, protocol);
    const index = this.#index;
    const { entries, slotMask } = index;
    const tag = index.tag(hash);
    for (let at = index.start(hash); entries[at] !== 0; at = index.next(at)) {
      const entry = entries[at]!;
      if ((entry & ~slotMask) !== tag) continue;
      const slot = (entry & slotMask) - 1;
      side = side6(records, addresses6, slot, identity, view, buffer, forward, backward);
      if (side < 0) continue;
      this.#side = side;
      return slot;
    }
    this.#missed = hash;
    return -1;
  }

  /** A packet of a flow that is there: counts it, unless the flow has been silent for too long. */
  #seen(slot: number, view: PacketView, buffer: Uint8Array, seconds: number): number {
    const side = this.#side;
    const records = this.records;
    const base = slot * RECORD_WORDS;
    if (this.#idle !== undefined && this.#isIdle(base, seconds)) {
      this.#expire(slot);
      return this.lookup(view, buffer, seconds);
    }
    let meta = records[base + META]!;
    if (side === 1 && (meta & ANSWERED) === 0) {
      meta |= ANSWERED;
      records[base + META] = meta;
    }
    records[base + PACKETS] = (records[base + PACKETS]! + 1) | 0;
    records[base + LAST_SEEN] = seconds;
    const low = records[base + BYTES_LOW]! >>> 0;
    const sum = low + view.payloadLength;
    records[base + BYTES_LOW] = sum | 0;
    if (sum > 0xffff_ffff) records[base + BYTES_HIGH] = (records[base + BYTES_HIGH]! + 1) | 0;
    this.#last = slot;
    this.created = false;
    this.direction = (meta & SERVER_FIRST) === 0 ? side : 1 - side;
    return slot;
  }

  /** A slot for a new flow, with all of its record but the addresses. */
  #create(view: PacketView, identity: number, seconds: number): number {
    const hash = this.#missed;
    const slot = this.#takeSlot(seconds);
    const serverFirst =
      view.protocol === IPPROTO_TCP && (view.tcpFlags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK);
    const records = this.records;
    const base = slot * RECORD_WORDS;
    records[base + PORTS] = (view.sourcePort << 16) | view.destinationPort;
    records[base + META] = serverFirst ? identity | SERVER_FIRST : identity;
    records[base + PACKETS] = 1;
    records[base + LAST_SEEN] = seconds;
    records[base + BYTES_LOW] = view.payloadLength;
    records[base + BYTES_HIGH] = 0;
    this.order[slot] = this.begun;
    this.#index.add(hash, slot);
    this.begun += 1;
    this.count += 1;
    this.#last = slot;
    this.created = true;
    this.direction = serverFirst ? 1 : 0;
    return slot;
  }

  #takeSlot(seconds: number): number {
    const freed = this.#free.pop();
    if (freed !== undefined) return freed;
    if (this.top < this.size) return this.top++;
    if (this.top < this.#capacity) {
      this.grow(Math.min(this.#capacity, this.size * 2));
      this.#rebuildIndex();
      return this.top++;
    }
    this.#evict(seconds);
    return this.#free.pop()!;
  }

  #rebuildIndex(): void {
    this.#index = new FlowIndex(this.size);
    for (let slot = 0; slot < this.top; slot += 1) {
      if (this.isLive(slot)) this.#index.add(this.#hashOf(slot), slot);
    }
  }

  /** Makes room in a full table: see the head of the file. */
  #evict(seconds: number): void {
    const records = this.records;
    let victim = -1;
    let victimRank = -1;
    for (let i = 0; i < EVICTION_SAMPLE; i += 1) {
      const slot = this.#sampleHand.next();
      const base = slot * RECORD_WORDS;
      const silent = Math.max(0, (seconds - records[base + LAST_SEEN]!) | 0);
      const rank = (records[base + META]! & ANSWERED) === 0 ? silent + 2 ** 31 : silent;
      if (rank > victimRank) {
        victim = slot;
        victimRank = rank;
      }
    }
    this.evicted += 1;
    this.#onRemoval?.(victim, 'evicted');
    this.remove(victim);
  }

  #isIdle(base: number, seconds: number): boolean {
    const idle = this.#idle;
    if (idle === undefined) return false;
    const protocol = this.records[base + META]! & 0xff;
    const limit = protocol === IPPROTO_TCP ? idle.tcp : protocol === IPPROTO_UDP ? idle.udp : idle.other;
    return ((seconds - this.records[base + LAST_SEEN]!) | 0) > limit;
  }

  #expire(slot: number): void {
    this.expired += 1;
    this.#onRemoval?.(slot, 'idle');
    this.remove(slot);
  }

  /**
   * Looks at the next `slots` slots and ends the flows among them that have been silent for too long.
   * Called with a few slots every now and then, it keeps the table small at a bounded cost.
   */
  sweep(seconds: number, slots: number): void {
    if (this.#idle === undefined) return;
    for (let i = 0; i < Math.min(slots, this.top); i += 1) {
      const slot = this.#sweepHand < this.top ? this.#sweepHand : 0;
      this.#sweepHand = slot + 1;
      if (this.isLive(slot) && this.#isIdle(slot * RECORD_WORDS, seconds)) this.#expire(slot);
    }
  }

  /** Forgets a flow; its slot may be used again. `onRemoval` is not called. */
  remove(slot: number): void {
    const base = slot * RECORD_WORDS;
    const meta = this.records[base + META]!;
    if ((meta & LIVE) === 0) return;
    this.#index.remove(this.#hashOf(slot), slot, this.#hashOfSlot);
    this.records[base + META] = 0;
    this.#free.push(slot);
    this.count -= 1;
  }

  #hashOf(slot: number): number {
    const records = this.records;
    const base = slot * RECORD_WORDS;
    const ports = records[base + PORTS]!;
    const protocol = records[base + META]! & 0xff;
    if ((records[base + META]! & IPV6) !== 0) {
      const a = slot * ADDRESSES_6;
      return this.#hash.ipv6(this.addresses6, a, ports >>> 16, a + 16, ports & 0xffff, protocol);
    }
    return this.#hash.ipv4(
      records[base + ADDRESS_A]!,
      ports >>> 16,
      records[base + ADDRESS_B]!,
      ports & 0xffff,
      protocol,
    );
  }
}
