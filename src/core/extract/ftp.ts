/**
 * Where FTP's data connections will be (RFC 959 section 5.3, RFC 2428): announced on the control connection,
 * by the client (active) or by the server (passive).
 *
 * ```
 * PORT h1,h2,h3,h4,p1,p2                                  client listens
 * EPRT |1|10.0.0.1|5282|        EPRT |2|2001:db8::1|5282|  client listens
 * 227 Entering Passive Mode (h1,h2,h3,h4,p1,p2)           server listens
 * 229 Entering Extended Passive Mode (|||6446|)           server listens, at the address it speaks from
 * ```
 * Behind an address translator the address in the text may not be the one on the wire; the port mostly is.
 * So the sender's own address is expected as well.
 */
import type { ExpectedEndpoints } from '../flow/expected-endpoints.ts';
import { parseAddress } from '../wire/address.ts';
import { IPPROTO_TCP, type PacketView } from '../wire/packet-view.ts';
import type { LineCursor } from './line-cursor.ts';

/** Adds the endpoints that the packet's payload announces to `found`. */
export function findFtpEndpoints(
  view: PacketView,
  buffer: Uint8Array,
  cursor: LineCursor,
  found: ExpectedEndpoints,
): void {
  cursor.over(buffer, view.payload, view.payloadEnd);
  while (cursor.nextLine()) {
    if (cursor.skip('port ')) readHostPort(view, buffer, cursor, found);
    else if (cursor.skip('eprt ')) readExtended(view, buffer, cursor, found);
    else if (cursor.skip('227 ')) {
      while (cursor.at < cursor.end && !isDigit(cursor.peek())) cursor.at += 1;
      readHostPort(view, buffer, cursor, found);
    } else if (cursor.skip('229 ') && cursor.skipTo('(')) readExtended(view, buffer, cursor, found);
  }
}

/** `h1,h2,h3,h4,p1,p2` */
function readHostPort(
  view: PacketView,
  buffer: Uint8Array,
  cursor: LineCursor,
  found: ExpectedEndpoints,
): void {
  cursor.skipSpaces();
  let address = 0;
  let port = 0;
  for (let i = 0; i < 6; i += 1) {
    if (i > 0 && !cursor.skip(',')) return;
    const value = cursor.number(255);
    if (value < 0) return;
    if (i < 4) address = (address << 8) | value;
    else port = (port << 8) | value;
  }
  found.addIpv4(address, port, IPPROTO_TCP);
  found.add(view.ipVersion, buffer, view.source, port, IPPROTO_TCP);
}

/** `<d>version<d>address<d>port<d>`: any printable delimiter; version and address may be empty. */
function readExtended(
  view: PacketView,
  buffer: Uint8Array,
  cursor: LineCursor,
  found: ExpectedEndpoints,
): void {
  cursor.skipSpaces();
  if (cursor.peek() < 0x21) return;
  const delimiter = String.fromCharCode(cursor.peek());
  cursor.at += 1;
  cursor.token(delimiter);
  if (!cursor.skip(delimiter)) return;
  const address = parseAddress(cursor.token(delimiter));
  if (!cursor.skip(delimiter)) return;
  const port = cursor.number(0xffff);
  if (port < 0 || !cursor.skip(delimiter)) return;
  if (address !== undefined) found.add(address.length === 4 ? 4 : 6, address, 0, port, IPPROTO_TCP);
  found.add(view.ipVersion, buffer, view.source, port, IPPROTO_TCP);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
