/**
 * The memory of a flow: one record of eight 32-bit words, so that a packet of a known flow touches half a
 * cache line here. All flows' records stand in one Int32Array.
 *
 * ```
 * word  0 ADDRESS_A     IPv4: address of the side that sent the first packet (IPv6: unused)
 *       1 ADDRESS_B     IPv4: address of the other side
 *       2 PORTS         port A << 16 | port B
 *       3 META          bits 0–7 IP protocol | 8 IPv6 | 9 live | 16 server sent first | 17 answered
 *       4 PACKETS       both directions
 *       5 LAST_SEEN     seconds
 *       6 BYTES_LOW     payload bytes, both directions, 64 bits
 *       7 BYTES_HIGH
 * ```
 * IPv6 addresses stand in a byte array of their own, 32 bytes a slot (A, then B), which exists only once an
 * IPv6 flow has been seen.
 *
 * Bytes a flow: 32 here, 4 for its running number, 8 in the index (two entries at the lowest fill), and 32
 * more once IPv6 has been seen: 44 or 76. What the classifier keeps is its own.
 */
import { formatAddress } from '../wire/address.ts';
import type { PacketView } from '../wire/packet-view.ts';

export const RECORD_WORDS = 8;
export const ADDRESS_A = 0;
export const ADDRESS_B = 1;
export const PORTS = 2;
export const META = 3;
export const PACKETS = 4;
export const LAST_SEEN = 5;
export const BYTES_LOW = 6;
export const BYTES_HIGH = 7;

/** The part of META that belongs to the key. */
export const IDENTITY = 0xffff;
export const IPV6 = 1 << 8;
export const LIVE = 1 << 9;
/** The first packet was the server's (a SYN-ACK whose SYN was not seen). */
export const SERVER_FIRST = 1 << 16;
/** Both sides have sent. */
export const ANSWERED = 1 << 17;

/** Bytes of both addresses of an IPv6 flow. */
export const ADDRESSES_6 = 32;

/** The two ends of a flow as text. */
export interface Endpoints {
  /** The side that sent the first packet. */
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** Reads the big-endian 32 bits at `offset`, as a signed integer. */
export function readWord(buffer: Uint8Array, offset: number): number {
  return (
    (buffer[offset]! << 24) | (buffer[offset + 1]! << 16) | (buffer[offset + 2]! << 8) | buffer[offset + 3]!
  );
}

/**
 * Whether a packet belongs to the IPv4 flow whose record begins at word `base`, and its direction: 0 from A
 * to B, 1 from B to A, −1 when it belongs to another flow. `forward` and `backward` are the packet's ports
 * packed as PORTS, source first and destination first.
 */
export function side4(
  records: Int32Array,
  base: number,
  identity: number,
  source: number,
  destination: number,
  forward: number,
  backward: number,
): number {
  if ((records[base + META]! & IDENTITY) !== identity) return -1;
  const ports = records[base + PORTS]!;
  const a = records[base + ADDRESS_A]!;
  const b = records[base + ADDRESS_B]!;
  if (ports === forward && a === source && b === destination) return 0;
  return ports === backward && a === destination && b === source ? 1 : -1;
}

/** The same for an IPv6 flow, whose addresses stand in `addresses6`. */
export function side6(
  records: Int32Array,
  addresses6: Uint8Array,
  slot: number,
  identity: number,
  view: PacketView,
  buffer: Uint8Array,
  forward: number,
  backward: number,
): number {
  const base = slot * RECORD_WORDS;
  if ((records[base + META]! & IDENTITY) !== identity) return -1;
  const ports = records[base + PORTS]!;
  const a = slot * ADDRESSES_6;
  const b = a + 16;
  if (
    ports === forward &&
    sameAddress6(addresses6, a, buffer, view.source) &&
    sameAddress6(addresses6, b, buffer, view.destination)
  ) {
    return 0;
  }
  return ports === backward &&
    sameAddress6(addresses6, b, buffer, view.source) &&
    sameAddress6(addresses6, a, buffer, view.destination)
    ? 1
    : -1;
}

/** Are these 16 bytes the same? */
function sameAddress6(a: Uint8Array, offsetA: number, b: Uint8Array, offsetB: number): boolean {
  for (let i = 0; i < 16; i += 1) {
    if (a[offsetA + i] !== b[offsetB + i]) return false;
  }
  return true;
}

/** The ends of the flow whose record begins at word `base`. */
export function formatEndpoints(
  records: Int32Array,
  base: number,
  addresses6: Uint8Array,
  slot: number,
): Endpoints {
  const ports = records[base + PORTS]!;
  const v6 = (records[base + META]! & IPV6) !== 0;
  return {
    source: v6 ? formatAddress(addresses6, slot * ADDRESSES_6, 16) : formatWord(records[base + ADDRESS_A]!),
    sourcePort: ports >>> 16,
    destination: v6
      ? formatAddress(addresses6, slot * ADDRESSES_6 + 16, 16)
      : formatWord(records[base + ADDRESS_B]!),
    destinationPort: ports & 0xffff,
  };
}

function formatWord(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`;
}
