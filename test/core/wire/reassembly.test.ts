import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeIp } from '../../../src/core/wire/decode.ts';
import { DECODED, FRAGMENT } from '../../../src/core/wire/layers.ts';
import { PacketView } from '../../../src/core/wire/packet-view.ts';
import { COMPLETE, INCOMPLETE, Reassembler } from '../../../src/core/wire/reassembly.ts';
import { latin1 } from '../../support/bytes.ts';
import { fragmentIpv4, fragmentIpv6, ipv4, udpPacket } from '../../support/packets.ts';

const view = new PacketView();

function add(reassembler: Reassembler, fragment: Uint8Array, seconds = 0): number {
  assert.equal(decodeIp(view, fragment, 0, fragment.length), FRAGMENT);
  return reassembler.add(view, fragment, seconds);
}

/** The payload of the datagram that is now whole. */
function payload(reassembler: Reassembler): Uint8Array {
  const { bytes, start, end } = reassembler;
  assert.equal(decodeIp(view, bytes, start, end), DECODED);
  assert.equal(view.payloadLength, view.payloadEnd - view.payload);
  return bytes.slice(view.payload, view.payloadEnd);
}

const CUTTERS = [
  { cut: fragmentIpv4, from: '10.0.0.1:1', to: '10.0.0.2:2' },
  { cut: fragmentIpv6, from: '[::1]:1', to: '[::2]:2' },
];

test('fragments in any order, some of them twice, give the datagram', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(...CUTTERS),
      fc.integer({ min: 1, max: 10 }).map((units) => units * 8),
      fc.infiniteStream(fc.nat()),
      (data, { cut, from, to }, size, random) => {
        const text = new TextDecoder('latin1').decode(data);
        const fragments = cut(udpPacket(from, to, latin1(text)), size, 4711);
        fc.pre(fragments.length > 1);
        const twice = [...fragments, ...fragments.slice(0, -1)];
        const order = twice.map((fragment) => ({ fragment, at: random.next().value }));
        order.sort((a, b) => a.at - b.at);
        const reassembler = new Reassembler();
        const seen = new Set<Uint8Array>();
        for (const { fragment } of order) {
          seen.add(fragment);
          const whole = add(reassembler, fragment) === COMPLETE;
          assert.equal(whole, seen.size === fragments.length);
          if (!whole) continue;
          assert.deepEqual(payload(reassembler), latin1(text));
          return;
        }
        assert.fail('never whole');
      },
    ),
  );
});

test('datagrams are told apart by addresses, protocol and identification', () => {
  const data = (letter: string): string => letter.repeat(20);
  const datagrams = [
    fragmentIpv4(udpPacket('10.0.0.1:1', '10.0.0.2:2', data('a')), 16, 1),
    fragmentIpv4(udpPacket('10.0.0.1:1', '10.0.0.2:2', data('b')), 16, 2),
    fragmentIpv4(udpPacket('10.0.0.1:1', '10.0.0.3:2', data('c')), 16, 1),
    fragmentIpv4(udpPacket('10.0.0.4:1', '10.0.0.2:2', data('d')), 16, 1),
    fragmentIpv6(udpPacket('[::1]:1', '[::2]:2', data('e')), 16, 1),
  ];
  const reassembler = new Reassembler();
  for (const [first] of datagrams) assert.equal(add(reassembler, first!), INCOMPLETE);
  for (const [i, fragments] of datagrams.entries()) {
    assert.equal(add(reassembler, fragments[1]!), COMPLETE);
    assert.deepEqual(payload(reassembler), latin1(data('abcde'[i]!)));
  }
  assert.equal(reassembler.counts.reassembled, 5);
});

/** A UDP fragment with a header of its own making. */
function piece(offset: number, length: number, moreFragments: boolean): Uint8Array {
  const fields = { source: '10.0.0.1', destination: '10.0.0.2', protocol: 17, identification: 9 };
  return ipv4({ ...fields, fragmentOffset: offset, moreFragments }, new Uint8Array(length));
}

test('overlapping and contradicting fragments drop the datagram', () => {
  const cases: readonly (readonly Uint8Array[])[] = [
    [piece(0, 24, true), piece(16, 16, false)],
    [piece(16, 16, false), piece(0, 24, true)],
    [piece(32, 8, true), piece(8, 16, false)],
    [piece(0, 16, true), piece(32, 8, false), piece(24, 8, false)],
    [piece(32, 8, false), piece(40, 8, true)],
  ];
  for (const fragments of cases) {
    const reassembler = new Reassembler();
    for (const fragment of fragments) assert.equal(add(reassembler, fragment), INCOMPLETE);
    assert.equal(reassembler.counts.overlapping, 1);
    assert.equal(add(reassembler, piece(16, 8, false)), INCOMPLETE);
    assert.equal(add(reassembler, piece(0, 16, true)), COMPLETE);
  }
});

test('impossible and cut fragments are ignored', () => {
  const reassembler = new Reassembler();
  assert.equal(add(reassembler, piece(0, 15, true)), INCOMPLETE);
  assert.equal(add(reassembler, piece(0, 0, true)), INCOMPLETE);
  assert.equal(add(reassembler, piece(65_528, 100, false)), INCOMPLETE);
  assert.equal(add(reassembler, piece(0, 16, true).subarray(0, 30)), INCOMPLETE);
  assert.equal(reassembler.counts.ignored, 4);
  assert.equal(add(reassembler, piece(16, 8, false)), INCOMPLETE);
});

test('the number of datagrams and their age are bounded', () => {
  const reassembler = new Reassembler({ datagrams: 3, seconds: 30 });
  const pairs = Array.from({ length: 5 }, (_, id) =>
    fragmentIpv4(udpPacket('10.0.0.1:1', '10.0.0.2:2', 'x'.repeat(20)), 16, id),
  );
  for (const [i, [first]] of pairs.entries()) add(reassembler, first!, i);
  assert.equal(reassembler.counts.evicted, 2);
  assert.equal(add(reassembler, pairs[4]![1]!, 34), COMPLETE);
  assert.equal(add(reassembler, pairs[2]![1]!, 33), INCOMPLETE);
  assert.equal(reassembler.counts.expired, 2);
});
