/** Packed tables: what is read is what was written, and damaged bytes are refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileEvidence } from '../../../src/core/automata/compile.ts';
import { pack, unpack, VERSION } from '../../../src/core/automata/pack.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import { expressionOf, expressionTexts } from './support/expressions.ts';
import { evidenceOf } from './support/run-tables.ts';

const SOME = compileEvidence([
  evidenceOf(expressionOf('^get .*http', 'kernel')),
  evidenceOf(expressionOf('abc$', 'signature'), { view: 'client', transport: 'tcp' }),
  evidenceOf(expressionOf('\\x00\\x01', 'signature'), { view: 'packet', transport: 'udp', strength: 'weak' }),
]).tables;

function refusal(bytes: Uint8Array): string | undefined {
  try {
    unpack(bytes);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Layer7Error, String(error));
    return error.code;
  }
}

describe('packed tables', () => {
  it('come back as they were, as views on the bytes', () => {
    const bytes = pack(SOME);
    const tables = unpack(bytes);
    assert.deepEqual(tables, SOME);
    assert.equal(tables.transitions.buffer, bytes.buffer);
    fc.assert(
      fc.property(fc.array(expressionTexts(), { maxLength: 5 }), (texts) => {
        const { tables: any } = compileEvidence(
          texts.map((text) => evidenceOf(expressionOf(text, 'signature'))),
        );
        assert.deepEqual(unpack(pack(any)), any);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('may lie anywhere, with other bytes behind them', () => {
    const bytes = pack(SOME);
    for (const offset of [1, 2, 3, 4]) {
      const larger = new Uint8Array(bytes.length + 9);
      larger.set(bytes, offset);
      assert.deepEqual(unpack(larger.subarray(offset)), SOME);
    }
  });

  it('an empty set packs too', () => {
    const { tables } = compileEvidence([]);
    assert.equal(tables.groups, 0);
    assert.deepEqual(unpack(pack(tables)), tables);
  });

  it('are refused when cut off anywhere, of another kind or version', () => {
    const bytes = pack(SOME);
    for (let length = 0; length < bytes.length; length += 1) {
      assert.equal(refusal(bytes.subarray(0, length)), 'TABLES_INVALID', String(length));
    }
    const label = bytes.slice();
    label[0] = 0x6c;
    assert.equal(refusal(label), 'TABLES_INVALID');
    const version = bytes.slice();
    version[8] = VERSION + 1;
    assert.equal(refusal(version), 'TABLES_INVALID');
  });

  it('are refused when any bit is changed', () => {
    const bytes = pack(SOME);
    for (let index = 0; index < bytes.length; index += 1) {
      const damaged = bytes.slice();
      damaged[index]! ^= 1 << (index & 7);
      assert.equal(refusal(damaged), 'TABLES_INVALID', `byte ${index}`);
    }
  });

  it('are refused when they would lead outside, though the checksum is right', () => {
    const changes: readonly ((tables: { -readonly [K in keyof typeof SOME]: (typeof SOME)[K] }) => void)[] = [
      (tables) => {
        tables.transitions = tables.transitions.map((cell, index) =>
          index === 9 ? tables.states[0]! : cell,
        );
      },
      (tables) => {
        tables.acceptIndex = tables.acceptIndex.map(() => tables.acceptLists.length);
      },
      (tables) => {
        tables.endIndex = tables.endIndex.map(() => tables.acceptLists.length);
      },
      (tables) => {
        tables.maps = tables.maps.map(() => 255);
      },
      (tables) => {
        tables.start = tables.start.map(() => 0xffff);
      },
      (tables) => {
        tables.base = tables.base.map((base) => base + 1);
      },
      (tables) => {
        tables.mapBase = tables.mapBase.map((base) => base + tables.columns.length);
      },
      (tables) => {
        tables.rows = tables.rows.map((row, index) => (index === 1 ? row | 0x1f_0000 : row));
      },
      (tables) => {
        tables.rows = tables.rows.map((row, index) => (index === 1 ? (row | 0xff00_0000) >>> 0 : row));
      },
      (tables) => {
        tables.stateBase = tables.stateBase.map((base) => base + 1);
      },
      (tables) => {
        tables.firstEnding = tables.firstEnding.map(() => 0);
      },
      (tables) => {
        tables.firstAccepting = tables.firstAccepting.map(() => 0);
      },
      (tables) => {
        tables.acceptBase = tables.acceptBase.map((base) => base + 1);
      },
      (tables) => {
        tables.endBase = tables.endBase.map((base) => base + 1);
      },
      (tables) => {
        tables.views = tables.views.map(() => 4);
      },
      (tables) => {
        tables.acceptLists = tables.acceptLists.map(() => 0);
      },
    ];
    for (const [index, change] of changes.entries()) {
      const tables = { ...SOME };
      change(tables);
      assert.equal(refusal(pack(tables)), 'TABLES_INVALID', `change ${index}`);
    }
  });
});
