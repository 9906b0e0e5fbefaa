/**
 * Set operations against brute force: every pair of small expressions, every short string. The strings are
 * over bytes that the expressions tell apart, one that they do not, and NUL.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  compare,
  languageOf,
  relationOf,
  shortestMatch,
  shortestNoMatch,
} from '../../../src/core/automata/compare.ts';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { type Dfa, matches } from '../../../src/core/automata/dfa.ts';
import type { Dialect } from '../../../src/core/patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS } from '../../../src/core/regex/limits.ts';

/** Both cases of a and b, a byte that no expression names, NUL. */
const ALPHABET = [0x61, 0x41, 0x62, 0x42, 0x79, 0x00];
const LONGEST = 4;

function stringsUpTo(length: number): Uint8Array[] {
  let longest: number[][] = [[]];
  const all: number[][] = [];
  for (let size = 1; size <= length; size += 1) {
    longest = longest.flatMap((string) => ALPHABET.map((byte) => [...string, byte]));
    all.push(...longest);
  }
  return all.map((string) => Uint8Array.from(string));
}

const STRINGS = stringsUpTo(LONGEST);

function compile(text: string, dialect: Dialect): Dfa {
  return compileExpression({ text, dialect }, { ...DEFAULT_EXPRESSION_LIMITS, kernelGroups: 1000 });
}

/** The definition, word for word: it matches, and it has seen a byte. */
function inLanguage(dfa: Dfa, string: Uint8Array): boolean {
  const seen = dfa.dropsNul ? string.some((byte) => byte !== 0) : string.length > 0;
  return seen && matches(dfa, string);
}

/** What brute force finds must be found, as short; what it does not find must be longer or absent. */
function agrees(found: Uint8Array | null, holds: (string: Uint8Array) => boolean, what: string): void {
  const shortest = STRINGS.find(holds);
  if (found !== null) assert.ok(holds(found), `${what}: ${found} is no example`);
  if (shortest !== undefined) assert.equal(found?.length, shortest.length, `${what}: ${shortest} exists`);
  else assert.ok(found === null || found.length > LONGEST, `${what}: ${found} is short and was not tried`);
}

function check(left: Dfa, right: Dfa, what: string): void {
  const [l, r] = [languageOf(left), languageOf(right)];
  const { both, onlyLeft, onlyRight } = compare(l, r);
  agrees(both, (string) => inLanguage(left, string) && inLanguage(right, string), `${what} both`);
  agrees(onlyLeft, (string) => inLanguage(left, string) && !inLanguage(right, string), `${what} left`);
  agrees(onlyRight, (string) => !inLanguage(left, string) && inLanguage(right, string), `${what} right`);
  agrees(shortestMatch(l), (string) => inLanguage(left, string), `${what} match`);
  const sees = (string: Uint8Array): boolean => !left.dropsNul || string.some((byte) => byte !== 0);
  agrees(shortestNoMatch(l), (string) => sees(string) && !matches(left, string), `${what} no match`);
}

const ATOMS = ['a', 'b', '.', '[^a]', '^', '$', 'a*', 'b?', '(a|b)', 'a$', '^b', '(ab|$)'];
const EXPRESSIONS = ['', ...ATOMS, ...ATOMS.flatMap((one) => ATOMS.map((other) => one + other))];

describe('comparison of two languages', () => {
  it('agrees with brute force on pairs of small expressions', () => {
    const automata = EXPRESSIONS.map((text) => compile(text, 'kernel'));
    automata.forEach((left, i) => {
      // Every seventh partner, beginning with another one for each.
      for (let j = i % 7; j < automata.length; j += 7) {
        check(left, automata[j]!, `${EXPRESSIONS[i]} ${EXPRESSIONS[j]}`);
      }
    });
  });

  it('agrees with brute force on generated expressions of both dialects', () => {
    const dialect = fc.constantFrom<Dialect>('kernel', 'signature');
    const expression = fc.letrec<{ piece: string; text: string }>((tie) => ({
      piece: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('a', 'b', 'A', '.', '[^a]', '[ab]', '^', '$', 'a*', 'b+', '.*'),
        tie('text').map((text) => `(${text})`),
      ),
      text: fc
        .array(fc.array(tie('piece'), { maxLength: 4 }), { minLength: 1, maxLength: 2 })
        .map((branches) => branches.map((pieces) => pieces.join('')).join('|')),
    })).text;
    fc.assert(
      fc.property(expression, dialect, expression, dialect, (text, first, other, second) => {
        check(compile(text, first), compile(other, second), `${first} ${text}, ${second} ${other}`);
      }),
      { numRuns: 300 },
    );
  });

  it('names the relation', () => {
    const relation = (left: string, right: string): string =>
      relationOf(compare(languageOf(compile(left, 'kernel')), languageOf(compile(right, 'kernel'))));
    assert.equal(relation('^ab', '^a'), 'inside');
    assert.equal(relation('^a', '^ab'), 'contains');
    assert.equal(relation('^(a|b)', '^[ab]'), 'equal');
    assert.equal(relation('^a', '^b'), 'disjoint');
    assert.equal(relation('^a.', '^.b'), 'overlaps');
    assert.equal(relation('^$', 'a^'), 'equal', 'neither ever matches a packet');
    assert.equal(relation('^ab', '^AB'), 'equal', 'the dialect folds case');
  });

  it('prefers printable examples of the same length', () => {
    const left = languageOf(compile('^[\\x00-\\x20][\\x01a]x', 'signature'));
    const { both } = compare(left, languageOf(compile('.', 'signature')));
    assert.equal(Buffer.from(both!).toString('latin1'), ' ax');
  });
});
