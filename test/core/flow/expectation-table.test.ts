import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ExpectationTable, type ExpectationTerms } from '../../../src/core/flow/expectation-table.ts';
import { ExpectedEndpoints } from '../../../src/core/flow/expected-endpoints.ts';
import { decodeIp } from '../../../src/core/wire/decode.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../../../src/core/wire/packet-view.ts';
import { address, endpoint, tcpPacket, udpPacket } from '../../support/packets.ts';

const view = new PacketView();
const MANY: ExpectationTerms = { once: false, fromPeer: false };
const ONCE: ExpectationTerms = { once: true, fromPeer: false };
const ANSWER: ExpectationTerms = { once: true, fromPeer: true };
/** The packet in which endpoints are announced. */
const CONTROL = udpPacket('10.0.0.1:1', '10.0.0.2:2');

function expectAt(
  table: ExpectationTable,
  ends: readonly string[],
  terms: ExpectationTerms,
  master: number,
  seconds = 0,
): void {
  const list = new ExpectedEndpoints();
  for (const text of ends) {
    const [protocol, where] = text.split(' ') as [string, string];
    const { address: host, port } = endpoint(where);
    const bytes = address(host);
    list.add(bytes.length === 4 ? 4 : 6, bytes, 0, port, protocol === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP);
  }
  decodeIp(view, CONTROL, 0, CONTROL.length);
  table.expect(list, terms, master, master + 100, view, CONTROL, seconds);
}

function match(table: ExpectationTable, packet: Uint8Array, seconds = 0): number {
  assert.equal(decodeIp(view, packet, 0, packet.length), 0);
  return table.match(view, packet, seconds);
}

test('a flow is a child when either of its ends is expected', () => {
  const table = new ExpectationTable();
  expectAt(table, ['udp 10.0.0.9:5000', 'tcp [::9]:5000'], MANY, 7);
  assert.equal(match(table, udpPacket('1.1.1.1:1', '10.0.0.9:5000')), 7);
  assert.equal(table.serial, 107);
  assert.equal(match(table, udpPacket('10.0.0.9:5000', '1.1.1.1:1')), 7);
  assert.equal(match(table, tcpPacket('[::1]:1', '[::9]:5000')), 7);
  for (const other of [
    tcpPacket('1.1.1.1:1', '10.0.0.9:5000'),
    udpPacket('1.1.1.1:1', '10.0.0.9:5001'),
    udpPacket('1.1.1.1:5000', '10.0.0.8:1'),
    udpPacket('[::1]:1', '[::9]:5000'),
  ]) {
    assert.equal(match(table, other), -1);
  }
});

test('an expectation for one connection is used up by it', () => {
  const table = new ExpectationTable();
  const child = tcpPacket('1.1.1.1:1', '10.0.0.9:5000');
  expectAt(table, ['tcp 10.0.0.9:5000'], ONCE, 3);
  assert.equal(match(table, child), 3);
  assert.equal(match(table, child), -1);
  assert.equal(table.count, 0);
  expectAt(table, ['tcp 10.0.0.9:5000'], ONCE, 3);
  expectAt(table, ['tcp 10.0.0.9:5000'], ONCE, 4);
  assert.equal(table.count, 1);
  assert.equal(match(table, child), 4);
});

test('the peer may be part of it', () => {
  const table = new ExpectationTable();
  expectAt(table, ['udp 10.0.0.1:1'], ANSWER, 3);
  assert.equal(match(table, udpPacket('10.0.0.3:777', '10.0.0.1:1')), -1);
  assert.equal(match(table, udpPacket('10.0.0.2:777', '10.0.0.1:1')), 3);
});

test('its time is bounded', () => {
  const table = new ExpectationTable({ seconds: 60 });
  const child = udpPacket('1.1.1.1:1', '10.0.0.9:5000');
  expectAt(table, ['udp 10.0.0.9:5000'], MANY, 3, 1000);
  assert.equal(match(table, child, 1060), 3);
  expectAt(table, ['udp 10.0.0.9:5000'], MANY, 3, 1030);
  assert.equal(match(table, child, 1090), 3);
  assert.equal(match(table, child, 1091), -1);
  assert.equal(table.count, 0);
});

test('agrees with a list of the newest, however many there are', () => {
  const capacity = 5;
  const step = fc.record({ expect: fc.boolean(), port: fc.integer({ min: 1, max: 12 }), once: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const table = new ExpectationTable({ capacity });
      // Ring of entries, like the table's, in plain objects.
      const ring: ({ port: number; once: boolean; master: number } | undefined)[] = new Array(capacity).fill(
        undefined,
      );
      let hand = 0;
      for (const [master, { expect, port, once }] of steps.entries()) {
        const at = ring.findIndex((entry) => entry?.port === port);
        if (expect) {
          expectAt(table, [`udp 10.0.0.9:${port}`], { once, fromPeer: false }, master);
          if (at >= 0) ring[at] = { port, once, master };
          else {
            ring[hand] = { port, once, master };
            hand = (hand + 1) % capacity;
          }
        } else {
          assert.equal(match(table, udpPacket('1.1.1.1:60000', `10.0.0.9:${port}`)), ring[at]?.master ?? -1);
          if (ring[at]?.once) ring[at] = undefined;
        }
        assert.equal(table.count, ring.filter((entry) => entry !== undefined).length);
      }
    }),
  );
});
