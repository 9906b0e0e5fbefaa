import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytes, latin1, u32 } from '../../support/bytes.ts';
import { PcapngBlocks } from '../../support/captures.ts';
import { readCapture } from '../../support/read-capture.ts';

const ORDERS = ['little', 'big'] as const;
const TIME = 1_700_000_000_123_456n;

for (const order of ORDERS) {
  const ng = new PcapngBlocks(order);

  test(`enhanced, simple and obsolete packets, ${order}-endian`, () => {
    const file = bytes(
      ng.section(),
      ng.interface(1),
      ng.packet(latin1('enhanced'), TIME, 0, 2000),
      ng.simplePacket(latin1('simple')),
      ng.obsoletePacket(latin1('old'), TIME + 1n),
    );
    const { reason, records } = readCapture(file);
    assert.equal(reason, 'end-of-file');
    const common = { linkType: 1, seconds: 1_700_000_000 };
    assert.deepEqual(records, [
      { ...common, data: latin1('enhanced'), originalLength: 2000, nanoseconds: 123_456_000 },
      { ...common, data: latin1('simple'), originalLength: 6, nanoseconds: 123_456_000 },
      { ...common, data: latin1('old'), originalLength: 3, nanoseconds: 123_457_000 },
    ]);
  });

  test(`several interfaces, each with its link type and clock, ${order}-endian`, () => {
    const file = bytes(
      ng.section(),
      ng.interface(1),
      ng.interface(113, { resolution: 9 }),
      ng.interface(101, { resolution: 0x80 | 10, offset: 100 }),
      ng.interface(228, { resolution: 0, offset: -50 }),
      ng.interface(12, { resolution: 12 }),
      ng.packet(latin1('a'), TIME, 0),
      ng.packet(latin1('b'), 1_700_000_000_123_456_789n, 1),
      ng.packet(latin1('c'), 5n * 1024n + 512n, 2),
      ng.packet(latin1('d'), 1000n, 3),
      ng.packet(latin1('e'), 1_700_000_000_123_456_789_012n & 0xffff_ffff_ffff_ffffn, 4),
    );
    const times = readCapture(file).records.map(({ linkType, seconds, nanoseconds }) => [
      linkType,
      seconds,
      nanoseconds,
    ]);
    const pico = 1_700_000_000_123_456_789_012n & 0xffff_ffff_ffff_ffffn;
    assert.deepEqual(times.slice(0, 4), [
      [1, 1_700_000_000, 123_456_000],
      [113, 1_700_000_000, 123_456_789],
      [101, 105, 500_000_000],
      [228, 950, 0],
    ]);
    // Finer than nanoseconds: right to a microsecond.
    const [, seconds, nanoseconds] = times[4]!;
    assert.equal(seconds, Number(pico / 10n ** 12n));
    assert.ok(Math.abs(nanoseconds! - Number((pico % 10n ** 12n) / 1000n)) < 1000);
  });

  test(`a simple packet is cut at the first interface's snapshot length, ${order}-endian`, () => {
    const file = bytes(
      ng.section(),
      ng.interface(1, { snapshotLength: 5 }),
      ng.simplePacket(latin1('fives'), 99),
      ng.simplePacket(latin1('abc')),
    );
    const read = readCapture(file).records.map(({ data, originalLength }) => [data, originalLength]);
    assert.deepEqual(read, [
      [latin1('fives'), 99],
      [latin1('abc'), 3],
    ]);
  });
}

test('a new section may change the byte order, and forgets interfaces', () => {
  const [little, big] = [new PcapngBlocks('little'), new PcapngBlocks('big')];
  const file = bytes(
    little.section(),
    little.interface(113),
    little.packet(latin1('one')),
    big.section(),
    big.packet(latin1('of no interface')),
    big.simplePacket(latin1('of none either')),
    big.interface(1),
    big.packet(latin1('two')),
  );
  const { reason, records, skipped } = readCapture(file);
  assert.deepEqual(
    records.map(({ data, linkType }) => [data, linkType]),
    [
      [latin1('one'), 113],
      [latin1('two'), 1],
    ],
  );
  assert.equal(skipped, 2);
  assert.equal(reason, 'end-of-file');
});

test('times are exact for every decimal unit down to a nanosecond, and every binary one down to 2^-30', () => {
  const ng = new PcapngBlocks();
  fc.assert(
    fc.property(
      fc.bigInt(0n, 2n ** 64n - 1n),
      fc.oneof(
        fc.nat(9).map((power) => ({ byte: power, units: 10n ** BigInt(power) })),
        fc.nat(30).map((power) => ({ byte: 0x80 | power, units: 2n ** BigInt(power) })),
      ),
      (time, { byte, units }) => {
        fc.pre(time / units < 2n ** 53n);
        const file = bytes(ng.section(), ng.interface(1, { resolution: byte }), ng.packet(latin1('x'), time));
        const [record] = readCapture(file).records;
        assert.equal(BigInt(record!.seconds), time / units);
        assert.equal(BigInt(record!.nanoseconds), ((time % units) * 10n ** 9n) / units);
      },
    ),
  );
});

test('unknown blocks are stepped over, also where they are larger than the window and the limit', () => {
  const ng = new PcapngBlocks();
  const file = bytes(
    ng.section(),
    ng.block(5, 'statistics'),
    ng.interface(1),
    ng.block(0xbad, new Uint8Array(5000)),
    ng.packet(latin1('behind')),
    ng.block(0x7fff_ffff),
  );
  for (const block of [1, 7, 64, 1000, file.length]) {
    const { reason, records } = readCapture(file, block, { maxBlock: 200 });
    assert.equal(reason, 'end-of-file');
    assert.deepEqual(
      records.map(({ data }) => data),
      [latin1('behind')],
    );
  }
});

test('a file cut at any byte gives all whole packets before it', () => {
  const ng = new PcapngBlocks();
  const blocks = [
    ng.section(),
    ng.interface(1),
    ng.packet(latin1('a')),
    ng.block(4, 'n'),
    ng.packet(latin1('b')),
  ];
  const file = bytes(...blocks);
  const ends: number[] = [];
  for (const block of blocks) ends.push((ends.at(-1) ?? 0) + block.length);
  const [sectionEnd, , firstPacket, , secondPacket] = ends as [number, number, number, number, number];
  for (let length = 4; length <= file.length; length += 1) {
    const { reason, records } = readCapture(file.subarray(0, length));
    assert.equal(records.length, Number(length >= firstPacket) + Number(length >= secondPacket));
    const expected =
      length < sectionEnd ? 'truncated-header' : ends.includes(length) ? 'end-of-file' : 'truncated-record';
    assert.equal(reason, expected, `cut at ${length}`);
  }
});

test('damage ends the file with its name, and what was before is kept', () => {
  const ng = new PcapngBlocks('big');
  const head = bytes(ng.section(), ng.interface(1), ng.packet(latin1('kept')));
  const packet = ng.packet(latin1('damaged'));
  const with32 = (block: Uint8Array, offset: number, value: number): Uint8Array => {
    const changed = block.slice();
    changed.set(u32(value), offset);
    return changed;
  };
  const cases: readonly (readonly [reason: string, tail: Uint8Array])[] = [
    ['bad-block-length', with32(packet, 4, 8)],
    ['bad-block-length', with32(packet, 4, packet.length + 1)],
    ['bad-block-length', with32(packet, packet.length - 4, packet.length + 4)],
    ['bad-block-length', with32(packet, 20, packet.length)],
    ['bad-block-length', ng.block(6, 'too short')],
    ['bad-block-length', ng.block(3)],
    ['bad-block-length', ng.block(1, 'x')],
    ['bad-byte-order-magic', with32(ng.section(), 8, 0x01020304)],
    ['unsupported-version', ng.section(2)],
    ['record-too-large', with32(packet, 4, 0x7fff_fff0)],
  ];
  for (const [reason, tail] of cases) {
    const result = readCapture(bytes(head, tail));
    assert.equal(result.reason, reason);
    assert.equal(result.records.length, 1);
  }
  assert.equal(readCapture(with32(ng.section(), 8, 0x01020304)).reason, 'not-a-capture');
  const crowd = bytes(head, ...Array.from({ length: 5 }, () => ng.interface(1)));
  assert.equal(readCapture(crowd, crowd.length, { maxInterfaces: 3 }).reason, 'too-many-interfaces');
  assert.equal(readCapture(head, head.length, { maxRecord: 3 }).reason, 'record-too-large');
});

test('windows of any size give the same records', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          kind: fc.constantFrom('packet', 'simple', 'old', 'unknown'),
          data: fc.uint8Array({ maxLength: 60 }),
        }),
        { maxLength: 12 },
      ),
      fc.constantFrom(...ORDERS),
      fc.integer({ min: 1, max: 100 }),
      (list, order, block) => {
        const ng = new PcapngBlocks(order);
        const blocks = list.map(({ kind, data }) => {
          if (kind === 'packet') return ng.packet(data, TIME);
          if (kind === 'simple') return ng.simplePacket(data);
          return kind === 'old' ? ng.obsoletePacket(data, TIME) : ng.block(99, data);
        });
        const { reason, records } = readCapture(bytes(ng.section(), ng.interface(1), ...blocks), block);
        assert.equal(reason, 'end-of-file');
        assert.deepEqual(
          records.map(({ data }) => data),
          list.filter(({ kind }) => kind !== 'unknown').map(({ data }) => data),
        );
      },
    ),
  );
});
