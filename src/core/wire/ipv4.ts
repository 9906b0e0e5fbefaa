/**
 * IPv4 (RFC 791 section 3.1).
 *
 * ```
 *  0         1     2              4                6              8     9          10         12       16
 * +---------+-----+--------------+----------------+--------------+-----+----------+----------+--------+-------------+
 * | 4 | IHL | TOS | total length | identification | flags offset | TTL | protocol | checksum | source | destination |
 * +---------+-----+--------------+----------------+--------------+-----+----------+----------+--------+-------------+
 * ```
 * Options are stepped over. The packet ends at the total length or where the capture ends, whichever comes
 * first. A total length of 0 is what segmentation offload leaves in packets captured on the sending machine:
 * the packet then ends where the capture does. Checksums are not verified.
 *
 * A header length below 5 words is taken at its word. No kernel accepts such a packet, so it occurs only in
 * damaged captures.
 */
import { layerOfProtocol } from './ip-protocol.ts';
import { BAD_IP, FRAGMENT, TRUNCATED_IP } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 20;
const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

/** Reads the packet at `offset`. */
export function decodeIpv4(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_IP;
  const first = buffer[offset]!;
  const headerLength = (first & 0x0f) << 2;
  if (first >> 4 !== 4) return BAD_IP;
  if (end - offset < headerLength) return TRUNCATED_IP;
  const totalLength = (buffer[offset + 2]! << 8) | buffer[offset + 3]!;
  if (totalLength < headerLength && totalLength !== 0) return BAD_IP;
  const wireEnd = totalLength === 0 ? end : offset + totalLength;
  view.ipVersion = 4;
  view.ip = offset;
  view.protocol = buffer[offset + 9]!;
  view.source = offset + 12;
  view.destination = offset + 16;
  view.cursor = offset + headerLength;
  view.wireEnd = wireEnd;
  view.limit = Math.min(wireEnd, end);
  const flags = (buffer[offset + 6]! << 8) | buffer[offset + 7]!;
  if ((flags & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) !== 0) {
    view.fragment = 1;
    view.fragmentOffset = (flags & FRAGMENT_OFFSET) << 3;
    view.moreFragments = (flags & MORE_FRAGMENTS) === 0 ? 0 : 1;
    view.identification = (buffer[offset + 4]! << 8) | buffer[offset + 5]!;
    return FRAGMENT;
  }
  view.fragment = 0;
  return layerOfProtocol(view.protocol);
}
