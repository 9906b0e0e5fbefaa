/**
 * Where media will flow, by a session description (SDP, RFC 8866) in a SIP message.
 *
 * ```
 * c=IN IP4 192.0.2.1              address for all media that have none of their own
 * m=audio 49170 RTP/AVP 0         media: port (and `/n` of them), transport
 * c=IN IP6 2001:db8::1            address of the media before it
 * a=rtcp:53020 IN IP4 192.0.2.9   control port, when it is not the next one (RFC 3605)
 * ```
 * RTP's control protocol has the port after the media's (RFC 3550 section 11). Port 0 is a refused medium,
 * address 0.0.0.0 a held one. Lines are read wherever they stand: no SIP header begins with `m=`. As with
 * FTP, the sender's own address is expected as well.
 */
import type { ExpectedEndpoints } from '../flow/expected-endpoints.ts';
import { parseAddress } from '../wire/address.ts';
import { IPPROTO_TCP, IPPROTO_UDP, type PacketView } from '../wire/packet-view.ts';
import type { LineCursor } from './line-cursor.ts';

/** Most ports that one m= line may ask for. */
const MAX_PORTS = 8;

/** Adds the endpoints that the packet's payload announces to `found`. */
export function findSdpEndpoints(
  view: PacketView,
  buffer: Uint8Array,
  cursor: LineCursor,
  found: ExpectedEndpoints,
): void {
  let sessionAddress: Uint8Array | undefined;
  let address: Uint8Array | undefined;
  let port = 0;
  let ports = 0;
  let controlPort = 0;
  let protocol = IPPROTO_UDP;
  cursor.over(buffer, view.payload, view.payloadEnd);
  for (let more = true; more; ) {
    more = cursor.nextLine();
    const media = more && cursor.skip('m=');
    if ((media || !more) && port > 0) {
      addMedia(view, buffer, address ?? sessionAddress, port, ports, protocol, found);
      addMedia(view, buffer, address ?? sessionAddress, controlPort, 1, protocol, found);
      port = 0;
    }
    if (media) {
      address = undefined;
      controlPort = 0;
      cursor.token(' ');
      cursor.skipSpaces();
      port = Math.max(0, cursor.number(0xffff));
      const streams = cursor.skip('/') ? Math.max(1, cursor.number(MAX_PORTS)) : 1;
      cursor.skipSpaces();
      protocol = cursor.skip('tcp') ? IPPROTO_TCP : IPPROTO_UDP;
      ports = cursor.skipTo('rtp') ? 2 * streams : streams;
    } else if (cursor.skip('c=in ip')) {
      cursor.at += 1;
      cursor.skipSpaces();
      const given = parseAddress(cursor.token('/'));
      if (port > 0) address = given;
      else sessionAddress = given;
    } else if (cursor.skip('a=rtcp:')) {
      controlPort = cursor.number(0xffff);
    }
  }
}

/** Adds `ports` ports from `first` on, at the address given and at the sender's. */
function addMedia(
  view: PacketView,
  buffer: Uint8Array,
  address: Uint8Array | undefined,
  first: number,
  ports: number,
  protocol: number,
  found: ExpectedEndpoints,
): void {
  const held = address?.every((byte) => byte === 0) ?? true;
  for (let port = first; port < first + ports; port += 1) {
    if (address !== undefined && !held) found.add(address.length === 4 ? 4 : 6, address, 0, port, protocol);
    found.add(view.ipVersion, buffer, view.source, port, protocol);
  }
}
