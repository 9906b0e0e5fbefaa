/** Sets of bytes against arrays of booleans. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import {
  ALL_BYTES,
  byteRange,
  byteSet,
  bytesOf,
  complement,
  eitherCase,
  equalSets,
  foldedBy,
  has,
  intersection,
  isEmpty,
  NO_BYTES,
  printSet,
  sizeOf,
  toLower,
  union,
  without,
} from '../../../src/core/regex/byte-set.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';

const byte = fc.integer({ min: 0, max: 255 });
const set = fc.array(byte, { maxLength: 300 }).map((all) => byteSet(...all));

it('sets are what their members are', () => {
  fc.assert(
    fc.property(set, set, byte, (one, other, member) => {
      const [inOne, inOther] = [has(one, member), has(other, member)];
      assert.equal(has(union(one, other), member), inOne || inOther);
      assert.equal(has(intersection(one, other), member), inOne && inOther);
      assert.equal(has(without(one, other), member), inOne && !inOther);
      assert.equal(has(complement(one), member), !inOne);
      assert.equal(has(foldedBy(one, toLower), member), has(one, toLower(member)));
      assert.ok(equalSets(byteSet(...bytesOf(one)), one));
      assert.equal(sizeOf(one), bytesOf(one).length);
      assert.equal(isEmpty(one), sizeOf(one) === 0);
    }),
  );
  assert.ok(isEmpty(NO_BYTES) && sizeOf(ALL_BYTES) === 256);
  assert.deepEqual(bytesOf(byteRange(0x61, 0x63)), [0x61, 0x62, 0x63]);
  assert.deepEqual(bytesOf(eitherCase(byteSet(0x41, 0x7a, 0x31))), [0x31, 0x41, 0x5a, 0x61, 0x7a]);
});

it('a set printed is read back as the same set', () => {
  fc.assert(
    fc.property(
      set.filter((one) => !isEmpty(one)),
      (one) => {
        const { root } = parseExpression({ text: printSet(one), dialect: 'signature' });
        assert.ok(root.kind === 'bytes' && equalSets(root.set, one), printSet(one));
      },
    ),
  );
});
