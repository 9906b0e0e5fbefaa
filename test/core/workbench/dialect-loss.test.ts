/** What l7-filter's dialects lose: each loss found where it is, nothing found where nothing is lost. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Dialect } from '../../../src/core/patterns/model.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';
import { dialectLosses } from '../../../src/core/workbench/dialect-loss.ts';

/** Kind, text and column of each loss. */
function losses(text: string, dialect: Dialect = 'kernel', reads = true): string[] {
  const expression = { text, dialect, where: { file: 'x.pat', line: 3, column: 1 } };
  const syntax = reads ? parseExpression(expression) : undefined;
  return dialectLosses(expression, syntax).map(
    ({ kind, given, where }) => `${kind} ${given} ${where.line}:${where.column}`,
  );
}

function message(text: string): string {
  const expression = { text, dialect: 'kernel' as const };
  return dialectLosses(expression, parseExpression(expression))[0]!.message;
}

describe('losses of the kernel dialect', () => {
  it('finds none where the text means what it says', () => {
    assert.deepEqual(losses('^ssh-[12]\\.[0-9] (a|b)*\\$x{ [a-z]+ [^]x] [-a] \\xff\\x00-'.slice(0, 40)), []);
    assert.deepEqual(losses('^GET [A-Z]+'), []);
    assert.deepEqual(losses('[^\\x0a]\\x01'), []);
  });

  it('finds hex escapes that became operators', () => {
    assert.deepEqual(losses('a\\x2eb'), ['hex-operator \\x2e 3:2']);
    assert.deepEqual(losses('a\\x24'), ['hex-operator \\x24 3:2']);
    assert.deepEqual(losses('a\\\\x24b'), [], 'an escaped one is the byte');
    assert.deepEqual(losses('[a\\x2dc]'), ['hex-operator \\x2d 3:3']);
    assert.deepEqual(losses('[\\x5ea]'), ['hex-operator \\x5e 3:2']);
    assert.deepEqual(losses('[a\\x5d\\x5d'), ['hex-operator \\x5d 3:3']);
    assert.deepEqual(losses('[\\x24\\x2e]'), [], 'no operators inside a set');
    assert.deepEqual(losses('x\\x28', 'kernel', false), ['hex-operator \\x28 3:2'], 'explains a refusal');
    assert.match(message('a\\x2eb'), /operator \./);
  });

  it('finds where a NUL ended the text', () => {
    assert.deepEqual(losses('ab\\x00cd'), ['ends-at-nul \\x00 3:3']);
    assert.match(message('ab\\x00cd'), /never read/);
  });

  it('finds counts, escapes and classes that this dialect does not have', () => {
    assert.deepEqual(losses('a{2}b{1,}c{1,3}{x}'), [
      'literal-count {2} 3:2',
      'literal-count {1,} 3:6',
      'literal-count {1,3} 3:11',
    ]);
    assert.deepEqual(losses('\\d\\.\\r'), ['letter-escape \\d 3:1', 'letter-escape \\r 3:5']);
    assert.deepEqual(losses('[\\.]'), ['set-backslash \\. 3:2']);
    assert.deepEqual(losses('[a\\-_]'), ['set-backslash \\-_ 3:3']);
    assert.match(message('[a\\-_]'), /begins a range/);
    assert.deepEqual(losses('[[:alpha:]]'), ['set-class [:alpha:] 3:2']);
  });

  it('finds bytes that folding loses or adds', () => {
    assert.deepEqual(losses('[ -_]'), ['case-lost [ -_] 3:1']);
    assert.match(message('[ -_]'), /\[A-Z\]/);
    assert.deepEqual(losses('[0-Z]'), ['case-widened [0-Z] 3:1']);
    assert.deepEqual(losses('[^A-Z]'), []);
    assert.deepEqual(losses('\\x41'), ['hex-letter \\x41 3:1']);
    assert.match(message('\\x41'), /0x61/);
    assert.deepEqual(losses('[\\x41]'), ['hex-letter [\\x41] 3:1']);
    assert.deepEqual(losses('[A-Za-z]'), []);
  });
});

describe('losses of the other dialects', () => {
  it('knows what POSIX has and folding does not touch', () => {
    assert.deepEqual(losses('a{2}\\x7b[[:alpha:]][ -_]\\x41', 'userspace', false), [
      'hex-operator \\x7b 3:5',
    ]);
    assert.deepEqual(losses('a\\x00b', 'userspace', false), ['ends-at-nul \\x00 3:2']);
  });

  it('has nothing to say of signatures', () => {
    assert.deepEqual(losses('\\x00\\x2e[\\.]a{2}', 'signature'), []);
  });
});
