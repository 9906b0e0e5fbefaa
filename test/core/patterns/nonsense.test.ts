/** Signatures that say something else than was meant: each is told of with its place, and what is sound is not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { namesEverything } from '../../../src/core/automata/fits-everything.ts';
import { compileConditions, conditionsHold } from '../../../src/core/classify/conditions.ts';
import type { Diagnostic } from '../../../src/core/errors.ts';
import { firstImpossible } from '../../../src/core/patterns/condition-range.ts';
import { parseConditions } from '../../../src/core/patterns/condition-text.ts';
import { SIGNATURE_GROUPS } from '../../../src/core/patterns/groups.ts';
import { buildLibrary, type Library } from '../../../src/core/patterns/library.ts';
import type { Condition } from '../../../src/core/patterns/model.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';

interface Parts {
  readonly groups?: string;
  readonly evidence?: string;
  readonly expression?: string;
  readonly more?: string;
}

/** A library of one signature; line 8 is the first after the expression. */
function library(parts: Parts): Library {
  const { groups = 'iot', evidence = 'udp client', expression = '^ab', more = '' } = parts;
  const text = `name a\ntitle A\nreference r\ngroups ${groups}\nports udp/7\n\nevidence ${evidence}\n${more}\n expression ${expression}\n`;
  return buildLibrary([{ path: 'a.sig', text }], { refuses: (piece) => namesEverything(piece) });
}

function told(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, where }) => `${code} ${where?.file}:${where?.line}:${where?.column}`);
}

describe('groups', () => {
  it('that the manual does not have are warned of, with the nearest', () => {
    const { warnings, errors } = library({ groups: 'web itt' });
    assert.deepEqual(errors, []);
    assert.deepEqual(told(warnings), ['SIGNATURE_GROUP a.sig:4:12']);
    assert.match(warnings[0]!.next ?? '', /"iot"/);
  });

  it('of the manual, and those that programs write, are not', () => {
    assert.deepEqual(
      library({ groups: [...SIGNATURE_GROUPS, 'imported', 'proposed'].join(' ') }).warnings,
      [],
    );
  });
});

describe('conditions', () => {
  const IMPOSSIBLE: readonly (readonly [text: string, column: number])[] = [
    ['u8(0) == 300', 1],
    ['u8(0) in 9..3', 1],
    ['u8(0) > 255', 1],
    ['u16be(0) >= 65536', 1],
    ['u24le(3) == 0x1000000', 1],
    ['length > 65535', 1],
    ['length < 0', 1],
    ['u8(0) & 0xf0 == 0x41', 1],
    ['u8(0) * 4 == 6', 1],
    ['u8(0) + 10 == 9', 1],
    ['server-port == 70000', 1],
    ['3 == 4', 1],
    ['length >= 4 and u8(0) == 1 and u8(0) == 2', 32],
    ['u8(0) in 5..9 and u8(0) < 5', 19],
    ['length == 4 and u8(4) == 1', 17],
    ['length < 4 and u8(-4) == 1', 16],
  ];
  for (const [text, column] of IMPOSSIBLE) {
    it(`that can never be true are refused: ${text}`, () => {
      const { errors } = library({ more: `where ${text}` });
      assert.deepEqual(told(errors), [`SIGNATURE_CONDITION a.sig:8:${6 + column}`]);
    });
  }

  it('that contradict those of a line before are refused too', () => {
    const { errors } = library({ more: 'where u8(0) == 1\nwhere length > 9 and u8(0) == 2' });
    assert.deepEqual(told(errors), ['SIGNATURE_CONDITION a.sig:9:22']);
  });

  it('that can be true are not refused', () => {
    for (const text of [
      'u8(0) == 255',
      'u8(0) in 3..3',
      'u8(0) & 0xf0 == 0x40 and u8(0) & 0x0f == 0x05',
      'u16be(2) * 4 + 4 == length',
      'u32be(-4) == 0xffffffff',
      'u32be(0) & 0x80000000 == 0x80000000',
      'port == 1 and port == 2',
      'u8(0) != 300',
      'u8(0) - 1 < 0',
      'length == 4 and u32be(-4) == 1',
      'u16be(0) == u8(2)',
    ]) {
      assert.deepEqual(told(library({ more: `where ${text}` }).errors), [], text);
    }
  });

  const operand = fc.constantFrom('length', 'u8(0)', 'u8(1) & 0x0c', 'u16be(0)', '3 * u8(0)', '2', '7');
  const one = fc.tuple(
    operand,
    fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
    operand,
    fc.constantFrom('', ' + 1', ' - 2'),
  );
  it('are never called impossible when some packet meets them', () => {
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 3 }),
        fc.uint8Array({ maxLength: 4 }),
        (list, payload) => {
          const conditions = list.flatMap(([left, comparison, right, plus]): readonly Condition[] => {
            try {
              return parseConditions(`${left} ${comparison} ${right}${plus}`, {});
            } catch {
              return [];
            }
          });
          const run = compileConditions(conditions);
          const holds = conditionsHold(run, 0, payload, 0, payload.length, payload.length, 1, 2, 1) === 1;
          if (holds) assert.equal(firstImpossible(conditions), -1);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe('yields', () => {
  it('to a name that the set does not have is warned of, with its place and the nearest', () => {
    const { warnings, errors } = library({ evidence: 'udp packet', more: 'yields to a a1 for 8 packets' });
    assert.deepEqual(errors, []);
    assert.deepEqual(told(warnings), ['SIGNATURE_YIELDS_UNKNOWN a.sig:8:13']);
    assert.match(warnings[0]!.next ?? '', /"a"/);
  });
});

describe('expressions that fit every payload', () => {
  for (const expression of ['a*', '.', '^', '^.', '(a|[^a])', '^.*$', '[\\x00-\\xff]', '(?:ab)?', 'x*|y']) {
    it(`are refused as strong evidence without conditions: ${expression}`, () => {
      for (const more of ['', 'yields to b for 8 packets']) {
        assert.deepEqual(told(library({ expression, more }).errors), [
          'SIGNATURE_FITS_EVERYTHING a.sig:9:13',
        ]);
      }
    });
    it(`are left where something else decides: ${expression}`, () => {
      assert.deepEqual(library({ expression, more: 'where u8(0) == 7' }).errors, []);
      assert.deepEqual(library({ expression, evidence: 'udp client weak', more: 'needs port' }).errors, []);
    });
  }
  for (const expression of ['a', '^..', '[^a]', 'a*b', '^$', 'ab|cd', '[\\x00-\\xfe]']) {
    it(`and those that do not fit all are let be: ${expression}`, () => {
      assert.deepEqual(library({ expression }).errors, []);
    });
  }
});

describe('POSIX classes', () => {
  const read = (text: string): unknown =>
    parseExpression({ text, dialect: 'signature', where: { file: 'a.sig', line: 9, column: 13 } });
  for (const [text, column, next] of [
    ['^[[:alpha:]]', 15, /A-Za-z/],
    ['^[a[:digit:]]', 16, /\\d/],
    ['x[:space:]', 14, /\\s/],
    ['[^[:nosuch:]]', 15, /the bytes themselves/],
    ['[[.a.]]', 14, /the bytes themselves/],
  ] as const) {
    it(`are refused with what to write: ${text}`, () => {
      assert.throws(
        () => read(text),
        (error: { code: string; diagnostic: Diagnostic }) => {
          assert.equal(error.code, 'EXPRESSION_POSIX_CLASS');
          assert.deepEqual(error.diagnostic.where, { file: 'a.sig', line: 9, column });
          assert.match(error.diagnostic.next ?? '', next);
          return true;
        },
      );
    });
  }
  it('are not seen in sets of such bytes', () => {
    for (const text of ['[[:]', '[:a]', '[a:]', '[[.]', '[:=]', '[\\[:alpha:]']) read(text);
  });
});
