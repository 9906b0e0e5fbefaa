/** The dialect of our own signatures: exact bytes, and errors that say what was expected. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compare, languageOf } from '../../../src/core/automata/compare.ts';
import { compileSyntax } from '../../../src/core/automata/compile-expression.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';
import { printNode } from '../../../src/core/regex/syntax.ts';
import { expressionTexts } from '../automata/support/expressions.ts';
import { fault, matched, refusalOf, written } from './support.ts';

const signature = (text: string) => written(text, 'signature');

describe('signature expressions that are refused', () => {
  const cases: readonly (readonly [text: string, fault: string])[] = [
    ['a**', 'EXPRESSION_NESTED_REPEAT at 3'],
    ['a{2}{3}', 'EXPRESSION_NESTED_REPEAT at 5'],
    ['a+?', 'EXPRESSION_NESTED_REPEAT at 3'],
    ['*', 'EXPRESSION_REPEATS_NOTHING at 1'],
    ['a|{2}', 'EXPRESSION_REPEATS_NOTHING at 3'],
    ['a{x', 'EXPRESSION_REPEATS_NOTHING at 2'],
    ['^*', 'EXPRESSION_EMPTY_REPEAT at 1'],
    ['(?:)+', 'EXPRESSION_EMPTY_REPEAT at 1'],
    ['a{3,2}', 'EXPRESSION_INVALID_COUNT at 2'],
    ['a{5000}', 'EXPRESSION_REPEATS_TOO_OFTEN at 2'],
    ['(a', 'EXPRESSION_UNMATCHED_PAREN at 1'],
    ['a)', 'EXPRESSION_UNMATCHED_PAREN at 2'],
    ['(?=a)', 'EXPRESSION_UNKNOWN_GROUP at 1'],
    ['a(?i)b', 'EXPRESSION_UNKNOWN_GROUP at 2'],
    ['[a', 'EXPRESSION_UNMATCHED_BRACKET at 1'],
    ['[]a]', 'EXPRESSION_EMPTY_SET at 1'],
    ['[z-a]', 'EXPRESSION_INVALID_RANGE at 2'],
    ['[\\d-z]', 'EXPRESSION_INVALID_RANGE at 2'],
    ['\\x4', 'EXPRESSION_INVALID_HEX at 1'],
    ['\\xzz', 'EXPRESSION_INVALID_HEX at 1'],
    ['\\1', 'EXPRESSION_UNKNOWN_ESCAPE at 1'],
    ['\\b', 'EXPRESSION_UNKNOWN_ESCAPE at 1'],
    ['a\\', 'EXPRESSION_TRAILING_BACKSLASH at 2'],
    ['a\tb', 'EXPRESSION_NOT_PRINTABLE at 2'],
    ['caf\xe9', 'EXPRESSION_NOT_PRINTABLE at 4'],
    ['\u20ac', 'EXPRESSION_NOT_BYTES at 1'],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => assert.equal(fault(signature(text)), expected));
  }

  it('what passes a limit names the limit', () => {
    assert.equal(refusalOf(signature('abc'), { length: 2 })?.limit, 2);
    assert.equal(refusalOf(signature('((a))'), { depth: 1 })?.limit, 1);
    assert.equal(refusalOf(signature('a{9}'), { repetition: 8 })?.limit, 8);
    assert.equal(fault(signature('('.repeat(201) + ')'.repeat(201))), 'EXPRESSION_TOO_DEEP at 201');
  });
});

describe('what signature expressions match', () => {
  const cases: readonly (readonly [text: string, yes: readonly string[], no: readonly string[]])[] = [
    ['abc', ['xabcx'], ['ABC', 'a\0bc']],
    ['a.c', ['a\0c', 'a\nc', 'a\xffc'], ['ac']],
    ['\\x00\\x0a\\n\\r\\t\\0', ['\0\n\n\r\t\0'], ['\0\n\n\r\t']],
    ['^a{2,3}$', ['aa', 'aaa'], ['a', 'aaaa']],
    ['^a{2}$', ['aa'], ['a', 'aaa']],
    ['^a{2,}$', ['aa', 'aaaaa'], ['a']],
    ['^a{0}b', ['b'], ['ab']],
    ['^(?:ab){2}', ['abab'], ['abb']],
    ['(?i)Get', ['GET', 'get'], ['g\0t']],
    ['a(?i:b)c', ['aBc', 'abc'], ['ABc', 'aBC']],
    ['(?i)[^a]b', ['cB', '\0b'], ['ab', 'AB']],
    ['^\\d\\w\\s\\D\\W\\S$', ['1_ a-b'], ['a_ a-b', '1_ 1-b', '1_ a-\n']],
    ['[\\x80-\\xff]', ['\x80', '\xff'], ['\x7f', '']],
    ['[\\]\\-a]', [']', '-', 'a'], ['\\', 'b']],
    ['[-+.]', ['-', '+', '.'], ['a']],
    ['[\\w-]', ['-', 'z'], ['+']],
    ['\\^\\$\\.\\{', ['^$.{'], ['^$.']],
    [']}', [']}'], [']']],
    ['^$', [''], ['a', '\0']],
    ['a|b|', ['', 'c'], []],
  ];
  for (const [text, yes, no] of cases) {
    it(text, () => assert.deepEqual(matched(signature(text), [...yes, ...no]), yes));
  }
});

describe('a tree printed', () => {
  it('is an expression of the same meaning', () => {
    fc.assert(
      fc.property(expressionTexts(), (text) => {
        const syntax = parseExpression(signature(text));
        const printed = parseExpression(signature(printNode(syntax.root).replaceAll('(?:)', '(?:|)')));
        const [one, other] = [syntax, printed].map((tree) => languageOf(compileSyntax(tree)));
        const { onlyLeft, onlyRight } = compare(one!, other!);
        assert.deepEqual([onlyLeft, onlyRight], [null, null]);
      }),
      { numRuns: 150, seed: 5 },
    );
  });
});
