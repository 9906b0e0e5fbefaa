import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  COLLECT_OTHER,
  COLLECTOR_LENGTH,
  DTLS_MESSAGE_HEADER,
  HandshakeCollector,
} from '../../../src/core/extract/handshake-collector.ts';
import { bytes, latin1 } from '../../support/bytes.ts';
import { dtlsFragment } from '../../support/hello.ts';

const collector = new HandshakeCollector();
const CONTENT = latin1('The quick brown fox jumps over the lazy dog.');

/** What has been collected without a gap. */
const collected = (): Uint8Array => collector.bytes.slice(0, collector.length);

describe('segments of a TCP stream', () => {
  const segment = (sequence: number, from: number, to: number): number =>
    collector.addSegment(sequence >>> 0, CONTENT, from, to);

  it('are put where their sequence numbers say, also where those begin anew', () => {
    for (const first of [0, 1000, 2 ** 32 - 20, 2 ** 31 - 5]) {
      collector.clear();
      segment(first, 0, 10);
      segment(first + 30, 30, 44);
      segment(first, 0, 10);
      assert.equal(collector.length, 10);
      segment(first + 5, 5, 30);
      assert.deepEqual(collected(), CONTENT, `from ${first}`);
    }
  });

  it('bring nothing of before the first', () => {
    collector.clear();
    segment(1010, 10, 20);
    assert.equal(segment(1000, 0, 5), 10);
    assert.equal(segment(1000, 0, 25), 15);
    assert.deepEqual(collected(), CONTENT.slice(10, 25));
  });

  it('fill no more than there is room for', () => {
    collector.clear();
    const much = new Uint8Array(3 * COLLECTOR_LENGTH);
    assert.equal(collector.addSegment(1, much, 0, much.length), COLLECTOR_LENGTH);
    assert.equal(collector.full, true);
    collector.clear();
    assert.equal(collector.full, false);
    assert.equal(collector.length, 0);
  });
});

describe('pieces with an offset', () => {
  it('are put together in any order, twice or overlapping', () => {
    const piece = fc.tuple(fc.nat(43), fc.nat(43)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1]);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        collector.clear();
        const present = new Set<number>();
        for (const [from, to] of pieces) {
          collector.add(from!, CONTENT, from!, to!);
          for (let at = from!; at < to!; at++) present.add(at);
        }
        let length = 0;
        while (present.has(length)) length++;
        assert.equal(collector.length, length);
        assert.deepEqual(collected(), CONTENT.slice(0, length));
      }),
    );
  });

  it('beyond the room are dropped', () => {
    collector.clear();
    assert.equal(collector.add(COLLECTOR_LENGTH, CONTENT, 0, 9), 0);
    assert.equal(collector.add(2 ** 61, CONTENT, 0, 9), 0);
    assert.equal(collector.add(COLLECTOR_LENGTH - 4, CONTENT, 0, 9), 0);
    assert.equal(collector.bytes[COLLECTOR_LENGTH - 1], CONTENT[3]);
  });
});

describe('DTLS datagrams', () => {
  const feedDatagram = (datagram: Uint8Array): number => collector.addDatagram(datagram, 0, datagram.length);
  const body = (): Uint8Array => collected().subarray(DTLS_MESSAGE_HEADER);

  it('give a message from its fragments, in any order', () => {
    for (let cut = 1; cut < CONTENT.length; cut += 5) {
      const pieces = [dtlsFragment(CONTENT, 0, cut), dtlsFragment(CONTENT, cut)];
      for (const order of [pieces, pieces.toReversed()]) {
        collector.clear();
        for (const datagram of order) feedDatagram(datagram);
        assert.deepEqual(body(), CONTENT, `cut at ${cut}`);
      }
      collector.clear();
      feedDatagram(bytes(...pieces));
      assert.deepEqual(body(), CONTENT, 'two records in a datagram');
    }
  });

  it('begin anew with another message', () => {
    collector.clear();
    feedDatagram(dtlsFragment(latin1('first, and longer than the second'.repeat(3)), 0, 40));
    feedDatagram(dtlsFragment(CONTENT, 0, CONTENT.length, 1));
    assert.deepEqual(body(), CONTENT);
  });

  it('of other kinds, or too short, are refused', () => {
    const good = dtlsFragment(CONTENT);
    collector.clear();
    assert.equal(feedDatagram(bytes(23, good.subarray(1))), COLLECT_OTHER);
    assert.equal(feedDatagram(good.subarray(0, 24)), COLLECT_OTHER);
    const short = good.slice();
    short.set([0, 5], 11);
    assert.equal(feedDatagram(short), COLLECT_OTHER);
    assert.equal(collector.length, 0);
  });

  it('of any bytes are survived', () => {
    const noise = fc.uint8Array({ maxLength: 80 });
    const likely = noise.map((rest) => bytes(22, 0xfe, 0xfd, rest));
    fc.assert(
      fc.property(fc.array(fc.oneof(noise, likely), { maxLength: 4 }), (datagrams) => {
        collector.clear();
        for (const datagram of datagrams) {
          assert.ok(feedDatagram(datagram) <= COLLECTOR_LENGTH);
          assert.ok(collector.addSegment(datagram[0] ?? 0, datagram, 0, datagram.length) <= COLLECTOR_LENGTH);
        }
      }),
    );
  });
});
