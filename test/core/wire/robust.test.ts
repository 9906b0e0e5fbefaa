import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decode } from '../../../src/core/wire/decode.ts';
import { DECODED, REASON_NAMES } from '../../../src/core/wire/layers.ts';
import { PacketView } from '../../../src/core/wire/packet-view.ts';
import { ethernet, gre, ip, tcpPacket, udpPacket } from '../../support/packets.ts';

const LINK_TYPES = [0, 1, 9, 12, 50, 51, 101, 104, 105, 108, 113, 127, 228, 229, 276, 999];

/** Decodes; checks that the answer is a reason and that all offsets of a decoded packet lie inside it. */
function checked(view: PacketView, buffer: Uint8Array, start: number, end: number, linkType: number): number {
  const code = decode(view, buffer, start, end, linkType);
  assert.ok(code >= 0 && code < REASON_NAMES.length, `code ${code}`);
  if (code === DECODED) {
    const length = view.ipVersion === 4 ? 4 : 16;
    for (const address of [view.source, view.destination]) {
      assert.ok(address >= start && address + length <= end);
    }
    assert.ok(view.payload >= start && view.payload <= view.payloadEnd && view.payloadEnd <= end);
    assert.ok(view.payloadLength >= view.payloadEnd - view.payload);
    for (const port of [view.sourcePort, view.destinationPort]) assert.ok(port >= 0 && port <= 0xffff);
  }
  return code;
}

test('any bytes give a reason or a packet inside them', () => {
  const view = new PacketView();
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 120 }),
      fc.nat(20),
      fc.constantFrom(...LINK_TYPES),
      (buffer, start, linkType) => {
        checked(view, buffer, Math.min(start, buffer.length), buffer.length, linkType);
      },
    ),
    { numRuns: 3000 },
  );
});

test('a damaged packet decodes as the same bytes do in a buffer that ends there', () => {
  const seeds = [
    ethernet(tcpPacket('10.0.0.1:1000', '10.0.0.2:80', 'payload')),
    ethernet(udpPacket('[2001:db8::1]:1000', '[2001:db8::2]:53', 'payload')),
    ethernet(ip('1.1.1.1', '2.2.2.2', 47, gre(0x0800, tcpPacket('10.0.0.1:1', '10.0.0.2:2', 'x')))),
  ];
  const [inside, alone] = [new PacketView(), new PacketView()];
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 }),
      fc.nat(120),
      (seed, changes, cut) => {
        const end = Math.min(cut, seed.length);
        const buffer = seed.slice();
        for (const [at, value] of changes) if (at < buffer.length) buffer[at] = value;
        const exact = buffer.slice(0, end);
        assert.equal(checked(inside, buffer, 0, end, 1), checked(alone, exact, 0, end, 1));
      },
    ),
    { numRuns: 3000 },
  );
});
