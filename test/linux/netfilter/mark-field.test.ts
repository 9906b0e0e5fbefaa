import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Layer7Error } from '../../../src/core/errors.ts';
import {
  CARRIERS,
  carrierOf,
  decode,
  hex,
  isNameId,
  markField,
  markOf,
  matchOf,
  nameOfMatch,
  nameRoom,
  namesOf,
  pendingMark,
} from '../../../src/linux/netfilter/mark-field.ts';

const FIELD = markField();
const IDS = new Map([
  ['tls', 2],
  ['ssh', 3],
  ['quic', 7],
  ['http', 40],
  ['youtube', 900],
]);
const NAMES = new Map([...IDS].map(([name, id]) => [id, name]));

const fields = fc
  .record({ shift: fc.integer({ min: 0, max: 25 }), width: fc.integer({ min: 6, max: 16 }) })
  .filter(({ shift, width }) => shift + width <= 31)
  .map(({ shift, width }) => markField((2 ** width - 1) * 2 ** shift, 0x80000000));

test('the default field has two bits for the carrier and ten for the name', () => {
  assert.deepEqual(FIELD, {
    mask: 0x0fff0000,
    shift: 16,
    width: 12,
    carrierMask: 0x0c000000,
    nameMask: 0x03ff0000,
    nameWidth: 10,
    pendingMask: 0x03000000,
    highestId: 1023,
    seen: 0x80000000,
    packetBits: 0x8fff0000,
  });
  assert.equal(nameRoom(FIELD), 1016);
});

test('a name and its carrier go into the mark and come out of it, whatever the other bits', () => {
  fc.assert(
    fc.property(
      fields,
      fc.nat(),
      fc.nat({ max: 3 }),
      fc.nat({ max: 0xffffffff }),
      (field, seed, carrier, others) => {
        const nameId = seed % (field.highestId + 1);
        fc.pre(isNameId(field, nameId));
        const mark = markOf(field, nameId, carrier);
        assert.equal(mark & ~field.mask, 0);
        assert.ok(mark >= 0);
        assert.deepEqual(decode(field, ((others & ~field.mask) | mark) >>> 0), { carrier, nameId });
      },
    ),
  );
});

test('eight ids of every field name nothing', () => {
  fc.assert(
    fc.property(
      fields.filter(({ width }) => width <= 12),
      (field) => {
        const ids = Array.from({ length: field.highestId + 1 }, (_, id) => id);
        assert.equal(ids.filter((id) => isNameId(field, id)).length, nameRoom(field));
        assert.equal(nameRoom(field), ids.length - 8);
      },
    ),
  );
});

/** Every state that a connection can be in: what the field says, and what it is called. */
const STATES = [
  { mark: 0, names: ['unset'] },
  { mark: markOf(FIELD, 1), names: ['unknown'] },
  ...CARRIERS.map((name, index) => ({ mark: pendingMark(FIELD, index + 1), names: ['unset'], l7: name })),
  ...[...IDS].map(([name, id]) => ({ mark: markOf(FIELD, id, carrierOf(name)), names: [name] })),
  ...CARRIERS.map((name, index) => ({ mark: markOf(FIELD, 900, index + 1), names: [name, 'youtube'] })),
];

test('a name matches the connections that have it, and no others', () => {
  for (const name of ['unset', 'unknown', ...IDS.keys()]) {
    const { value, mask } = matchOf(FIELD, IDS, name);
    assert.equal(value & ~mask, 0);
    for (const state of STATES) {
      for (const others of [0, 0xf000ffff]) {
        const matches = ((state.mark | others) & mask) >>> 0 === value;
        assert.equal(matches, state.names.includes(name), `${name}, ${hex(state.mark)}`);
      }
    }
  }
});

test('a comparison is read back as the name that it was made for', () => {
  for (const name of ['unset', 'unknown', ...IDS.keys()]) {
    assert.equal(nameOfMatch(FIELD, NAMES, matchOf(FIELD, IDS, name)), name);
  }
  const whole = { value: markOf(FIELD, 900, 2), mask: FIELD.mask };
  assert.equal(nameOfMatch(FIELD, NAMES, whole), 'quic+youtube');
  assert.equal(nameOfMatch(FIELD, NAMES, { value: 0x20000, mask: 0xffff0000 }), undefined);
});

test('a mark is read as protocol and application', () => {
  assert.deepEqual(namesOf(FIELD, NAMES, 0), { l7: 'unset' });
  assert.deepEqual(namesOf(FIELD, NAMES, markOf(FIELD, 1)), { l7: 'unknown' });
  assert.deepEqual(namesOf(FIELD, NAMES, markOf(FIELD, 3)), { l7: 'ssh' });
  assert.deepEqual(namesOf(FIELD, NAMES, markOf(FIELD, 2, 1)), { l7: 'tls' });
  assert.deepEqual(namesOf(FIELD, NAMES, markOf(FIELD, 900, 2)), { l7: 'quic', app: 'youtube' });
  assert.deepEqual(namesOf(FIELD, NAMES, markOf(FIELD, 901, 2)), { l7: 'quic', app: 'id 901' });
  assert.deepEqual(namesOf(FIELD, NAMES, pendingMark(FIELD, 3)), { l7: 'http' });
});

test('a name that nobody has is refused with the nearest', () => {
  assert.throws(
    () => matchOf(FIELD, IDS, 'yuotube'),
    (error: unknown) =>
      error instanceof Layer7Error &&
      error.code === 'PROTOCOL_UNKNOWN' &&
      /youtube/.test(error.diagnostic.next ?? ''),
  );
});

test('the field may reach the highest bit', () => {
  const field = markField(0xfff00000, 0x1);
  assert.equal(markOf(field, 1023, 3), 0xfff00000);
  assert.deepEqual(decode(field, 0xfff00001), { carrier: 3, nameId: 1023 });
});

test('masks that cannot hold ids are refused, with what to use', () => {
  const refused: readonly (readonly [number, number, RegExp])[] = [
    [0x0f0f0000, 0x80000000, /gap/],
    [0, 0x80000000, /above zero/],
    [0x1ffffffff, 0x80000000, /32-bit/],
    [0x001f0000, 0x80000000, /no room/],
    [0xffff0000, 0x80000000, /inside/],
    [0x1ffff000, 0x80000000, /more bits/],
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

test('an id that does not fit, or is set aside, is refused', () => {
  for (const id of [1024, -1, 2.5, 256, 257, 512, 513, 768, 769]) {
    assert.throws(() => markOf(FIELD, id), { code: 'MARK_FIELD_FULL' }, String(id));
  }
});
