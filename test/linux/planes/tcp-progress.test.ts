import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PacketView, TCP_ACK, TCP_SYN } from '../../../src/core/wire/packet-view.ts';
import { TcpProgress } from '../../../src/linux/planes/tcp-progress.ts';

function segment(sequence: number, length: number, tcpFlags = TCP_ACK): PacketView {
  return Object.assign(new PacketView(), { sequence: sequence >>> 0, payloadLength: length, tcpFlags });
}

function progress(): TcpProgress {
  const made = new TcpProgress();
  made.reserve(2);
  made.begin(0);
  made.begin(1);
  return made;
}

test('a segment advances its side when it brings a byte that was not seen, each side by itself', () => {
  const tcp = progress();
  assert.equal(tcp.advance(0, 0, segment(100, 10)), true);
  assert.equal(tcp.advance(0, 0, segment(100, 10)), false, 'sent again');
  assert.equal(tcp.advance(0, 0, segment(105, 5)), false, 'a part sent again');
  assert.equal(tcp.advance(0, 0, segment(105, 6)), true, 'one byte more');
  assert.equal(tcp.advance(0, 1, segment(100, 10)), true, 'the other side');
  assert.equal(tcp.advance(1, 0, segment(100, 10)), true, 'another connection');
});

test('SYN counts as one, and sequence numbers wrap', () => {
  const tcp = progress();
  assert.equal(tcp.advance(0, 0, segment(-1, 0, TCP_SYN)), true);
  assert.equal(tcp.advance(0, 0, segment(0, 5)), true);
  assert.equal(tcp.advance(0, 0, segment(-1, 6)), false);
  assert.equal(tcp.isAnother(0, 0, segment(-500, 10)), false);
});

test('a segment far outside belongs to another connection, once its side is known', () => {
  const tcp = progress();
  assert.equal(tcp.isAnother(0, 0, segment(3_000_000, 1)), false);
  tcp.advance(0, 0, segment(100, 10));
  assert.equal(tcp.isAnother(0, 0, segment(3_000_000, 1)), true);
  assert.equal(tcp.isAnother(0, 0, segment(100 - 3_000_000, 1)), true);
  assert.equal(tcp.isAnother(0, 1, segment(3_000_000, 1)), false);
  tcp.begin(0);
  assert.equal(tcp.isAnother(0, 0, segment(3_000_000, 1)), false, 'the slot is another connection now');
});

test('making room keeps what is known', () => {
  const tcp = progress();
  tcp.advance(1, 1, segment(100, 10));
  tcp.reserve(64);
  assert.equal(tcp.advance(1, 1, segment(100, 10)), false);
});
