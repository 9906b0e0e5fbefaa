import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FlowTable, type RemovalReason } from '../../../src/core/flow/flow-table.ts';
import { decodeIp } from '../../../src/core/wire/decode.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../../../src/core/wire/packet-view.ts';
import {
  ACK,
  echoPacket,
  endpoint,
  SYN,
  tcpConversation,
  tcpPacket,
  udpPacket,
} from '../../support/packets.ts';

const view = new PacketView();

/** Looks up the flow of an IP packet. */
function feed(table: FlowTable, packet: Uint8Array, seconds = 0): number {
  assert.equal(decodeIp(view, packet, 0, packet.length), 0);
  return table.lookup(view, packet, seconds);
}

/** Looks up a flow of which only the key matters: endpoint numbers on both sides, in one reused buffer. */
const keys = new Uint8Array(40);
const words = new DataView(keys.buffer);
function feedKey(table: FlowTable, from: number, to: number, seconds = 0, protocol = IPPROTO_UDP): number {
  words.setUint32(0, from);
  words.setUint32(4, to);
  Object.assign(view, { ipVersion: 4, protocol, source: 0, destination: 4, tcpFlags: 0, payloadLength: 1 });
  view.sourcePort = 1000;
  view.destinationPort = 1000;
  return table.lookup(view, keys, seconds);
}

test('both directions of a connection are one flow, with its counts and ends', () => {
  const table = new FlowTable({ capacity: 10, seed: 1 });
  const packets = tcpConversation('10.0.0.1:4000', '10.0.0.2:80', [
    ['client', 'GET /'],
    ['server', '200 OK'],
  ]);
  const directions = packets.map((packet, i) => {
    assert.equal(feed(table, packet, 100 + i), 0);
    assert.equal(table.created, i === 0);
    return table.direction;
  });
  assert.deepEqual(directions, [0, 1, 0, 0, 1, 0, 1, 0]);
  assert.equal(table.count, 1);
  assert.deepEqual(table.endpoints(0), {
    source: '10.0.0.1',
    sourcePort: 4000,
    destination: '10.0.0.2',
    destinationPort: 80,
  });
  assert.deepEqual(
    [table.protocol(0), table.packets(0), table.bytes(0), table.lastSeen(0)],
    [IPPROTO_TCP, 8, 11, 107],
  );
  assert.deepEqual([table.clientPort(0), table.serverPort(0)], [4000, 80]);
});

test('a SYN-ACK that comes first is the server speaking', () => {
  const table = new FlowTable({ capacity: 10, seed: 1 });
  const slot = feed(table, tcpPacket('10.0.0.2:80', '10.0.0.1:4000', '', { flags: SYN | ACK }));
  assert.equal(table.direction, 1);
  feed(table, tcpPacket('10.0.0.1:4000', '10.0.0.2:80', '', { flags: ACK }));
  assert.equal(table.direction, 0);
  assert.deepEqual([table.clientPort(slot), table.serverPort(slot)], [4000, 80]);
  assert.equal(table.endpoints(slot).source, '10.0.0.2');
});

test('protocol, version, addresses and ports all tell flows apart', () => {
  const table = new FlowTable({ capacity: 100, seed: 1 });
  const packets = [
    udpPacket('10.0.0.1:1', '10.0.0.2:2'),
    tcpPacket('10.0.0.1:1', '10.0.0.2:2'),
    udpPacket('10.0.0.1:2', '10.0.0.2:1'),
    udpPacket('10.0.0.2:1', '10.0.0.1:3'),
    udpPacket('10.0.0.1:1', '10.0.0.3:2'),
    udpPacket('[::10.0.0.1]:1', '[::10.0.0.2]:2'),
    udpPacket('[::1]:1', '[::2]:2'),
    udpPacket('[::1]:2', '[::2]:1'),
    echoPacket('10.0.0.1', '10.0.0.2', 1),
    echoPacket('10.0.0.1', '10.0.0.2', 2),
  ];
  const slots = packets.map((packet) => feed(table, packet));
  assert.deepEqual(slots, [...packets.keys()]);
  assert.equal(feed(table, echoPacket('10.0.0.2', '10.0.0.1', 2, '', true)), 9);
  assert.equal(table.direction, 1);
  assert.equal(feed(table, udpPacket('[::2]:1', '[::1]:2')), 7);
  assert.equal(table.direction, 1);
  assert.deepEqual([...table.slots()], slots);
});

/** A flow table without limits, made of a Map. */
class Model {
  readonly flows = new Map<string, { slot: number; first: string; packets: number }>();

  key(protocol: number, from: string, to: string): string {
    return `${protocol} ${[from, to].sort().join(' ')}`;
  }
}

const ENDPOINTS = [
  '10.0.0.1:1',
  '10.0.0.1:2',
  '10.0.0.2:1',
  '192.168.255.255:65535',
  '0.0.0.0:0',
  '10.0.0.2:256',
];
const ENDPOINTS_6 = ['[::1]:1', '[::1]:2', '[::2]:1', '[2001:db8::ffff]:1', '[::1:0]:1', '[::]:0'];

test('agrees with a Map: any packets, flows removed now and then, across growth', () => {
  const step = fc.record({
    v6: fc.boolean(),
    from: fc.nat(5),
    to: fc.nat(5),
    tcp: fc.boolean(),
    shift: fc.nat(400),
    remove: fc.nat(9).map((n) => n === 0),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), fc.integer(), (steps, seed) => {
      const table = new FlowTable({ capacity: 1 << 16, seed });
      const model = new Model();
      for (const { v6, from, to, tcp, shift, remove } of steps) {
        const list = v6 ? ENDPOINTS_6 : ENDPOINTS;
        const shifted = endpoint(list[to]!);
        const a = list[from]!;
        const b = list[to]!.replace(/\d+$/, String((shifted.port + shift) & 0xffff));
        const protocol = tcp ? IPPROTO_TCP : IPPROTO_UDP;
        const slot = feed(table, tcp ? tcpPacket(a, b) : udpPacket(a, b));
        const key = model.key(protocol, a, b);
        const known = model.flows.get(key);
        assert.equal(table.created, known === undefined);
        if (known === undefined) {
          assert.ok(![...model.flows.values()].some((flow) => flow.slot === slot));
          model.flows.set(key, { slot, first: a, packets: 1 });
        } else {
          known.packets += 1;
          assert.equal(slot, known.slot);
          if (a !== b) assert.equal(table.direction, known.first === a ? 0 : 1);
        }
        if (remove) {
          table.remove(slot);
          model.flows.delete(key);
        }
      }
      assert.equal(table.count, model.flows.size);
      assert.deepEqual(
        [...table.slots()].map((slot) => [slot, table.packets(slot)]),
        [...model.flows.values()].map(({ slot, packets }) => [slot, packets]),
      );
    }),
    { numRuns: 60 },
  );
});

test('a million one-packet flows stay within the capacity', () => {
  const capacity = 1 << 14;
  const table = new FlowTable({ capacity, seed: 7 });
  for (let i = 0; i < 1_000_000; i += 1) {
    const slot = feedKey(table, i, 0x0a000001, i >>> 10);
    assert.ok(slot < capacity);
  }
  assert.equal(table.size, capacity);
  assert.equal(table.count, capacity);
  assert.equal(table.evicted, 1_000_000 - capacity);
  assert.equal(table.begun, 1_000_000);
  // What is left is the last to come, give or take the sample.
  const youngest = [...table.slots()].filter(
    (slot) => table.lastSeen(slot) >= (1_000_000 - 2 * capacity) >>> 10,
  );
  assert.equal(youngest.length, capacity);
});

test('a flood of flows that nobody answers does not push out those that are answered', () => {
  const table = new FlowTable({ capacity: 1000, seed: 7 });
  const answered: number[] = [];
  for (let i = 0; i < 500; i += 1) {
    const slot = feedKey(table, i, 0xffff_0000, 0);
    assert.equal(feedKey(table, 0xffff_0000, i, 0), slot);
    answered.push(slot);
  }
  for (let i = 0; i < 100_000; i += 1) feedKey(table, 0x1000_0000 + i, 0x2000_0000, 1000);
  for (const [i, slot] of answered.entries()) {
    assert.equal(feedKey(table, i, 0xffff_0000, 1000), slot);
    assert.equal(table.created, false);
  }
});

test('when all are answered, one of those idle for longest makes room', () => {
  const table = new FlowTable({ capacity: 16, seed: 7 });
  for (let i = 0; i < 16; i += 1) {
    feedKey(table, i, 99, i === 11 ? 5 : 10 + i);
    feedKey(table, 99, i, i === 11 ? 5 : 10 + i);
  }
  assert.equal(feedKey(table, 1000, 99, 30), 11);
});

test('who keeps arrays by slot is told before a slot is given to another flow', () => {
  const told: (readonly [slot: number, reason: RemovalReason, source: string])[] = [];
  const table: FlowTable = new FlowTable({
    capacity: 2,
    seed: 7,
    idle: { tcp: 100, udp: 10, other: 5 },
    onRemoval: (slot, reason) => told.push([slot, reason, table.endpoints(slot).source]),
  });
  feedKey(table, 1, 9, 0);
  feedKey(table, 2, 9, 1);
  feedKey(table, 3, 9, 2);
  feedKey(table, 3, 9, 12);
  assert.equal(table.created, false);
  feedKey(table, 3, 9, 23);
  assert.equal(table.created, true);
  assert.equal(table.packets(0), 1);
  table.remove(0);
  assert.deepEqual(told, [
    [0, 'evicted', '0.0.0.1'],
    [0, 'idle', '0.0.0.3'],
  ]);
  assert.deepEqual([table.evicted, table.expired], [1, 1]);
});

test('sweeping ends silent flows by their protocol, a few slots at a time', () => {
  const table = new FlowTable({ capacity: 100, seed: 7, idle: { tcp: 100, udp: 10, other: 5 } });
  for (let i = 0; i < 50; i += 1) feedKey(table, i, 99, 0, i % 2 === 0 ? IPPROTO_TCP : IPPROTO_UDP);
  table.sweep(10, 1000);
  assert.equal(table.count, 50);
  for (let i = 0; i < 5; i += 1) {
    table.sweep(11, 10);
    assert.equal(table.count, 50 - 5 * (i + 1));
  }
  assert.ok([...table.slots()].every((slot) => table.protocol(slot) === IPPROTO_TCP));
  // Time that runs backwards ends nothing.
  table.sweep(-1000, 1000);
  assert.equal(table.count, 25);
  table.sweep(101, 1000);
  assert.equal(table.count, 0);
  assert.equal(table.expired, 50);
});

test('bytes are counted beyond 32 bits', () => {
  const table = new FlowTable({ capacity: 1, seed: 1 });
  feedKey(table, 1, 2);
  for (let i = 0; i < 70_000; i += 1) {
    view.payloadLength = 65_535;
    table.lookup(view, keys, 0);
  }
  assert.equal(table.bytes(0), 1 + 70_000 * 65_535);
});
