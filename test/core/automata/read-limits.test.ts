import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { DEFAULT_SET_LIMITS } from '../../../src/core/automata/limits.ts';
import { defaultLimit, LIMIT_NAMES, readLimits } from '../../../src/core/automata/read-limits.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import type { Expression } from '../../../src/core/patterns/model.ts';
import { LARGEST_LIMITS } from '../../../src/core/regex/limit-names.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';

const WHERE = { file: 'x.sig', line: 7, column: 14 };

test('limits that nobody sets are the defaults', () => {
  assert.deepEqual(readLimits(), DEFAULT_SET_LIMITS);
  for (const name of LIMIT_NAMES)
    assert.deepEqual(readLimits([`${name}=${defaultLimit(name)}`]), DEFAULT_SET_LIMITS);
});

test('every name sets exactly one limit, up to its largest number', () => {
  const seen = new Set<string>();
  for (const name of LIMIT_NAMES) {
    const text = JSON.stringify(readLimits([`${name}=${LARGEST_LIMITS[name]}`]));
    assert.notEqual(text, JSON.stringify(DEFAULT_SET_LIMITS), name);
    seen.add(text);
  }
  assert.equal(seen.size, LIMIT_NAMES.length);
});

test('of two words about one limit the last counts', () => {
  assert.equal(readLimits(['states=5', 'work=7', 'states=6']).expression.states, 6);
});

test('what is no limit is refused with what there is', () => {
  for (const [word, next] of [
    ['stetes=4', /did you mean "states"\?.*target-bytes/],
    ['states', /from 1 to 65535/],
    ['states=', /from 1 to 65535/],
    ['states=x', /from 1 to 65535/],
    ['states=0', /from 1 to 65535/],
    ['states=65536', /from 1 to 65535/],
    ['__proto__=1', /the limits are length/],
    ['', /the limits are length/],
  ] as const) {
    assert.throws(
      () => readLimits([word]),
      (error) => {
        assert.ok(error instanceof Layer7Error);
        assert.equal(error.code, 'LIMIT_INVALID');
        assert.equal(error.diagnostic.given, word);
        assert.match(error.diagnostic.next ?? '', next);
        return true;
      },
    );
  }
});

/** What each refusal advises is taken by `readLimits`, and is enough where twice as much is. */
for (const [what, text, limit] of [
  ['length', 'a'.repeat(40), 'length=20'],
  ['depth', '((((a))))', 'depth=2'],
  ['repetition', 'a{9}', 'repetition=5'],
  ['instructions', '^a{30}', 'instructions=20'],
  ['states', '^a{30}', 'states=20'],
  ['work', '^a{9}', 'work=50'],
] as const) {
  test(`a limit on ${what} says where it was passed, and which option raises it`, () => {
    const expression: Expression = { text, dialect: 'signature', where: WHERE };
    let words: readonly string[] = [limit];
    assert.throws(
      () => compileExpression(expression, readLimits(words).expression),
      (error) => {
        assert.ok(error instanceof Layer7Error);
        const { where, next } = error.diagnostic;
        assert.equal(where?.file, WHERE.file);
        assert.equal(where?.line, WHERE.line);
        assert.ok((where?.column ?? 0) >= WHERE.column);
        const option = /"--limit ([a-z=0-9-]+)"/.exec(next ?? '')?.[1] ?? '';
        assert.ok(option.startsWith(`${what}=`), next);
        words = [option];
        return true;
      },
    );
    for (let doubled = 0; doubled < 3; doubled += 1) {
      const value = Number(words[0]!.split('=')[1]);
      words = [`${what}=${value * 2}`];
    }
    compileExpression(expression, readLimits(words).expression);
  });
}

test('the deepest nesting that can be allowed is read without running out of stack', () => {
  const limits = readLimits(['depth=1000']).expression;
  const text = `${'('.repeat(1000)}a${')'.repeat(1000)}`;
  for (const dialect of ['signature', 'userspace'] as const) parseExpression({ text, dialect }, limits);
  compileExpression({ text, dialect: 'signature' }, limits);
});
