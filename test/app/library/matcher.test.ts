import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Matcher } from '../../../src/app/library/matcher.ts';
import { readLimits } from '../../../src/core/automata/read-limits.ts';
import { compileProgram } from '../../../src/core/classify/program.ts';
import { buildLibrary } from '../../../src/core/patterns/library.ts';
import { LibraryProbe } from '../../../src/core/workbench/engine-probe.ts';

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

test('nothing matches before it has seen a byte; in dialects that drop NUL bytes, another than NUL', () => {
  const { protocols } = buildLibrary([
    { path: 'empty.pat', text: 'empty\na*\n' },
    { path: 'ends.pat', text: 'ends\n^$\n' },
    { path: 'any.pat', text: 'any\n.\n' },
    { path: 'x.sig', text: SIGNATURE.replace('a.{20}b', '^\\x00*$') },
  ]);
  const matcher = new Matcher(protocols);
  assert.deepEqual(matcher.match(bytes('')), []);
  assert.deepEqual(matcher.match(bytes('\0\0')), ['x']);
  assert.deepEqual(matcher.match(bytes('\0b')), ['any', 'empty']);
  assert.deepEqual(matcher.match(bytes('b')), ['any', 'empty']);
});

test('a payload matches exactly where a connection with it gets the name', () => {
  for (const expression of ['^$', 'a*$', '^a*$', '.', '^[^b]*$']) {
    const { protocols } = buildLibrary([{ path: 'p.pat', text: `p\n${expression}\n` }]);
    const matcher = new Matcher(protocols);
    const probe = new LibraryProbe(compileProgram(protocols).program);
    for (const payload of ['', '\0', '\0\0a', 'a\0', 'ab', 'b\0']) {
      const name = probe.winner(bytes(payload), { transport: 'tcp', from: 'client' });
      assert.deepEqual(
        matcher.match(bytes(payload)),
        name === null ? [] : [name],
        `${expression} ${payload}`,
      );
    }
  }
});
