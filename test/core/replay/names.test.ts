/**
 * Second names over the whole way of a packet: the shipped signatures of TLS, QUIC and HTTP decide, and the
 * host is found however the first bytes are cut.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { HostAutomaton } from '../../../src/core/applications/host-automaton.ts';
import { PcapReader } from '../../../src/core/capture/pcap.ts';
import { DEFAULT_BUDGET } from '../../../src/core/classify/budget.ts';
import type { FlowReport } from '../../../src/core/classify/flow-report.ts';
import { compileProgram } from '../../../src/core/classify/program.ts';
import { buildLibrary } from '../../../src/core/patterns/library.ts';
import { replaySession } from '../../../src/core/replay/session.ts';
import { nodeAead } from '../../../src/linux/crypto/node-aead.ts';
import { application } from '../../support/applications.ts';
import { latin1 } from '../../support/bytes.ts';
import { pcapFile } from '../../support/captures.ts';
import { clientHello, cryptoFrame, extension, initialPacket, records } from '../../support/hello.ts';
import { ethernet, type Turn, tcpConversation, udpConversation } from '../../support/packets.ts';

const FILES = ['tls', 'quic', 'http'].map((name) => {
  const path = new URL(`../../../signatures/${name}.sig`, import.meta.url);
  return { path: `${name}.sig`, text: readFileSync(path, 'utf8') };
});
const { program } = compileProgram(buildLibrary(FILES).protocols);
const applications = {
  hosts: new HostAutomaton([application('example', ['example.org'])]),
  names: ['example'],
  aead: nodeAead,
  fingerprints: true,
};

/** The one connection that these packets are. */
function flowOf(packets: readonly Uint8Array[]): FlowReport {
  const file = pcapFile(packets.map((packet) => ({ data: ethernet(packet) })));
  const session = replaySession(program, {
    budget: DEFAULT_BUDGET,
    maxFlows: 1024,
    seed: 1,
    children: false,
    reassemble: false,
    applications,
  });
  const reader = new PcapReader();
  reader.window(file, 0, file.length);
  session.drain(reader);
  const flows = [...session.reports()];
  assert.equal(flows.length, 1);
  return flows[0]!;
}

const tcp = (...turns: readonly Turn[]): FlowReport =>
  flowOf(tcpConversation('10.0.0.1:4000', '10.0.0.2:443', turns));

const FIELDS = { name: 'www.example.org', alpn: ['h2'], versions: [0x0304] };
const HELLO = records(clientHello(FIELDS));

/** A ServerHello that is just long enough to be recognised. */
const ANSWER = records(Uint8Array.from({ length: 80 }, (_, i) => [2, 0, 0, 76, 3, 3][i] ?? 0));

describe('the host of a connection', () => {
  it('is found in a TLS hello that is cut anywhere', () => {
    const whole = tcp(['client', HELLO], ['server', ANSWER]);
    assert.equal(whole.l7, 'tls');
    assert.equal(whole.ja4?.slice(0, 10), 't13d0203h2');
    const expected = { l7: 'tls', app: 'example', host: 'www.example.org', ja4: whole.ja4 };
    for (let cut = 1; cut < HELLO.length; cut++) {
      const { l7, app, host, ja4 } = tcp(
        ['client', HELLO.subarray(0, cut)],
        ['client', HELLO.subarray(cut)],
        ['server', ANSWER],
      );
      assert.deepEqual({ l7, app, host, ja4 }, expected, `cut at ${cut}`);
    }
  });

  it('is found in a hello byte by byte, as long as there is budget', () => {
    const turns = Array.from(HELLO.subarray(0, 4), (byte) => ['client', Uint8Array.of(byte)] as const);
    const { host } = tcp(...turns, ['client', HELLO.subarray(4)], ['server', ANSWER]);
    assert.equal(host, 'www.example.org');
  });

  it('may be a cover, which is said', () => {
    const cover = clientHello({ ...FIELDS, last: [extension(0xfe0d, new Uint8Array(200))] });
    assert.equal(tcp(['client', records(cover)]).ech, true);
    assert.equal(tcp(['client', HELLO]).ech, undefined);
  });

  it('is found in QUIC, over two datagrams in either order', () => {
    const message = clientHello(FIELDS);
    const parts = [
      initialPacket(cryptoFrame(0, message.subarray(0, 80)), { number: 0 }),
      initialPacket(cryptoFrame(80, message.subarray(80)), { number: 1 }),
    ];
    for (const order of [parts, parts.toReversed()]) {
      const flow = flowOf(
        udpConversation(
          '10.0.0.1:4000',
          '10.0.0.2:443',
          order.map((part) => ['client', part] as const),
        ),
      );
      assert.equal(flow.l7, 'quic');
      assert.equal(flow.app, 'example');
      assert.equal(flow.ja4?.slice(0, 10), 'q13d0203h2');
    }
  });

  it('is found in an HTTP request that is cut anywhere', () => {
    const request = latin1('GET /index.html HTTP/1.1\r\nAccept: */*\r\nHost: www.example.org\r\n\r\n');
    for (let cut = 1; cut < request.length; cut++) {
      const { l7, host } = tcp(['client', request.subarray(0, cut)], ['client', request.subarray(cut)]);
      assert.deepEqual([l7, host], ['http', 'www.example.org'], `cut at ${cut}`);
    }
  });
});
