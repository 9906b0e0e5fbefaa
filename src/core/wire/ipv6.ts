/**
 * IPv6 (RFC 8200 section 3) and its extension headers.
 *
 * ```
 *  0                        4                6             7           8        24            40
 * +------------------------+----------------+-------------+-----------+--------+-------------+---
 * | 6 | class | flow label | payload length | next header | hop limit | source | destination | …
 * +------------------------+----------------+-------------+-----------+--------+-------------+---
 * ```
 * Hop-by-hop options, routing, destination options, mobility, HIP and Shim6 share one shape (next header,
 * length in 8-byte units less one); the authentication header counts in 4-byte units less two (RFC 4302);
 * the fragment header has 8 bytes. A fragment header with offset 0 and nothing to follow is no fragment
 * (RFC 6946). A payload length of 0 (jumbogram, segmentation offload) means up to the end of the capture.
 */
import { layerOfProtocol } from './ip-protocol.ts';
import { BAD_IP, FRAGMENT, OTHER_TRANSPORT, TOO_DEEP, TRUNCATED_IP } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 40;
const MAX_EXTENSION_HEADERS = 16;
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT_HEADER = 44;
const AUTHENTICATION = 51;
const NO_NEXT_HEADER = 59;
const DESTINATION_OPTIONS = 60;
const MOBILITY = 135;
const HIP = 139;
const SHIM6 = 140;

/** Reads the packet at `offset`. */
export function decodeIpv6(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_IP;
  if (buffer[offset]! >> 4 !== 6) return BAD_IP;
  const payloadLength = (buffer[offset + 4]! << 8) | buffer[offset + 5]!;
  const wireEnd = payloadLength === 0 ? end : offset + HEADER_LENGTH + payloadLength;
  const limit = Math.min(wireEnd, end);
  view.ipVersion = 6;
  view.ip = offset;
  view.source = offset + 8;
  view.destination = offset + 24;
  view.wireEnd = wireEnd;
  view.limit = limit;
  view.fragment = 0;
  let next = buffer[offset + 6]!;
  let at = offset + HEADER_LENGTH;
  for (let headers = 0; headers <= MAX_EXTENSION_HEADERS; headers += 1) {
    let unit = 8;
    let extra = 8;
    switch (next) {
      case HOP_BY_HOP:
      case ROUTING:
      case DESTINATION_OPTIONS:
      case MOBILITY:
      case HIP:
      case SHIM6:
        break;
      case AUTHENTICATION:
        unit = 4;
        break;
      case FRAGMENT_HEADER:
        unit = 0;
        extra = 8;
        break;
      case NO_NEXT_HEADER:
        return OTHER_TRANSPORT;
      default:
        view.protocol = next;
        view.cursor = at;
        return layerOfProtocol(next);
    }
    if (limit - at < 8) return limit === wireEnd ? BAD_IP : TRUNCATED_IP;
    const length = buffer[at + 1]! * unit + extra;
    const following = buffer[at]!;
    if (next === FRAGMENT_HEADER) {
      const field = (buffer[at + 2]! << 8) | buffer[at + 3]!;
      if ((field & 0xfff9) !== 0) return fragment(view, buffer, at, following, field);
    }
    at += length;
    if (at > limit) return at > wireEnd ? BAD_IP : TRUNCATED_IP;
    next = following;
  }
  return TOO_DEEP;
}

/** Notes where a piece of a datagram belongs. */
function fragment(
  view: PacketView,
  buffer: Uint8Array,
  at: number,
  following: number,
  field: number,
): number {
  view.fragment = 1;
  view.protocol = following;
  view.fragmentOffset = field & 0xfff8;
  view.moreFragments = field & 1;
  view.identification =
    ((buffer[at + 4]! << 24) | (buffer[at + 5]! << 16) | (buffer[at + 6]! << 8) | buffer[at + 7]!) >>> 0;
  view.cursor = at + 8;
  return FRAGMENT;
}
