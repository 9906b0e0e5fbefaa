/**
 * EtherType → the layer that follows (IEEE 802 numbers, as IANA lists them). Used by everything that names
 * its payload by EtherType: Ethernet, VLAN tags, SNAP, Linux cooked, GRE, Cisco HDLC.
 */
import { LAYER_IPV4, LAYER_IPV6, LAYER_MPLS, LAYER_PPPOE, LAYER_VLAN, NOT_IP } from './layers.ts';

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_IPV6 = 0x86dd;
/** IEEE 802.1Q, 802.1ad (QinQ) and the tag used for QinQ before 802.1ad. */
export const ETHERTYPE_VLAN = 0x8100;
export const ETHERTYPE_QINQ = 0x88a8;
export const ETHERTYPE_QINQ_OLD = 0x9100;
export const ETHERTYPE_MPLS = 0x8847;
export const ETHERTYPE_MPLS_MULTICAST = 0x8848;
export const ETHERTYPE_PPPOE_SESSION = 0x8864;
export const ETHERTYPE_PPP = 0x880b;
/** Transparent Ethernet bridging: an Ethernet frame inside GRE. */
export const ETHERTYPE_BRIDGED = 0x6558;
export const ETHERTYPE_ERSPAN = 0x88be;

/** Below this the field is an IEEE 802.3 length and an LLC header follows. */
export const FIRST_ETHERTYPE = 0x0600;

/** LAYER_* of an EtherType, or NOT_IP. */
export function layerOfEtherType(etherType: number): number {
  switch (etherType) {
    case ETHERTYPE_IPV4:
      return LAYER_IPV4;
    case ETHERTYPE_IPV6:
      return LAYER_IPV6;
    case ETHERTYPE_VLAN:
    case ETHERTYPE_QINQ:
    case ETHERTYPE_QINQ_OLD:
      return LAYER_VLAN;
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_MULTICAST:
      return LAYER_MPLS;
    case ETHERTYPE_PPPOE_SESSION:
      return LAYER_PPPOE;
    default:
      return NOT_IP;
  }
}
