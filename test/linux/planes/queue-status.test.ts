import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findHolders, readQueue, readQueues } from '../../../src/linux/planes/queue-status.ts';

const proc = mkdtempSync(join(tmpdir(), 'layer7-proc-'));
after(() => rmSync(proc, { recursive: true }));

mkdirSync(join(proc, 'net/netfilter'), { recursive: true });
writeFileSync(
  join(proc, 'net/netfilter/nfnetlink_queue'),
  '    0   4242     3 2  2304     5     6       99  1\n   17 3123456789     0 2 65531     0     0        0  1\n',
);
writeFileSync(
  join(proc, 'net/netlink'),
  `sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
0000000000000000 0   4242       00000000 0        0        0     2        0        111
0000000000000000 12  4242       00000000 0        0        0     2        0        222
0000000000000000 12  3123456789 00000000 0        0        0     2        0        333
`,
);
for (const [pid, inode] of [
  [10, 111],
  [20, 222],
  [21, 222],
]) {
  mkdirSync(join(proc, `${pid}/fd`), { recursive: true });
  symlinkSync(`socket:[${inode}]`, join(proc, `${pid}/fd/7`));
  writeFileSync(join(proc, `${pid}/cmdline`), `node\0daemon ${pid}\0`);
}
mkdirSync(join(proc, '30'));

test('queues are read with their holder, what they hold, and what they dropped', () => {
  assert.deepEqual(readQueue(0, proc), {
    number: 0,
    portid: 4242,
    held: 3,
    copyRange: 2304,
    dropped: 5,
    userDropped: 6,
    lastId: 99,
  });
  assert.equal(readQueue(17, proc)?.portid, 3123456789);
  assert.equal(readQueue(1, proc), undefined);
});

test('the processes that hold a socket are found by its netlink address, of netfilter alone', () => {
  assert.deepEqual(findHolders(4242, proc), [
    { pid: 20, command: 'node daemon 20' },
    { pid: 21, command: 'node daemon 21' },
  ]);
  assert.deepEqual(findHolders(3123456789, proc), []);
  assert.deepEqual(findHolders(5, proc), []);
});

test('a kernel without NFQUEUE has no queues', () => {
  assert.deepEqual(readQueues(join(proc, 'nowhere')), []);
});
