/**
 * UDP (RFC 768).
 *
 * ```
 *  0             2                  4        6          8
 * +-------------+------------------+--------+----------+---
 * | source port | destination port | length | checksum | payload
 * +-------------+------------------+--------+----------+---
 * ```
 * The payload ends where the IP packet ends. The UDP length is not consulted, as l7-filter did not: it is
 * the same number in all but malformed packets.
 */
import { DECODED, TRUNCATED_TRANSPORT } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 8;

/** Reads the datagram at `offset`. */
export function decodeUdp(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_TRANSPORT;
  view.sourcePort = (buffer[offset]! << 8) | buffer[offset + 1]!;
  view.destinationPort = (buffer[offset + 2]! << 8) | buffer[offset + 3]!;
  view.tcpFlags = 0;
  view.sequence = 0;
  view.payload = offset + HEADER_LENGTH;
  view.payloadEnd = end;
  view.payloadLength = view.wireEnd - view.payload;
  return DECODED;
}
