/**
 * Any bytes as a pattern file or a signature file: reading ends in a protocol or in faults, each with a
 * place in the text; what was read is written and read again as the same; each of its expressions compiles
 * or is refused. The first byte of an input chooses the format.
 */
import assert from 'node:assert/strict';
import { compileExpression } from '../src/core/automata/compile-expression.ts';
import { compileConditions, conditionsHold } from '../src/core/classify/conditions.ts';
import { Layer7Error } from '../src/core/errors.ts';
import type { Protocol } from '../src/core/patterns/model.ts';
import type { ParsedFile } from '../src/core/patterns/parsed-file.ts';
import { parsePatFile } from '../src/core/patterns/pat-file.ts';
import { parseSignatureFile } from '../src/core/patterns/signature-file.ts';
import { formatSignature } from '../src/core/patterns/signature-writer.ts';
import { DEFAULT_EXPRESSION_LIMITS } from '../src/core/regex/limits.ts';
import { latin1 } from '../test/support/bytes.ts';
import type { FuzzTarget } from './support/target.ts';

/** Small enough for thousands of inputs a second. */
const LIMITS = { ...DEFAULT_EXPRESSION_LIMITS, repetition: 20, instructions: 2_000, states: 500 };

const PAT = `# Name - a title
# Pattern attributes: good fast notsofast overmatch
# Protocol groups: p2p
fuzz
^(ab|[c-e\\x30]+)?.\\$.*x$
userspace pattern=^a{2,3}
userspace flags=REG_EXTENDED REG_ICASE
`;

const SIG = `name       fuzz
title      A title
reference  RFC 1 section 2
groups     web mail
ports      tcp/80 udp/53
ndpi       A B

# comment
evidence tcp client weak
  expression ^(?i:get) [^\\x00-\\x20]{1,9}\\r\\n
  where u16be(2) * 4 + 4 == length - 1 and u8(-1) & 0x0f in 1..9
  needs port other-side
evidence packet udp
  expression ^\\x00.[\\d_]$
  where server-port != 443
`;

export const target: FuzzTarget = {
  seeds: () => [`0${PAT}`, `1${PAT}`, `2${SIG}`].map(latin1),
  check: (input) => {
    const format = (input[0] ?? 0) % 3;
    const text = Array.from(input.subarray(1), (byte) => String.fromCharCode(byte)).join('');
    const parsed =
      format === 2
        ? parseSignatureFile('fuzz.sig', text)
        : parsePatFile('fuzz.pat', text, format === 0 ? 'kernel' : 'userspace');
    checkFaults(parsed, text);
    const { protocol } = parsed;
    if (protocol === undefined) return;
    if (format === 2) checkWriting(protocol);
    for (const { expression, conditions } of protocol.evidence) {
      refusable(() => compileExpression(expression, LIMITS));
      const run = compileConditions(conditions);
      conditionsHold(run, 0, input, 0, input.length, input.length, 1, 2, 1);
    }
  },
};

function checkFaults({ protocol, placeholder, errors, warnings }: ParsedFile, text: string): void {
  assert.equal(protocol === undefined, errors.length > 0 || placeholder);
  const lines = text.split('\n');
  for (const { where, next } of [...errors, ...warnings]) {
    assert.ok(next !== undefined);
    if (where?.line === undefined) continue;
    assert.ok(where.line >= 1 && where.line <= lines.length + 1, `line ${where.line}`);
    const length = lines[where.line - 1]?.length ?? 0;
    assert.ok((where.column ?? 1) >= 1 && (where.column ?? 1) <= length + 2, `column ${where.column}`);
  }
}

function checkWriting(protocol: Protocol): void {
  const again = parseSignatureFile('fuzz.sig', formatSignature(protocol));
  assert.deepEqual(again.errors, []);
  assert.deepEqual(placeless(again.protocol!), placeless(protocol));
}

function placeless({ evidence, ...about }: Protocol): unknown {
  return {
    about,
    evidence: evidence.map(({ expression, ...rest }) => ({ ...rest, text: expression.text })),
  };
}

/** Runs what may refuse its input with an error of ours, and nothing else. */
function refusable(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
  }
}
