/** Drawings of expressions: well-formed SVG with the right words, and a graph that says what the scan does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { matches } from '../../../src/core/automata/dfa.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import type { Dialect } from '../../../src/core/patterns/model.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';
import { railroadSvg } from '../../../src/core/workbench/railroad.ts';
import { stateGraphDot } from '../../../src/core/workbench/state-graph.ts';

function svg(text: string, dialect: Dialect = 'signature'): string {
  return railroadSvg(parseExpression({ text, dialect }), 'one');
}

/** Texts of a drawing. */
function words(drawing: string): string[] {
  return [...drawing.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((found) => found[1]!).slice(1);
}

describe('railroad diagram', () => {
  it('shows bytes, edges, choices and repetitions', () => {
    assert.deepEqual(words(svg('^ab c')), ['start', 'ab␣c']);
    assert.deepEqual(words(svg('a$')), ['a', 'end so far']);
    assert.deepEqual(words(svg('(?:ab|[0-9])x')), ['ab', '[0-9]', 'x']);
    assert.deepEqual(words(svg('a{2,5}')), ['a', '2 to 5 times']);
    assert.deepEqual(words(svg('a{3}')), ['a', '3 times']);
    assert.deepEqual(words(svg('.*')), ['any']);
    assert.deepEqual(words(svg('GET', 'kernel')), ['get'], 'one letter for both cases');
    assert.deepEqual(words(svg('<&"')), ['&#60;&#38;&#34;']);
  });

  it('is well-formed and within its own size, whatever the expression', () => {
    const expressions = [
      ...['', 'a', '(?:a|)', '(?:(?:a|b)*c?)+', '^$', 'x{2,}', '[^\\x00]{9}', 'a'.repeat(300)],
      Array.from({ length: 60 }, (_, index) => `b${index}`).join('|'),
      Array.from({ length: 300 }, (_, index) => `[a-${index % 2 ? 'y' : 'z'}]`).join(''),
    ];
    for (const text of expressions) {
      const drawing = svg(text);
      const open = [...drawing.matchAll(/<(\w+)(?:\s[^>]*[^/>])?>/g)].map((found) => found[1]);
      const closed = [...drawing.matchAll(/<\/(\w+)>/g)].map((found) => found[1]);
      assert.deepEqual(open.sort(), closed.sort(), text);
      const width = Number(/width="(\d+)"/.exec(drawing)![1]);
      for (const [, x] of drawing.matchAll(/ x="([\d.]+)"/g)) assert.ok(Number(x) <= width, text);
      assert.doesNotMatch(drawing, /NaN|Infinity|undefined|="-\d+" (?:width|height)/);
    }
    assert.ok(words(svg(expressions.at(-2)!)).includes('… 36 more'));
  });
});

describe('state graph', () => {
  /** Follows the edges of a graph; undefined where no edge takes the byte. */
  function accepts(dot: string, string: string): boolean {
    let state = /start -> (\d+);/.exec(dot)![1]!;
    for (const letter of string) {
      const edges = [...dot.matchAll(/^ {2}(\d+) -> (\d+) \[label="(.*)"\];$/gm)].filter(
        ([, from]) => from === state,
      );
      const edge = edges.find(([, , , label]) =>
        new RegExp(`^${label!.replaceAll('\\\\', '\\')}$`, 's').test(letter),
      );
      if (edge === undefined) return state === '1';
      state = edge[2]!;
    }
    return new RegExp(`^ {2}${state} \\[.*doublecircle`, 'm').test(dot);
  }

  it('says what the automaton says', () => {
    for (const text of ['^ab', 'ab', '^a*b$', '^(?:ab|ba)+$', 'a$']) {
      const dfa = compileExpression({ text, dialect: 'signature' });
      const dot = stateGraphDot(dfa, 'one');
      for (const string of ['', 'a', 'b', 'ab', 'ba', 'aab', 'abab', 'abb', 'xab', 'xxa']) {
        assert.equal(accepts(dot, string), matches(dfa, Buffer.from(string)), `${text} on "${string}"`);
      }
    }
  });

  it('refuses what nobody could read', () => {
    const dfa = compileExpression({ text: 'a.{5}b', dialect: 'signature' });
    assert.throws(
      () => stateGraphDot(dfa, 'one', 10),
      (error) => error instanceof Layer7Error && error.code === 'GRAPH_TOO_LARGE',
    );
  });
});
