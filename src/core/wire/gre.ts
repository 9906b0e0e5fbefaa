/**
 * GRE version 0 (RFC 2784, RFC 2890, routing as in RFC 1701) and version 1, the one that PPTP uses
 * (RFC 2637 section 4.1).
 *
 * ```
 *  0                       2      4
 * +-----------------------+------+----------------------------------------------------------------
 * | C R K S … | version   | type | v0: [checksum:2 offset:2] [key:4] [sequence:4] [routing…] payload
 * +-----------------------+------+ v1: length:2 call:2 [sequence:4] [acknowledgment:4] PPP
 * ```
 * The type is an EtherType: IP, MPLS, an Ethernet frame, PPP, or ERSPAN (see `erspan.ts`).
 */
import { ETHERTYPE_BRIDGED, ETHERTYPE_ERSPAN, ETHERTYPE_PPP, layerOfEtherType } from './ether-type.ts';
import { BAD_TUNNEL, LAYER_ERSPAN, LAYER_ETHERNET, LAYER_PPP, NOT_IP, TRUNCATED_TUNNEL } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 4;
const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGMENT = 0x0080;
const VERSION = 0x0007;
const MAX_ROUTES = 16;

/** Reads the header at `offset`. */
export function decodeGre(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_TUNNEL;
  const flags = (buffer[offset]! << 8) | buffer[offset + 1]!;
  const type = (buffer[offset + 2]! << 8) | buffer[offset + 3]!;
  const version = flags & VERSION;
  if (version > 1) return BAD_TUNNEL;
  let at = offset + HEADER_LENGTH;
  if (version === 1) {
    if (type !== ETHERTYPE_PPP || (flags & KEY) === 0) return BAD_TUNNEL;
    at += 4;
    if ((flags & SEQUENCE) !== 0) at += 4;
    if ((flags & ACKNOWLEDGMENT) !== 0) at += 4;
    if (at > end) return TRUNCATED_TUNNEL;
    view.cursor = at;
    // Without a sequence number there is no payload: an acknowledgment alone.
    return (flags & SEQUENCE) === 0 ? NOT_IP : LAYER_PPP;
  }
  if ((flags & (CHECKSUM | ROUTING)) !== 0) at += 4;
  if ((flags & KEY) !== 0) at += 4;
  if ((flags & SEQUENCE) !== 0) at += 4;
  if ((flags & ROUTING) !== 0) {
    at = skipRoutes(buffer, at, end);
    if (at < 0) return TRUNCATED_TUNNEL;
  }
  if (at > end) return TRUNCATED_TUNNEL;
  view.cursor = at;
  if (type === ETHERTYPE_BRIDGED) return LAYER_ETHERNET;
  if (type === ETHERTYPE_PPP) return LAYER_PPP;
  if (type === ETHERTYPE_ERSPAN) {
    // Type I has no header of its own and no GRE sequence number; type II has both.
    return (flags & SEQUENCE) === 0 ? LAYER_ETHERNET : LAYER_ERSPAN;
  }
  return layerOfEtherType(type);
}

/** End of the source route entries (family:2 offset:1 length:1 …; the last has length 0), or −1. */
function skipRoutes(buffer: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let routes = 0; routes < MAX_ROUTES; routes += 1) {
    if (end - at < 4) return -1;
    const length = buffer[at + 3]!;
    at += 4;
    if (length === 0) return at;
    at += length;
  }
  return -1;
}
