/**
 * Any expression, asked everything that the workbench asks of one: losses of its dialect, parts that never
 * matter, its translation. Whatever is claimed is held against the automaton on some payloads.
 */
import assert from 'node:assert/strict';
import { compileExpression } from '../src/core/automata/compile-expression.ts';
import { matches } from '../src/core/automata/dfa.ts';
import { Layer7Error } from '../src/core/errors.ts';
import type { Dialect, Expression, Protocol } from '../src/core/patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS } from '../src/core/regex/limits.ts';
import { dialectLosses } from '../src/core/workbench/dialect-loss.ts';
import { railroadSvg } from '../src/core/workbench/railroad.ts';
import { redundantParts } from '../src/core/workbench/redundant.ts';
import { studyLibrary } from '../src/core/workbench/study.ts';
import { translate } from '../src/core/workbench/translate.ts';
import { latin1 } from '../test/support/bytes.ts';
import { protocolOf } from '../test/support/programs.ts';
import type { FuzzTarget } from './support/target.ts';

const DIALECTS: readonly Dialect[] = ['kernel', 'userspace', 'signature'];

const SEEDS: readonly string[] = [
  '\x00^tock[\\x01\\x02](a|ab|b?)\\x2e{2}[A-z]\\d$',
  '\x00^.+(video.example.com|[\\.]x).*$',
  '\x01^(get|GET) [[:alpha:]]{2,3}(\\x24|$)',
  '\x02(?i)^a{2}(?:b|[b-c])\\x00.?$',
];

const PAYLOADS = [
  'a',
  'A',
  'ab',
  'abb',
  'tock\x01',
  'get ab$',
  '\0a',
  'a\0b',
  'x.example',
  '\n',
  'aab\x00',
].map(latin1);

/** Whether an expression compiles quickly: each part that is tried compiles it once more. */
function isSmall(expression: Expression): boolean {
  try {
    compileExpression(expression, { ...DEFAULT_EXPRESSION_LIMITS, states: 400, instructions: 400 });
    return true;
  } catch (error) {
    assert.ok(error instanceof Layer7Error, String(error));
    return false;
  }
}

function protocolWith(expression: Expression): Protocol {
  const protocol = protocolOf('f', '');
  return { ...protocol, evidence: [{ ...protocol.evidence[0]!, expression }] };
}

export const target: FuzzTarget = {
  seeds: () => SEEDS.map(latin1),
  check: (input) => {
    const text = String.fromCharCode(...input.subarray(1, 60));
    const expression: Expression = { text, dialect: DIALECTS[(input[0] ?? 0) % 3]! };
    dialectLosses(expression);
    if (!isSmall(expression)) return;
    const [piece] = studyLibrary([protocolWith(expression)]).pieces;
    if (piece === undefined) return;
    for (const { where, given } of dialectLosses(expression, piece.syntax)) {
      assert.equal(text.slice(where.column! - 1, where.column! - 1 + given.length), given);
    }
    for (const { at } of redundantParts(piece).found) assert.ok(at.start <= at.end && at.end <= text.length);
    assert.doesNotMatch(railroadSvg(piece.syntax, 'f'), /NaN|undefined/);
    if (expression.dialect === 'signature') return;
    try {
      const { expressions, comparison } = translate(piece.syntax);
      if (comparison.onlyLeft !== null || comparison.onlyRight !== null) return;
      const same = expressions.map((one) => compileExpression({ text: one, dialect: 'signature' }));
      for (const payload of PAYLOADS) {
        const expected = payload.some((byte) => byte !== 0) && matches(piece.dfa, payload);
        assert.equal(
          same.some((dfa) => matches(dfa, payload)),
          expected,
          JSON.stringify(expression),
        );
      }
    } catch (error) {
      assert.ok(error instanceof Layer7Error, String(error));
    }
  },
};
