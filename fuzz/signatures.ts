/**
 * Any bytes as the packets of a connection, before the whole shipped library: it is named at most once, is
 * decided by the end of its budget, and a connection that never ended within a wait has the name that it was
 * settled with. Bytes 0 and 1 of an input choose transport, ports and how long its packets are.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../src/core/classify/budget.ts';
import { Classifier } from '../src/core/classify/classifier.ts';
import { UNSET } from '../src/core/classify/connection-state.ts';
import { compileProgram } from '../src/core/classify/program.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../src/core/wire/packet-view.ts';
import { parseCases } from '../test/signatures/cases.ts';
import { shippedLibrary } from '../test/signatures/conversation.ts';
import { bytes } from '../test/support/bytes.ts';
import type { FuzzTarget } from './support/target.ts';

const CASES = join(import.meta.dirname, '../test/signatures');
const PORTS = [0, 53, 80, 123, 443, 500, 1194, 2408, 3478, 5060, 5222, 6881, 50_000];

let classifier: Classifier | undefined;
const view = new PacketView();

function shipped(): Classifier {
  if (classifier === undefined) {
    classifier = new Classifier(compileProgram(shippedLibrary().protocols).program);
    classifier.reserve(1);
  }
  return classifier;
}

export const target: FuzzTarget = {
  seeds: () =>
    readdirSync(CASES)
      .filter((name) => name.endsWith('.cases'))
      .flatMap((name) => parseCases(readFileSync(join(CASES, name), 'utf8')))
      .filter(({ packets }) => packets.every(({ payload }) => payload.length < 600))
      .map(({ transport, packets }) =>
        bytes(transport === 'tcp' ? 0 : 1, 255, ...packets.map(({ payload }) => payload)),
      ),

  check: (input) => {
    const machine = shipped();
    const choice = input[0] ?? 0;
    const size = 1 + (input[1] ?? 0);
    const tcp = (choice & 1) === 0;
    view.protocol = tcp ? IPPROTO_TCP : IPPROTO_UDP;
    machine.begin(0, view.protocol);
    let named: number = UNSET;
    for (let packet = 0; packet <= DEFAULT_BUDGET.packets; packet++) {
      const at = Math.min(2 + packet * size, input.length);
      const direction = (packet * (choice >> 1)) & 1;
      view.sourcePort = PORTS[(choice >> 2) % PORTS.length]!;
      view.destinationPort = PORTS[(choice >> 4) % PORTS.length]!;
      view.payload = at;
      view.payloadEnd = Math.min(at + size, input.length);
      view.payloadLength = view.payloadEnd - at;
      view.sequence = at;
      const settled = machine.settled(0);
      const verdict = machine.packet(0, direction, view, input);
      assert.ok(named === UNSET || verdict === named);
      assert.ok(settled === UNSET || verdict !== UNSET || machine.settled(0) !== UNSET);
      named = verdict;
    }
    assert.notEqual(named, UNSET);
    assert.equal(machine.settled(0), named);
  },
};
