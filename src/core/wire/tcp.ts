/**
 * TCP (RFC 9293 section 3.1).
 *
 * ```
 *  0             2                  4          8                12             13      14
 * +-------------+------------------+----------+----------------+--------------+-------+---
 * | source port | destination port | sequence | acknowledgment | offset | 0   | flags | … 20 options
 * +-------------+------------------+----------+----------------+--------------+-------+---
 * ```
 * Options are stepped over; they must have been captured whole. A data offset below 5, which would end the
 * header early, is taken at its word, as l7-filter did.
 */
import { BAD_TRANSPORT, DECODED, TRUNCATED_TRANSPORT } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 20;

/** Reads the segment at `offset`. */
export function decodeTcp(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_TRANSPORT;
  const headerLength = (buffer[offset + 12]! >> 4) << 2;
  const payload = offset + headerLength;
  if (payload > end) return payload > view.wireEnd ? BAD_TRANSPORT : TRUNCATED_TRANSPORT;
  view.sourcePort = (buffer[offset]! << 8) | buffer[offset + 1]!;
  view.destinationPort = (buffer[offset + 2]! << 8) | buffer[offset + 3]!;
  view.sequence =
    ((buffer[offset + 4]! << 24) |
      (buffer[offset + 5]! << 16) |
      (buffer[offset + 6]! << 8) |
      buffer[offset + 7]!) >>>
    0;
  view.tcpFlags = buffer[offset + 13]!;
  view.payload = payload;
  view.payloadEnd = end;
  view.payloadLength = view.wireEnd - payload;
  return DECODED;
}
