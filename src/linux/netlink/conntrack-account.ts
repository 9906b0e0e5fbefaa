/**
 * What the connections of each protocol added up to. The kernel reports every connection that ends, with
 * its mark and (when net.netfilter.nf_conntrack_acct is on) its packets and bytes; they are summed by the
 * protocol field of the mark. No objects are made, so that tens of thousands of connections a second can end.
 *
 * It also notes the TCP connections that end before they have a name: their ports may be used
 * again at once, and whoever keeps state by address and port must forget them. Each becomes a record:
 *
 * ```
 * 0 u8 IP version   1 u8 protocol   2 be16 source port   4 be16 destination port   6 zero
 * 8 source address, 16 bytes   24 destination address, 16 bytes   (IPv4: the first 4 of them)
 * ```
 */
import { IPPROTO_TCP, type PacketView } from '../../core/wire/packet-view.ts';
import { align, attributeLength, attributeType, NLA_HDRLEN } from './attribute.ts';
import {
  CTA_IP_V4_DST,
  CTA_IP_V4_SRC,
  CTA_IP_V6_DST,
  CTA_IP_V6_SRC,
  CTA_PROTO_DST_PORT,
  CTA_PROTO_NUM,
  CTA_PROTO_SRC_PORT,
  CTA_TUPLE_IP,
  CTA_TUPLE_PROTO,
} from './conntrack-messages.ts';
import type { ConntrackSight } from './conntrack-sight.ts';

/** Bytes of a record of an ended connection. */
export const ENDED_RECORD = 40;

/** Ended connections noted between two calls of `takeEnded`; further ones are counted in `endedLost`. */
const ENDED_CAPACITY = 8192;

/** Ids up to this are undecided, or were given up by the kernel's own count: not named by a worker. */
const LAST_UNNAMED = 1;

export class ConntrackAccount {
  /** Ended connections, by protocol id. */
  readonly connections: Float64Array;
  /** Their packets, both directions, by protocol id. */
  readonly packets: Float64Array;
  /** Their bytes from the IP header on, both directions, by protocol id. */
  readonly bytes: Float64Array;
  /** Ended connections that did not fit into the notes. */
  endedLost = 0;
  readonly #mask: number;
  readonly #named: number;
  readonly #shift: number;
  readonly #ended = new Uint8Array(ENDED_CAPACITY * ENDED_RECORD);
  #endedBytes = 0;

  /**
   * `mask`: the contiguous bits of the conntrack mark that hold the names; `pendingMask`: those of them that
   * connections have whose name is still being read.
   */
  constructor(mask: number, pendingMask = 0) {
    this.#named = (mask & ~pendingMask) >>> 0;
    this.#mask = mask;
    this.#shift = 31 - Math.clz32(mask & -mask);
    const ids = (mask >>> this.#shift) + 1;
    this.connections = new Float64Array(ids);
    this.packets = new Float64Array(ids);
    this.bytes = new Float64Array(ids);
  }

  /**
   * Adds a connection; returns its protocol id. `ended`: note it as ended, from the buffer that the sight
   * was read from.
   */
  add(sight: ConntrackSight, ended?: Uint8Array): number {
    const id = (sight.mark & this.#mask) >>> this.#shift;
    this.connections[id] += 1;
    this.packets[id] += sight.sentPackets + sight.answeredPackets;
    this.bytes[id] += sight.sentBytes + sight.answeredBytes;
    if (
      ended !== undefined &&
      (sight.mark & this.#named) >>> this.#shift <= LAST_UNNAMED &&
      sight.tupleAt !== 0
    )
      this.#noteEnded(ended, sight.tupleAt);
    return id;
  }

  /** Forgets all sums. */
  clear(): void {
    this.connections.fill(0);
    this.packets.fill(0);
    this.bytes.fill(0);
  }

  /** A copy of the records noted since the last call; empty when there are none. */
  takeEnded(): Uint8Array<ArrayBuffer> {
    const taken = this.#ended.slice(0, this.#endedBytes);
    this.#endedBytes = 0;
    return taken;
  }

  #noteEnded(buffer: Uint8Array, tuple: number): void {
    if (this.#endedBytes === this.#ended.length) {
      this.endedLost++;
      return;
    }
    if (writeRecord(buffer, tuple, this.#ended, this.#endedBytes) === IPPROTO_TCP) {
      this.#endedBytes += ENDED_RECORD;
    }
  }
}

/** Reads the record at `at` back: whose connection it was, with the addresses where they stand in `records`. */
export function readEnded(key: PacketView, records: Uint8Array, at: number): void {
  key.ipVersion = records[at];
  key.protocol = records[at + 1];
  key.sourcePort = (records[at + 2] << 8) | records[at + 3];
  key.destinationPort = (records[at + 4] << 8) | records[at + 5];
  key.source = at + 8;
  key.destination = at + 24;
}

/** Writes the tuple attribute at `tuple` as a record; returns the protocol number, 0 when incomplete. */
function writeRecord(buffer: Uint8Array, tuple: number, out: Uint8Array, to: number): number {
  out.fill(0, to, to + ENDED_RECORD);
  const end = tuple + attributeLength(buffer, tuple, buffer.length);
  let at = tuple + NLA_HDRLEN;
  let length = attributeLength(buffer, at, end);
  while (length !== 0) {
    const type = attributeType(buffer, at);
    if (type === CTA_TUPLE_IP) writeAddresses(buffer, at + NLA_HDRLEN, at + length, out, to);
    else if (type === CTA_TUPLE_PROTO) writePorts(buffer, at + NLA_HDRLEN, at + length, out, to);
    at += align(length);
    length = attributeLength(buffer, at, end);
  }
  return out[to] === 0 ? 0 : out[to + 1];
}

function writeAddresses(buffer: Uint8Array, at: number, end: number, out: Uint8Array, to: number): void {
  let length = attributeLength(buffer, at, end);
  while (length !== 0) {
    const type = attributeType(buffer, at);
    const isSource = type === CTA_IP_V4_SRC || type === CTA_IP_V6_SRC;
    if (isSource || type === CTA_IP_V4_DST || type === CTA_IP_V6_DST) {
      const size = type === CTA_IP_V4_SRC || type === CTA_IP_V4_DST ? 4 : 16;
      const target = to + (isSource ? 8 : 24);
      if (length >= NLA_HDRLEN + size) {
        for (let i = 0; i < size; i++) out[target + i] = buffer[at + NLA_HDRLEN + i];
        out[to] = size === 4 ? 4 : 6;
      }
    }
    at += align(length);
    length = attributeLength(buffer, at, end);
  }
}

function writePorts(buffer: Uint8Array, at: number, end: number, out: Uint8Array, to: number): void {
  let length = attributeLength(buffer, at, end);
  while (length !== 0) {
    const type = attributeType(buffer, at);
    const value = at + NLA_HDRLEN;
    if (type === CTA_PROTO_NUM) out[to + 1] = buffer[value];
    else if (type === CTA_PROTO_SRC_PORT || type === CTA_PROTO_DST_PORT) {
      const target = to + (type === CTA_PROTO_SRC_PORT ? 2 : 4);
      out[target] = buffer[value];
      out[target + 1] = buffer[value + 1];
    }
    at += align(length);
    length = attributeLength(buffer, at, end);
  }
}
