/** The recorder's bounds: packets of a flow, bytes of all, flows; and what does not fit is counted. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IPPROTO_UDP, PacketView } from '../../../src/core/wire/packet-view.ts';
import { type FlowRecord, FlowRecorder } from '../../../src/core/workbench/flow-record.ts';
import { latin1 } from '../../support/bytes.ts';

/** Gives the recorder one packet of a flow. */
function give(recorder: FlowRecorder, slot: number, payload: string, isNew = false): void {
  const bytes = latin1(payload);
  const view = new PacketView();
  view.protocol = IPPROTO_UDP;
  view.payload = 0;
  view.payloadEnd = bytes.length;
  view.payloadLength = bytes.length;
  recorder.packet(slot, isNew, 0, view, bytes);
}

function payloads(record: FlowRecord | undefined): string[] | undefined {
  return record?.packets.map(({ payload }) => Buffer.from(payload).toString('latin1'));
}

describe('flow recorder', () => {
  it('keeps the first packets of each flow, empty ones too', () => {
    const recorder = new FlowRecorder({ packets: 3 });
    give(recorder, 1, 'a', true);
    give(recorder, 2, 'x', true);
    for (const payload of ['', 'b', 'c']) give(recorder, 1, payload);
    assert.deepEqual(payloads(recorder.record(1)), ['a', '', 'b']);
    assert.deepEqual(payloads(recorder.record(2)), ['x']);
    assert.deepEqual(
      [...recorder.records()].map(([slot]) => slot),
      [1, 2],
    );
  });

  it('keeps copies: the buffer of a plane is used again', () => {
    const recorder = new FlowRecorder();
    const bytes = latin1('first');
    const view = new PacketView();
    view.payloadEnd = bytes.length;
    recorder.packet(1, true, 0, view, bytes);
    bytes.fill(0);
    assert.deepEqual(payloads(recorder.record(1)), ['first']);
  });

  it('ends a record where there is no room, and gives room back', () => {
    const recorder = new FlowRecorder({ bytes: 5 });
    give(recorder, 1, 'abcd', true);
    give(recorder, 1, 'too long');
    give(recorder, 1, 'e');
    assert.deepEqual(payloads(recorder.record(1)), ['abcd'], 'a gap would mislead');
    assert.equal(recorder.cut, 1);
    recorder.removed(1);
    assert.equal(recorder.record(1), undefined);
    give(recorder, 2, 'abcde', true);
    assert.deepEqual(payloads(recorder.record(2)), ['abcde']);
  });

  it('refuses flows beyond its bound, and flows that are not wanted', () => {
    const recorder = new FlowRecorder({ flows: 1 }, (_view, bytes) => bytes[0] !== 0x78);
    give(recorder, 1, 'x', true);
    give(recorder, 2, 'a', true);
    give(recorder, 3, 'b', true);
    assert.deepEqual([recorder.record(1), recorder.record(3)], [undefined, undefined]);
    assert.equal(recorder.refused, 1);
  });

  it('begins anew when a slot has a new flow, and hands over what is pushed out', () => {
    const removed: (string[] | undefined)[] = [];
    const recorder = new FlowRecorder({}, undefined, (_slot, record) => removed.push(payloads(record)));
    give(recorder, 1, 'old', true);
    recorder.removed(1);
    recorder.removed(9);
    give(recorder, 1, 'new', true);
    assert.deepEqual(removed, [['old']]);
    assert.deepEqual(payloads(recorder.record(1)), ['new']);
  });
});
