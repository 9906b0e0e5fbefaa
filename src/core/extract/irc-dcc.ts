/**
 * Where IRC's direct connections will be (DCC, inside CTCP): the sender listens at the address and port that
 * it writes into a message.
 *
 * ```
 * PRIVMSG friend :^ADCC SEND file.txt 3232235777 5000 12345^A
 * PRIVMSG friend :^ADCC CHAT chat 3232235777 5000^A
 * ```
 * The address is a decimal number of 32 bits, or text for IPv6. A file's name may stand in quotes. Port 0
 * asks the other side to listen, and announces nothing. As with FTP, the sender's own address is expected
 * as well.
 */
import type { ExpectedEndpoints } from '../flow/expected-endpoints.ts';
import { parseAddress } from '../wire/address.ts';
import { IPPROTO_TCP, type PacketView } from '../wire/packet-view.ts';
import type { LineCursor } from './line-cursor.ts';

/** Adds the endpoints that the packet's payload announces to `found`. */
export function findDccEndpoints(
  view: PacketView,
  buffer: Uint8Array,
  cursor: LineCursor,
  found: ExpectedEndpoints,
): void {
  cursor.over(buffer, view.payload, view.payloadEnd);
  while (cursor.nextLine()) {
    if (!cursor.skipTo('\x01dcc ')) continue;
    skipWord(cursor);
    cursor.skipSpaces();
    if (cursor.skip('"')) cursor.skipTo('"');
    else skipWord(cursor);
    cursor.skipSpaces();
    const text = cursor.token(' ');
    cursor.skipSpaces();
    const port = cursor.number(0xffff);
    if (port <= 0) continue;
    addAddress(text, port, found);
    found.add(view.ipVersion, buffer, view.source, port, IPPROTO_TCP);
  }
}

function skipWord(cursor: LineCursor): void {
  while (cursor.peek() > 0x20) cursor.at += 1;
}

function addAddress(text: string, port: number, found: ExpectedEndpoints): void {
  const address = parseAddress(text);
  if (address !== undefined) {
    found.add(address.length === 4 ? 4 : 6, address, 0, port, IPPROTO_TCP);
    return;
  }
  const value = Number(text);
  if (/^\d{1,10}$/.test(text) && value <= 0xffff_ffff) found.addIpv4(value, port, IPPROTO_TCP);
}
