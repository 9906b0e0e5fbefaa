/** Connections that wait for the rest of their name: who falls silent, when, and where it was seen last. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { FlowTable } from '../../../src/core/flow/flow-table.ts';
import { decodeIp } from '../../../src/core/wire/decode.ts';
import { PacketView } from '../../../src/core/wire/packet-view.ts';
import { Waiting } from '../../../src/linux/planes/waiting.ts';
import { udpPacket } from '../../support/packets.ts';

const held = (outputInterface: number) => ({ hook: 2, inputInterface: 1, outputInterface });

describe('connections that wait', () => {
  let table: FlowTable;
  let waiting: Waiting;

  beforeEach(() => {
    table = new FlowTable({ capacity: 16, seed: 1, idle: { tcp: 120, udp: 60, other: 60 } });
    waiting = new Waiting();
    waiting.reserve(16);
  });

  /** A packet of the connection from this port; its slot. */
  function packet(port: number, seconds: number): number {
    const bytes = udpPacket(`10.0.0.1:${port}`, '10.0.0.2:53', 'x');
    const view = new PacketView();
    decodeIp(view, bytes, 0, bytes.length);
    return table.lookup(view, bytes, seconds);
  }
  const silent = (seconds: number): number[] => [...waiting.silent(seconds, table)];

  it('are silent three seconds after their latest packet, once', () => {
    const slot = packet(1, 10);
    waiting.begin(slot);
    waiting.note(slot, 10, held(2));
    packet(1, 12);
    waiting.note(slot, 12, held(3));
    assert.deepEqual(silent(12), []);
    assert.deepEqual(silent(13), [], 'the first packet is old, the second is not');
    assert.deepEqual(silent(15), [slot]);
    assert.deepEqual(waiting.place(slot), { hook: 2, input: 1, output: 3 }, 'of the latest packet');
    assert.deepEqual(silent(99), []);
  });

  it('are forgotten with their slot, and when another has it', () => {
    const [gone, reused] = [packet(1, 10), packet(2, 10)];
    for (const slot of [gone, reused]) {
      waiting.begin(slot);
      waiting.note(slot, 10, held(2));
    }
    table.remove(gone);
    table.remove(reused);
    const slot = packet(3, 11);
    assert.ok(slot === gone || slot === reused, 'a slot is used again');
    waiting.begin(slot);
    assert.deepEqual(silent(20), []);
  });
});
