/** Alternatives: taken together they mean what the whole meant. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compare, languageOf } from '../../../src/core/automata/compare.ts';
import { compileSyntax } from '../../../src/core/automata/compile-expression.ts';
import { matches } from '../../../src/core/automata/dfa.ts';
import { alternatives, bundles, isAnchored } from '../../../src/core/regex/alternatives.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';
import { choice, type Node, printNode } from '../../../src/core/regex/syntax.ts';
import { expressionTexts, payloads } from '../automata/support/expressions.ts';

const read = (text: string): Node => parseExpression({ text, dialect: 'signature' }).root;
const printed = (nodes: readonly Node[]): string[] => nodes.map(printNode);

describe('alternatives', () => {
  it('choices at the front are taken apart', () => {
    assert.deepEqual(printed(alternatives(read('^(ab|c(d|e))f|g'))), ['^abf', '^c(?:d|e)f', 'g']);
    assert.deepEqual(printed(alternatives(read('(a|(b|c)d)'))), ['a', 'bd', 'cd']);
    assert.deepEqual(printed(alternatives(read('a(b|c)'))), ['a(?:b|c)']);
  });

  it('are bundled, anchored ones apart', () => {
    assert.deepEqual(printed(bundles(read('^(a|b|c|d|e)|f|g'), 2)), ['^a|^b|^c', '^d|^e', 'f', 'g']);
    assert.deepEqual(printed(bundles(read('abc'), 8)), ['abc']);
  });

  it('mean the whole', () => {
    fc.assert(
      fc.property(expressionTexts(), fc.integer({ min: 1, max: 4 }), (text, most) => {
        const root = read(text);
        const whole = languageOf(compileSyntax({ root, dropsNul: false }));
        const parts = languageOf(
          compileSyntax({ root: choice(bundles(root, most), root.at), dropsNul: false }),
        );
        const { onlyLeft, onlyRight } = compare(whole, parts);
        assert.deepEqual([onlyLeft, onlyRight], [null, null], text);
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it('an anchored one matches only from the start', () => {
    fc.assert(
      fc.property(expressionTexts(), payloads(), (text, payload) => {
        const root = read(text);
        fc.pre(isAnchored(root));
        // Whatever matches later too would match behind a byte that no set but `.` and `[^a]` holds.
        const dfa = compileSyntax({ root, dropsNul: false });
        const once = compileSyntax({ root: read(`^(${text})`), dropsNul: false });
        assert.equal(matches(dfa, payload), matches(once, payload), text);
      }),
      { numRuns: 300, seed: 13 },
    );
  });
});
