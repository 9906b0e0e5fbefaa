/**
 * Accidental matches: exact values that can be worked out by hand, brute force over a small alphabet, and
 * sampling. And how long an expression can stay undecided, against brute force.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { type Dfa, MATCHED, matches, run } from '../../../src/core/automata/dfa.ts';
import { longestUndecided } from '../../../src/core/automata/longest.ts';
import { matchProbability, RANDOM_BYTES, RANDOM_PRINTABLE } from '../../../src/core/automata/probability.ts';
import type { Dialect } from '../../../src/core/patterns/model.ts';
import { type ByteSet, byteSet, bytesOf } from '../../../src/core/regex/byte-set.ts';

function compile(text: string, dialect: Dialect = 'signature'): Dfa {
  return compileExpression({ text, dialect });
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs(actual! - expected) <= 1e-12 * Math.max(1, expected), `${actual} is not ${expected}`);
}

/** All strings of a length over an alphabet. */
function* strings(alphabet: readonly number[], length: number): Generator<Uint8Array> {
  const string = new Uint8Array(length);
  for (let number = 0; number < alphabet.length ** length; number += 1) {
    let rest = number;
    for (let at = 0; at < length; at += 1) {
      string[at] = alphabet[rest % alphabet.length]!;
      rest = Math.floor(rest / alphabet.length);
    }
    yield string;
  }
}

/** A repeatable stream of numbers from 0 to 1 (Marsaglia's xorshift32). */
function* uniform(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32;
  }
}

describe('probability that random data matches', () => {
  it('is what the hand works out', () => {
    near(matchProbability(compile('^ab'), [2], RANDOM_BYTES)[0], 1 / 65536);
    near(matchProbability(compile('^[\\x00-\\x7f]'), [1, 64], RANDOM_BYTES)[1], 0.5);
    near(matchProbability(compile('a'), [100], RANDOM_BYTES)[0], 1 - (255 / 256) ** 100);
    near(matchProbability(compile('^..$'), [1, 2, 3], RANDOM_BYTES)[1], 1);
    assert.deepEqual(matchProbability(compile('^..$'), [1, 3], RANDOM_BYTES), [0, 0]);
    near(matchProbability(compile('^~'), [16], RANDOM_PRINTABLE)[0], 1 / 95);
    assert.deepEqual(matchProbability(compile('\\x00'), [2048], RANDOM_PRINTABLE), [0]);
  });

  it('skips dropped NUL bytes and folds case as the dialect does', () => {
    // The first byte that is no NUL is an a or an A; within one byte there may be none.
    near(matchProbability(compile('^a', 'kernel'), [1], RANDOM_BYTES)[0], 2 / 256);
    near(matchProbability(compile('^a', 'kernel'), [2], RANDOM_BYTES)[0], 2 / 256 + 2 / 65536);
  });

  it('agrees with counting all strings over a small alphabet', () => {
    const alphabet: ByteSet = byteSet(0x00, 0x61, 0x62, 0x7a);
    const lengths = [1, 2, 3, 4, 5, 6];
    for (const text of ['ab', '^a*b', 'a$', '^(ab|z.?b)+$', 'b..b', '^[^a]*z', '.a?$', 'aa|bb$']) {
      for (const dialect of ['kernel', 'signature'] as const) {
        const dfa = compile(text, dialect);
        const exact = matchProbability(dfa, lengths, alphabet);
        lengths.forEach((length, index) => {
          let count = 0;
          for (const string of strings(bytesOf(alphabet), length)) if (matches(dfa, string)) count += 1;
          near(exact[index], count / 4 ** length);
        });
      }
    }
  });

  it('agrees with sampling', () => {
    const random = uniform(20090528);
    for (const [text, length] of [
      ['^[\\x80-\\xff].*[a-f]', 16],
      ['^.?.?\\x16[\\x01-\\x20]|q', 64],
    ] as const) {
      const dfa = compile(text, 'kernel');
      const expected = matchProbability(dfa, [length], RANDOM_BYTES)[0]!;
      const trials = 20_000;
      let count = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        const data = Uint8Array.from({ length }, () => Math.floor(random.next().value * 256));
        if (matches(dfa, data)) count += 1;
      }
      const deviation = Math.sqrt((expected * (1 - expected)) / trials);
      assert.ok(
        Math.abs(count / trials - expected) < 5 * deviation,
        `${text}: ${count / trials}, ${expected}`,
      );
    }
  });
});

describe('longest time undecided', () => {
  it('is the longest string after which an expression is neither settled nor dead', () => {
    const alphabet = [0x61, 0x62, 0x7a];
    for (const text of ['^a', '^ab', '^(a|bb)z', '^a?b?z?$', '^[ab]..', '^(ab|ba)(a|zz)']) {
      const dfa = compile(text);
      let longest = 0;
      for (let length = 0; length < 8; length += 1) {
        for (const string of strings(alphabet, length)) {
          if (run(dfa, dfa.start, string) > MATCHED) longest = length + 1;
        }
      }
      assert.equal(longestUndecided(dfa), longest, text);
    }
  });

  it('is without bound where any byte may come, and does not count dropped bytes', () => {
    assert.equal(longestUndecided(compile('ab')), Infinity);
    assert.equal(longestUndecided(compile('^a.*b')), Infinity);
    assert.equal(longestUndecided(compile('^[ab]*$', 'kernel')), Infinity);
    assert.equal(longestUndecided(compile('^ab', 'kernel')), 2);
    assert.equal(longestUndecided(compile('')), 0);
    assert.equal(longestUndecided(compile('a^')), 0);
  });
});
