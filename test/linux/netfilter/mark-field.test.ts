import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Layer7Error } from '../../../src/core/errors.ts';
import { hex, idOf, markField, markOf } from '../../../src/linux/netfilter/mark-field.ts';

test('the default field has twelve bits and the seen bit above them', () => {
  assert.deepEqual(markField(), {
    mask: 0x0fff0000,
    shift: 16,
    width: 12,
    highestId: 4095,
    seen: 0x80000000,
    packetBits: 0x8fff0000,
  });
});

test('an id goes into the mark and comes out of it, whatever the other bits', () => {
  const fields = fc
    .record({ shift: fc.integer({ min: 0, max: 29 }), width: fc.integer({ min: 2, max: 30 }) })
    .filter(({ shift, width }) => shift + width <= 31)
    .map(({ shift, width }) => markField((2 ** width - 1) * 2 ** shift, 0x80000000));
  fc.assert(
    fc.property(fields, fc.nat(), fc.nat({ max: 0xffffffff }), (field, seed, others) => {
      const id = seed % (field.highestId + 1);
      const mark = markOf(field, id);
      assert.equal(mark & ~field.mask, 0);
      assert.ok(mark >= 0);
      assert.equal(idOf(field, ((others & ~field.mask) | mark) >>> 0), id);
    }),
  );
});

test('the field may reach the highest bit', () => {
  const field = markField(0xfff00000, 0x1);
  assert.equal(markOf(field, 4095), 0xfff00000);
  assert.equal(idOf(field, 0xfff00001), 4095);
});

test('masks that cannot hold ids are refused, with what to use', () => {
  const refused: readonly (readonly [number, number, RegExp])[] = [
    [0x0f0f0000, 0x80000000, /gap/],
    [0, 0x80000000, /above zero/],
    [0x1ffffffff, 0x80000000, /32-bit/],
    [0x00010000, 0x80000000, /no room/],
    [0xffff0000, 0x80000000, /inside/],
    [0x0fff0000, 0x3000, /exactly one bit/],
    [0x0fff0000, 0, /exactly one bit/],
  ];
  for (const [mask, seen, message] of refused) {
    assert.throws(
      () => markField(mask, seen),
      (error: unknown) =>
        error instanceof Layer7Error &&
        error.code === 'MARK_MASK_INVALID' &&
        message.test(error.message) &&
        error.diagnostic.next !== undefined,
      `${hex(mask)} ${hex(seen)}`,
    );
  }
});

test('an id that does not fit is refused', () => {
  const field = markField(0xff);
  assert.equal(markOf(field, 255), 255);
  for (const id of [256, -1, 1.5]) {
    assert.throws(() => markOf(field, id), { code: 'MARK_FIELD_FULL' });
  }
});
