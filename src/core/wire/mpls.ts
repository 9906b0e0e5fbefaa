/**
 * MPLS label stack (RFC 3032): 4 bytes a label, the last one has the bottom-of-stack bit.
 *
 * ```
 *  label:20 | class:3 | bottom:1 | time to live:8
 * ```
 * Nothing names the payload; IPv4 and IPv6 are told by their version nibble, as routers do. A payload that
 * starts with 0000 is a pseudowire control word (RFC 4385) with an Ethernet frame behind it.
 */
import { LAYER_ETHERNET, LAYER_IPV4, LAYER_IPV6, NOT_IP, TOO_DEEP, TRUNCATED_TUNNEL } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const LABEL_LENGTH = 4;
const MAX_LABELS = 16;
const BOTTOM_OF_STACK = 0x01;

/** Reads the whole stack at `offset`. */
export function decodeMpls(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  let at = offset;
  for (let labels = 0; ; labels += 1) {
    if (labels === MAX_LABELS) return TOO_DEEP;
    if (end - at < LABEL_LENGTH) return TRUNCATED_TUNNEL;
    const bottom = buffer[at + 2]! & BOTTOM_OF_STACK;
    at += LABEL_LENGTH;
    if (bottom !== 0) break;
  }
  if (at >= end) return TRUNCATED_TUNNEL;
  const version = buffer[at]! >> 4;
  view.cursor = at;
  if (version === 4) return LAYER_IPV4;
  if (version === 6) return LAYER_IPV6;
  if (version !== 0) return NOT_IP;
  view.cursor = at + 4;
  return LAYER_ETHERNET;
}
