/**
 * Any bytes as a packet of any link type, and all that follows decoding: the flow table, reassembly of
 * fragments, and the parsers of announcements. The first byte of an input chooses the link type.
 */
import assert from 'node:assert/strict';
import { ANNOUNCING, ChildFinder } from '../src/core/extract/child-finder.ts';
import { FlowTable } from '../src/core/flow/flow-table.ts';
import { decode, decodeIp } from '../src/core/wire/decode.ts';
import { DECODED, FRAGMENT, REASON_NAMES } from '../src/core/wire/layers.ts';
import { PacketView } from '../src/core/wire/packet-view.ts';
import { COMPLETE, Reassembler } from '../src/core/wire/reassembly.ts';
import { bytes, u16, u32 } from '../test/support/bytes.ts';
import {
  echoPacket,
  ethernet,
  fragmentIpv4,
  fragmentIpv6,
  gre,
  ip,
  optionsHeader,
  snap,
  tcpPacket,
  udpPacket,
  vlan,
} from '../test/support/packets.ts';
import type { FuzzTarget } from './support/target.ts';

const LINK_TYPES = [1, 0, 9, 12, 50, 51, 101, 104, 105, 108, 113, 127, 228, 229, 276, 147];

const view = new PacketView();
const other = new PacketView();
const children = new ChildFinder({ capacity: 16, seconds: 5 });
children.reserve(64);
const table = new FlowTable({
  capacity: 64,
  seed: 1,
  idle: { tcp: 3, udp: 2, other: 1 },
  onRemoval: (slot) => children.end(slot),
});
const fragments = new Reassembler({ datagrams: 4, seconds: 5 });
let seconds = 0;

export const target: FuzzTarget = {
  seeds: () => {
    const tcp = tcpPacket('10.0.0.1:4000', '10.0.0.2:21', 'PORT 10,0,0,1,19,137\r\n', {
      options: new Uint8Array(12),
    });
    const sip = udpPacket('[::1]:5060', '[::2]:5060', 'c=IN IP6 ::1\r\nm=audio 4000/2 RTP/AVP 0\r\n');
    const extended = bytes(ip('::1', '::2', 60, bytes(optionsHeader(17), sip.subarray(40))));
    return [
      bytes(0, ethernet(tcp)),
      bytes(0, ethernet(vlan(5, sip), 0x8100)),
      bytes(0, ethernet(ip('1.1.1.1', '2.2.2.2', 47, gre(0x6558, ethernet(tcp))))),
      bytes(0, ethernet(bytes(u32(0x1000), u32(0x2100), tcp), 0x8847)),
      bytes(0, ethernet(bytes(0x11, 0, u16(1), u16(40), u16(0x21), tcp), 0x8864)),
      bytes(3, extended),
      bytes(6, ip('1.1.1.1', '2.2.2.2', 41, sip)),
      bytes(6, echoPacket('1.1.1.1', '2.2.2.2', 5, 'ping')),
      bytes(8, 0x88, 0, new Uint8Array(24), snap(tcp)),
      ...fragmentIpv4(udpPacket('10.0.0.1:1', '10.0.0.2:2', 'x'.repeat(40)), 16, 7).map((piece) =>
        bytes(6, piece),
      ),
      ...fragmentIpv6(udpPacket('[::1]:1', '[::2]:2', 'x'.repeat(40)), 16, 7).map((piece) => bytes(6, piece)),
    ];
  },

  check: (input) => {
    if (input.length === 0) return;
    const linkType = LINK_TYPES[input[0]! % LINK_TYPES.length]!;
    const packet = input.slice(1);
    const code = decode(view, packet, 0, packet.length, linkType);
    // The same bytes inside a larger buffer decode the same: nothing beyond the end is looked at.
    const inside = bytes(new Uint8Array(5).fill(0x45), packet, new Uint8Array(70).fill(0x45));
    assert.equal(decode(other, inside, 5, 5 + packet.length, linkType), code);
    assert.ok(code >= 0 && code < REASON_NAMES.length);
    if (code === DECODED) checkPacket(packet);
    if (code === FRAGMENT && view.fragment === 1 && fragments.add(view, packet, seconds) === COMPLETE) {
      const { bytes: whole, start, end } = fragments;
      if (decodeIp(view, whole, start, end) === DECODED) checkPacket(whole);
    }
  },
};

/** The packet in `view` lies inside `buffer`, and whatever follows decoding can live with it. */
function checkPacket(buffer: Uint8Array): void {
  const length = view.ipVersion === 4 ? 4 : 16;
  assert.ok(view.source >= 0 && view.source + length <= buffer.length);
  assert.ok(view.destination >= 0 && view.destination + length <= buffer.length);
  assert.ok(view.payload >= 0 && view.payload <= view.payloadEnd && view.payloadEnd <= buffer.length);
  assert.ok(view.payloadLength >= view.payloadEnd - view.payload);
  seconds += 1;
  const slot = table.lookup(view, buffer, seconds);
  assert.ok(slot >= 0 && slot < 64 && table.isLive(slot));
  if (table.created) {
    children.begin(slot, table.serial(slot));
    children.master(view, buffer, seconds);
  }
  for (const kind of Object.values(ANNOUNCING)) children.observe(kind, slot, view, buffer, seconds);
  assert.equal(table.lookup(view, buffer, seconds), slot);
}
