/** Shortest matches, against every range of the data tried by itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { matches } from '../../../src/core/automata/dfa.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';
import { shortestMatchIn } from '../../../src/core/workbench/match-range.ts';
import { latin1 } from '../../support/bytes.ts';

function find(text: string, data: string, after?: number): [number, number] | null {
  const range = shortestMatchIn(parseExpression({ text, dialect: 'signature' }), latin1(data), after);
  return range === null ? null : [range.start, range.end];
}

describe('shortest match', () => {
  it('is as short as any, and the earliest of those', () => {
    assert.deepEqual(find('a.*b', 'aacb ab'), [5, 7]);
    assert.deepEqual(find('ab|abc', 'xabc'), [1, 3]);
    assert.deepEqual(find('a+', 'baaa'), [1, 2]);
    assert.deepEqual(find('x', 'abc'), null);
    assert.deepEqual(find('a', 'aba', 1), [2, 3]);
  });

  it('keeps to the edges of the data', () => {
    assert.deepEqual(find('^a', 'aa'), [0, 1]);
    assert.deepEqual(find('a$', 'aba'), [2, 3]);
    assert.deepEqual(find('^.*b', 'acb'), [0, 3]);
    assert.deepEqual(find('^$', ''), [0, 0]);
    assert.deepEqual(find('^$', 'a'), null);
  });

  it('agrees with every range tried by itself', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', 'a*', 'b+', '(?:ab|b)', '(?:a|bb)?');
    const expression = fc.array(atom, { minLength: 1, maxLength: 4 }).map((atoms) => atoms.join(''));
    const data = fc.array(fc.constantFrom(...'abc'), { maxLength: 7 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(expression, data, (text, string) => {
        const whole = compileExpression({ text: `^(?:${text})$`, dialect: 'signature' });
        let expected: [number, number] | null = null;
        for (let length = 0; length <= string.length && expected === null; length += 1) {
          for (let start = 0; start + length <= string.length && expected === null; start += 1) {
            if (matches(whole, latin1(string.slice(start, start + length))))
              expected = [start, start + length];
          }
        }
        assert.deepEqual(find(text, string), expected, `${text} in "${string}"`);
      }),
      { numRuns: 300 },
    );
  });
});
