import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Matcher } from '../../../src/app/library/matcher.ts';
import { readLimits } from '../../../src/core/automata/read-limits.ts';
import { compileProgram } from '../../../src/core/classify/program.ts';
import { buildLibrary } from '../../../src/core/patterns/library.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An expression whose alternatives fit the limit on states apart and not as one automaton. */
const APART = { path: 'y.pat', text: '# y\ny\n(a|b)a.......c\n' };
const LIMITS = readLimits(['states=300']);
const SIGNATURE = `name x
title X
reference r
groups iot

evidence tcp client
  expression a.{20}b
`;

test('an expression past a limit is refused with file, line and column', () => {
  const { protocols } = buildLibrary([{ path: 'x.sig', text: SIGNATURE }]);
  const { errors } = new Matcher(protocols);
  assert.deepEqual(
    errors.map(({ code, where }) => [code, where]),
    [['EXPRESSION_TOO_MANY_STATES', { file: 'x.sig', line: 7, column: 14 }]],
  );
});

test('an expression can be matched when it can be classified with, and only then', () => {
  const { protocols } = buildLibrary([APART]);
  for (const words of [['states=300'], ['states=20']]) {
    const limits = readLimits(words);
    const matcher = new Matcher(protocols, limits);
    assert.deepEqual(matcher.errors, compileProgram(protocols, limits).diagnostics);
  }
  assert.deepEqual(new Matcher(protocols, LIMITS).match(bytes('xxba1234567c')), ['y']);
  assert.deepEqual(new Matcher(protocols, LIMITS).match(bytes('xxca1234567c')), []);
});

test('what matches nothing at all matches a payload without bytes', () => {
  const { protocols } = buildLibrary([
    { path: 'empty.pat', text: 'empty\na*\n' },
    { path: 'ends.pat', text: 'ends\n^$\n' },
    { path: 'any.pat', text: 'any\n.\n' },
  ]);
  const matcher = new Matcher(protocols);
  assert.deepEqual(matcher.match(bytes('')), ['empty', 'ends']);
  assert.deepEqual(matcher.match(bytes('\0')), ['empty', 'ends']);
  assert.deepEqual(matcher.match(bytes('b')), ['any', 'empty']);
});
