/**
 * The one mutable record that decoding fills and everything after it reads: where in the buffer the
 * addresses and the payload of a packet stand, and what its headers said. It is allocated once per plane
 * and reused for every packet; no decoder allocates.
 *
 * Fields are meaningful only as far as decoding came. After `DECODED` all of the first part are; the second
 * part is the decoders' own scratch, except where noted.
 */

/** IANA protocol numbers met here. */
export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_ICMPV6 = 58;

/** TCP header flags (RFC 9293 section 3.1). */
export const TCP_SYN = 0x02;
export const TCP_ACK = 0x10;

/** Sequence number of the first byte of payload: that of a SYN comes before it (RFC 9293 section 3.4). */
export function payloadSequence(view: PacketView): number {
  return (view.sequence + ((view.tcpFlags & TCP_SYN) === 0 ? 0 : 1)) >>> 0;
}

export class PacketView {
  /** 4 or 6. */
  ipVersion = 4;
  /** Protocol number of the innermost transport header: IPPROTO_*. */
  protocol = 0;
  /** Offset in the buffer of the source address (4 or 16 bytes). */
  source = 0;
  /** Offset in the buffer of the destination address. */
  destination = 0;
  /** TCP and UDP: ports. ICMP: the echo identifier in both, 0 for other messages. */
  sourcePort = 0;
  destinationPort = 0;
  /** TCP only: flags and sequence number (unsigned 32 bits). */
  tcpFlags = 0;
  sequence = 0;
  /** Offset in the buffer of the first payload byte. */
  payload = 0;
  /** One past the last payload byte that was captured (never past what the IP header says). */
  payloadEnd = 0;
  /** Payload length on the wire, by the IP and transport headers; ≥ payloadEnd − payload when truncated. */
  payloadLength = 0;
  /** 1 when this is a fragment other than the first, or a first fragment whose rest is still to come. */
  fragment = 0;

  /** Offset in the buffer of the innermost IP header. */
  ip = 0;
  /** Of a fragment: where its data belongs in the datagram, in bytes; 1 when more follow; its identification. */
  fragmentOffset = 0;
  moreFragments = 0;
  identification = 0;
  /** Where the next layer starts. Of a fragment: its data. */
  cursor = 0;
  /** One past the last captured byte of the next layer. */
  limit = 0;
  /** One past the last byte of the next layer as it was on the wire; ≥ limit when truncated. */
  wireEnd = 0;
}
