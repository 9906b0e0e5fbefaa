import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer7Error } from '../../../src/core/errors.ts';
import { OpError } from '../../../src/linux/ffi/op-error.ts';
import { Connection } from '../../../src/linux/netlink/connection.ts';
import {
  decodeConntrack,
  dumpConntrack,
  getConntrack,
  setConntrackMark,
  type Tuple,
  tupleKey,
} from '../../../src/linux/netlink/conntrack-messages.ts';
import { type Message, MessageWriter } from '../../../src/linux/netlink/message.ts';
import { beginNfnetlink } from '../../../src/linux/netlink/nfnetlink.ts';
import { bindQueue } from '../../../src/linux/netlink/queue-messages.ts';
import { answer, done, fakeTransport } from './fake-kernel.ts';

const tuple: Tuple = {
  family: 2,
  protocol: 6,
  source: Uint8Array.of(192, 0, 2, 1),
  destination: Uint8Array.of(192, 0, 2, 2),
  sourcePort: 40000,
  destinationPort: 80,
};

/** A connection's entry as the kernel would send it: the tuple of the request, sent back with a mark. */
function entry(request: Message, mark: number): Uint8Array {
  const writer = new MessageWriter();
  const at = beginNfnetlink(writer, 0x100, 2, request.sequence, 2);
  writer.raw(request.buffer.subarray(request.at + 20, request.end));
  writer.uint32(8, mark);
  writer.endMessage(at);
  return writer.bytes();
}

test('a request that is acknowledged returns', () => {
  const transport = fakeTransport((request) => [answer(request, 0)]);
  new Connection(transport).execute(bindQueue({ number: 3, copyRange: 100, maxLength: 10 }));
  assert.equal(transport.sent.length, 1);
});

test('a refusal keeps errno, the operation and the extended acknowledgement', () => {
  const transport = fakeTransport((request) => [answer(request, 17, { text: 'no such thing', offset: 24 })]);
  assert.throws(
    () => new Connection(transport).execute(bindQueue({ number: 3, copyRange: 100, maxLength: 10 })),
    (error: unknown) => {
      assert.ok(error instanceof OpError);
      assert.equal(error.errno, 17);
      assert.equal(error.errnoName, 'EEXIST');
      assert.equal(error.operation, 'bind queue 3');
      assert.deepEqual(error.extended, { message: 'no such thing', offset: 24 });
      assert.equal(error.diagnostic.cause, 'no such thing (at byte 24 of the message)');
      return true;
    },
  );
});

test('a refusal without the kernel’s sentence says what errno means', () => {
  const transport = fakeTransport((request) => [answer(request, 1)]);
  assert.throws(
    () => new Connection(transport).execute(bindQueue({ number: 0, copyRange: 1, maxLength: 1 })),
    (error: unknown) =>
      error instanceof OpError && error.code === 'KERNEL_EPERM' && error.diagnostic.kind === 'permission',
  );
});

test('a kernel that does not answer is an error with a name', () => {
  assert.throws(
    () => new Connection(fakeTransport(() => [])).execute(getConntrack(tuple)),
    (error: unknown) => error instanceof Layer7Error && error.code === 'NETLINK_TIMEOUT',
  );
});

test('answers to earlier requests are passed over', () => {
  const transport = fakeTransport((request) => [
    answer({ ...request, sequence: request.sequence + 100 }, 2),
    answer(request, 0),
  ]);
  new Connection(transport).execute(setConntrackMark(tuple, 0x20000, 0xfff0000));
});

test('a look-up gives the entry before the acknowledgement', () => {
  const transport = fakeTransport((request) => [entry(request, 0x20000), answer(request, 0)]);
  const marks: number[] = [];
  const keys: string[] = [];
  new Connection(transport).execute(getConntrack(tuple), (message) => {
    const found = decodeConntrack(message);
    marks.push(found.mark);
    keys.push(tupleKey(found.original));
    assert.equal(found.master, undefined);
  });
  assert.deepEqual(marks, [0x20000]);
  assert.deepEqual(keys, [tupleKey(tuple)]);
});

test('a dump gives every message of every datagram until it is done', () => {
  const transport = fakeTransport((request) => {
    const two = Buffer.concat([entry(request, 1), entry(request, 2)]);
    return [two, entry(request, 3), done(request)];
  });
  const marks: number[] = [];
  new Connection(transport).execute(dumpConntrack(0), (message) => marks.push(decodeConntrack(message).mark));
  // The request of a dump carries no tuple; what matters is that each message came through.
  assert.deepEqual(marks, [1, 2, 3]);
});

test('the trace names what passes, both ways', () => {
  const lines: string[] = [];
  const transport = fakeTransport((request) => [entry(request, 0x20000), answer(request, 0)]);
  new Connection(transport, { trace: (line) => lines.push(line) }).execute(getConntrack(tuple));
  assert.deepEqual(lines, [
    '→ CTNETLINK GET REQUEST|ACK seq=1 inet TUPLE_ORIG{IP{V4_SRC=192.0.2.1 V4_DST=192.0.2.2} ' +
      'PROTO{NUM=6 SRC_PORT=40000 DST_PORT=80}}',
    '← CTNETLINK NEW MULTI seq=1 inet TUPLE_ORIG{IP{V4_SRC=192.0.2.1 V4_DST=192.0.2.2} ' +
      'PROTO{NUM=6 SRC_PORT=40000 DST_PORT=80}} MARK=0x20000',
    '← ACK seq=1',
  ]);
});

test('the trace shows a refusal with its reason', () => {
  const lines: string[] = [];
  const transport = fakeTransport((request) => [answer(request, 2, { text: 'gone', offset: 20 })]);
  const connection = new Connection(transport, { trace: (line) => lines.push(line) });
  assert.throws(() => connection.execute(getConntrack(tuple)));
  assert.equal(lines[1], '← ERROR seq=1 ENOENT "gone" at byte 20');
});
