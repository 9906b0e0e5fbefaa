/** Tables printed: what a person reads is what the scan does. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compileEvidence } from '../../../src/core/automata/compile.ts';
import { disassemble } from '../../../src/core/automata/disassemble.ts';
import { expressionOf } from './support/expressions.ts';
import { evidenceOf } from './support/run-tables.ts';

it('prints every group and every state', () => {
  const { tables } = compileEvidence([
    evidenceOf(expressionOf('^(?i:g)e[0-9]$', 'signature'), { transport: 'tcp', view: 'client' }),
    evidenceOf(expressionOf('ab', 'kernel')),
  ]);
  const lines = [...disassemble(tables, (evidence) => `#${evidence}`)].map((line) =>
    line.replace(/\d+ bytes/, 'N bytes'),
  );
  assert.deepEqual(lines, [
    "group 0: the client's side, tcp, 5 states, N bytes, begins in 1",
    '     1  [Gg] → 2; else → dead',
    '     2  e → 3; else → dead',
    '     3  [0-9] → 4; else → dead',
    '     4  any → dead    at the end: #0',
    'group 1: both directions, tcp and udp, NUL bytes do not exist, never dies, 4 states, N bytes, begins in 1',
    '     1  [Aa] → 2; else → 1',
    '     2  [Bb] → 3; [\\x00Aa] → 2; else → 1',
    '     3  [Aa] → 2; else → 1    accepts #1',
  ]);
});
