/**
 * The userspace dialect against the GNU C library's own regcomp and regexec: what it refuses we refuse, and
 * what it matches we match, on random expressions with random flags and on random strings.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { type Dfa, matches } from '../../../src/core/automata/dfa.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import type { RegexFlag } from '../../../src/core/patterns/model.ts';
import { latin1 } from '../../support/bytes.ts';
import { type CRegex, openCRegex } from '../../support/c-library.ts';
import { fault, matched, written } from './support.ts';

const LIBRARY = openCRegex();
const WITHOUT_LIBRARY = LIBRARY === null ? 'there is no GNU C library to compare with' : false;

const PIECES = [
  ...[
    'a',
    'b',
    'A',
    'B',
    'c',
    '_',
    '0',
    '\n',
    '.',
    '^',
    '$',
    '*',
    '+',
    '?',
    '|',
    '(',
    ')',
    ' ',
    ',',
    '-',
    ']',
    '[',
  ],
  ...[
    '\\(',
    '\\)',
    '\\|',
    '\\+',
    '\\?',
    '\\{',
    '\\}',
    '{',
    '}',
    '{2}',
    '{1,2}',
    '{0}',
    '{,2}',
    '{1,}',
    '{1',
    '{a}',
  ],
  ...[
    '\\{1,2\\}',
    '\\{0\\}',
    '[ab]',
    '[^a]',
    '[a-c]',
    '[A-C]',
    '[^A-B]',
    '[]a]',
    '[^]a]',
    '[a-]',
    '[-a]',
    '[a-c-e]',
  ],
  ...[
    '[b-a]',
    '[_-a]',
    '[Z-a]',
    '[---]',
    '[a---]',
    '[[:alpha:]]',
    '[[:lower:]]',
    '[^[:upper:]]',
    '[[:digit:]a]',
  ],
  ...[
    '[[:punct:]]',
    '[[:nope:]]',
    '[[=a=]]',
    '[[.a.]]',
    '[[.-.]-c]',
    '[[.ab.]]',
    '[[:alpha:]-z]',
    '\\w',
    '\\W',
  ],
  ...[
    '\\s',
    '\\S',
    '\\b',
    '\\B',
    '\\<',
    '\\>',
    '\\`',
    "\\'",
    '\\a',
    '\\A',
    '\\.',
    '\\*',
    '\\^',
    '\\$',
    '\\\\',
  ],
  ...['\x80', '\xe9', '[\x80-\xff]', '(a|b)', '(^a|b$)', '(|a)', '()', 'ab', 'ba'],
];
const CHARACTERS = ['a', 'b', 'A', 'B', 'c', '_', '0', '\n', ' ', '\x80', '\xe9', '.', '-'];
const FLAGS: readonly RegexFlag[] = ['REG_EXTENDED', 'REG_ICASE', 'REG_NEWLINE', 'REG_NOTBOL', 'REG_NOTEOL'];

/** The library handles an anchor inside a counted repetition wrongly; such expressions prove nothing. */
function countsAnchors(text: string): boolean {
  return /[{]/.test(text) && /[$^]|\\[`'bB<>]/.test(text);
}

function compileOurs(text: string, flags: readonly RegexFlag[]): Dfa | string {
  try {
    return compileExpression(written(text, 'userspace', flags));
  } catch (error) {
    if (error instanceof Layer7Error) return error.code;
    throw error;
  }
}

function agree(library: CRegex, text: string, flags: readonly RegexFlag[], strings: readonly string[]): void {
  const ours = compileOurs(text, flags);
  const theirs = library.compile(text, [...flags, 'REG_NOSUB']);
  const place = `${JSON.stringify(text)} with ${flags.join()}`;
  if (typeof theirs === 'number') {
    assert.equal(typeof ours, 'string', `${place}: refused by regcomp with ${theirs}`);
    return;
  }
  try {
    if (typeof ours === 'string') assert.fail(`${place}: accepted by regcomp, refused here with ${ours}`);
    for (const string of strings) {
      const expected = theirs.matches(latin1(string));
      assert.equal(matches(ours, latin1(string)), expected, `${place} on ${JSON.stringify(string)}`);
    }
  } finally {
    theirs.free();
  }
}

describe('the GNU C library', { skip: WITHOUT_LIBRARY }, () => {
  it('agrees on random expressions', () => {
    const text = fc
      .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 7 })
      .map((pieces) => pieces.join(''))
      .filter((joined) => !countsAnchors(joined));
    const string = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 7 }).map((all) => all.join(''));
    fc.assert(
      fc.property(
        text,
        fc.subarray([...FLAGS]),
        fc.array(string, { minLength: 12, maxLength: 12 }),
        (one, flags, all) => agree(LIBRARY!, one, flags, all),
      ),
      { numRuns: 6_000, seed: 20_260 },
    );
  });

  it('agrees on what it does in its own way', () => {
    const strings = [
      '',
      'a',
      'b',
      'a\nb',
      'a\n',
      '\nb',
      'A',
      'ab',
      '^a',
      'b^a',
      '*',
      'a*',
      ')',
      'a)',
      '{',
      '+',
    ];
    // A newline that the match takes lets ^ and $ hold; ^ after an anchor is a byte in basic expressions;
    // an escaped letter is not folded; a repetition with nothing before it is a byte in basic expressions.
    const texts = [
      'a\n^b',
      '^b',
      'a$\nb',
      'a$',
      '^^a',
      '\\b^a',
      '\\a',
      'a|^^b',
      '*a',
      '^*',
      '\\(*a\\)',
      '\\+',
      'a)',
    ];
    for (const text of texts) {
      for (const extended of [[], ['REG_EXTENDED']] as const) {
        for (const further of [[], ['REG_ICASE'], ['REG_NEWLINE']] as const) {
          agree(LIBRARY!, text, [...extended, ...further], strings);
        }
      }
    }
  });
});

describe('the userspace dialect', () => {
  it('is extended and ignores case when nothing else is said', () => {
    assert.deepEqual(matched(written('^a(b|c)+', 'userspace'), ['ABC', 'ab', 'a']), ['ABC', 'ab']);
    assert.deepEqual(matched(written('^a(b|c)+', 'userspace', []), ['ab', 'a(b|c)+', 'A(b|c)+']), [
      'a(b|c)+',
    ]);
  });

  it('replaces hex escapes before it reads', () => {
    assert.deepEqual(matched(written('a\\x2eb\\x41', 'userspace', ['REG_EXTENDED']), ['axbA', 'a.ba']), [
      'axbA',
    ]);
    assert.equal(fault(written('a\\x28', 'userspace')), 'EXPRESSION_UNMATCHED_PAREN at 2');
  });

  it('does not see NUL bytes', () => {
    assert.deepEqual(matched(written('^a.c$', 'userspace'), ['a\0bc', 'a\0c', 'ab\0\0c\0']), [
      'a\0bc',
      'ab\0\0c\0',
    ]);
  });

  it('refuses back-references and says why', () => {
    assert.equal(fault(written('(a)\\1', 'userspace')), 'EXPRESSION_BACK_REFERENCE at 4');
    assert.equal(fault(written('\\(a\\)\\1', 'userspace', [])), 'EXPRESSION_BACK_REFERENCE at 6');
  });

  it('refuses with the place', () => {
    assert.equal(fault(written('a**b|*', 'userspace')), 'EXPRESSION_REPEATS_NOTHING at 6');
    assert.equal(fault(written('a\\{1\\}*', 'userspace', [])), 'EXPRESSION_NESTED_REPEAT at 7');
    assert.equal(fault(written('ab{2,1}', 'userspace')), 'EXPRESSION_INVALID_COUNT at 3');
    assert.equal(fault(written('x[[:foo:]]', 'userspace')), 'EXPRESSION_UNKNOWN_CLASS at 3');
    assert.equal(fault(written('x{9999}', 'userspace')), 'EXPRESSION_REPEATS_TOO_OFTEN at 2');
  });
});
