/** Translations of l7-filter's dialects into ours: how they read, and that they say the same. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { matches } from '../../../src/core/automata/dfa.ts';
import type { Dialect } from '../../../src/core/patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS } from '../../../src/core/regex/limits.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';
import { type Translation, translate } from '../../../src/core/workbench/translate.ts';
import { latin1 } from '../../support/bytes.ts';

const LIMITS = { ...DEFAULT_EXPRESSION_LIMITS, kernelGroups: 1000 };

function translated(text: string, plain = false, dialect: Dialect = 'kernel'): Translation {
  return translate(parseExpression({ text, dialect }, LIMITS), plain);
}

function isSame({ comparison: { onlyLeft, onlyRight } }: Translation): boolean {
  return onlyLeft === null && onlyRight === null;
}

describe('translation', () => {
  it('is readable without NUL bytes', () => {
    const plain = (text: string, dialect?: Dialect): readonly string[] =>
      translated(text, true, dialect).expressions;
    assert.deepEqual(plain('^ssh-[12]\\.[0-9]'), ['(?i)^ssh\\-[12]\\.[0-9]']);
    assert.deepEqual(plain('^\\x01..?..x$'), ['(?i)^\\x01.{3,4}x$']);
    assert.deepEqual(plain('[a-z]+[ -~]*a|b?'), ['(?i)[a-z]+[ -~]*a|b?']);
    assert.deepEqual(plain('[^a]x'), ['(?i)[^\\x00a]x']);
    assert.deepEqual(plain('ab{2}', 'userspace'), ['(?i)ab{2}']);
    assert.deepEqual(plain(' a '), ['(?i)\\x20a\\x20'], 'spaces at the ends of a line would be lost');
  });

  it('allows NUL bytes wherever the original did not see them', () => {
    const { expressions } = translated('^ab$');
    assert.deepEqual(expressions, ['(?i)^\\x00*a\\x00*b\\x00*$']);
    const dfa = compileExpression({ text: expressions[0]!, dialect: 'signature' });
    assert.ok(matches(dfa, Uint8Array.of(0, 0x41, 0, 0, 0x62, 0)));
    assert.ok(!matches(dfa, Uint8Array.of(0x61, 0x78, 0x62)));
  });

  it('keeps case where the original did', () => {
    const syntax = parseExpression({ text: 'GeT', dialect: 'userspace', flags: ['REG_EXTENDED'] });
    assert.deepEqual(translate(syntax, true).expressions, ['GeT']);
  });

  it('is cut into alternatives where a line would be too long', () => {
    const branches = Array.from({ length: 250 }, (_, index) => `x${index}[acegikmoqsuwy]`);
    const translation = translated(`^(${branches.join('|')})`, true);
    assert.ok(translation.expressions.length > 1);
    for (const expression of translation.expressions) assert.ok(expression.length <= 4096);
    assert.ok(isSame(translation));
  });

  const piece = fc.constantFrom(
    ...['a', 'B', '.', '[^a]', '[a-c]', '^', '$', 'a*', '.+', '.?', '.*', '(a|bc)', '(b|$)'],
  );
  const text = fc
    .array(fc.array(piece, { maxLength: 5 }), { minLength: 1, maxLength: 3 })
    .map((branches) => branches.map((pieces) => pieces.join('')).join('|'));

  it('says the same as any expression of the kernel dialect', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (given, plain) => {
        const translation = translated(given, plain);
        if (isSame(translation)) return;
        // All that cannot be said: what matches before any byte is seen now matches NUL bytes alone.
        const { onlyLeft, onlyRight } = translation.comparison;
        assert.equal(onlyLeft, null, `${given}: ${translation.expressions}`);
        assert.ok(
          onlyRight!.every((byte) => byte === 0),
          `${given}: ${onlyRight}`,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('knows where it does not say the same as the userspace dialect', () => {
    fc.assert(
      fc.property(text, (given) => {
        const { expressions, comparison } = translated(given, false, 'userspace');
        const original = compileExpression({ text: given, dialect: 'userspace' });
        const joined = compileExpression({ text: expressions.join('|'), dialect: 'signature' });
        const isIn = (dfa: typeof joined, string: Uint8Array): boolean =>
          matches(dfa, string) && (!dfa.dropsNul || string.some((byte) => byte !== 0));
        for (const [example, inOriginal] of [
          [comparison.onlyLeft, true],
          [comparison.onlyRight, false],
        ] as const) {
          if (example === null) continue;
          assert.equal(isIn(original, example), inOriginal);
          assert.equal(isIn(joined, example), !inOriginal);
        }
        if (comparison.onlyLeft !== null || comparison.onlyRight !== null) return;
        for (const string of ['a', 'b', 'ab', '\n', 'a\nb', 'bca', '\0a', 'A\0B', 'xab\n']) {
          assert.equal(isIn(original, latin1(string)), isIn(joined, latin1(string)), `${given} on ${string}`);
        }
      }),
      { numRuns: 200 },
    );
  });
});
