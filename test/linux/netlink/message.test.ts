import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Layer7Error } from '../../../src/core/errors.ts';
import { AttributeTable, attributeLength } from '../../../src/linux/netlink/attribute.ts';
import { MessageWriter, messages } from '../../../src/linux/netlink/message.ts';

test('a written message is laid out as struct nlmsghdr and struct nlattr say', () => {
  const writer = new MessageWriter();
  const at = writer.beginMessage(0x0302, 0x0005, 7);
  writer.raw([2, 0, 0x12, 0x34]);
  writer.uint8(1, 0xab);
  const nest = writer.beginNested(5);
  writer.uint16(2, 0x0102);
  writer.uint32(3, 0xdeadbeef);
  writer.endNested(nest);
  writer.endMessage(at);
  assert.equal(
    Buffer.from(writer.bytes()).toString('hex'),
    [
      '30000000 0203 0500 07000000 00000000', // length 48, type, flags, sequence, portid
      '02 00 1234',
      '0500 0100 ab 000000',
      '1400 0580', // nested flag
      '0600 0200 0102 0000',
      '0800 0300 deadbeef',
    ]
      .join('')
      .replaceAll(' ', ''),
  );
});

test('messages of one buffer are found in order, padding between them left out', () => {
  const writer = new MessageWriter();
  for (const [sequence, text] of ['a', 'bcd', ''].entries()) {
    const at = writer.beginMessage(0x20, 0, sequence);
    writer.attribute(1, Buffer.from(text));
    writer.endMessage(at);
  }
  const found = [...messages(writer.buffer, 0, writer.length)];
  assert.deepEqual(
    found.map((message) => new AttributeTable(1).parse(message.buffer, message.at + 16, message.end).text(1)),
    ['a', 'bcd', ''],
  );
  assert.deepEqual(
    found.map((message) => message.sequence),
    [0, 1, 2],
  );
});

test('what was written is read back, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat({ max: 255 }),
      fc.nat({ max: 0xffff }),
      fc.nat({ max: 0xffff_ffff }),
      (bytes, small, medium, large) => {
        const writer = new MessageWriter();
        writer.attribute(1, bytes);
        writer.uint8(2, small);
        writer.uint16(3, medium);
        writer.uint32(4, large);
        const table = new AttributeTable(5).parse(writer.buffer, 0, writer.length);
        assert.deepEqual(table.bytes(1), bytes);
        assert.equal(table.uint8(2), small);
        assert.equal(table.uint16(3), medium);
        assert.equal(table.uint32(4), large);
        assert.equal(table.has(5), false);
        assert.equal(table.uint32(5, 99), 99);
      },
    ),
  );
});

test('any bytes at all are parsed without a fault, and never past their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      for (const message of messages(bytes, 0, bytes.length)) assert.ok(message.end <= bytes.length);
      const table = new AttributeTable(8).parse(bytes, 0, bytes.length);
      for (let type = 0; type <= 8; type++) {
        if (table.has(type)) assert.ok(table.end(type) <= bytes.length);
        table.uint64(type);
        table.text(type);
      }
    }),
  );
});

test('an attribute whose length is below its header or past the end counts as none', () => {
  assert.equal(attributeLength(Uint8Array.of(3, 0, 1, 0), 0, 4), 0);
  assert.equal(attributeLength(Uint8Array.of(5, 0, 1, 0), 0, 4), 0);
  assert.equal(attributeLength(Uint8Array.of(4, 0, 1, 0), 0, 4), 4);
  assert.equal(attributeLength(Uint8Array.of(4, 0, 1), 0, 3), 0);
});

test('a message that does not fit is refused with the limit', () => {
  const writer = new MessageWriter(32);
  writer.beginMessage(1, 0, 1);
  assert.throws(
    () => writer.attribute(1, new Uint8Array(20)),
    (error: unknown) =>
      error instanceof Layer7Error &&
      error.code === 'NETLINK_MESSAGE_TOO_LONG' &&
      error.diagnostic.limit === 32,
  );
});
