import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytes, latin1, u32le } from '../../support/bytes.ts';
import { type PcapOptions, pcapFile } from '../../support/captures.ts';
import { readCapture } from '../../support/read-capture.ts';

const VARIANTS: readonly (readonly [name: string, options: PcapOptions])[] = [
  ['little-endian, microseconds', {}],
  ['big-endian, microseconds', { byteOrder: 'big' }],
  ['little-endian, nanoseconds', { nanoseconds: true }],
  ['big-endian, nanoseconds', { byteOrder: 'big', nanoseconds: true }],
  ['little-endian, modified', { modified: true }],
  ['big-endian, modified', { byteOrder: 'big', modified: true }],
  ['version 2.2, lengths swapped', { version: [2, 2] }],
];

const PACKETS = [
  { data: latin1('first'), seconds: 1_700_000_000, nanoseconds: 123_456_789 },
  { data: new Uint8Array(0), seconds: 1_700_000_001, nanoseconds: 0 },
  { data: latin1('cut'), seconds: 3_000_000_000, nanoseconds: 999_999_000, originalLength: 1500 },
];

for (const [name, options] of VARIANTS) {
  test(`every field of every record: ${name}`, () => {
    const { reason, records, skipped } = readCapture(pcapFile(PACKETS, { ...options, linkType: 113 }));
    assert.equal(reason, 'end-of-file');
    assert.equal(skipped, 0);
    assert.deepEqual(
      records,
      PACKETS.map((packet) => ({
        data: packet.data,
        originalLength: packet.originalLength ?? packet.data.length,
        linkType: 113,
        seconds: packet.seconds,
        nanoseconds: options.nanoseconds ? packet.nanoseconds : Math.floor(packet.nanoseconds / 1000) * 1000,
      })),
    );
  });

  test(`a file cut at any byte gives all whole records before it: ${name}`, () => {
    const file = pcapFile(PACKETS, options);
    const header = options.modified ? 24 : 16;
    const ends = [24];
    for (const packet of PACKETS) ends.push(ends.at(-1)! + header + packet.data.length);
    for (let length = 4; length < file.length; length += 1) {
      const { reason, records } = readCapture(file.subarray(0, length));
      assert.equal(records.length, Math.max(0, ends.filter((end) => end <= length).length - 1));
      const expected =
        length < 24 ? 'truncated-header' : ends.includes(length) ? 'end-of-file' : 'truncated-record';
      assert.equal(reason, expected, `cut at ${length}`);
    }
  });
}

test('version 2.3: lengths are swapped back only where they must be', () => {
  const right = pcapFile([{ data: latin1('abc'), originalLength: 9 }], { version: [2, 3] });
  const swapped = right.slice();
  swapped.set(right.subarray(32, 36), 36);
  swapped.set(right.subarray(36, 40), 32);
  for (const file of [right, swapped]) {
    const [record] = readCapture(file).records;
    assert.deepEqual(record?.data, latin1('abc'));
    assert.equal(record?.originalLength, 9);
  }
});

test('the upper half of the link type field is not part of it', () => {
  const file = pcapFile([latin1('x')], { linkType: 0x2400_0001 });
  assert.equal(readCapture(file).records[0]?.linkType, 1);
});

test('a record longer than the limit ends the file there', () => {
  const file = pcapFile([latin1('small'), new Uint8Array(100), latin1('never reached')]);
  const { reason, records } = readCapture(file, file.length, { maxRecord: 99 });
  assert.equal(reason, 'record-too-large');
  assert.equal(records.length, 1);
  const damaged = bytes(pcapFile([latin1('ok')]), u32le(0), u32le(0), u32le(0xffff_fff0), u32le(4));
  assert.deepEqual(
    [readCapture(damaged).reason, readCapture(damaged).records.length],
    ['record-too-large', 1],
  );
});

test('what is no capture is called so', () => {
  assert.equal(readCapture(new Uint8Array(0)).reason, 'empty-file');
  assert.equal(readCapture(latin1('\xd4')).reason, 'not-a-capture');
  assert.equal(readCapture(latin1('#!/bin/sh\n')).reason, 'not-a-capture');
  assert.equal(readCapture(bytes(0x1f, 0x8b, 8, 0)).reason, 'compressed-file');
  assert.equal(readCapture(bytes(0x28, 0xb5, 0x2f, 0xfd)).reason, 'compressed-file');
  assert.equal(readCapture(pcapFile([], { version: [3, 0] })).reason, 'unsupported-version');
  assert.equal(readCapture(pcapFile([])).reason, 'end-of-file');
});

test('windows of any size give the same records', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          data: fc.uint8Array({ maxLength: 80 }),
          seconds: fc.nat(0xffff_ffff),
          nanoseconds: fc.nat(999_999).map((micro) => micro * 1000),
          originalLength: fc.nat(70_000),
        }),
        { maxLength: 12 },
      ),
      fc.constantFrom(...VARIANTS.slice(0, 6).map(([, options]) => options)),
      fc.integer({ min: 1, max: 90 }),
      (packets, options, block) => {
        const { reason, records } = readCapture(pcapFile(packets, options), block);
        assert.equal(reason, 'end-of-file');
        assert.deepEqual(
          records,
          packets.map((packet) => ({ ...packet, linkType: 1 })),
        );
      },
    ),
  );
});
