/**
 * The bytes that an explanation says were seen are those that the classifier sees: both are given the same
 * packets, and must agree on the packet in which an expression first matches.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileProgram } from '../../../src/core/classify/program.ts';
import type { Dialect, Protocol, Transport, View } from '../../../src/core/patterns/model.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from '../../../src/core/wire/packet-view.ts';
import type { FlowRecord, RecordedPacket } from '../../../src/core/workbench/flow-record.ts';
import { RecordProbe } from '../../../src/core/workbench/record-probe.ts';
import { seenRuns, windowsOf } from '../../../src/core/workbench/seen-bytes.ts';
import { studyLibrary } from '../../../src/core/workbench/study.ts';
import { traceExpression, worthOf } from '../../../src/core/workbench/trace.ts';

function protocolWith(text: string, dialect: Dialect, transport: Transport, view: View): Protocol {
  return {
    name: 'p',
    title: 'p',
    reference: '',
    groups: [],
    ports: [],
    aliases: { ndpi: [], wireshark: [], iana: [] },
    attributes: [],
    file: 'p',
    evidence: [
      {
        protocol: 'p',
        transport,
        view,
        expression: { text, dialect },
        conditions: [],
        strength: 'strong',
        support: [],
      },
    ],
  };
}

const packet = fc.record({
  direction: fc.constantFrom(0, 1),
  /** Relative to a small base, so that segments repeat, overlap and leave gaps. */
  sequence: fc.nat(12),
  tcpFlags: fc.constantFrom(0x02, 0x10, 0x18),
  payload: fc.array(fc.constantFrom(0, 0x61, 0x62, 0x41), { maxLength: 6 }),
  cut: fc.nat(2),
});

const record = fc
  .tuple(fc.constantFrom(IPPROTO_TCP, IPPROTO_UDP), fc.array(packet, { minLength: 1, maxLength: 8 }))
  .map(
    ([protocol, packets]): FlowRecord => ({
      protocol,
      packets: packets.map(
        ({ direction, sequence, tcpFlags, payload, cut }): RecordedPacket => ({
          direction,
          sourcePort: 1,
          destinationPort: 2,
          tcpFlags: protocol === IPPROTO_TCP ? tcpFlags : 0,
          sequence: protocol === IPPROTO_TCP ? sequence : 0,
          payload: Uint8Array.from(payload),
          payloadLength: payload.length + cut,
        }),
      ),
    }),
  );

const piece = fc.constantFrom('a', 'b', '.', '[^a]', 'a$', '^', 'b*', '.*', 'ab|ba');
const expression = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));

describe('bytes that evidence sees', () => {
  it('are those that the classifier runs it over', () => {
    fc.assert(
      fc.property(
        expression,
        fc.constantFrom<Dialect>('kernel', 'signature'),
        fc.constantFrom<Transport>('tcp', 'udp', 'either'),
        fc.constantFrom<View>('both', 'client', 'server', 'packet'),
        record,
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 8 }),
        (text, dialect, transport, view, flow, bytes, packets) => {
          const protocol = protocolWith(text, dialect, transport, view);
          const budget = { packets, bytes, countsPackets: true };
          const [one] = studyLibrary([protocol]).pieces;
          const runs = seenRuns(one!.evidence, one!.dfa.dropsNul, flow, windowsOf(flow, budget));
          const trace = traceExpression(one!, worthOf(one!), flow, runs);
          const verdict = new RecordProbe(compileProgram([protocol]).program, budget).verdict(flow);
          assert.equal(trace?.matched ?? -1, verdict.name === 'p' ? verdict.packet : -1);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
