/**
 * The second name of a connection: which host its first bytes ask for, and so which application it is. Runs
 * behind the classifier on connections whose protocol can tell: TLS and DTLS (server name), QUIC (the same,
 * inside Initial packets), HTTP (Host, CONNECT).
 *
 * Most names stand in the packet that decided the protocol. Where a hello comes in pieces, the connection
 * is lent a collector from a small pool until the name is there, the bytes contradict themselves, or its
 * budget of packets is spent.
 *
 * Each connection's host is looked up in the automaton of applications in place; a string of it is made
 * only for those who ask (`onHost`).
 */
import { type HostAutomaton, NO_APPLICATION } from '../applications/host-automaton.ts';
import { FROM_CLIENT } from '../classify/connection-state.ts';
import type { PacketView } from '../wire/packet-view.ts';
import type { Crypto } from './crypto.ts';
import { COLLECT_OTHER, HandshakeCollector } from './handshake-collector.ts';
import { HOST_CUT, HOST_FOUND, HttpHost } from './http-host.ts';
import { INITIAL_READ, QuicInitial } from './quic-initial.ts';
import { SlotPool } from './slot-pool.ts';
import { ClientHello, HELLO_CUT, readClientHello } from './tls-client-hello.ts';

/** What a protocol's first bytes can tell. */
export const TELLS_NOTHING = 0;
export const TELLS_BY_TLS = 1;
export const TELLS_BY_DTLS = 2;
export const TELLS_BY_QUIC = 3;
export const TELLS_BY_HTTP = 4;

/** Protocols of the library that tell a name. */
export const TELLING: Readonly<Record<string, number>> = {
  tls: TELLS_BY_TLS,
  ssl: TELLS_BY_TLS,
  dtls: TELLS_BY_DTLS,
  quic: TELLS_BY_QUIC,
  http: TELLS_BY_HTTP,
};

/** Where a connection stands. */
const IDLE = 0;
const LOOKING = 1;
const DONE = 2;

/** Connections that may be in the middle of a hello at one time. */
const POOL = 512;

/** Packets of the client that are looked at for a name. */
const MAX_PACKETS = 12;

/** DTLS: record header 13 bytes, content type 22 (RFC 9147 section 4, RFC 6347 section 4.1). */
const DTLS_RECORD_HEADER = 13;
const DTLS_HANDSHAKE = 22;

export interface NameFinderOptions {
  readonly hosts: HostAutomaton;
  /** Without it QUIC is not opened. */
  readonly crypto?: Crypto;
  /** Told the host of each connection that has one. */
  readonly onHost?: (slot: number, host: string) => void;
}

export class NameFinder {
  /** By slot: 1 + index of the application, 0 for none. */
  application = new Uint16Array(0);
  /** Connections whose bytes had no name where one could be. */
  nameless = 0;
  readonly #options: NameFinderOptions;
  #stage = new Uint8Array(0);
  #packets = new Uint8Array(0);
  readonly #hello = new ClientHello();
  readonly #http = new HttpHost();
  readonly #streams = new SlotPool(POOL, () => new HandshakeCollector());
  readonly #quic = new SlotPool(POOL, () => new QuicInitial());

  constructor(options: NameFinderOptions) {
    this.#options = options;
  }

  /** Connections that went without a name because too many were in the middle of a hello. */
  get refused(): number {
    return this.#streams.refused + this.#quic.refused;
  }

  /** Makes room for slots below `capacity`. */
  reserve(capacity: number): void {
    if (capacity <= this.#stage.length) return;
    const application = new Uint16Array(capacity);
    application.set(this.application);
    this.application = application;
    const stage = new Uint8Array(capacity);
    stage.set(this.#stage);
    this.#stage = stage;
    const packets = new Uint8Array(capacity);
    packets.set(this.#packets);
    this.#packets = packets;
  }

  /** A new connection has been given `slot`. */
  begin(slot: number): void {
    this.application[slot] = 0;
    this.#stage[slot] = IDLE;
    this.#packets[slot] = 0;
  }

  /** Whether further packets of the connection are wanted. */
  isLooking(slot: number): boolean {
    return this.#stage[slot] === LOOKING;
  }

  /** The connection will be looked at no more (it ended, or was evicted). */
  forget(slot: number): void {
    this.#finish(slot);
  }

  /**
   * Takes a packet of a connection whose protocol `tells` (TELLS_*), from the one that decided it on, as
   * long as `isLooking`. Returns 1 while more is wanted, else 0.
   */
  packet(slot: number, tells: number, direction: number, view: PacketView, buffer: Uint8Array): number {
    if (this.#stage[slot] === DONE) return 0;
    this.#stage[slot] = LOOKING;
    if (direction !== FROM_CLIENT || view.payload >= view.payloadEnd) return 1;
    if (++this.#packets[slot] > MAX_PACKETS) return this.#finish(slot);
    const payload = buffer.subarray(view.payload, view.payloadEnd);
    switch (tells) {
      case TELLS_BY_TLS:
        return this.#tls(slot, payload);
      case TELLS_BY_DTLS:
        return this.#dtls(slot, payload);
      case TELLS_BY_QUIC:
        return this.#quicInitial(slot, payload);
      case TELLS_BY_HTTP:
        return this.#request(slot, payload);
      default:
        return this.#finish(slot);
    }
  }

  #tls(slot: number, payload: Uint8Array): number {
    const collector = this.#streams.lend(slot);
    if (collector === undefined) return this.#finish(slot);
    if (collector.addRecords(payload, 0, payload.length) === COLLECT_OTHER) return this.#finish(slot);
    return this.#readHello(slot, collector);
  }

  #dtls(slot: number, payload: Uint8Array): number {
    if (payload.length <= DTLS_RECORD_HEADER || payload[0] !== DTLS_HANDSHAKE) return this.#finish(slot);
    readClientHello(this.#hello, payload, DTLS_RECORD_HEADER, payload.length, 12);
    return this.#found(slot, payload, this.#hello.serverName, this.#hello.serverNameEnd);
  }

  #quicInitial(slot: number, payload: Uint8Array): number {
    const { crypto } = this.#options;
    const initial = crypto === undefined ? undefined : this.#quic.lend(slot);
    if (crypto === undefined || initial === undefined) return this.#finish(slot);
    if (initial.datagram(crypto, payload, 0, payload.length) !== INITIAL_READ) return this.#finish(slot);
    return this.#readHello(slot, initial.collector);
  }

  #readHello(slot: number, collector: HandshakeCollector): number {
    const hello = this.#hello;
    const result = readClientHello(hello, collector.bytes, 0, collector.length);
    if (hello.serverNameEnd === 0 && result === HELLO_CUT && !collector.full) return 1;
    return this.#found(slot, collector.bytes, hello.serverName, hello.serverNameEnd);
  }

  #request(slot: number, payload: Uint8Array): number {
    const collector = this.#streams.lend(slot);
    if (collector === undefined) return this.#finish(slot);
    collector.add(collector.length, payload, 0, payload.length);
    const http = this.#http;
    const result = http.read(collector.bytes, 0, collector.length);
    if (result === HOST_CUT && !collector.full) return 1;
    return this.#found(slot, collector.bytes, http.start, result === HOST_FOUND ? http.end : 0);
  }

  /** The host stands at `start … end` of the bytes; an end of 0 means that there is none. */
  #found(slot: number, bytes: Uint8Array, start: number, end: number): number {
    const { hosts, onHost } = this.#options;
    if (end <= start) this.nameless++;
    else {
      const application = hosts.find(bytes, start, end);
      if (application !== NO_APPLICATION) this.application[slot] = application + 1;
      onHost?.(slot, printable(bytes, start, end));
    }
    return this.#finish(slot);
  }

  #finish(slot: number): number {
    this.#stage[slot] = DONE;
    this.#streams.giveBack(slot);
    this.#quic.giveBack(slot);
    return 0;
  }
}

/** Host names are ASCII; whatever else stands there is shown as a question mark. */
function printable(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < Math.min(end, start + 255); at++) {
    text += bytes[at] > 0x20 && bytes[at] < 0x7f ? String.fromCharCode(bytes[at]) : '?';
  }
  return text;
}
