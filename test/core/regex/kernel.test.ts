/** The kernel dialect: what Spencer's regcomp accepts and refuses, and what the folding does to both. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fault, matched, refusalOf, written } from './support.ts';

const kernel = (text: string) => written(text, 'kernel');

describe('kernel expressions that are refused', () => {
  const cases: readonly (readonly [text: string, fault: string])[] = [
    ['a**', 'EXPRESSION_NESTED_REPEAT at 2'],
    ['a+?', 'EXPRESSION_NESTED_REPEAT at 2'],
    ['(a)?*', 'EXPRESSION_NESTED_REPEAT at 4'],
    ['*a', 'EXPRESSION_REPEATS_NOTHING at 1'],
    ['a|+', 'EXPRESSION_REPEATS_NOTHING at 3'],
    ['(?a)', 'EXPRESSION_REPEATS_NOTHING at 2'],
    ['^*', 'EXPRESSION_EMPTY_REPEAT at 1'],
    ['a$+', 'EXPRESSION_EMPTY_REPEAT at 2'],
    ['(a?)*', 'EXPRESSION_EMPTY_REPEAT at 1'],
    ['(a|)+', 'EXPRESSION_EMPTY_REPEAT at 1'],
    ['()+', 'EXPRESSION_EMPTY_REPEAT at 1'],
    ['(a*b*)*', 'EXPRESSION_EMPTY_REPEAT at 1'],
    ['(a', 'EXPRESSION_UNMATCHED_PAREN at 1'],
    ['a(b(c)', 'EXPRESSION_UNMATCHED_PAREN at 2'],
    ['ab)', 'EXPRESSION_UNMATCHED_PAREN at 3'],
    ['a\\', 'EXPRESSION_TRAILING_BACKSLASH at 2'],
    ['a[bc', 'EXPRESSION_UNMATCHED_BRACKET at 2'],
    ['[]', 'EXPRESSION_UNMATCHED_BRACKET at 1'],
    ['[^]', 'EXPRESSION_UNMATCHED_BRACKET at 1'],
    ['[a-', 'EXPRESSION_UNMATCHED_BRACKET at 1'],
    ['[c-a]', 'EXPRESSION_INVALID_RANGE at 2'],
    // Letters are folded before ranges are read.
    ['[Z-a]', 'EXPRESSION_INVALID_RANGE at 2'],
    // Hex first: this is `a*` and a star, and this a group that is never closed.
    ['a\\x2a*', 'EXPRESSION_NESTED_REPEAT at 2'],
    ['\\x28a', 'EXPRESSION_UNMATCHED_PAREN at 1'],
    ['abc\\x5c', 'EXPRESSION_TRAILING_BACKSLASH at 4'],
    ['(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)', 'EXPRESSION_TOO_MANY_GROUPS at 28'],
    // A NUL ends the text, as the C string that it was.
    ['[ab\\x00c]', 'EXPRESSION_UNMATCHED_BRACKET at 1'],
  ];
  for (const [text, expected] of cases) it(text, () => assert.equal(fault(kernel(text)), expected));

  it('an error says file, line and column, what was given and what to do', () => {
    assert.deepEqual(refusalOf(kernel('ab[c-a]')), {
      code: 'EXPRESSION_INVALID_RANGE',
      kind: 'input',
      message: 'This range runs backwards.',
      where: { file: 'test.pat', line: 3, column: 8 },
      given: 'c-a',
      next: 'Letters are lower-cased before ranges are read; put the smaller byte first.',
    });
  });
});

describe('kernel expressions that are accepted', () => {
  for (const text of [
    '',
    '|',
    'a|',
    '()',
    '(|a)',
    '^?a',
    '(^a)*',
    '(a|b)+',
    'a{2}',
    '{',
    '}',
    ']',
    '(a?b)*',
    '[]-a]',
  ]) {
    it(JSON.stringify(text), () => assert.equal(fault(kernel(text)), null));
  }

  it('groups up to the limit that is set', () => {
    assert.equal(fault(kernel('()()'), { kernelGroups: 2 }), null);
    assert.equal(fault(kernel('()()()'), { kernelGroups: 2 }), 'EXPRESSION_TOO_MANY_GROUPS at 5');
  });
});

describe('what kernel expressions match', () => {
  const cases: readonly (readonly [text: string, yes: readonly string[], no: readonly string[]])[] = [
    ['GET /', ['get /', 'xGeT /', 'g\0e\0t /'], ['ge t/', '']],
    ['\\x41b', ['ab', 'AB'], ['b']],
    ['a.c', ['abc', 'a\nc', 'a\xffc', 'a\0bc'], ['ac', 'a\0c']],
    ['[^a]', ['b', '\xff', '\n'], ['a', 'A', '\0']],
    ['^ab', ['ab', '\0ab', 'abc'], ['cab']],
    ['ab$', ['cab', 'ab\0'], ['abc']],
    ['a$b|c^d', [], ['ab', 'cd', 'a\nb']],
    ['(^a|b$)', ['ac', 'cb'], ['ca', 'bc']],
    ['\\.\\*\\\\', ['.*\\'], ['aa\\']],
    ['\\n\\d\\w', ['ndw'], ['\n1a']],
    // A backslash in a set is ordinary.
    ['[\\.]', ['\\', '.'], ['a']],
    // A range may begin where the last one ended: a to c, then on to e.
    ['[a-c-e]', ['d', 'a', 'e'], ['-', 'f']],
    ['[]a]', [']', 'a'], ['b']],
    ['[^]a]', ['b'], [']', 'a']],
    ['[-a]', ['-', 'a'], ['b']],
    ['[a-]', ['-', 'a'], ['b']],
    ['[\\x20-\\x5f]', [' ', '_', '9'], ['a', 'A']],
    ['\\x2e', ['x', '.'], []],
    ['a\\x5c.', ['a.'], ['ab']],
    ['\\x4', ['x4'], ['\x04']],
    ['', ['', 'a'], []],
    ['abc\\x00(', ['abc'], ['ab']],
  ];
  for (const [text, yes, no] of cases) {
    it(JSON.stringify(text), () => assert.deepEqual(matched(kernel(text), [...yes, ...no]), yes));
  }
});
