/**
 * Expected connections: endpoints that a control connection (the master) has announced, and that a data
 * connection (the child) will soon have. What the kernel's conntrack helpers do for live traffic, for planes
 * that have no kernel.
 *
 * An expectation is one endpoint: address, port and protocol. A new flow matches when either of its ends is
 * expected, so it does not matter which side speaks first or whether the capture shows its beginning. The
 * other end may be anyone, unless the expectation names its address. One that is for a single connection is
 * used up by it; one for media stays until its time is over.
 *
 * Bounds: a ring of entries, the oldest overwritten by a new one, found through chains by a seeded hash.
 */
import type { PacketView } from '../wire/packet-view.ts';
import type { ExpectedEndpoints } from './expected-endpoints.ts';

export interface ExpectationOptions {
  /** Most expectations at one time. */
  readonly capacity: number;
  /** Seconds after which an expectation is over; conntrack's helpers have 180 to 300. */
  readonly seconds: number;
  /** 32 random bits for the hash. */
  readonly seed: number;
}

export const DEFAULT_EXPECTATIONS: ExpectationOptions = { capacity: 4096, seconds: 300, seed: 0 };

/** How a master's endpoints are to be matched. */
export interface ExpectationTerms {
  /** Used up by the first connection. */
  readonly once: boolean;
  /** The other end must be the address that the announcing packet was sent to. */
  readonly fromPeer: boolean;
}

const NONE = -1;

export class ExpectationTable {
  /** Expectations at this moment, those included whose time is over but which nobody has looked at since. */
  count = 0;
  readonly #options: ExpectationOptions;
  readonly #mask: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  /** Per entry: 4 or 6; 0 when it is free. */
  readonly #versions: Uint8Array;
  readonly #protocols: Uint8Array;
  readonly #ports: Uint16Array;
  readonly #addresses: Uint8Array;
  readonly #once: Uint8Array;
  /** Per entry: 1 when the peer's address, in `#peers`, is part of the expectation. */
  readonly #fromPeer: Uint8Array;
  readonly #peers: Uint8Array;
  readonly #masters: Int32Array;
  readonly #serials: Uint32Array;
  readonly #ends: Float64Array;
  #hand = 0;
  /** After `match`: the serial number that was given with the master. */
  serial = 0;

  constructor(options: Partial<ExpectationOptions> = {}) {
    this.#options = { ...DEFAULT_EXPECTATIONS, ...options };
    const { capacity } = this.#options;
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(2, capacity)));
    this.#mask = buckets - 1;
    this.#heads = new Int32Array(buckets).fill(NONE);
    this.#next = new Int32Array(capacity).fill(NONE);
    this.#versions = new Uint8Array(capacity);
    this.#protocols = new Uint8Array(capacity);
    this.#ports = new Uint16Array(capacity);
    this.#addresses = new Uint8Array(capacity * 16);
    this.#once = new Uint8Array(capacity);
    this.#fromPeer = new Uint8Array(capacity);
    this.#peers = new Uint8Array(capacity * 16);
    this.#masters = new Int32Array(capacity);
    this.#serials = new Uint32Array(capacity);
    this.#ends = new Float64Array(capacity);
  }

  /**
   * Notes all endpoints of `list`, which a packet (`view` in `buffer`, at `seconds`) of the flow in slot
   * `master` announced. `serial` tells the flow from others that have the slot later. An endpoint that is
   * expected already is expected anew.
   */
  expect(
    list: ExpectedEndpoints,
    terms: ExpectationTerms,
    master: number,
    serial: number,
    view: PacketView,
    buffer: Uint8Array,
    seconds: number,
  ): void {
    for (let i = 0; i < list.count; i += 1) {
      const version = list.versions[i]!;
      const port = list.ports[i]!;
      const protocol = list.protocols[i]!;
      let entry = this.#find(version, list.addresses, i * 16, port, protocol);
      if (entry === NONE) {
        entry = this.#take();
        this.#versions[entry] = version;
        this.#protocols[entry] = protocol;
        this.#ports[entry] = port;
        copy(list.addresses, i * 16, this.#addresses, entry * 16, version);
        const bucket = this.#bucket(version, list.addresses, i * 16, port);
        this.#next[entry] = this.#heads[bucket]!;
        this.#heads[bucket] = entry;
        this.count += 1;
      }
      this.#once[entry] = terms.once ? 1 : 0;
      this.#fromPeer[entry] = terms.fromPeer && view.ipVersion === version ? 1 : 0;
      copy(buffer, view.destination, this.#peers, entry * 16, view.ipVersion);
      this.#masters[entry] = master;
      this.#serials[entry] = serial;
      this.#ends[entry] = seconds + this.#options.seconds;
    }
  }

  /**
   * The master of a new flow, whose first packet is in `view`: a slot, or −1 when nobody expected it. Also
   * sets `serial`.
   */
  match(view: PacketView, buffer: Uint8Array, seconds: number): number {
    if (this.count === 0) return NONE;
    const { source, sourcePort, destination, destinationPort } = view;
    const master = this.#matchEnd(view, buffer, destination, destinationPort, source, seconds);
    if (master !== NONE) return master;
    return this.#matchEnd(view, buffer, source, sourcePort, destination, seconds);
  }

  #matchEnd(
    view: PacketView,
    buffer: Uint8Array,
    address: number,
    port: number,
    peer: number,
    seconds: number,
  ): number {
    const version = view.ipVersion;
    const entry = this.#find(version, buffer, address, port, view.protocol);
    if (entry === NONE) return NONE;
    if (seconds > this.#ends[entry]!) {
      this.#remove(entry);
      return NONE;
    }
    if (this.#fromPeer[entry] === 1 && !same(buffer, peer, this.#peers, entry * 16, version)) return NONE;
    this.serial = this.#serials[entry]!;
    if (this.#once[entry] === 1) this.#remove(entry);
    return this.#masters[entry]!;
  }

  #find(version: number, bytes: Uint8Array, offset: number, port: number, protocol: number): number {
    let entry = this.#heads[this.#bucket(version, bytes, offset, port)]!;
    while (entry !== NONE) {
      if (
        this.#ports[entry] === port &&
        this.#protocols[entry] === protocol &&
        this.#versions[entry] === version &&
        same(bytes, offset, this.#addresses, entry * 16, version)
      ) {
        return entry;
      }
      entry = this.#next[entry]!;
    }
    return NONE;
  }

  /** The entry under the hand, freed. */
  #take(): number {
    const entry = this.#hand;
    this.#hand = entry + 1 === this.#options.capacity ? 0 : entry + 1;
    if (this.#versions[entry] !== 0) this.#remove(entry);
    return entry;
  }

  #remove(entry: number): void {
    const bucket = this.#bucket(this.#versions[entry]!, this.#addresses, entry * 16, this.#ports[entry]!);
    let at = this.#heads[bucket]!;
    if (at === entry) {
      this.#heads[bucket] = this.#next[entry]!;
    } else {
      while (this.#next[at] !== entry) at = this.#next[at]!;
      this.#next[at] = this.#next[entry]!;
    }
    this.#versions[entry] = 0;
    this.count -= 1;
  }

  #bucket(version: number, bytes: Uint8Array, offset: number, port: number): number {
    let hash = Math.imul(this.#options.seed ^ port, 0x85ebca6b);
    const length = version === 4 ? 4 : 16;
    for (let i = 0; i < length; i += 1) {
      hash = Math.imul((hash ^ (hash >>> 15)) + bytes[offset + i]!, 0x2c1b3c6d);
    }
    return (hash ^ (hash >>> 16)) & this.#mask;
  }
}

function same(a: Uint8Array, offsetA: number, b: Uint8Array, offsetB: number, version: number): boolean {
  const length = version === 4 ? 4 : 16;
  for (let i = 0; i < length; i += 1) {
    if (a[offsetA + i] !== b[offsetB + i]) return false;
  }
  return true;
}

function copy(from: Uint8Array, fromAt: number, to: Uint8Array, toAt: number, version: number): void {
  const length = version === 4 ? 4 : 16;
  for (let i = 0; i < length; i += 1) to[toAt + i] = from[fromAt + i]!;
}
