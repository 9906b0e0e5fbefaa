/**
 * BSD loopback (link types 0 and 108): four bytes with the address family, in the byte order of the machine
 * that captured (0) or of the network (108). AF_INET is 2 everywhere; AF_INET6 is 24, 28 or 30, by system.
 * The byte order is told by where the small number stands.
 */
import { LAYER_IPV4, LAYER_IPV6, NOT_IP, TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 4;
const AF_INET = 2;
const AF_INET6_NETBSD = 24;
const AF_INET6_FREEBSD = 28;
const AF_INET6_DARWIN = 30;
const AF_INET6_LINUX = 10;

/** Reads the header at `offset`. */
export function decodeLoopback(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_LINK;
  const family =
    buffer[offset] === 0 && buffer[offset + 1] === 0
      ? (buffer[offset + 2]! << 8) | buffer[offset + 3]!
      : buffer[offset]! | (buffer[offset + 1]! << 8);
  view.cursor = offset + HEADER_LENGTH;
  switch (family) {
    case AF_INET:
      return LAYER_IPV4;
    case AF_INET6_NETBSD:
    case AF_INET6_FREEBSD:
    case AF_INET6_DARWIN:
    case AF_INET6_LINUX:
      return LAYER_IPV6;
    default:
      return NOT_IP;
  }
}
