/**
 * The second name of a connection: which host its first bytes ask for, and so which application it is. Runs
 * behind the classifier on connections whose protocol can tell (`tells.ts`).
 *
 * Most names stand in the packet that decided the protocol. Where a hello comes in pieces, the connection
 * is lent a collector from a small pool until the name is there, the bytes contradict themselves, or its
 * budget of packets is spent. Captures begin in mid-connection and protocols upgrade late, so the side that
 * speaks and the moment are found from the bytes: the first packet, of either side, that opens as a hello or
 * a request does. After it only its side is listened to.
 *
 * The host is looked up in the automaton of applications in place; a string of it is made only for those who
 * ask (`onHost`). Whoever asks for fingerprints (`onFingerprint`) gets them for complete hellos, which may
 * be some packets later than the name.
 */
import type { AlpnTable } from '../applications/alpn-table.ts';
import { type HostAutomaton, NO_APPLICATION } from '../applications/host-automaton.ts';
import type { Aead } from '../crypto/aead.ts';
import { grown } from '../grown.ts';
import { IPPROTO_TCP, type PacketView, payloadSequence } from '../wire/packet-view.ts';
import { DNS_READ, DnsName } from './dns-name.ts';
import { CHLO_OTHER, GoogleHello } from './gquic-chlo.ts';
import { COLLECT_OTHER, DTLS_MESSAGE_HEADER, HandshakeCollector } from './handshake-collector.ts';
import { HostTexts } from './host-texts.ts';
import { HOST_CUT, HOST_FOUND, HttpHost, isRequest } from './http-host.ts';
import { JA4_CARRIER, type Ja4Carrier, ja4 } from './ja4.ts';
import { INITIAL_READ, isLongHeader, QuicInitial } from './quic-initial.ts';
import { SlotPool } from './slot-pool.ts';
import { REALM_FOUND, StunRealm } from './stun-realm.ts';
import {
  TELLS_BY_DNS,
  TELLS_BY_DTLS,
  TELLS_BY_HTTP,
  TELLS_BY_QUIC,
  TELLS_BY_STUN,
  TELLS_BY_TLS,
  TELLS_BY_XMPP,
} from './tells.ts';
import {
  CLIENT_HELLO,
  ClientHello,
  HELLO_CUT,
  HELLO_READ,
  opensTls,
  readClientHello,
} from './tls-client-hello.ts';
import { TlsRecords } from './tls-records.ts';
import { DOMAIN_FOUND, XmppDomain } from './xmpp-domain.ts';

/** Where a connection stands. */
const IDLE = 0;
const LOOKING = 1;
/** The host has been told; the rest of the hello is awaited for its fingerprint. */
const NAMED = 2;
const DONE = 3;

/** No stream has opened yet; else its kind (TELLS_*) times 2, plus the direction of the side that opened it. */
const NO_STREAM = 0;

/** Types of records (TLS, DTLS), and the header of a TLS handshake message. */
const HANDSHAKE_RECORD = 22;
const TLS_MESSAGE_HEADER = 4;

/** Connections that may be in the middle of a hello at one time. */
const POOL = 512;

/** Packets with payload that are looked at for a name. */
const MAX_PACKETS = 12;

export interface NameFinderOptions {
  readonly hosts: HostAutomaton;
  /** Applications that are known by what they offer by ALPN. */
  readonly alpn?: AlpnTable;
  /** Without it QUIC is not opened. */
  readonly aead?: Aead;
  /**
   * Told the host of each connection that has one. `outer`: the hello carries an encrypted one, or what
   * looks like it (Encrypted Client Hello and its GREASE), as far as the hello is there with the name; so
   * the host may be a cover.
   */
  readonly onHost?: (slot: number, host: string, outer: boolean) => void;
  /** Told the JA4 of each connection with a TLS hello. */
  readonly onFingerprint?: (slot: number, ja4: string) => void;
}

export class NameFinder {
  /** By slot: 1 + index of the application, 0 for none. */
  application = new Uint16Array(0);
  /** Connections whose bytes had no name where one could be. */
  nameless = 0;
  readonly #options: NameFinderOptions;
  #stage = new Uint8Array(0);
  #packets = new Uint8Array(0);
  #stream = new Uint8Array(0);
  readonly #records = new TlsRecords();
  readonly #hello = new ClientHello();
  readonly #google = new GoogleHello();
  readonly #http = new HttpHost();
  readonly #dns = new DnsName();
  readonly #stun = new StunRealm();
  readonly #xmpp = new XmppDomain();
  readonly #texts = new HostTexts();
  readonly #streams = new SlotPool(POOL, () => new HandshakeCollector());
  readonly #quic = new SlotPool(POOL, () => new QuicInitial());

  constructor(options: NameFinderOptions) {
    this.#options = options;
  }

  /** Connections that were given up because too many were in the middle of a hello. */
  get reclaimed(): number {
    return this.#streams.reclaimed + this.#quic.reclaimed;
  }

  /** Makes room for slots below `capacity`. */
  reserve(capacity: number): void {
    if (capacity <= this.#stage.length) return;
    this.application = grown(this.application, capacity);
    this.#stage = grown(this.#stage, capacity);
    this.#packets = grown(this.#packets, capacity);
    this.#stream = grown(this.#stream, capacity);
    this.#streams.reserve(capacity);
    this.#quic.reserve(capacity);
  }

  /** A new connection has been given `slot`. */
  begin(slot: number): void {
    this.application[slot] = 0;
    this.#stage[slot] = IDLE;
    this.#packets[slot] = 0;
    this.#stream[slot] = NO_STREAM;
  }

  /** Whether further packets of the connection are wanted. */
  isLooking(slot: number): boolean {
    const stage = this.#stage[slot];
    return stage === LOOKING || stage === NAMED;
  }

  /** The connection will be looked at no more (it ended, or was evicted). */
  forget(slot: number): void {
    this.#finish(slot);
  }

  /**
   * Takes a packet of a TCP connection whose protocol is not known yet: a hello or request whose first
   * segments are too short to be recognised must not lose its beginning.
   */
  early(slot: number, direction: number, view: PacketView, buffer: Uint8Array): void {
    if (view.payload >= view.payloadEnd || this.#stage[slot] === DONE) return;
    if (this.#stream[slot] === NO_STREAM) {
      const isTls = opens(TELLS_BY_TLS, view, buffer);
      if (!isTls && !opens(TELLS_BY_HTTP, view, buffer)) return;
      this.#stage[slot] = LOOKING;
      this.#open(slot, isTls ? TELLS_BY_TLS : TELLS_BY_HTTP, direction);
    }
    this.#collect(slot, direction, view, buffer);
  }

  /**
   * Takes a packet of a connection whose protocol `tells` (TELLS_*), from the one that decided it on, as
   * long as `isLooking`. Returns 1 while more is wanted, else 0.
   */
  packet(slot: number, tells: number, direction: number, view: PacketView, buffer: Uint8Array): number {
    if (this.#stage[slot] === DONE) return 0;
    if (this.#stage[slot] === IDLE) this.#stage[slot] = LOOKING;
    if (view.payload >= view.payloadEnd) return 1;
    if (++this.#packets[slot] > MAX_PACKETS) return this.#nothing(slot);
    switch (tells) {
      case TELLS_BY_TLS:
      case TELLS_BY_HTTP:
        return this.#segment(slot, tells, direction, view, buffer);
      case TELLS_BY_DTLS:
        return this.#dtls(slot, view, buffer);
      case TELLS_BY_QUIC:
        return this.#quicHello(slot, view, buffer);
      case TELLS_BY_DNS:
        return this.#question(slot, view.protocol === IPPROTO_TCP ? 2 : 0, view, buffer);
      case TELLS_BY_STUN:
        return this.#realm(slot, view, buffer);
      case TELLS_BY_XMPP:
        return this.#stanza(slot, direction, view, buffer);
      default:
        return this.#finish(slot);
    }
  }

  /** A segment of a stream that is a hello or a request once it has opened as one. */
  #segment(slot: number, tells: number, direction: number, view: PacketView, buffer: Uint8Array): number {
    if (this.#stream[slot] >> 1 !== tells) {
      if (!opens(tells, view, buffer)) return 1;
      this.#open(slot, tells, direction);
    }
    const collector = this.#collect(slot, direction, view, buffer);
    if (collector === undefined) return this.#nothing(slot);
    return tells === TELLS_BY_TLS ? this.#readRecords(slot, collector) : this.#readRequest(slot, collector);
  }

  #open(slot: number, tells: number, direction: number): void {
    this.#streams.giveBack(slot);
    this.#streams.lend(slot);
    this.#stream[slot] = (tells << 1) | direction;
  }

  /** The stream that has opened, with the packet at hand if it is of its side; undefined when taken away. */
  #collect(
    slot: number,
    direction: number,
    view: PacketView,
    buffer: Uint8Array,
  ): HandshakeCollector | undefined {
    const collector = this.#streams.held(slot);
    if ((this.#stream[slot] & 1) === direction) {
      collector?.addSegment(payloadSequence(view), buffer, view.payload, view.payloadEnd);
    }
    return collector;
  }

  #readRecords(slot: number, { bytes, length }: HandshakeCollector): number {
    const records = this.#records;
    records.read(bytes, 0, length);
    return this.#readHello(slot, records.bytes, records.length, records.ended, JA4_CARRIER.tls);
  }

  #readRequest(slot: number, { bytes, length, full }: HandshakeCollector): number {
    const http = this.#http;
    const result = http.read(bytes, 0, length);
    if (result === HOST_CUT && !full) return 1;
    return this.#found(slot, bytes, http.start, result === HOST_FOUND ? http.end : 0, false);
  }

  #dtls(slot: number, view: PacketView, buffer: Uint8Array): number {
    if (buffer[view.payload] !== HANDSHAKE_RECORD) return 1;
    const collector = this.#streams.lend(slot);
    if (collector.addDatagram(buffer, view.payload, view.payloadEnd) === COLLECT_OTHER) return 1;
    if (collector.bytes[0] === CLIENT_HELLO) {
      return this.#readHello(slot, collector.bytes, collector.length, collector.full, JA4_CARRIER.dtls);
    }
    collector.clear(); // What the server says.
    return 1;
  }

  #quicHello(slot: number, view: PacketView, buffer: Uint8Array): number {
    const { aead } = this.#options;
    if (this.#google.search(buffer, view.payload, view.payloadEnd) !== CHLO_OTHER) {
      return this.#found(slot, buffer, this.#google.name, this.#google.nameEnd, false);
    }
    if (aead === undefined) return this.#finish(slot);
    if (!isLongHeader(buffer, view.payload)) return 1;
    const initial = this.#quic.lend(slot);
    if (initial.datagram(aead, buffer, view.payload, view.payloadEnd) !== INITIAL_READ) return 1;
    const { collector } = initial;
    if (collector.length > 0 && this.#google.read(collector.bytes, 0, collector.length) !== CHLO_OTHER) {
      return this.#found(slot, collector.bytes, this.#google.name, this.#google.nameEnd, false);
    }
    return this.#readHello(slot, collector.bytes, collector.length, collector.full, JA4_CARRIER.quic);
  }

  /** `complete`: no more of it will come. */
  #readHello(
    slot: number,
    bytes: Uint8Array,
    length: number,
    complete: boolean,
    carrier: Ja4Carrier,
  ): number {
    const hello = this.#hello;
    const header = carrier === JA4_CARRIER.dtls ? DTLS_MESSAGE_HEADER : TLS_MESSAGE_HEADER;
    const result = readClientHello(hello, bytes, 0, length, header);
    const { onFingerprint } = this.#options;
    const name = hello.serverNameEnd;
    if (result === HELLO_CUT && !complete && (name === 0 || onFingerprint !== undefined)) {
      if (name > 0) this.#tell(slot, bytes, hello.serverName, name, hello.encryptedHello);
      return 1;
    }
    if (result === HELLO_READ && onFingerprint !== undefined) {
      onFingerprint(slot, ja4(carrier, hello, bytes));
    }
    this.#nameByAlpn(slot, bytes);
    return this.#found(slot, bytes, hello.serverName, hello.serverNameEnd, hello.encryptedHello);
  }

  /** Where the host says nothing. */
  #nameByAlpn(slot: number, bytes: Uint8Array): void {
    if (this.application[slot] !== 0) return;
    const { alpn, alpnEnd } = this.#hello;
    const application = this.#options.alpn?.find(bytes, alpn, alpnEnd) ?? NO_APPLICATION;
    if (application !== NO_APPLICATION) this.application[slot] = application + 1;
  }

  /** `skipped`: what stands before the message. */
  #question(slot: number, skipped: number, view: PacketView, buffer: Uint8Array): number {
    const dns = this.#dns;
    const result = dns.read(buffer, view.payload + skipped, view.payloadEnd);
    return this.#found(slot, dns.bytes, 0, result === DNS_READ ? dns.length : 0, false);
  }

  #realm(slot: number, view: PacketView, buffer: Uint8Array): number {
    const stun = this.#stun;
    if (stun.read(buffer, view.payload, view.payloadEnd) !== REALM_FOUND) return 1;
    return this.#found(slot, buffer, stun.start, stun.end, false);
  }

  #stanza(slot: number, direction: number, view: PacketView, buffer: Uint8Array): number {
    const xmpp = this.#xmpp;
    if (xmpp.read(buffer, view.payload, view.payloadEnd) !== DOMAIN_FOUND) {
      return this.#segment(slot, TELLS_BY_TLS, direction, view, buffer);
    }
    this.#tell(slot, buffer, xmpp.start, xmpp.end, false);
    return this.#options.onFingerprint === undefined ? this.#finish(slot) : 1;
  }

  /** The host stands at `start … end` of the bytes; an end of 0 means that there is none. */
  #found(slot: number, bytes: Uint8Array, start: number, end: number, outer: boolean): number {
    if (end <= start) return this.#nothing(slot);
    this.#tell(slot, bytes, start, end, outer);
    return this.#finish(slot);
  }

  /** Once a connection. */
  #tell(slot: number, bytes: Uint8Array, start: number, end: number, outer: boolean): void {
    if (this.#stage[slot] === NAMED) return;
    this.#stage[slot] = NAMED;
    const { hosts, onHost } = this.#options;
    const application = hosts.find(bytes, start, end);
    if (application !== NO_APPLICATION) this.application[slot] = application + 1;
    if (onHost !== undefined) onHost(slot, this.#texts.of(bytes, start, end), outer);
  }

  #nothing(slot: number): number {
    if (this.#stage[slot] !== NAMED) this.nameless++;
    return this.#finish(slot);
  }

  #finish(slot: number): number {
    this.#stage[slot] = DONE;
    this.#streams.giveBack(slot);
    this.#quic.giveBack(slot);
    return 0;
  }
}

/** Whether a stream that begins with this payload is one that `tells`. */
function opens(tells: number, { payload, payloadEnd }: PacketView, buffer: Uint8Array): boolean {
  return tells === TELLS_BY_TLS
    ? opensTls(buffer, payload, payloadEnd)
    : isRequest(buffer, payload, payloadEnd);
}
