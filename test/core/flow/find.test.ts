import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlowTable } from '../../../src/core/flow/flow-table.ts';
import { PacketView } from '../../../src/core/wire/packet-view.ts';

/** A packet between two hosts; `buffer` holds both addresses. */
function packet(ipVersion: 4 | 6, port: number, reverse = false): readonly [PacketView, Uint8Array] {
  const size = ipVersion === 4 ? 4 : 16;
  const buffer = new Uint8Array(32).fill(1, 0, 16).fill(2, 16);
  const view = new PacketView();
  view.ipVersion = ipVersion;
  view.protocol = 6;
  view.source = reverse ? 16 : 0;
  view.destination = reverse ? 0 : 16;
  view.sourcePort = reverse ? 80 : port;
  view.destinationPort = reverse ? port : 80;
  assert.ok(size <= 16);
  return [view, buffer];
}

for (const ipVersion of [4, 6] as const) {
  test(`a flow is found from either direction without being counted, IPv${ipVersion}`, () => {
    const table = new FlowTable({ capacity: 100, seed: 3 });
    assert.equal(table.find(...packet(ipVersion, 1)), -1);
    assert.equal(table.count, 0);
    const slots = Array.from({ length: 50 }, (_, i) => table.lookup(...packet(ipVersion, i + 1), 0));
    for (const [i, slot] of slots.entries()) {
      assert.equal(table.find(...packet(ipVersion, i + 1)), slot);
      assert.equal(table.find(...packet(ipVersion, i + 1, true)), slot);
      assert.equal(table.packets(slot), 1);
    }
    assert.equal(table.find(...packet(ipVersion, 51)), -1);
    assert.equal(table.find(...packet(ipVersion === 4 ? 6 : 4, 1)), -1);
    table.remove(slots[0]);
    assert.equal(table.find(...packet(ipVersion, 1)), -1);
  });
}
