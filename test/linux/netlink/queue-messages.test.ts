import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageWriter } from '../../../src/linux/netlink/message.ts';
import {
  batchVerdict,
  bindQueue,
  MAX_COPY_RANGE,
  NF_REPEAT,
  reconfigureQueue,
  VerdictBatch,
} from '../../../src/linux/netlink/queue-messages.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('binding configures in the same message: command, copy mode, length, flags', () => {
  const writer = new MessageWriter();
  bindQueue({ number: 0x0102, copyRange: 0x0888, maxLength: 0x4000 }).write(writer, 9);
  assert.equal(
    hex(writer.bytes()),
    [
      '40000000 0203 0500 09000000 00000000 00 00 0102',
      '0800 0100 01 00 0000',
      '0900 0200 00000888 02 000000',
      '0800 0300 00004000',
      '0800 0400 00000005',
      '0800 0500 00000005',
    ]
      .join('')
      .replaceAll(' ', ''),
  );
});

test('a copy range beyond what an attribute can hold is cut to it', () => {
  const bytes = reconfigureQueue({ number: 0, copyRange: 1 << 20, maxLength: 1 });
  assert.equal(new DataView(bytes.buffer).getUint32(24, false), MAX_COPY_RANGE);
});

test('a run of verdicts is as many messages, each with its id and mark', () => {
  const batch = new VerdictBatch(0x0203, 4);
  batch.add(0xfffffffe, 0x80020007);
  batch.add(1, 0x80000000);
  const one = '28000000 0103 0100 00000000 00000000 00 00 0203 0c00 0200 00000004';
  assert.equal(
    hex(batch.bytes.subarray(0, batch.length)),
    `${one} fffffffe 0800 0300 80020007 ${one} 00000001 0800 0300 80000000`.replaceAll(' ', ''),
  );
  batch.clear();
  batch.add(5, 6);
  assert.equal(batch.length, 40);
  assert.equal(hex(batch.bytes.subarray(28, 32)), '00000005');
});

test('a batch verdict carries no mark, so that packets keep theirs', () => {
  assert.equal(
    hex(batchVerdict(1, NF_REPEAT, 77)),
    '20000000 0303 0100 00000000 00000000 00 00 0001 0c00 0200 00000004 0000004d'.replaceAll(' ', ''),
  );
});
