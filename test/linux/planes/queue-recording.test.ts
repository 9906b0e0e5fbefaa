/** First packets kept by a worker: of which connections, until when, and nothing beside. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_BUDGET } from '../../../src/core/classify/budget.ts';
import { FROM_CLIENT, FROM_SERVER } from '../../../src/core/classify/connection-state.ts';
import { decodeIp } from '../../../src/core/wire/decode.ts';
import { PacketView } from '../../../src/core/wire/packet-view.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import { QueueFlows } from '../../../src/linux/planes/queue-flows.ts';
import { createWorkerCounters, type RecordedConnection } from '../../../src/linux/planes/queue-protocol.ts';
import { QueueRecording } from '../../../src/linux/planes/queue-recording.ts';
import { udpPacket } from '../../support/packets.ts';
import { programOf } from '../../support/programs.ts';

const BUDGET = { ...DEFAULT_BUDGET, packets: 3, countsPackets: false };

/** Connections of a worker, and what it has recorded of them. */
class Rig {
  readonly flows: QueueFlows;
  readonly recorded: RecordedConnection[] = [];
  readonly #view = new PacketView();

  constructor() {
    const program = programOf({ zebra: 'zebra' });
    const [capacity, seed, counters] = [100, 1, createWorkerCounters()];
    this.flows = new QueueFlows({
      field: markField(),
      program,
      ids: [2],
      budget: BUDGET,
      capacity,
      seed,
      counters,
    });
  }

  record(filter: string, most = 10): QueueRecording {
    return new QueueRecording(this.flows, { filter, most }, BUDGET, (one) => this.recorded.push(one));
  }

  send(from: string, to: string, payload: string, direction: number = FROM_CLIENT): void {
    const packet = udpPacket(from, to, payload);
    decodeIp(this.#view, packet, 0, packet.length);
    this.flows.packet(this.#view, packet, direction, 1, { hook: 2, inputInterface: 1, outputInterface: 2 });
  }

  /** Name and payloads of what was recorded. */
  get told(): (readonly [string, ...string[]])[] {
    return this.recorded.map(({ report, record }) => [
      report.l7,
      ...record.packets.map(({ payload }) => Buffer.from(payload).toString()),
    ]);
  }
}

describe('recording of first packets', () => {
  it('tells of a connection when it is decided, with all packets up to there', () => {
    const rig = new Rig();
    rig.send('10.0.0.1:1', '10.0.0.2:9', 'before');
    rig.record('');
    rig.send('10.0.0.1:1', '10.0.0.2:9', 'zebra');
    assert.deepEqual(rig.told, [], 'it began before');
    rig.send('10.0.0.1:2', '10.0.0.2:9', 'ze');
    rig.send('10.0.0.2:9', '10.0.0.1:2', 'bra', FROM_SERVER);
    assert.deepEqual(rig.told, [['zebra', 'ze', 'bra']]);
    assert.deepEqual(rig.recorded[0]?.report.decided, { packet: 2, bytes: 5 });
  });

  it('tells of one that has used up its packets, and of those that are open at the end', () => {
    const rig = new Rig();
    const recording = rig.record('');
    for (const text of ['a', 'b', 'c']) rig.send('10.0.0.1:1', '10.0.0.2:9', text);
    assert.deepEqual(rig.told, [['unknown', 'a', 'b', 'c']]);
    rig.send('10.0.0.1:2', '10.0.0.2:9', 'open');
    recording.end();
    assert.deepEqual(rig.told.slice(1), [['unset', 'open']]);
    rig.send('10.0.0.1:3', '10.0.0.2:9', 'zebra');
    assert.equal(rig.recorded.length, 2, 'nothing is kept any more');
  });

  it('keeps to the filter and to the number that was asked for', () => {
    const rig = new Rig();
    rig.record('port 9 and l7 zebra', 1);
    rig.send('10.0.0.1:1', '10.0.0.2:8', 'zebra');
    for (const text of ['x', 'y', 'z']) rig.send('10.0.0.1:2', '10.0.0.2:9', text);
    rig.send('10.0.0.1:3', '10.0.0.2:9', 'zebra');
    rig.send('10.0.0.1:4', '10.0.0.2:9', 'zebra');
    assert.deepEqual(rig.told, [['zebra', 'zebra']]);
    assert.equal(rig.flows.observer, undefined);
  });
});
