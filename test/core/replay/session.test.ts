import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HostAutomaton } from '../../../src/core/applications/host-automaton.ts';
import { PcapReader } from '../../../src/core/capture/pcap.ts';
import { PcapngReader } from '../../../src/core/capture/pcapng.ts';
import { ENDED, NEED_MORE } from '../../../src/core/capture/reader.ts';
import { DEFAULT_BUDGET } from '../../../src/core/classify/budget.ts';
import type { FlowReport } from '../../../src/core/classify/flow-report.ts';
import { compileProgram } from '../../../src/core/classify/program.ts';
import { type ReplaySession, replaySession, type SessionOptions } from '../../../src/core/replay/session.ts';
import { nodeAead } from '../../../src/linux/crypto/node-aead.ts';
import { bytes } from '../../support/bytes.ts';
import { PcapngBlocks, pcapFile } from '../../support/captures.ts';
import {
  ethernet,
  fragmentIpv4,
  tcpConversation,
  udpConversation,
  udpPacket,
} from '../../support/packets.ts';
import { protocol } from '../classify/support.ts';

const LIBRARY = compileProgram([
  protocol('ftp', [{ expression: '^220 ', view: 'packet', transport: 'tcp' }]),
  protocol('http', [{ expression: '^GET ', view: 'packet', transport: 'tcp' }]),
  protocol('long', [{ expression: '^begin.*end$', view: 'packet', transport: 'udp' }]),
]).program;

const OPTIONS: SessionOptions = {
  budget: DEFAULT_BUDGET,
  maxFlows: 1024,
  seed: 1,
  children: true,
  reassemble: true,
};

/** Replays frames, the file handed over in pieces of `piece` bytes. */
function replay(
  packets: readonly Uint8Array[],
  options: Partial<SessionOptions> = {},
  piece = 1 << 20,
): ReplaySession {
  const file = pcapFile(packets.map((packet) => ({ data: ethernet(packet) })));
  const session = replaySession(LIBRARY, { ...OPTIONS, ...options });
  const reader = new PcapReader();
  let start = 0;
  for (let end = Math.min(piece, file.length); ; end = Math.min(end + piece, file.length)) {
    reader.window(file, start, end);
    const status = session.drain(reader);
    start = reader.position;
    if (status === ENDED || (status === NEED_MORE && end === file.length)) break;
  }
  assert.equal(reader.finish(), 'end-of-file');
  return session;
}

const names = (session: ReplaySession): string[] => [...session.reports()].map((flow) => flow.l7);

const FTP = tcpConversation('10.0.0.1:4000', '10.0.0.2:21', [
  ['server', '220 ready\r\n'],
  ['client', 'PASV\r\n'],
  ['server', '227 Entering Passive Mode (10,0,0,2,200,10).\r\n'],
]);
const DATA = tcpConversation('10.0.0.1:4001', `10.0.0.2:${200 * 256 + 10}`, [['server', 'GET this file']]);

describe('a replay', () => {
  it('reports flows in the order in which they began, whatever the pieces of the file', () => {
    const packets = [
      ...FTP,
      ...tcpConversation('10.0.0.1:5000', '10.0.0.2:80', [['client', 'GET / HTTP/1.1\r\n\r\n']]),
    ];
    const whole = [...replay(packets).reports()];
    assert.deepEqual(
      whole.map((flow) => flow.l7),
      ['ftp', 'http'],
    );
    assert.deepEqual(whole[1]?.decided, { packet: 4, bytes: 18 });
    for (const piece of [1, 7, 64]) assert.deepEqual([...replay(packets, {}, piece).reports()], whole);
  });

  it('gives children their master’s name, and says so', () => {
    const [, child] = [...replay([...FTP, ...DATA]).reports()];
    assert.equal(child?.l7, 'ftp');
    assert.equal(child?.child, true);
  });

  it('judges each connection by its own bytes when told to', () => {
    assert.deepEqual(names(replay([...FTP, ...DATA], { children: false })), ['ftp', 'http']);
  });

  it('puts fragments together, or leaves them', () => {
    const datagram = udpPacket('10.0.0.1:9', '10.0.0.2:9', `begin${'.'.repeat(1990)}end`);
    const fragments = fragmentIpv4(datagram, 600, 77);
    const session = replay(fragments);
    assert.deepEqual(names(session), ['long']);
    assert.equal(session.counters().reassembled, 1);
    assert.deepEqual(names(replay(fragments, { reassemble: false })), []);
  });

  it('names the application by the host, and keeps the host', () => {
    const app = {
      name: 'example',
      title: '',
      groups: [],
      hosts: ['example.org'],
      alpn: [],
      aliases: { ndpi: [] },
      file: '',
    };
    const applications = { hosts: new HostAutomaton([app]), names: ['example'], aead: nodeAead };
    const request = ['GET / HTTP/1.1\r\nAccept: *', '/*\r\nHo', 'st: www.example.org:80\r\n\r\n'];
    const packets = tcpConversation(
      '10.0.0.1:5000',
      '10.0.0.2:80',
      request.map((part) => ['client', part] as const),
    );
    const [flow] = [...replay(packets, { applications }).reports()];
    assert.equal(flow?.app, 'example');
    assert.equal(flow?.host, 'www.example.org');
    assert.equal(flow?.l7, 'http');
  });

  it('keeps no more flows than it may, and reports those that it pushes out', () => {
    const evicted: FlowReport[] = [];
    const packets = Array.from({ length: 100 }, (_, i) =>
      udpConversation(`10.0.0.1:${1000 + i}`, '10.0.0.2:9', [['client', 'x']]),
    ).flat();
    const session = replay(packets, { maxFlows: 10, onEvicted: (flow) => evicted.push(flow) });
    assert.equal(session.flows.count, 10);
    assert.equal(evicted.length, 90);
    assert.equal(session.counters().evicted, 90);
    const ports = new Set([...evicted, ...session.reports()].map((flow) => flow.sport));
    assert.equal(ports.size, 100);
  });
});

it('packets of interfaces that a capture does not describe are counted', () => {
  const ng = new PcapngBlocks('little');
  const packet = ng.packet(ethernet(FTP[0]!));
  const file = bytes(ng.section(), packet, ng.interface(1), packet);
  const session = replaySession(LIBRARY, OPTIONS);
  const reader = new PcapngReader();
  reader.window(file, 0, file.length);
  session.drain(reader);
  const { decoded, 'unknown-interface': unknown } = session.counters();
  assert.deepEqual({ decoded, unknown }, { decoded: 1, unknown: 1 });
});
