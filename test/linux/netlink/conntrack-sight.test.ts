import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConntrackList } from '../../../src/linux/netlink/conntrack-list.ts';
import { ConntrackSight } from '../../../src/linux/netlink/conntrack-sight.ts';
import { MessageWriter } from '../../../src/linux/netlink/message.ts';
import { beginNfnetlink } from '../../../src/linux/netlink/nfnetlink.ts';
import type { Transport } from '../../../src/linux/netlink/transport.ts';
import { writeCounters } from '../../support/conntrack-counters.ts';

interface Said {
  readonly source?: readonly number[];
  readonly replySource?: readonly number[];
  readonly ports?: readonly [number, number];
  readonly id?: number;
  readonly mark?: number;
  /** Packets and bytes of each direction. */
  readonly counters?: readonly (readonly [bigint, bigint])[];
}

/** A conntrack message as ctnetlink makes it, with what stands between put in as well. */
function message(of: Said, sequence = 0): Uint8Array {
  const writer = new MessageWriter(1024);
  const at = beginNfnetlink(writer, 0x100, 0, sequence, 2);
  for (const [type, source] of [
    [1, of.source],
    [2, of.replySource],
  ] as const) {
    if (source === undefined) continue;
    const tuple = writer.beginNested(type);
    const ip = writer.beginNested(1);
    writer.attribute(source.length === 16 ? 3 : 1, source);
    writer.attribute(source.length === 16 ? 4 : 2, source.toReversed());
    writer.endNested(ip);
    const proto = writer.beginNested(2);
    writer.uint8(1, 6);
    writer.uint16(2, of.ports?.[type - 1] ?? 1);
    writer.uint16(3, of.ports?.[2 - type] ?? 2);
    writer.endNested(proto);
    writer.endNested(tuple);
  }
  writer.uint32(3, 0x18e);
  writeCounters(writer, of.counters ?? []);
  if (of.mark !== undefined) writer.uint32(8, of.mark);
  if (of.id !== undefined) writer.uint32(12, of.id);
  writer.endMessage(at);
  return writer.bytes();
}

function read(bytes: Uint8Array, into = new ConntrackSight()): ConntrackSight {
  into.read(bytes, 0, bytes.length);
  return into;
}

test('everything that the accounts need is read', () => {
  const seen = read(
    message({
      source: [192, 0, 2, 1],
      replySource: [198, 51, 100, 7],
      ports: [40_000, 443],
      id: 0xfedc_ba98,
      mark: 0x8002_0001,
      counters: [
        [3n, 300n],
        [2n, 5_000_000_000n],
      ],
    }),
  );
  assert.deepEqual(
    { ...seen, originator: [...seen.originator], responder: [...seen.responder] },
    {
      id: 0xfedc_ba98,
      ports: 40_000 * 65_536 + 443,
      protocol: 6,
      responderPort: 443,
      mark: 0x8002_0001,
      isCounted: true,
      sentPackets: 3,
      sentBytes: 300,
      answeredPackets: 2,
      answeredBytes: 5_000_000_000,
      version: 4,
      originator: [0xc000_0201, 0, 0, 0],
      responder: [0xc633_6407, 0, 0, 0],
      tupleAt: 20,
    },
  );
});

test('nothing stays from the message before', () => {
  const ipv6 = Array.from({ length: 16 }, (_, i) => 0xf0 + i);
  const seen = read(message({ source: ipv6, replySource: ipv6, id: 5, mark: 6, counters: [[1n, 1n]] }));
  assert.deepEqual([seen.version, ...seen.originator], [6, 0xf0f1f2f3, 0xf4f5f6f7, 0xf8f9fafb, 0xfcfdfeff]);
  read(message({ source: [192, 0, 2, 1], replySource: [192, 0, 2, 2] }), seen);
  assert.deepEqual([seen.id, seen.mark, seen.isCounted, seen.sentBytes], [0, 0, false, 0]);
  assert.deepEqual([...seen.originator], [0xc000_0201, 0, 0, 0]);
});

test('a message cut anywhere is read as far as it goes', () => {
  const bytes = message({
    source: [192, 0, 2, 1],
    replySource: [1, 2, 3, 4],
    id: 9,
    mark: 7,
    counters: [[1n, 2n]],
  });
  const seen = new ConntrackSight();
  for (let end = 0; end < bytes.length; end++) seen.read(bytes.slice(0, end), 0, end);
  assert.equal(seen.id, 0, 'the id stands last');
  assert.equal(seen.mark, 7);
});

/** A kernel that answers each request for the list with these pieces. */
class PlayedKernel implements Transport {
  readonly portid = 1;
  #pieces: (() => Uint8Array)[] = [];
  sequences: number[] = [];
  readonly make: (sequence: number) => (() => Uint8Array)[];

  constructor(make: (sequence: number) => (() => Uint8Array)[]) {
    this.make = make;
  }

  send(bytes: Uint8Array): void {
    const sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
    this.sequences.push(sequence);
    this.#pieces.push(...this.make(sequence));
  }

  receive(): Uint8Array | undefined {
    return this.#pieces.shift()?.();
  }

  close(): void {}
}

function done(sequence: number, errno = 0): Uint8Array {
  const writer = new MessageWriter(64);
  const at = writer.beginMessage(3, 2, sequence);
  const code = new Uint8Array(4);
  new DataView(code.buffer).setInt32(0, -errno, true);
  writer.raw(code);
  writer.endMessage(at);
  return writer.bytes();
}

test('the list comes piece by piece, and what is left of an earlier one is passed over', () => {
  const kernel = new PlayedKernel((sequence) => [
    () =>
      Buffer.concat([message({ id: sequence * 10 }, sequence), message({ id: sequence * 10 + 1 }, sequence)]),
    () => Buffer.concat([message({ id: sequence * 10 + 2 }, sequence), done(sequence)]),
  ]);
  const list = new ConntrackList(kernel);
  const ids: number[] = [];
  const sight = new ConntrackSight();
  const take = (buffer: Uint8Array, at: number, end: number): void => {
    sight.read(buffer, at, end);
    ids.push(sight.id);
  };
  list.start();
  assert.equal(list.next(take), true);
  // Given up here, and begun again.
  list.start();
  while (list.next(take));
  assert.deepEqual(ids, [10, 11, 20, 21, 22]);
});

test('a list that the kernel breaks off, or does not send, is an error', () => {
  const list = new ConntrackList(new PlayedKernel((sequence) => [() => done(sequence, 16)]));
  list.start();
  assert.throws(() => list.next(() => {}), /EBUSY/);
  assert.throws(() => list.next(() => {}), /ETIMEDOUT|110/);
});
