/**
 * What a decoder answers. Every protocol here has one function of the same shape,
 *
 *     decodeX(view, buffer, offset, end) → code
 *
 * which checks the length of its fixed header once (after that no read can leave the packet), reads its
 * fields, and answers with one integer: either a reason (0 is success: a transport packet is in the view;
 * others say why there is none) or the layer that follows, with `view.cursor`, `view.limit` and
 * `view.wireEnd` set to where it stands. The driver (`decode.ts`) is a loop over layers, so nothing
 * recurses, and a bound on its steps bounds the nesting of tunnels.
 */

/** A TCP, UDP or ICMP packet is in the view. */
export const DECODED = 0;
export const UNKNOWN_LINK_TYPE = 1;
export const TRUNCATED_LINK = 2;
export const NOT_IP = 3;
export const TRUNCATED_IP = 4;
export const BAD_IP = 5;
export const FRAGMENT = 6;
export const OTHER_TRANSPORT = 7;
export const TRUNCATED_TRANSPORT = 8;
export const BAD_TRANSPORT = 9;
export const TRUNCATED_TUNNEL = 10;
export const BAD_TUNNEL = 11;
export const NOT_DATA = 12;
export const ENCRYPTED = 13;
export const TOO_DEEP = 14;

/** Names of the reasons, by code: for counters and messages. */
export const REASON_NAMES = [
  'decoded',
  'unknown-link-type',
  'truncated-link',
  'not-ip',
  'truncated-ip',
  'bad-ip',
  'fragment',
  'other-transport',
  'truncated-transport',
  'bad-transport',
  'truncated-tunnel',
  'bad-tunnel',
  'not-data',
  'encrypted',
  'too-deep',
] as const;

export type ReasonName = (typeof REASON_NAMES)[number];

/** What each reason means, for people. */
export const REASON_TEXTS: Readonly<Record<ReasonName, string>> = {
  decoded: 'a TCP, UDP or ICMP packet',
  'unknown-link-type': 'the capture has a link type that is not decoded',
  'truncated-link': 'the capture ends within the link header',
  'not-ip': 'no IP packet: ARP, spanning tree, PPP control and the like',
  'truncated-ip': 'the capture ends within the IP header',
  'bad-ip': 'the IP header contradicts itself',
  fragment: 'a piece of an IP datagram that is not reassembled (yet)',
  'other-transport': 'an IP protocol other than TCP, UDP and ICMP',
  'truncated-transport': 'the capture ends within the transport header',
  'bad-transport': 'the transport header contradicts itself',
  'truncated-tunnel': 'the capture ends within a tunnel header',
  'bad-tunnel': 'a tunnel header contradicts itself or has a version that is not decoded',
  'not-data': 'an IEEE 802.11 frame that carries no data',
  encrypted: 'an IEEE 802.11 frame that is encrypted',
  'too-deep': 'more nested headers than the limit',
};

/** Codes from here on are layers. */
export const FIRST_LAYER = 32;
export const LAYER_ETHERNET = 32;
export const LAYER_VLAN = 34;
export const LAYER_LLC = 35;
export const LAYER_MPLS = 36;
export const LAYER_PPPOE = 37;
export const LAYER_PPP = 38;
export const LAYER_IP = 39;
export const LAYER_IPV4 = 40;
export const LAYER_IPV6 = 41;
export const LAYER_TCP = 42;
export const LAYER_UDP = 43;
export const LAYER_ICMP = 44;
export const LAYER_GRE = 45;
export const LAYER_COOKED_1 = 46;
export const LAYER_COOKED_2 = 47;
export const LAYER_LOOPBACK = 48;
export const LAYER_CISCO_HDLC = 49;
export const LAYER_80211 = 50;
export const LAYER_RADIOTAP = 51;
export const LAYER_PPP_HDLC = 52;
export const LAYER_ERSPAN = 53;
export const LAYER_PPP_DIRECTION = 54;

/** A fresh array of counters, one per reason. Floating point, so that a long run does not wrap. */
export function createReasonCounts(): Float64Array {
  return new Float64Array(REASON_NAMES.length);
}

/** The counters by name, those that are 0 left out. */
export function namedReasonCounts(counts: Float64Array): Record<string, number> {
  const named: Record<string, number> = {};
  for (const [code, name] of REASON_NAMES.entries()) {
    const count = counts[code] ?? 0;
    if (count > 0) named[name] = count;
  }
  return named;
}
