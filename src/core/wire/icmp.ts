/**
 * ICMP (RFC 792) and ICMPv6 (RFC 4443): type, code, checksum and four bytes that depend on the type.
 *
 * ```
 *  0      1      2          4            6          8
 * +------+------+----------+------------+----------+---
 * | type | code | checksum | identifier | sequence | payload
 * +------+------+----------+------------+----------+---
 * ```
 * Echo and echo reply of one identifier make one conversation, so the identifier stands for both ports;
 * other messages have 0. The payload begins after 8 bytes, as in l7-filter.
 */
import { DECODED, TRUNCATED_TRANSPORT } from './layers.ts';
import { IPPROTO_ICMP, type PacketView } from './packet-view.ts';

const HEADER_LENGTH = 8;
const ECHO_REPLY = 0;
const ECHO = 8;
const V6_ECHO = 128;
const V6_ECHO_REPLY = 129;

/** Reads the message at `offset`. */
export function decodeIcmp(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_TRANSPORT;
  const type = buffer[offset]!;
  const echo =
    view.protocol === IPPROTO_ICMP
      ? type === ECHO || type === ECHO_REPLY
      : type === V6_ECHO || type === V6_ECHO_REPLY;
  const identifier = echo ? (buffer[offset + 4]! << 8) | buffer[offset + 5]! : 0;
  view.sourcePort = identifier;
  view.destinationPort = identifier;
  view.tcpFlags = 0;
  view.sequence = 0;
  view.payload = offset + HEADER_LENGTH;
  view.payloadEnd = end;
  view.payloadLength = view.wireEnd - view.payload;
  return DECODED;
}
