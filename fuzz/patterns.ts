/**
 * Any bytes as an expression, in every dialect: it is read or refused with a place in the text, never more;
 * and what was read means the same as one automaton, in tables, and in a lane. The first byte chooses dialect
 * and flags, the rest is the text.
 */
import assert from 'node:assert/strict';
import { compileEvidence } from '../src/core/automata/compile.ts';
import { compileExpression } from '../src/core/automata/compile-expression.ts';
import { type Dfa, matches } from '../src/core/automata/dfa.ts';
import { pack, unpack } from '../src/core/automata/pack.ts';
import { Layer7Error } from '../src/core/errors.ts';
import type { Dialect, Expression, RegexFlag } from '../src/core/patterns/model.ts';
import { DEFAULT_EXPRESSION_LIMITS } from '../src/core/regex/limits.ts';
import { acceptedBy, acceptedByLane, evidenceOf, laneOf } from '../test/core/automata/support/run-tables.ts';
import { latin1 } from '../test/support/bytes.ts';
import type { FuzzTarget } from './support/target.ts';

const DIALECTS: readonly Dialect[] = ['kernel', 'signature', 'userspace', 'userspace'];
const FLAGS: readonly RegexFlag[] = ['REG_EXTENDED', 'REG_ICASE', 'REG_NEWLINE', 'REG_NOTBOL', 'REG_NOTEOL'];

/** Small limits, so that inputs reach them. */
const LIMITS = { ...DEFAULT_EXPRESSION_LIMITS, depth: 50, repetition: 40, instructions: 400, states: 400 };

const SEEDS: readonly string[] = [
  "\x00^(\\x13bittorrent protocol|azver\\x01$|get /scrape\\?info_hash=)|d1:ad2:id20:|\\x08'7P\\)[RP]",
  '\x00http/(0\\.9|1\\.0|1\\.1)[\\x09-\\x0d ][1-5][0-9][0-9][\\x09-\\x0d -~]*(content-type: audio)',
  '\x00^[]Z-][^]a-c]?.?.+(a|)(^b|c$)*',
  '\x01(?i)^get \\d{1,3}[\\w.-]+(?:a|b{2,}|[^\\x00]){3}$',
  '\x01\\x00\\xff.\\n\\r\\t\\0(?i:ab)|[a-z\\d\\-]*x',
  '\x06^220[[:alpha:][=a=][.b.]-]* (E?SMTP|\\bsimple\\b mail){0,2}\\>$',
  '\x03\\(a\\|b*\\)\\{1,2\\}[^]x]\\+^*',
];

const PAYLOADS = ['', 'a', 'ab', 'aab\nb', 'GET 12\r\n', '\0a\0b', '220 esmtp', 'x\xff\x80', 'cccc'].map(
  latin1,
);

function expressionOf(input: Uint8Array): Expression {
  const choice = input[0] ?? 0;
  const text = String.fromCharCode(...input.subarray(1, 200));
  const flags = FLAGS.filter((_, index) => ((choice >> (index + 2)) & 1) === 1);
  return { text, dialect: DIALECTS[choice & 3]!, flags, where: { file: 'f', line: 1, column: 1 } };
}

function compile(expression: Expression): Dfa | null {
  try {
    return compileExpression(expression, LIMITS);
  } catch (error) {
    assert.ok(error instanceof Layer7Error, String(error));
    const { code, kind, next, where } = error.diagnostic;
    assert.match(code, /^EXPRESSION_[A-Z_]+$/);
    assert.equal(kind, 'input');
    assert.ok(next !== undefined, `${code} does not say what to do next`);
    if (where?.column !== undefined)
      assert.ok(where.column >= 1 && where.column <= expression.text.length + 1);
    return null;
  }
}

export const target: FuzzTarget = {
  seeds: () => SEEDS.map(latin1),
  check: (input) => {
    const expression = expressionOf(input);
    const dfa = compile(expression);
    if (dfa === null) return;
    for (const strength of ['strong', 'weak'] as const) {
      const { tables, diagnostics } = compileEvidence([evidenceOf(expression, { strength })], {
        expression: LIMITS,
      });
      // Its parts are no larger than the whole, but for every match instead of the first they may be.
      if (diagnostics.length > 0) continue;
      const unpacked = unpack(pack(tables));
      const { lane, accepted } = laneOf(unpacked, 1_000);
      for (const payload of PAYLOADS) {
        if (!payload.some((byte) => byte !== 0)) continue;
        const expected: readonly number[] = matches(dfa, payload) ? [0] : [];
        const found = acceptedBy(unpacked, [payload]);
        assert.deepEqual(found, expected, `${strength} ${JSON.stringify(expression)} on ${payload.join()}`);
        assert.deepEqual(acceptedByLane(lane, accepted, payload), expected);
      }
    }
  },
};
