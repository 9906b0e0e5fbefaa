/**
 * Every small expression against every short string, on every stage: walking the tree, the deterministic
 * machines for the first match and for every match, the minimal one, groups, packed tables, lanes, and the
 * string cut at every byte.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileEvidence } from '../../../src/core/automata/compile.ts';
import { compileSyntax } from '../../../src/core/automata/compile-expression.ts';
import { determinize, MATCHES_AT_END, MATCHES_HERE, QUIET } from '../../../src/core/automata/determinize.ts';
import { matches } from '../../../src/core/automata/dfa.ts';
import { buildNfa } from '../../../src/core/automata/nfa.ts';
import { pack, unpack } from '../../../src/core/automata/pack.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import type { Dialect } from '../../../src/core/patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS as LIMITS } from '../../../src/core/regex/limits.ts';
import { parseExpression } from '../../../src/core/regex/parse.ts';
import type { Syntax } from '../../../src/core/regex/syntax.ts';
import { expressionOf, smallExpressions, smallStrings } from './support/expressions.ts';
import { acceptedBy, acceptedByLane, evidenceOf, laneOf } from './support/run-tables.ts';
import { matchEnds, seenBy, treeMatches } from './support/tree-walk.ts';

const LEAVES = ['a', 'B', '.', '[^a]', '^', '$'];
const STRINGS = smallStrings([0x61, 0x42, 0x00], 4);

/** The expressions that the dialect accepts, read. */
function readAll(dialect: Dialect, size: number): (readonly [string, Syntax])[] {
  return smallExpressions(LEAVES, size).flatMap((text) => {
    try {
      return [[text, parseExpression(expressionOf(text, dialect))] as const];
    } catch (error) {
      assert.ok(error instanceof Layer7Error, `${text}: ${String(error)}`);
      return [];
    }
  });
}

/** The outputs of the machine that finds every match, byte by byte. */
function outputsOf(syntax: Syntax, string: Uint8Array): number[] {
  const machine = determinize(buildNfa(syntax, LIMITS), 'every', LIMITS);
  let state = machine.start;
  return [...string].map((byte) => {
    state = machine.transitions[state * machine.classes.count + machine.classes.of[byte]!]!;
    return machine.outputs[state]!;
  });
}

for (const dialect of ['kernel', 'signature'] as const) {
  describe(`every small ${dialect} expression`, () => {
    const all = readAll(dialect, 4);
    const larger = readAll(dialect, 5);

    it('there are many', () => {
      assert.ok(all.length > 600, String(all.length));
      assert.ok(larger.length > 3000, String(larger.length));
    });

    it('one minimal automaton: as the tree says', () => {
      for (const [text, syntax] of all) {
        const dfa = compileSyntax(syntax);
        for (const string of STRINGS) {
          assert.equal(matches(dfa, string), treeMatches(syntax, string), `${text} on ${string.join()}`);
        }
      }
      for (const [text, syntax] of larger) {
        const dfa = compileSyntax(syntax);
        for (const string of smallStrings([0x61, 0x62], 3)) {
          assert.equal(matches(dfa, string), treeMatches(syntax, string), `${text} on ${string.join()}`);
        }
      }
    });

    it('the machine for every match: reports at exactly the places where one ends', () => {
      for (const [text, syntax] of readAll(dialect, 3)) {
        for (const string of smallStrings([0x61, 0x42], 4)) {
          const atEnd = matchEnds(syntax, string);
          outputsOf(syntax, string).forEach((output, index) => {
            const so = string.subarray(0, index + 1);
            const further = matchEnds(syntax, Uint8Array.from([...so, 0x62]));
            const place = `${text} on ${string.join()} after ${index + 1}`;
            assert.equal(output === MATCHES_HERE, further.has(index + 1), place);
            assert.equal(output !== QUIET, matchEnds(syntax, so).has(index + 1), place);
            if (index === string.length - 1) assert.equal(output !== QUIET, atEnd.has(string.length), place);
            assert.ok([QUIET, MATCHES_HERE, MATCHES_AT_END].includes(output));
          });
        }
      }
    });

    it('groups of evidence that decides nothing alone: all that matches is accepted', () => {
      for (let first = 0; first < 97; first += 8) {
        const chosen = all.filter((_, index) => index % 97 === first).slice(0, 24);
        const evidence = chosen.map(([text]) =>
          evidenceOf(expressionOf(text, dialect), { strength: 'weak', support: ['port'] }),
        );
        const { tables } = compileEvidence(evidence, { joinBytes: 1 << 20, groupingSteps: 2_000_000 });
        for (const string of STRINGS) {
          if (chosen.every(([, syntax]) => seenBy(syntax, string).length === 0)) continue;
          const expected = chosen.flatMap(([, syntax], index) =>
            treeMatches(syntax, string) ? [index] : [],
          );
          assert.deepEqual(acceptedBy(tables, [string]), expected, `set ${first} on ${string.join()}`);
        }
      }
    });

    it('groups, packed, in lanes, cut anywhere: the first of the precedence that matches', () => {
      // Neighbours of the list are alike; every 97th makes groups of unlike ones.
      for (let first = 0; first < 97; first += 1) {
        const chosen = all.filter((_, index) => index % 97 === first).slice(0, 24);
        const evidence = chosen.map(([text]) => evidenceOf(expressionOf(text, dialect)));
        const compiled = compileEvidence(evidence, { joinBytes: 1 << 20, groupingSteps: 2_000_000 });
        assert.deepEqual(compiled.diagnostics, []);
        const tables = unpack(pack(compiled.tables));
        const { lane, accepted } = laneOf(tables);
        for (const string of STRINGS) {
          if (chosen.every(([, syntax]) => seenBy(syntax, string).length === 0)) continue;
          const expected = chosen.findIndex(([, syntax]) => treeMatches(syntax, string));
          const place = `set ${first} on ${string.join()}`;
          assert.equal(acceptedBy(tables, [string])[0] ?? -1, expected, place);
          assert.equal(acceptedByLane(lane, accepted, string)[0] ?? -1, expected, `${place}, lane`);
          for (let cut = 1; cut < string.length; cut += 1) {
            const pieces = [string.subarray(0, cut), string.subarray(cut)];
            assert.equal(acceptedBy(tables, pieces)[0] ?? -1, expected, `${place}, cut at ${cut}`);
          }
        }
      }
    });
  });
}
