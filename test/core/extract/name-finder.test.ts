import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { AlpnTable } from '../../../src/core/applications/alpn-table.ts';
import { HostAutomaton } from '../../../src/core/applications/host-automaton.ts';
import { FROM_CLIENT, FROM_SERVER } from '../../../src/core/classify/connection-state.ts';
import { NameFinder, type NameFinderOptions } from '../../../src/core/extract/name-finder.ts';
import {
  TELLS_BY_DNS,
  TELLS_BY_DTLS,
  TELLS_BY_HTTP,
  TELLS_BY_QUIC,
  TELLS_BY_STUN,
  TELLS_BY_TLS,
  TELLS_BY_XMPP,
  TELLS_NOTHING,
} from '../../../src/core/extract/tells.ts';
import {
  IPPROTO_TCP,
  IPPROTO_UDP,
  PacketView,
  TCP_ACK,
  TCP_SYN,
} from '../../../src/core/wire/packet-view.ts';
import { nodeAead } from '../../../src/linux/crypto/node-aead.ts';
import { application } from '../../support/applications.ts';
import { bytes, hex, latin1, u16 } from '../../support/bytes.ts';
import {
  clientHello,
  cryptoFrame,
  dtlsFragment,
  extension,
  googleHello,
  helloBody,
  initialPacket,
  records,
} from '../../support/hello.ts';

const APPLICATIONS = [
  application('video', ['example.org']),
  application('mail', ['mail.example.org']),
  application('push', ['push.example'], ['push/1']),
];

const hosts = new HostAutomaton(APPLICATIONS);
const alpn = new AlpnTable(APPLICATIONS);
const view = new PacketView();

let told: string[] = [];
let fingerprints: string[] = [];
const onHost = (slot: number, host: string, outer: boolean): void => {
  told.push(`${slot} ${host}${outer ? ' outer' : ''}`);
};

function finderOf(options: Partial<NameFinderOptions> = {}): NameFinder {
  const finder = new NameFinder({ hosts, alpn, aead: nodeAead, onHost, ...options });
  finder.reserve(2000);
  return finder;
}

/** Next sequence number of each slot and side. */
const sequences = new Map<string, number>();

/** Gives one packet to the finder; whether it wants more. */
function give(
  finder: NameFinder,
  tells: number,
  payload: Uint8Array | string,
  direction: number = FROM_CLIENT,
  slot: number = 1,
): boolean {
  const content = typeof payload === 'string' ? latin1(payload) : payload;
  const buffer = bytes(new Uint8Array(7).fill(22), content, new Uint8Array(7).fill(22));
  view.payload = 7;
  view.payloadEnd = 7 + content.length;
  const stream = `${slot} ${direction}`;
  view.sequence = sequences.get(stream) ?? 2 ** 32 - 30;
  sequences.set(stream, (view.sequence + content.length) >>> 0);
  view.protocol = tells === TELLS_BY_TLS || tells === TELLS_BY_HTTP ? IPPROTO_TCP : IPPROTO_UDP;
  return finder.packet(slot, tells, direction, view, buffer) === 1;
}

/** Name of the application that a slot was given. */
const applicationOf = (finder: NameFinder, slot = 1): string | undefined =>
  APPLICATIONS[finder.application[slot]! - 1]?.name;

beforeEach(() => {
  told = [];
  fingerprints = [];
});

const HELLO = records(clientHello({ name: 'www.example.org', alpn: ['h2'] }));
const REQUEST = 'GET / HTTP/1.1\r\nHost: mail.example.org:81\r\n\r\n';

describe('a TLS hello', () => {
  it('names host and application, and then nothing more is wanted', () => {
    const finder = finderOf();
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_TLS, HELLO), false);
    assert.deepEqual(told, ['1 www.example.org']);
    assert.equal(applicationOf(finder), 'video');
    assert.equal(finder.isLooking(1), false);
    assert.equal(give(finder, TELLS_BY_TLS, HELLO), false);
    assert.equal(told.length, 1);
  });

  it('is put together from two packets, cut anywhere, among packets of the server', () => {
    const finder = finderOf();
    for (const stream of [HELLO, records(clientHello({ name: 'www.example.org' }), 40)]) {
      for (let cut = 1; cut < stream.length; cut++) {
        told = [];
        finder.begin(1);
        give(finder, TELLS_BY_TLS, stream.subarray(0, cut));
        give(finder, TELLS_BY_TLS, '', FROM_CLIENT);
        give(finder, TELLS_BY_TLS, '\x16\x03\x01\x00\x04\x02\x00\x00\x00', FROM_SERVER);
        assert.equal(give(finder, TELLS_BY_TLS, stream.subarray(cut)), false);
        assert.deepEqual(told, ['1 www.example.org'], `cut at ${cut}`);
      }
    }
    assert.equal(finder.reclaimed, 0);
  });

  it('is put together from segments that come twice, or in the wrong order behind the first', () => {
    const finder = finderOf();
    const segment = (from: number, to: number): number => {
      Object.assign(view, { payload: from, payloadEnd: to, protocol: IPPROTO_TCP, sequence: 4000 + from });
      return finder.packet(1, TELLS_BY_TLS, FROM_CLIENT, view, HELLO);
    };
    finder.begin(1);
    for (const [from, to] of [
      [0, 20],
      [0, 20],
      [60, HELLO.length],
      [10, 40],
    ] as const) {
      assert.equal(segment(from, to), 1);
    }
    assert.equal(segment(40, 60), 0);
    assert.deepEqual(told, ['1 www.example.org']);
  });

  it('may begin in a SYN, whose own sequence number comes before its data', () => {
    const finder = finderOf();
    for (const [tells, stream, host] of [
      [TELLS_BY_TLS, HELLO, 'www.example.org'],
      [TELLS_BY_HTTP, latin1(REQUEST), 'mail.example.org'],
    ] as const) {
      told = [];
      finder.begin(1);
      const segment = (from: number, to: number, tcpFlags: number, sequence: number): number => {
        Object.assign(view, { payload: from, payloadEnd: to, protocol: IPPROTO_TCP, tcpFlags, sequence });
        return finder.packet(1, tells, FROM_CLIENT, view, stream);
      };
      assert.equal(segment(0, 20, TCP_SYN, 2 ** 32 - 1), 1);
      assert.equal(segment(20, stream.length, TCP_ACK, 20), 0);
      assert.deepEqual(told, [`1 ${host}`]);
      view.tcpFlags = 0;
    }
  });

  it('is complete where early data follow, even without a name', () => {
    const finder = finderOf();
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_TLS, bytes(HELLO, 20, 3, 3, 0, 1, 1)), false);
    finder.begin(2);
    const cut = records(clientHello({ name: 'a.b' }).subarray(0, 60));
    assert.equal(give(finder, TELLS_BY_TLS, bytes(cut, 23, 3, 3, 0, 1, 1), FROM_CLIENT, 2), false);
    assert.deepEqual(told, ['1 www.example.org']);
    assert.equal(finder.nameless, 1);
  });

  it('keeps its beginning while the protocol is not known, and tells nothing before', () => {
    const finder = finderOf();
    const early = (slot: number, from: number, to: number): void => {
      Object.assign(view, { payload: from, payloadEnd: to, protocol: IPPROTO_TCP, sequence: 50 + from });
      finder.early(slot, FROM_CLIENT, view, HELLO);
    };
    finder.begin(1);
    early(1, 0, 3);
    early(1, 3, HELLO.length);
    assert.deepEqual(told, []);
    assert.equal(give(finder, TELLS_BY_TLS, '\x16\x03\x03\x00\x01\x02', FROM_SERVER), false);
    assert.deepEqual(told, ['1 www.example.org']);
    finder.begin(2);
    early(2, 1, 3);
    assert.equal(finder.isLooking(2), false);
  });

  it('is looked for anew when what was kept is of another protocol', () => {
    const finder = finderOf();
    finder.begin(1);
    const line = latin1('EHLO me\r\n');
    Object.assign(view, { payload: 0, payloadEnd: line.length, protocol: IPPROTO_TCP, sequence: 9 });
    finder.early(1, FROM_CLIENT, view, line);
    assert.equal(finder.isLooking(1), true);
    assert.equal(give(finder, TELLS_BY_TLS, '250 STARTTLS\r\n', FROM_SERVER), true);
    assert.equal(give(finder, TELLS_BY_TLS, HELLO), false);
    assert.deepEqual(told, ['1 www.example.org']);
  });

  it('comes from either side, and late: after STARTTLS', () => {
    const finder = finderOf();
    finder.begin(1);
    for (const [line, side] of [
      ['220 mail.example.org ESMTP\r\n', FROM_CLIENT],
      ['EHLO me\r\n', FROM_SERVER],
      ['250 STARTTLS\r\n', FROM_CLIENT],
      ['STARTTLS\r\n', FROM_SERVER],
      ['220 go\r\n', FROM_CLIENT],
    ] as const) {
      assert.equal(give(finder, TELLS_BY_TLS, line, side), true);
    }
    assert.equal(give(finder, TELLS_BY_TLS, HELLO, FROM_SERVER), false);
    assert.deepEqual(told, ['1 www.example.org']);
  });

  it('without a name is counted; an encrypted one shows that its name is a cover', () => {
    const finder = finderOf();
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_TLS, records(clientHello())), false);
    assert.equal(finder.nameless, 1);
    finder.begin(2);
    const cover = clientHello({ name: 'cover.example', last: [extension(0xfe0d, new Uint8Array(9))] });
    give(finder, TELLS_BY_TLS, records(cover), FROM_CLIENT, 2);
    assert.deepEqual(told, ['2 cover.example outer']);
  });

  it('tells the application by ALPN, unless the host knows better', () => {
    const finder = finderOf();
    finder.begin(1);
    give(finder, TELLS_BY_TLS, records(clientHello({ alpn: ['h2', 'push/1'] })));
    assert.equal(applicationOf(finder), 'push');
    finder.begin(2);
    const both = clientHello({ name: 'example.org', alpn: ['push/1'] });
    give(finder, TELLS_BY_TLS, records(both), FROM_CLIENT, 2);
    assert.equal(applicationOf(finder, 2), 'video');
  });

  it('told before it is complete keeps the application of its host', () => {
    const finder = finderOf({ onFingerprint: (_, ja4) => fingerprints.push(ja4) });
    const both = clientHello({
      name: 'example.org',
      alpn: ['push/1'],
      last: [extension(51, new Uint8Array(900))],
    });
    finder.begin(1);
    give(finder, TELLS_BY_TLS, records(both).subarray(0, 400));
    give(finder, TELLS_BY_TLS, records(both).subarray(400));
    assert.equal(fingerprints.length, 1);
    assert.equal(applicationOf(finder), 'video');
  });

  it('is fingerprinted for those who ask, once it is complete', () => {
    const finder = finderOf({ onFingerprint: (_, ja4) => fingerprints.push(ja4) });
    const long = records(clientHello({ name: 'example.org', last: [extension(51, new Uint8Array(1300))] }));
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_TLS, long.subarray(0, 1200)), true);
    assert.deepEqual(told, ['1 example.org']);
    assert.equal(give(finder, TELLS_BY_TLS, long.subarray(1200, 1210)), true);
    assert.equal(give(finder, TELLS_BY_TLS, long.subarray(1210)), false);
    assert.equal(fingerprints.length, 1);
    assert.match(fingerprints[0]!, /^t12d020200_/);
    assert.deepEqual(told, ['1 example.org']);
  });

  it('is named before it is complete when nobody asks for fingerprints', () => {
    const finder = finderOf();
    const long = records(clientHello({ name: 'example.org', last: [extension(51, new Uint8Array(1300))] }));
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_TLS, long.subarray(0, 1200)), false);
    assert.deepEqual(told, ['1 example.org']);
  });
});

describe('other first bytes', () => {
  it('of DTLS: a hello in fragments, again with a cookie', () => {
    const finder = finderOf();
    const body = helloBody({ name: 'mail.example.org', cookie: latin1('biscuit'), legacyVersion: 0xfefd });
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_DTLS, dtlsFragment(body, 0, 50)), true);
    assert.equal(
      give(finder, TELLS_BY_DTLS, dtlsFragment(latin1('try again'), 0, 9, 0, 3), FROM_SERVER),
      true,
    );
    assert.equal(give(finder, TELLS_BY_DTLS, dtlsFragment(body, 60, undefined, 1)), true);
    assert.equal(give(finder, TELLS_BY_DTLS, dtlsFragment(body, 0, 60, 1)), false);
    assert.equal(applicationOf(finder), 'mail');
  });

  it('of QUIC: Initial packets, and what comes before them', () => {
    const finder = finderOf();
    const message = clientHello({ name: 'www.example.org' });
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_QUIC, hex('c00a0a0a0a 00 00')), true);
    assert.equal(give(finder, TELLS_BY_QUIC, initialPacket(cryptoFrame(30, message.subarray(30)))), true);
    assert.equal(give(finder, TELLS_BY_QUIC, initialPacket(cryptoFrame(0, message.subarray(0, 40)))), false);
    assert.deepEqual(told, ['1 www.example.org']);
  });

  it("of Google's QUIC: its hello, bare or inside an Initial packet", () => {
    const finder = finderOf();
    const message = googleHello({ PAD: '---', SNI: 'www.example.org' });
    finder.begin(1);
    assert.equal(
      give(finder, TELLS_BY_QUIC, bytes(9, '8 octets', 'Q043', new Uint8Array(17), message)),
      false,
    );
    finder.begin(2);
    const sealed = initialPacket(cryptoFrame(0, message, 8), { version: 0x51303530 });
    assert.equal(give(finder, TELLS_BY_QUIC, sealed, FROM_CLIENT, 2), false);
    assert.deepEqual(told, ['1 www.example.org', '2 www.example.org']);
  });

  it('of QUIC without cryptography: nothing', () => {
    const finder = new NameFinder({ hosts, onHost });
    finder.reserve(8);
    finder.begin(1);
    assert.equal(
      give(finder, TELLS_BY_QUIC, initialPacket(cryptoFrame(0, clientHello({ name: 'a.b' })))),
      false,
    );
    assert.deepEqual(told, []);
  });

  it('of HTTP: a request in pieces, behind a response that came first', () => {
    const finder = finderOf();
    for (let cut = 1; cut < REQUEST.indexOf(':81'); cut++) {
      told = [];
      finder.begin(1);
      assert.equal(give(finder, TELLS_BY_HTTP, 'HTTP/1.1 200 OK\r\n\r\n', FROM_CLIENT), true);
      assert.equal(give(finder, TELLS_BY_HTTP, REQUEST.slice(0, cut), FROM_SERVER), true, `cut at ${cut}`);
      assert.equal(give(finder, TELLS_BY_HTTP, REQUEST.slice(cut), FROM_SERVER), false);
      assert.deepEqual(told, ['1 mail.example.org']);
    }
  });

  it('of DNS: the question, over UDP and TCP; of STUN: the realm', () => {
    const finder = finderOf();
    const query = bytes(
      hex('0001 0100 0001 0000 0000 0000'),
      4,
      'mail',
      7,
      'example',
      3,
      'org',
      0,
      u16(1),
      u16(1),
    );
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_DNS, query, FROM_SERVER), false);
    finder.begin(2);
    const buffer = bytes(u16(query.length), query);
    Object.assign(view, { payload: 0, payloadEnd: buffer.length, protocol: IPPROTO_TCP });
    assert.equal(finder.packet(2, TELLS_BY_DNS, FROM_CLIENT, view, buffer), 0);
    finder.begin(3);
    const challenge = bytes(
      hex('0113 0010 2112a442'),
      new Uint8Array(12),
      hex('0014 000b'),
      'example.org',
      0,
    );
    assert.equal(give(finder, TELLS_BY_STUN, hex('0003 0000 2112a442'), FROM_CLIENT, 3), true);
    assert.equal(give(finder, TELLS_BY_STUN, challenge, FROM_SERVER, 3), false);
    assert.deepEqual(told, ['1 mail.example.org', '2 mail.example.org', '3 example.org']);
  });

  it('of XMPP streams, or of the TLS that they are upgraded to', () => {
    const finder = finderOf();
    finder.begin(1);
    assert.equal(give(finder, TELLS_BY_XMPP, "<stream:stream to='www.example.org'>"), false);
    assert.equal(applicationOf(finder), 'video');
    finder.begin(2);
    assert.equal(give(finder, TELLS_BY_XMPP, '<stream:stream>', FROM_CLIENT, 2), true);
    assert.equal(
      give(finder, TELLS_BY_XMPP, records(clientHello({ name: 'b.example.org' })), FROM_CLIENT, 2),
      false,
    );
    assert.deepEqual(told, ['1 www.example.org', '2 b.example.org']);
  });

  it('that are no text are shown as question marks', () => {
    const finder = finderOf();
    finder.begin(1);
    give(finder, TELLS_BY_HTTP, 'GET / HTTP/1.1\r\nHost: a\x01b\xe9.c\r\n\r\n');
    assert.deepEqual(told, ['1 a?b?.c']);
  });

  it('of a protocol that tells nothing', () => {
    const finder = finderOf();
    finder.begin(1);
    assert.equal(give(finder, TELLS_NOTHING, HELLO), false);
  });
});

describe('bounds', () => {
  it('a connection without a name is given up after a dozen packets', () => {
    const finder = finderOf();
    finder.begin(1);
    let packets = 0;
    while (give(finder, TELLS_BY_TLS, 'EHLO me\r\n')) packets++;
    assert.equal(packets, 12);
    assert.equal(finder.nameless, 1);
  });

  it('so many may be in the middle of a hello; the one that began first is given up', () => {
    const finder = finderOf();
    const half = HELLO.subarray(0, 20);
    const rest = HELLO.subarray(20);
    for (let slot = 0; slot < 513; slot++) {
      finder.begin(slot);
      assert.equal(give(finder, TELLS_BY_TLS, half, FROM_CLIENT, slot), true);
    }
    assert.equal(finder.reclaimed, 1);
    assert.equal(give(finder, TELLS_BY_TLS, rest, FROM_CLIENT, 0), false);
    assert.deepEqual(told, []);
    give(finder, TELLS_BY_TLS, rest, FROM_CLIENT, 512);
    give(finder, TELLS_BY_TLS, rest, FROM_CLIENT, 1);
    assert.deepEqual(told, ['512 www.example.org', '1 www.example.org']);
    finder.forget(2);
    finder.begin(600);
    give(finder, TELLS_BY_TLS, half, FROM_CLIENT, 600);
    assert.equal(finder.reclaimed, 1);
  });

  it('room for more connections keeps what is known', () => {
    const finder = finderOf();
    finder.begin(1);
    give(finder, TELLS_BY_TLS, HELLO);
    finder.reserve(5000);
    finder.reserve(10);
    assert.equal(applicationOf(finder), 'video');
  });

  it('any packets of any protocol are survived', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(HELLO.length).map((end) => HELLO.subarray(0, end)),
      fc.nat(REQUEST.length).map((end) => latin1(REQUEST.slice(0, end))),
      fc.uint8Array({ maxLength: 60 }).map((rest) => bytes(22, 3, 1, rest)),
    );
    const packet = fc.tuple(
      payload,
      fc.constantFrom(FROM_CLIENT, FROM_SERVER),
      fc.integer({ min: 0, max: 7 }),
    );
    fc.assert(
      fc.property(fc.nat(7), fc.array(packet, { maxLength: 20 }), (tells, packets) => {
        const finder = finderOf();
        for (let slot = 0; slot < 8; slot++) finder.begin(slot);
        for (const [content, direction, slot] of packets) {
          const wants = give(finder, tells, content, direction, slot);
          assert.equal(finder.isLooking(slot), wants);
        }
        assert.ok(told.every((line) => line.length < 270));
      }),
      { numRuns: 200 },
    );
  });
});
