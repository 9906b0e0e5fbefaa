import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConntrackAccount, ENDED_RECORD } from '../../../src/linux/netlink/conntrack-account.ts';
import { ConntrackSight } from '../../../src/linux/netlink/conntrack-sight.ts';
import { MessageWriter } from '../../../src/linux/netlink/message.ts';
import { beginNfnetlink } from '../../../src/linux/netlink/nfnetlink.ts';
import { writeCounters } from '../../support/conntrack-counters.ts';

const MASK = 0x0fff0000;

interface Ended {
  readonly mark?: number;
  readonly protocol?: number;
  readonly source?: readonly number[];
  readonly destination?: readonly number[];
  /** Packets and bytes of each direction. */
  readonly counters?: readonly (readonly [bigint, bigint])[];
}

/** A DESTROY event as ctnetlink sends it. */
function destroyed(of: Ended): Uint8Array {
  const writer = new MessageWriter(1024);
  const at = beginNfnetlink(writer, 0x102, 0, 0, 2);
  const source = of.source ?? [192, 0, 2, 1];
  const isIpv6 = source.length === 16;
  const tuple = writer.beginNested(1);
  const ip = writer.beginNested(1);
  writer.attribute(isIpv6 ? 3 : 1, source);
  writer.attribute(isIpv6 ? 4 : 2, of.destination ?? [198, 51, 100, 2]);
  writer.endNested(ip);
  const proto = writer.beginNested(2);
  writer.uint8(1, of.protocol ?? 6);
  writer.uint16(2, 40000);
  writer.uint16(3, 80);
  writer.endNested(proto);
  writer.endNested(tuple);
  writeCounters(writer, of.counters ?? []);
  if (of.mark !== undefined) writer.uint32(8, of.mark);
  writer.endMessage(at);
  return writer.bytes();
}

const sight = new ConntrackSight();

function add(sums: ConntrackAccount, bytes: Uint8Array, hasEnded: boolean): number {
  sight.read(bytes, 0, bytes.length);
  return sums.add(sight, hasEnded ? bytes : undefined);
}

function account(...all: Ended[]): ConntrackAccount {
  const sums = new ConntrackAccount(MASK);
  for (const one of all) {
    add(sums, destroyed(one), true);
  }
  return sums;
}

test('connections, packets and bytes are summed by the protocol field of the mark', () => {
  const sums = account(
    {
      mark: 0x0002_0005,
      counters: [
        [3n, 300n],
        [2n, 5_000_000_000n],
      ],
    },
    { mark: 0xf002_0000, counters: [[1n, 40n]] },
    { mark: 0x0fff_0000, counters: [[7n, 70n]] },
    {},
  );
  assert.equal(sums.connections[2], 2);
  assert.equal(sums.packets[2], 6);
  assert.equal(sums.bytes[2], 5_000_000_340);
  assert.equal(sums.packets[4095], 7);
  assert.equal(sums.connections[0], 1);
  assert.equal(
    sums.bytes.reduce((a, b) => a + b),
    5_000_000_410,
  );
});

test('a mask of any place and width is honoured', () => {
  const sums = new ConntrackAccount(0xff00_0000 | 0);
  const bytes = destroyed({ mark: 0x8100_0000 });
  assert.equal(add(sums, bytes, false), 0x81);
  assert.equal(sums.connections.length, 256);
});

test('TCP connections that end without a name are noted with their addresses and ports', () => {
  const ipv6 = Array.from({ length: 16 }, (_, i) => i + 1);
  const sums = account(
    { mark: 0 },
    { mark: 0x0001_0000, source: ipv6, destination: ipv6.toReversed() },
    { mark: 0x0002_0000 },
    { mark: 0, protocol: 17 },
  );
  const noted = sums.takeEnded();
  assert.equal(noted.length, 2 * ENDED_RECORD);
  assert.deepEqual([...noted.subarray(0, 12)], [4, 6, 0x9c, 0x40, 0, 80, 0, 0, 192, 0, 2, 1]);
  assert.deepEqual([...noted.subarray(24, 28)], [198, 51, 100, 2]);
  assert.deepEqual([...noted.subarray(40, 42)], [6, 6]);
  assert.deepEqual([...noted.subarray(48, 64)], ipv6);
  assert.equal(sums.takeEnded().length, 0);
});

test('the notes are bounded, and what does not fit is counted', () => {
  const sums = new ConntrackAccount(MASK);
  const bytes = destroyed({ mark: 0 });
  for (let i = 0; i < 8200; i++) add(sums, bytes, true);
  assert.equal(sums.takeEnded().length, 8192 * ENDED_RECORD);
  assert.equal(sums.endedLost, 8);
});

test('an event cut anywhere is summed as far as it goes', () => {
  const bytes = destroyed({ mark: 0x0002_0000, counters: [[3n, 300n]] });
  const sums = new ConntrackAccount(MASK);
  for (let end = 0; end <= bytes.length; end++) add(sums, bytes.slice(0, end), true);
  assert.equal(
    sums.connections.reduce((a, b) => a + b),
    bytes.length + 1,
  );
  assert.equal(sums.connections[2], 1);
});
