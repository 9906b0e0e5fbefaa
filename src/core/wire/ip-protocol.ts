/**
 * IP protocol number → the layer that follows (IANA "Protocol Numbers"). Used by IPv4 and by the end of
 * IPv6's header chain.
 */
import {
  LAYER_GRE,
  LAYER_ICMP,
  LAYER_IPV4,
  LAYER_IPV6,
  LAYER_TCP,
  LAYER_UDP,
  OTHER_TRANSPORT,
} from './layers.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from './packet-view.ts';

const IPPROTO_IPIP = 4;
const IPPROTO_IPV6 = 41;
const IPPROTO_GRE = 47;

/** LAYER_* of a protocol number, or OTHER_TRANSPORT. */
export function layerOfProtocol(protocol: number): number {
  switch (protocol) {
    case IPPROTO_TCP:
      return LAYER_TCP;
    case IPPROTO_UDP:
      return LAYER_UDP;
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      return LAYER_ICMP;
    case IPPROTO_IPIP:
      return LAYER_IPV4;
    case IPPROTO_IPV6:
      return LAYER_IPV6;
    case IPPROTO_GRE:
      return LAYER_GRE;
    default:
      return OTHER_TRANSPORT;
  }
}
