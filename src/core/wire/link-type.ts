/**
 * Link type of a capture → its first layer. Numbers are LINKTYPE_* of the tcpdump group's list, with the
 * DLT_* values that some systems wrote into files instead.
 */
import {
  LAYER_80211,
  LAYER_CISCO_HDLC,
  LAYER_COOKED_1,
  LAYER_COOKED_2,
  LAYER_ETHERNET,
  LAYER_IP,
  LAYER_IPV4,
  LAYER_IPV6,
  LAYER_LOOPBACK,
  LAYER_PPP_DIRECTION,
  LAYER_PPP_HDLC,
  LAYER_PPPOE,
  LAYER_RADIOTAP,
  UNKNOWN_LINK_TYPE,
} from './layers.ts';

export const LINKTYPE_NULL = 0;
export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_PPP = 9;
export const LINKTYPE_PPP_HDLC = 50;
export const LINKTYPE_PPP_ETHER = 51;
export const LINKTYPE_RAW = 101;
export const LINKTYPE_CISCO_HDLC = 104;
export const LINKTYPE_IEEE802_11 = 105;
export const LINKTYPE_LOOP = 108;
export const LINKTYPE_LINUX_SLL = 113;
export const LINKTYPE_RADIOTAP = 127;
export const LINKTYPE_PPP_PPPD = 166;
export const LINKTYPE_PPP_WITH_DIR = 204;
export const LINKTYPE_IPV4 = 228;
export const LINKTYPE_IPV6 = 229;
export const LINKTYPE_LINUX_SLL2 = 276;
/** DLT_RAW of most systems and of OpenBSD. */
const DLT_RAW = 12;
const DLT_RAW_OPENBSD = 14;

/** LAYER_* of a link type, or UNKNOWN_LINK_TYPE. */
export function layerOfLinkType(linkType: number): number {
  switch (linkType) {
    case LINKTYPE_ETHERNET:
      return LAYER_ETHERNET;
    case LINKTYPE_RAW:
    case DLT_RAW:
    case DLT_RAW_OPENBSD:
      return LAYER_IP;
    case LINKTYPE_IPV4:
      return LAYER_IPV4;
    case LINKTYPE_IPV6:
      return LAYER_IPV6;
    case LINKTYPE_NULL:
    case LINKTYPE_LOOP:
      return LAYER_LOOPBACK;
    case LINKTYPE_LINUX_SLL:
      return LAYER_COOKED_1;
    case LINKTYPE_LINUX_SLL2:
      return LAYER_COOKED_2;
    case LINKTYPE_PPP:
    case LINKTYPE_PPP_HDLC:
      return LAYER_PPP_HDLC;
    case LINKTYPE_PPP_PPPD:
    case LINKTYPE_PPP_WITH_DIR:
      return LAYER_PPP_DIRECTION;
    case LINKTYPE_PPP_ETHER:
      return LAYER_PPPOE;
    case LINKTYPE_CISCO_HDLC:
      return LAYER_CISCO_HDLC;
    case LINKTYPE_IEEE802_11:
      return LAYER_80211;
    case LINKTYPE_RADIOTAP:
      return LAYER_RADIOTAP;
    default:
      return UNKNOWN_LINK_TYPE;
  }
}
