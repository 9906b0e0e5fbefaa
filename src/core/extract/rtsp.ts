/**
 * Where RTSP's media will flow (RFC 2326 section 12.39, RFC 7826 section 18.54): the Transport field of
 * SETUP and its answer.
 *
 * ```
 * Transport: RTP/AVP;unicast;client_port=3456-3457
 * Transport: RTP/AVP;unicast;client_port=3456-3457;server_port=5000-5001;source=192.0.2.7
 * ```
 * The client's ports are at its address, the server's at its own or at `source`. Which side speaks is told
 * by the first line: answers begin with `RTSP/`. Media interleaved with the control connection need nothing.
 */
import type { ExpectedEndpoints } from '../flow/expected-endpoints.ts';
import { parseAddress } from '../wire/address.ts';
import { IPPROTO_UDP, type PacketView } from '../wire/packet-view.ts';
import type { LineCursor } from './line-cursor.ts';

/** Most ports of one range. */
const MAX_PORTS = 8;

/** Adds the endpoints that the packet's payload announces to `found`. */
export function findRtspEndpoints(
  view: PacketView,
  buffer: Uint8Array,
  cursor: LineCursor,
  found: ExpectedEndpoints,
): void {
  cursor.over(buffer, view.payload, view.payloadEnd);
  let answer = false;
  let first = true;
  while (cursor.nextLine()) {
    if (first) answer = cursor.skip('rtsp/');
    first = false;
    if (!cursor.skip('transport:')) continue;
    const client = answer ? view.destination : view.source;
    const server = answer ? view.source : view.destination;
    const start = cursor.at;
    if (cursor.skipTo('client_port=')) readPorts(cursor, view.ipVersion, buffer, client, found);
    cursor.at = start;
    if (!cursor.skipTo('server_port=')) continue;
    const ports = cursor.at;
    readPorts(cursor, view.ipVersion, buffer, server, found);
    cursor.at = start;
    const source = cursor.skipTo('source=') ? parseAddress(cursor.token(';')) : undefined;
    if (source === undefined) continue;
    cursor.at = ports;
    readPorts(cursor, source.length === 4 ? 4 : 6, source, 0, found);
  }
}

/** `first` or `first-last`, at an address that stands in `bytes`. */
function readPorts(
  cursor: LineCursor,
  version: number,
  bytes: Uint8Array,
  address: number,
  found: ExpectedEndpoints,
): void {
  const first = cursor.number(0xffff);
  const last = cursor.skip('-') ? cursor.number(0xffff) : first;
  for (let port = first; port >= 0 && port <= last && port < first + MAX_PORTS; port += 1) {
    found.add(version, bytes, address, port, IPPROTO_UDP);
  }
}
