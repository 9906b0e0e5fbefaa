/**
 * What a parser of announcements finds in one packet, as text: `tcp 10.0.0.1:5000`.
 */
import { LineCursor } from '../../src/core/extract/line-cursor.ts';
import { ExpectedEndpoints } from '../../src/core/flow/expected-endpoints.ts';
import { formatAddress } from '../../src/core/wire/address.ts';
import { decodeIp } from '../../src/core/wire/decode.ts';
import { IPPROTO_TCP, PacketView } from '../../src/core/wire/packet-view.ts';

export type Finder = (
  view: PacketView,
  buffer: Uint8Array,
  cursor: LineCursor,
  found: ExpectedEndpoints,
) => void;

/** Runs `find` on an IP packet. */
export function endpointsOf(find: Finder, packet: Uint8Array): string[] {
  const view = new PacketView();
  const found = new ExpectedEndpoints();
  if (decodeIp(view, packet, 0, packet.length) !== 0) throw new Error('the packet does not decode');
  find(view, packet, new LineCursor(), found);
  return Array.from({ length: found.count }, (_, i) => {
    const length = found.versions[i] === 4 ? 4 : 16;
    const address = formatAddress(found.addresses, i * 16, length);
    const host = length === 4 ? address : `[${address}]`;
    return `${found.protocols[i] === IPPROTO_TCP ? 'tcp' : 'udp'} ${host}:${found.ports[i]}`;
  });
}
