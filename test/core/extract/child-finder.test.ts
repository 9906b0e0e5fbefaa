import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ANNOUNCING, ChildFinder } from '../../../src/core/extract/child-finder.ts';
import { FlowTable } from '../../../src/core/flow/flow-table.ts';
import { decodeIp } from '../../../src/core/wire/decode.ts';
import { PacketView } from '../../../src/core/wire/packet-view.ts';
import { tcpConversation, tcpPacket, udpConversation, udpPacket } from '../../support/packets.ts';

/** A replay in small: every flow is of the named protocol; `masters` has each child's master, by slot. */
class Replay {
  readonly table: FlowTable;
  readonly finder: ChildFinder;
  readonly masters = new Map<number, number>();
  readonly #view = new PacketView();
  readonly #kind: number;

  constructor(protocol: string, capacity = 100) {
    this.finder = new ChildFinder();
    this.finder.reserve(capacity);
    this.table = new FlowTable({ capacity, seed: 1, onRemoval: (slot) => this.finder.end(slot) });
    this.#kind = ANNOUNCING[protocol]!;
  }

  feed(packets: readonly Uint8Array[], seconds = 0): void {
    for (const packet of packets) {
      assert.equal(decodeIp(this.#view, packet, 0, packet.length), 0);
      const slot = this.table.lookup(this.#view, packet, seconds);
      if (this.table.created) {
        this.finder.begin(slot, this.table.serial(slot));
        const master = this.finder.master(this.#view, packet, seconds);
        if (master >= 0) this.masters.set(slot, master);
      }
      this.finder.observe(this.#kind, slot, this.#view, packet, seconds);
    }
  }
}

const FTP_CASES = [
  ['10.0.0.1', '10.0.0.2', '227 Entering Passive Mode (10,0,0,2,19,136)', 'PORT 10,0,0,1,19,137'],
  ['[::1]', '[::2]', '229 Entering Extended Passive Mode (|||5000|)', 'EPRT |2|::1|5001|'],
] as const;

for (const [client, server, passive, active] of FTP_CASES) {
  test(`FTP: active and passive transfers of ${client} are children, once each`, () => {
    const replay = new Replay('ftp');
    replay.feed(
      tcpConversation(`${client}:4000`, `${server}:21`, [
        ['client', 'PASV\r\n'],
        ['server', `${passive}\r\n`],
        ['client', `${active}\r\n`],
      ]),
    );
    replay.feed(tcpConversation(`${client}:4001`, `${server}:5000`, [['server', 'data']]));
    replay.feed(tcpConversation(`${server}:20`, `${client}:5001`, [['server', 'data']]));
    replay.feed(tcpConversation(`${client}:4002`, `${server}:5000`, []));
    assert.deepEqual(
      [...replay.masters],
      [
        [1, 0],
        [2, 0],
      ],
    );
    assert.equal(replay.finder.children, 2);
  });
}

test('TFTP: only the server that was asked is expected to answer', () => {
  const replay = new Replay('tftp');
  replay.feed([udpPacket('10.0.0.1:2000', '10.0.0.2:69', '\0\x01file\0octet\0')]);
  replay.feed([udpPacket('10.0.0.3:3000', '10.0.0.1:2000', '\0\x03\0\x01data')]);
  replay.feed(udpConversation('10.0.0.2:3000', '10.0.0.1:2000', [['client', '\0\x03\0\x01data']]));
  assert.deepEqual([...replay.masters], [[2, 0]]);
});

test('SIP: media and their control connections, while the session is young', () => {
  const replay = new Replay('sip');
  const sdp = (host: string, port: number): string =>
    `SIP/2.0 200 OK\r\n\r\nc=IN IP4 ${host}\r\nm=audio ${port} RTP/AVP 0\r\n`;
  replay.feed(
    udpConversation('10.0.0.1:5060', '10.0.0.2:5060', [
      ['client', sdp('10.0.0.1', 7000)],
      ['server', sdp('10.0.0.3', 8000)],
    ]),
  );
  replay.feed([udpPacket('10.0.0.1:7000', '10.0.0.3:8000')], 1);
  replay.feed([udpPacket('10.0.0.3:8001', '10.0.0.1:7001')], 299);
  replay.feed([udpPacket('10.0.0.3:9999', '10.0.0.1:7002')], 299);
  replay.feed([udpPacket('10.0.0.4:8001', '10.0.0.1:7000')], 301);
  assert.deepEqual(
    [...replay.masters],
    [
      [1, 0],
      [2, 0],
    ],
  );
});

test('a flow that is gone has no children', () => {
  const replay = new Replay('ftp');
  const ports = 'PORT 10,0,0,1,19,137\r\nPORT 10,0,0,1,19,138\r\n';
  replay.feed([tcpPacket('10.0.0.1:4000', '10.0.0.2:21', ports)]);
  replay.table.remove(0);
  replay.feed([tcpPacket('10.0.0.2:20', '10.0.0.1:5001')]);
  assert.equal(replay.table.isLive(0), true);
  replay.feed([tcpPacket('10.0.0.2:20', '10.0.0.1:5002')]);
  assert.equal(replay.masters.size, 0);
});

test('any payload is read without harm, and what it announces is bounded', () => {
  const words = fc.constantFrom(
    ...['PORT ', '227 ', '229 (', 'EPRT |', '1,2,3,4,5,6', '|||99|', 'm=audio ', 'c=IN IP4 ', '10.0.0.1'],
    ...['::1', '65535', '99999999999', ' RTP/AVP', '/', 'a=rtcp:', 'Transport:', 'client_port=', '"', ' '],
    ...['server_port=', 'source=', '1-65535', '\x01DCC SEND ', '\r\n', '\n', '\0\x01', ';'],
  );
  const payload = fc.oneof(
    fc.array(words, { maxLength: 30 }).map((list) => list.join('')),
    fc.array(fc.nat(255), { maxLength: 60 }).map((list) => String.fromCharCode(...list)),
  );
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(ANNOUNCING)), payload, (protocol, text) => {
      const replay = new Replay(protocol);
      replay.feed([tcpPacket('10.0.0.1:1', '10.0.0.2:2', text), udpPacket('[::1]:1', '[::2]:2', text)]);
      assert.ok(replay.finder.announced <= 64);
    }),
    { numRuns: 1000 },
  );
});
