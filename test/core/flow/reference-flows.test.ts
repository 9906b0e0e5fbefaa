/**
 * The flows of the shared captures as the reference data counts them: the same 5-tuples, the same number of
 * packets, and the same number of payload bytes that l7-filter would have kept of the first ten packets (NUL
 * bytes dropped, 2047 at most, of each packet no more bytes than there was room for).
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { FlowTable } from '../../../src/core/flow/flow-table.ts';
import { decode } from '../../../src/core/wire/decode.ts';
import { DECODED } from '../../../src/core/wire/layers.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../../../src/core/wire/packet-view.ts';
import { readCapture } from '../../support/read-capture.ts';
import { sharedCaptures, sharedPath, WITHOUT_SHARED } from '../../support/shared.ts';

interface ReferenceFlow {
  readonly capture: string;
  readonly proto: string;
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly packets: number;
  readonly bytes: number;
}

const PACKETS = 10;
const BYTES = 2047;

/** Flows of a capture: `proto src sport dst dport` → `packets bytes`. */
function flowsOf(path: string): Map<string, string> {
  const view = new PacketView();
  const table = new FlowTable({ capacity: 1 << 16, seed: 1 });
  const kept: number[] = [];
  for (const { data, linkType } of readCapture(readFileSync(path)).records) {
    if (decode(view, data, 0, data.length, linkType) !== DECODED) continue;
    if (view.protocol !== IPPROTO_TCP && view.protocol !== IPPROTO_UDP) continue;
    const slot = table.lookup(view, data, 0);
    if (table.created) kept[slot] = 0;
    if (table.packets(slot) > PACKETS) continue;
    const seen = data.subarray(view.payload, Math.min(view.payloadEnd, view.payload + BYTES - kept[slot]!));
    kept[slot]! += seen.filter((byte) => byte !== 0).length;
  }
  const flows = new Map<string, string>();
  for (const slot of table.slots()) {
    const { source, sourcePort, destination, destinationPort } = table.endpoints(slot);
    const proto = table.protocol(slot) === IPPROTO_TCP ? 'tcp' : 'udp';
    const key = [proto, source, sourcePort, destination, destinationPort].join(' ');
    flows.set(key, `${table.packets(slot)} ${kept[slot]}`);
  }
  return flows;
}

test('every reference flow, with its packets and bytes', { skip: WITHOUT_SHARED }, () => {
  const paths = new Map(sharedCaptures().map((path) => [basename(path), path]));
  const found = new Map<string, Map<string, string>>();
  const lines = readFileSync(sharedPath('oracle/flows.jsonl'), 'utf8').trim().split('\n');
  for (const line of lines) {
    const flow = JSON.parse(line) as ReferenceFlow;
    let flows = found.get(flow.capture);
    if (flows === undefined) {
      flows = flowsOf(paths.get(flow.capture)!);
      found.set(flow.capture, flows);
    }
    const key = [flow.proto, flow.src, flow.sport, flow.dst, flow.dport].join(' ');
    assert.equal(flows.get(key), `${flow.packets} ${flow.bytes}`, `${flow.capture} ${key}`);
  }
  assert.ok(lines.length > 0);
});
