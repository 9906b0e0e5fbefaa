/**
 * PPP (RFC 1661) and PPP in HDLC-like framing (RFC 1662), with or without the address and control bytes,
 * with a protocol field of one or two bytes (its low bit ends it).
 *
 * ```
 * [ ff 03 ] protocol:8 or 16 payload
 * ```
 * Captures of the PPP daemon (link types 166 and 204) have a byte that tells the direction before it, or
 * in place of the address byte. Compressed headers (Van Jacobson, ROHC) and multilink are not undone.
 */
import {
  LAYER_CISCO_HDLC,
  LAYER_IPV4,
  LAYER_IPV6,
  LAYER_MPLS,
  LAYER_PPP,
  NOT_IP,
  TRUNCATED_LINK,
} from './layers.ts';
import type { PacketView } from './packet-view.ts';

const ADDRESS_ALL = 0xff;
const CONTROL_UNNUMBERED = 0x03;
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;
const PPP_MPLS = 0x0281;
const PPP_MPLS_MULTICAST = 0x0283;

/** Reads the frame at `offset`. */
export function decodePpp(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  let at = offset;
  if (end - at >= 2 && buffer[at] === ADDRESS_ALL && buffer[at + 1] === CONTROL_UNNUMBERED) at += 2;
  if (end - at < 1) return TRUNCATED_LINK;
  let protocol = buffer[at]!;
  at += 1;
  if ((protocol & 1) === 0) {
    if (end - at < 1) return TRUNCATED_LINK;
    protocol = (protocol << 8) | buffer[at]!;
    at += 1;
  }
  view.cursor = at;
  if (protocol === PPP_IPV4) return LAYER_IPV4;
  if (protocol === PPP_IPV6) return LAYER_IPV6;
  if (protocol === PPP_MPLS || protocol === PPP_MPLS_MULTICAST) return LAYER_MPLS;
  return NOT_IP;
}

/** A serial line (link types 9 and 50): PPP, or Cisco HDLC where the address byte says so. */
export function decodePppHdlc(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < 2) return TRUNCATED_LINK;
  const address = buffer[offset]!;
  view.cursor = offset;
  return address === CISCO_UNICAST || address === CISCO_MULTICAST ? LAYER_CISCO_HDLC : LAYER_PPP;
}

/** PPP behind a byte that tells the direction (link types 166 and 204). */
export function decodePppDirection(
  view: PacketView,
  buffer: Uint8Array,
  offset: number,
  end: number,
): number {
  if (end - offset < 2) return TRUNCATED_LINK;
  view.cursor = offset + (buffer[offset + 1] === CONTROL_UNNUMBERED ? 2 : 1);
  return LAYER_PPP;
}
