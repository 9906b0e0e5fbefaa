/**
 * Where TFTP's transfer will be (RFC 1350 section 4): a request goes to the server's well-known port, and the
 * server answers the client's port from a new port of its own.
 *
 * ```
 * 2 bytes    string   1 byte  string  1 byte
 * +---------+--------+-------+-------+-------+
 * | 1 or 2  | file   |   0   | mode  |   0   |     1 reads, 2 writes
 * +---------+--------+-------+-------+-------+
 * ```
 */
import type { ExpectedEndpoints } from '../flow/expected-endpoints.ts';
import { IPPROTO_UDP, type PacketView } from '../wire/packet-view.ts';

const SHORTEST_REQUEST = 4;
const READ_REQUEST = 1;
const WRITE_REQUEST = 2;

/** Adds the endpoint that the packet's payload announces to `found`. */
export function findTftpEndpoints(view: PacketView, buffer: Uint8Array, found: ExpectedEndpoints): void {
  if (view.payloadEnd - view.payload < SHORTEST_REQUEST) return;
  const opcode = (buffer[view.payload]! << 8) | buffer[view.payload + 1]!;
  if (opcode !== READ_REQUEST && opcode !== WRITE_REQUEST) return;
  found.add(view.ipVersion, buffer, view.source, view.sourcePort, IPPROTO_UDP);
}
