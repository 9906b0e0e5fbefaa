/**
 * QUIC Initial packets of the client (RFC 9000 section 17.2.2): takes the header protection off, opens the
 * payload, and collects what its CRYPTO frames carry, which is the TLS ClientHello. Initial packets are
 * sealed with keys that follow from the connection identifier in the first one (RFC 9001 section 5.2), so
 * everyone on the path can read them; that is what a name for QUIC is made of.
 *
 * A hello may come in several packets and its frames in any order. The state of a connection is the keys and
 * a collector; it is lent from a pool and given back as soon as the hello is there.
 */
import type { Aead } from '../crypto/aead.ts';
import { HandshakeCollector } from './handshake-collector.ts';
import { QuicKeys, SAMPLE_LENGTH, SAMPLE_OFFSET } from './quic-keys.ts';
import { type QuicVersion, quicVersion } from './quic-version.ts';

/** The datagram was read; the collector may have grown. */
export const INITIAL_READ = 0;
/** No Initial packet of a version that is known. */
export const INITIAL_OTHER = 1;
/** The datagram is shorter than its headers say. */
export const INITIAL_CUT = 2;
/** It does not open with the keys: damaged, or after a Retry that was not seen. */
export const INITIAL_SEALED = 3;
/** A frame that has no place in an Initial packet. */
export const INITIAL_BAD_FRAME = 4;

export const INITIAL_REASONS = [
  'initial-read',
  'initial-other',
  'initial-cut',
  'initial-sealed',
  'initial-bad-frame',
] as const;

const LONG_HEADER = 0x80;
/** Types of long header packets, counted from the version's Initial on (RFC 9000 section 17.2, RFC 9369 3.2). */
const INITIAL = 0;
const RETRY = 3;
const MAX_CONNECTION_ID = 20;
const MAX_PACKETS = 8;
const MAX_FRAMES = 256;

/** Whether a datagram begins with a packet that has a long header, as connections begin. */
export function isLongHeader(bytes: Uint8Array, start: number): boolean {
  return (bytes[start] & LONG_HEADER) !== 0;
}

/** Where a variable-length integer ended (RFC 9000 section 16); −1 when it was cut. */
let varintEnd = 0;

function readVarint(bytes: Uint8Array, at: number, end: number): number {
  varintEnd = -1;
  if (at >= end) return 0;
  const length = 1 << (bytes[at] >> 6);
  if (at + length > end) return 0;
  let value = bytes[at] & 0x3f;
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i];
  varintEnd = at + length;
  return value;
}

export class QuicInitial {
  readonly collector: HandshakeCollector = new HandshakeCollector();
  /** The keys that have opened a packet, and those that are tried on the next. */
  #keys = new QuicKeys();
  #tried = new QuicKeys();

  clear(): void {
    this.collector.clear();
    this.#keys.version = undefined;
  }

  /** Takes one datagram of the client: INITIAL_*. */
  datagram(aead: Aead, bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let result = INITIAL_OTHER;
    for (let packets = 0; packets < MAX_PACKETS && at < end; packets++) {
      const next = this.#packet(aead, bytes, at, end);
      if (next < 0) return packets === 0 ? -next : result;
      result = INITIAL_READ;
      at = next;
    }
    return result;
  }

  /** Reads one packet; returns where the next one of the datagram begins, or minus the reason. */
  #packet(aead: Aead, bytes: Uint8Array, start: number, end: number): number {
    if (start + 7 > end) return -INITIAL_CUT;
    if ((bytes[start] & LONG_HEADER) === 0) return -INITIAL_OTHER;
    const number =
      bytes[start + 1] * 2 ** 24 + ((bytes[start + 2] << 16) | (bytes[start + 3] << 8) | bytes[start + 4]);
    const version = quicVersion(number);
    if (version === undefined) return -INITIAL_OTHER;
    const type = ((bytes[start] >> 4) - version.initialType) & 3;
    if (type === RETRY) return -INITIAL_OTHER;
    const destination = start + 6;
    const destinationEnd = destination + bytes[start + 5];
    if (bytes[start + 5] > MAX_CONNECTION_ID) return -INITIAL_OTHER;
    if (destinationEnd >= end) return -INITIAL_CUT;
    const token = destinationEnd + 1 + bytes[destinationEnd];
    const tokenLength = type === INITIAL ? readVarint(bytes, token, end) : 0;
    if (type !== INITIAL) varintEnd = token;
    if (varintEnd < 0) return -INITIAL_CUT;
    const length = readVarint(bytes, varintEnd + tokenLength, end);
    if (varintEnd < 0) return -INITIAL_CUT;
    const packetNumber = varintEnd;
    const packetEnd = packetNumber + length;
    if (packetEnd > end || packetNumber + SAMPLE_OFFSET + SAMPLE_LENGTH > packetEnd) return -INITIAL_CUT;
    if (type !== INITIAL) return packetEnd; // 0-RTT or Handshake, before or behind an Initial packet.
    const connectionId = bytes.subarray(destination, destinationEnd);
    const payload = this.#open(aead, version, connectionId, bytes, start, packetNumber, packetEnd);
    if (payload === null) return -INITIAL_SEALED;
    return this.#frames(payload, version.cryptoFrame) ? packetEnd : -INITIAL_BAD_FRAME;
  }

  /**
   * Opens a packet with the keys at hand, which follow from the first packet, or else with those of its own
   * connection identifier: after a Retry or a change of version the client begins again with a new one.
   */
  #open(
    aead: Aead,
    version: QuicVersion,
    connectionId: Uint8Array,
    bytes: Uint8Array,
    start: number,
    packetNumber: number,
    end: number,
  ): Uint8Array | null {
    if (this.#keys.version === version) {
      const payload = this.#keys.open(aead, bytes, start, packetNumber, end);
      if (payload !== null) return payload;
    }
    const keys = this.#tried;
    keys.derive(version, connectionId);
    const payload = keys.open(aead, bytes, start, packetNumber, end);
    if (payload !== null) {
      this.#tried = this.#keys;
      this.#keys = keys;
    }
    return payload;
  }

  /** Walks over the frames of an Initial packet (RFC 9000 section 12.4); false when one has no place there. */
  #frames(payload: Uint8Array, cryptoFrame: number): boolean {
    const end = payload.length;
    let at = 0;
    for (let frames = 0; frames < MAX_FRAMES; frames++) {
      while (at < end && payload[at] === PADDING) at++;
      if (at >= end) return true;
      const type = payload[at++];
      if (type === PING) continue;
      if (type === CONNECTION_CLOSE) return true;
      if (type === ACK || type === ACK_ECN) {
        at = skipAck(payload, at, end, type === ACK_ECN);
        if (at < 0) return false;
        continue;
      }
      if (type !== cryptoFrame) return false;
      const offset = readVarint(payload, at, end);
      if (varintEnd < 0) return false;
      const length = readVarint(payload, varintEnd, end);
      if (varintEnd < 0 || varintEnd + length > end) return false;
      this.collector.add(offset, payload, varintEnd, varintEnd + length);
      at = varintEnd + length;
    }
    return true;
  }
}

/** Frame types that an Initial packet may hold beside CRYPTO. */
const PADDING = 0x00;
const PING = 0x01;
const ACK = 0x02;
const ACK_ECN = 0x03;
const CONNECTION_CLOSE = 0x1c;

/** Offset after an ACK frame (RFC 9000 section 19.3), or −1. */
function skipAck(payload: Uint8Array, start: number, end: number, ecn: boolean): number {
  readVarint(payload, start, end); // Largest acknowledged.
  if (varintEnd < 0) return -1;
  readVarint(payload, varintEnd, end); // Delay.
  if (varintEnd < 0) return -1;
  const ranges = readVarint(payload, varintEnd, end);
  if (varintEnd < 0 || ranges > MAX_FRAMES) return -1;
  for (let fields = 1 + ranges * 2 + (ecn ? 3 : 0); fields > 0; fields--) {
    readVarint(payload, varintEnd, end);
    if (varintEnd < 0) return -1;
  }
  return varintEnd;
}
