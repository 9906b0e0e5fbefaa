/**
 * Bytes → packet view. One loop that hands each layer to its decoder (see `layers.ts`) until one of them
 * answers with a reason. The number of steps is bounded, so that no packet, however nested, costs more than
 * a constant.
 *
 * Tunnels are followed to the innermost packet: IP in IP, GRE, PPTP, PPPoE, MPLS, VLAN. UDP-based tunnels
 * (VXLAN, GTP-U, Teredo, L2TP) are not: they are connections with a name of their own.
 */
import { decodeCiscoHdlc } from './cisco-hdlc.ts';
import { decodeErspan } from './erspan.ts';
import { decodeEthernet } from './ethernet.ts';
import { decodeGre } from './gre.ts';
import { decodeIcmp } from './icmp.ts';
import { decodeIeee80211 } from './ieee80211.ts';
import { decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';
import {
  BAD_IP,
  FIRST_LAYER,
  LAYER_80211,
  LAYER_CISCO_HDLC,
  LAYER_COOKED_1,
  LAYER_COOKED_2,
  LAYER_ERSPAN,
  LAYER_ETHERNET,
  LAYER_GRE,
  LAYER_ICMP,
  LAYER_IP,
  LAYER_IPV4,
  LAYER_IPV6,
  LAYER_LLC,
  LAYER_LOOPBACK,
  LAYER_MPLS,
  LAYER_PPP,
  LAYER_PPP_DIRECTION,
  LAYER_PPP_HDLC,
  LAYER_PPPOE,
  LAYER_RADIOTAP,
  LAYER_TCP,
  LAYER_UDP,
  LAYER_VLAN,
  TOO_DEEP,
  TRUNCATED_IP,
} from './layers.ts';
import { layerOfLinkType } from './link-type.ts';
import { decodeCooked1, decodeCooked2 } from './linux-cooked.ts';
import { decodeLlc } from './llc.ts';
import { decodeLoopback } from './loopback.ts';
import { decodeMpls } from './mpls.ts';
import type { PacketView } from './packet-view.ts';
import { decodePpp, decodePppDirection, decodePppHdlc } from './ppp.ts';
import { decodePppoe } from './pppoe.ts';
import { decodeRadiotap } from './radiotap.ts';
import { decodeTcp } from './tcp.ts';
import { decodeUdp } from './udp.ts';
import { decodeVlan } from './vlan.ts';

/** Most headers that are followed in one packet. */
export const MAX_LAYERS = 24;

/**
 * Decodes the link-layer frame at `buffer[offset … end)`.
 *
 * @returns DECODED with a transport packet in `view`, or the reason why there is none (REASON_NAMES).
 */
export function decode(
  view: PacketView,
  buffer: Uint8Array,
  offset: number,
  end: number,
  linkType: number,
): number {
  return decodeLayers(view, buffer, offset, end, layerOfLinkType(linkType));
}

/** Decodes the IP packet, of either version, at `buffer[offset … end)`; answers as `decode` does. */
export function decodeIp(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  return decodeLayers(view, buffer, offset, end, LAYER_IP);
}

function decodeLayers(
  view: PacketView,
  buffer: Uint8Array,
  offset: number,
  end: number,
  firstLayer: number,
): number {
  let code = firstLayer;
  view.cursor = offset;
  view.limit = end;
  view.wireEnd = end;
  view.fragment = 0;
  // The common way first, without the switch: a third less time per packet.
  if (code === LAYER_ETHERNET) code = decodeEthernet(view, buffer, offset, end);
  if (code === LAYER_IPV4) code = decodeIpv4(view, buffer, view.cursor, view.limit);
  if (code === LAYER_TCP) return decodeTcp(view, buffer, view.cursor, view.limit);
  if (code === LAYER_UDP) return decodeUdp(view, buffer, view.cursor, view.limit);
  for (let step = 0; code >= FIRST_LAYER; step += 1) {
    if (step === MAX_LAYERS) return TOO_DEEP;
    code = decodeLayer(code, view, buffer, view.cursor, view.limit);
  }
  return code;
}

function decodeLayer(
  layer: number,
  view: PacketView,
  buffer: Uint8Array,
  offset: number,
  end: number,
): number {
  switch (layer) {
    case LAYER_ETHERNET:
      return decodeEthernet(view, buffer, offset, end);
    case LAYER_IPV4:
      return decodeIpv4(view, buffer, offset, end);
    case LAYER_IPV6:
      return decodeIpv6(view, buffer, offset, end);
    case LAYER_TCP:
      return decodeTcp(view, buffer, offset, end);
    case LAYER_UDP:
      return decodeUdp(view, buffer, offset, end);
    case LAYER_ICMP:
      return decodeIcmp(view, buffer, offset, end);
    case LAYER_IP:
      return layerOfVersion(buffer, offset, end);
    case LAYER_VLAN:
      return decodeVlan(view, buffer, offset, end);
    case LAYER_LLC:
      return decodeLlc(view, buffer, offset, end);
    case LAYER_MPLS:
      return decodeMpls(view, buffer, offset, end);
    case LAYER_PPPOE:
      return decodePppoe(view, buffer, offset, end);
    case LAYER_PPP:
      return decodePpp(view, buffer, offset, end);
    case LAYER_PPP_HDLC:
      return decodePppHdlc(view, buffer, offset, end);
    case LAYER_PPP_DIRECTION:
      return decodePppDirection(view, buffer, offset, end);
    case LAYER_GRE:
      return decodeGre(view, buffer, offset, end);
    case LAYER_ERSPAN:
      return decodeErspan(view, buffer, offset, end);
    case LAYER_COOKED_1:
      return decodeCooked1(view, buffer, offset, end);
    case LAYER_COOKED_2:
      return decodeCooked2(view, buffer, offset, end);
    case LAYER_LOOPBACK:
      return decodeLoopback(view, buffer, offset, end);
    case LAYER_CISCO_HDLC:
      return decodeCiscoHdlc(view, buffer, offset, end);
    case LAYER_80211:
      return decodeIeee80211(view, buffer, offset, end);
    case LAYER_RADIOTAP:
      return decodeRadiotap(view, buffer, offset, end);
    default:
      return BAD_IP;
  }
}

/** Raw IP: the version nibble says which. */
function layerOfVersion(buffer: Uint8Array, offset: number, end: number): number {
  if (offset >= end) return TRUNCATED_IP;
  const version = buffer[offset]! >> 4;
  if (version === 4) return LAYER_IPV4;
  return version === 6 ? LAYER_IPV6 : BAD_IP;
}
