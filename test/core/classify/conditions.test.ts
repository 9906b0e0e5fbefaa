import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileConditions, conditionsHold } from '../../../src/core/classify/conditions.ts';
import { parseConditions } from '../../../src/core/patterns/condition-text.ts';
import type { Condition, Term } from '../../../src/core/patterns/model.ts';

interface Packet {
  readonly payload: readonly number[];
  /** Length on the wire, when the capture cut the packet. */
  readonly onWire?: number;
  readonly source?: number;
  readonly destination?: number;
  readonly fromClient?: boolean;
}

/** Evaluates a text on a packet that stands in the middle of a buffer of other bytes. */
function holds(text: string, packet: Packet): boolean {
  const run = compileConditions(parseConditions(text, {}));
  const program = Int32Array.from([7, 7, 7, ...run, 7]);
  const buffer = Uint8Array.from([0xaa, 0xbb, ...packet.payload, 0xcc, 0xdd, 0xee, 0xff]);
  const end = 2 + packet.payload.length;
  const { onWire = packet.payload.length, source = 40_000, destination = 53, fromClient = true } = packet;
  return conditionsHold(program, 3, buffer, 2, end, onWire, source, destination, fromClient ? 1 : 0) === 1;
}

const BYTES = [0x01, 0x82, 0x03, 0xf4, 0x05, 0x06];

describe('conditionsHold', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['length == 6', true],
    ['length != 6', false],
    ['length in 5..6', true],
    ['length in 7..9', false],
    ['u8(0) == 1', true],
    ['u8(5) == 6', true],
    ['u8(6) >= 0', false],
    ['u16be(0) == 0x0182', true],
    ['u16le(0) == 0x8201', true],
    ['u24be(1) == 0x8203f4', true],
    ['u24le(1) == 0xf40382', true],
    ['u32be(1) == 0x8203f405', true],
    ['u32le(0) == 0xf4038201', true],
    ['u32be(3) == 0', false],
    ['u8(-1) == 6', true],
    ['u16be(-2) == 0x0506', true],
    ['u8(-6) == 1', true],
    ['u8(-7) >= 0', false],
    ['u8(3) & 0xf0 == 0xf0', true],
    ['u32be(0) & 0xff000000 == 0x01000000', true],
    ['u8(4) * 4 - 14 == length', true],
    ['length - 3 == u8(2)', true],
    ['2 * length == u8(5) + 6', true],
    ['u8(2) > u8(0) and u8(2) < u8(4)', true],
    ['u8(2) > u8(0) and u8(2) > u8(4)', false],
    ['port == 53', true],
    ['port == 40000', true],
    ['port == 80', false],
    ['source-port == 53', false],
    ['destination-port == 53', true],
    ['client-port == 40000', true],
    ['server-port == 53', true],
    ['server-port < 1024', true],
  ];
  for (const [text, expected] of cases) {
    it(`${text}: ${expected}`, () => {
      assert.equal(holds(text, { payload: BYTES }), expected);
    });
  }

  it('knows the sides when the server speaks', () => {
    const packet = { payload: BYTES, source: 53, destination: 40_000, fromClient: false };
    assert.equal(holds('server-port == 53 and client-port == 40000', packet), true);
    assert.equal(holds('client-port == 53', packet), false);
  });

  it('reads only what was captured, and the length of the wire', () => {
    const cut = { payload: BYTES, onWire: 100 };
    assert.equal(holds('length == 100', cut), true);
    assert.equal(holds('u8(5) == 6', cut), true);
    assert.equal(holds('u8(6) >= 0', cut), false);
    assert.equal(holds('u8(-1) >= 0', cut), false);
    assert.equal(holds('u8(-95) == 6', cut), true);
  });

  it('agrees with the same comparison on big integers', () => {
    const u32 = fc.nat({ max: 0xffff_ffff });
    const small = fc.integer({ min: -65_536, max: 65_536 });
    const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
    fc.assert(
      fc.property(u32, u32, small, small, small, small, comparison, (a, b, at, bt, ap, bp, compare) => {
        const term = (value: number, times: number, plus: number): Term => ({
          ...{ operand: { kind: 'constant', value }, times, plus },
        });
        const condition: Condition = { left: term(a, at, ap), comparison: compare, right: term(b, bt, bp) };
        const run = compileConditions([condition]);
        const got = conditionsHold(run, 0, new Uint8Array(0), 0, 0, 0, 1, 2, 1);
        const left = BigInt(a) * BigInt(at) + BigInt(ap);
        const right = BigInt(b) * BigInt(bt) + BigInt(bp);
        const expected = {
          ...{ '==': left === right, '!=': left !== right, '<': left < right },
          ...{ '<=': left <= right, '>': left > right, '>=': left >= right },
        };
        assert.equal(got === 1, expected[compare]);
      }),
    );
  });
});

describe('compileConditions', () => {
  it('refuses what it cannot hold exactly', () => {
    const [length] = parseConditions('length == 1', {});
    assert.throws(() => compileConditions(Array.from({ length: 17 }, () => length!)), {
      code: 'CONDITION_LIMIT',
    });
    const wide = { ...length!, left: { ...length!.left, times: 70_000 } };
    assert.throws(() => compileConditions([wide]), { code: 'CONDITION_LIMIT' });
    const port: Term = { operand: { kind: 'port', side: 'any' }, times: 1, plus: 0 };
    assert.throws(() => compileConditions([{ ...length!, right: port }]), { code: 'CONDITION_PORT' });
  });
});
