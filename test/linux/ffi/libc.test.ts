import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Layer7Error } from '../../../src/core/errors.ts';
import {
  AF_NETLINK,
  addressOf,
  closeDescriptor,
  EAGAIN,
  enterNetworkNamespace,
  fixedMemory,
  MSG_DONTWAIT,
  MSG_TRUNC,
  openSocket,
  receive,
  SO_RCVTIMEO,
  SOCK_RAW,
  SOL_SOCKET,
  send,
  setReceiveBuffer,
  setSocketOption,
  setSocketTimeout,
  watchReadable,
} from '../../../src/linux/ffi/libc.ts';
import { OpError } from '../../../src/linux/ffi/op-error.ts';
import { ReceiveRing } from '../../../src/linux/ffi/receive-ring.ts';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const NETLINK_ROUTE = 0;
const RTM_GETLINK = 18;

/** RTM_GETLINK dump: a question that the kernel answers to anybody, at once. */
function askForLinks(): Uint8Array {
  const message = fixedMemory(32);
  const view = new DataView(message.buffer);
  view.setUint32(0, 32, true);
  view.setUint16(4, RTM_GETLINK, true);
  view.setUint16(6, 0x301, true);
  view.setUint32(8, 77, true);
  return message;
}

function withSocket(use: (fd: number) => void): void {
  const fd = openSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  try {
    use(fd);
  } finally {
    closeDescriptor(fd);
  }
}

test('a call that fails says which, and why', () => {
  assert.throws(
    () => openSocket(AF_NETLINK, 99, 0),
    (error: unknown) => {
      assert.ok(error instanceof OpError && error instanceof Layer7Error);
      assert.equal(error.operation, 'socket(2)');
      assert.equal(error.errnoName, 'EINVAL');
      assert.equal(error.code, 'KERNEL_EINVAL');
      assert.match(error.message, /socket\(2\) with EINVAL/);
      return true;
    },
  );
  assert.throws(() => closeDescriptor(9999), OpError);
});

test('errors of the packet path are returned, not thrown', () => {
  withSocket((fd) => {
    assert.equal(receive(fd, fixedMemory(10), MSG_DONTWAIT), -EAGAIN);
    assert.equal(new ReceiveRing(2, 64).receive(fd, MSG_DONTWAIT), -EAGAIN);
  });
  assert.equal(send(9999, fixedMemory(1), 1, 0), -9);
});

test('what is sent is answered, and a receive that waits gives up in time', () => {
  withSocket((fd) => {
    const question = askForLinks();
    assert.equal(send(fd, question, question.length, 0), question.length);
    const answer = fixedMemory(64);
    const length = receive(fd, answer, MSG_TRUNC);
    assert.ok(length > answer.length, 'the true length of a message that was cut');
    setSocketTimeout(fd, SO_RCVTIMEO, 20);
    let result = 1;
    while (result > 0) result = receive(fd, answer, MSG_TRUNC);
    assert.equal(result, -EAGAIN);
  });
});

test('a ring receives several messages at once, each into its slot, and knows which were cut', async () => {
  const fd = openSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  try {
    const question = askForLinks();
    const ring = new ReceiveRing(8, 128);
    for (let i = 0; i < 3; i++) send(fd, question, question.length, 0);
    await sleep(20);
    // The kernel begins a second dump only when the first has been read, so one answer may be waiting.
    const count = ring.receive(fd, MSG_DONTWAIT);
    assert.ok(count >= 1 && count <= 8);
    for (let i = 0; i < count; i++) {
      assert.equal(
        new DataView(ring.data.buffer).getUint32(i * 128 + 8, true),
        77,
        'sequence of the question',
      );
      assert.ok(ring.length(i) <= 128);
    }
    assert.equal(ring.isTruncated(0), true);
  } finally {
    closeDescriptor(fd);
  }
});

test('a message put into a ring by hand reads like a received one', () => {
  const ring = new ReceiveRing(2, 16);
  ring.put(1, Uint8Array.of(1, 2, 3));
  assert.equal(ring.length(1), 3);
  assert.deepEqual([...ring.data.subarray(16, 19)], [1, 2, 3]);
  assert.equal(ring.isTruncated(1), false);
});

test('the receive buffer grows as asked, as far as the kernel lets it', () => {
  withSocket((fd) => {
    assert.ok(setReceiveBuffer(fd, 64 << 10) >= 64 << 10);
    assert.throws(() => setSocketOption(fd, SOL_SOCKET, 9999, 1), OpError);
  });
});

test('a watched descriptor wakes the event loop until it is closed', async () => {
  const fd = openSocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  const ring = new ReceiveRing(8, 8192);
  let woken = 0;
  const watch = watchReadable(fd, () => {
    woken++;
    while (ring.receive(fd, MSG_DONTWAIT) > 0) {}
  });
  const question = askForLinks();
  send(fd, question, question.length, 0);
  for (let i = 0; i < 100 && woken === 0; i++) await sleep(10);
  assert.ok(woken > 0);
  watch.close();
  watch.close();
  const before = woken;
  send(fd, question, question.length, 0);
  await sleep(50);
  assert.equal(woken, before);
  closeDescriptor(fd);
});

test('memory for the kernel has an address, and different memory a different one', () => {
  const a = fixedMemory(16);
  const b = fixedMemory(16);
  assert.notEqual(addressOf(a), addressOf(b));
  assert.equal(addressOf(a), addressOf(a));
});

test('a descriptor that is no network namespace is refused', () => {
  const fd = openSync('/dev/null', 'r');
  try {
    assert.throws(() => enterNetworkNamespace(fd), OpError);
  } finally {
    closeSync(fd);
  }
});

test('a socket family without datagrams of ours still reports by name', () => {
  assert.throws(
    () => openSocket(AF_UNIX, SOCK_DGRAM, 999),
    (error: unknown) => error instanceof OpError && error.errnoName === 'EPROTONOSUPPORT',
  );
});
