/**
 * BSD loopback (link types 0 and 108): four bytes with the address family, in the byte order of the machine
 * that captured (0) or of the network (108), then the packet. The number for IPv6 differs from system to
 * system (10, 24, 28, 30), so it is not consulted: the version nibble of the packet says what it is.
 */
import { LAYER_IPV4, LAYER_IPV6, NOT_IP, TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 4;

/** Reads the header at `offset`. */
export function decodeLoopback(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset <= HEADER_LENGTH) return TRUNCATED_LINK;
  view.cursor = offset + HEADER_LENGTH;
  const version = buffer[offset + HEADER_LENGTH]! >> 4;
  if (version === 4) return LAYER_IPV4;
  return version === 6 ? LAYER_IPV6 : NOT_IP;
}
