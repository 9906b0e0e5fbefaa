/** Structure read off payloads, and signatures proposed from it: exact, or known not to be. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { matches } from '../../../src/core/automata/dfa.ts';
import { DEFAULT_BUDGET } from '../../../src/core/classify/budget.ts';
import { formatCondition } from '../../../src/core/patterns/condition-text.ts';
import { parseSignatureFile } from '../../../src/core/patterns/signature-file.ts';
import type { FlowRecord } from '../../../src/core/workbench/flow-record.ts';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { type Proposal, propose } from '../../../src/core/workbench/propose.ts';
import { proposalFile, proposalJson, proposalSections } from '../../../src/core/workbench/propose-text.ts';
import { commonStructure } from '../../../src/core/workbench/structure.ts';
import { studyLibrary } from '../../../src/core/workbench/study.ts';
import { bytes, latin1 } from '../../support/bytes.ts';
import { libraryOf, patFiles, type RecordedTurn, recordOf } from './support.ts';

function expressionOf(...payloads: readonly string[]): string | undefined {
  return commonStructure(payloads.map(latin1))?.expression;
}

describe('common structure', () => {
  it('is constant bytes, few values, kinds of bytes', () => {
    assert.equal(expressionOf('TOCK\x01\x00', 'TOCK\x02\x00'), '^TOCK[\\x01\\x02]\\x00');
    assert.equal(expressionOf('id 1234;', 'id 5678;', 'id 9053;'), '^id [0-9]{4};');
    assert.equal(expressionOf('\x80\x81x', '\x9f\xffx', '\x85\x00x'), '^[\\x80-\\x9f].x');
    assert.equal(expressionOf('abc', 'xyz123', 'q'), undefined, 'nothing but letters is nothing');
    assert.equal(expressionOf('abc', ''), undefined);
  });

  it('goes on to a text that stands further on', () => {
    assert.equal(
      expressionOf('GET /a HTTP/1.1\r\n', 'GET /longer/one HTTP/1.1\r\nHost', 'GET / HTTP/1.1\r\n'),
      '^GET /[ -~]* HTTP/1\\.1\\x0d\\x0a',
    );
  });

  it('finds a length field that is right in all of them', () => {
    const payloads = [3, 7, 12].map((size) => bytes(0x42, 0, size, 'x'.repeat(size)));
    const { length } = commonStructure(payloads)!;
    assert.equal(formatCondition(length!), 'u16be(1) == length - 3');
    const same = [5, 5, 5].map((size) => bytes(0x42, 0, size, 'x'.repeat(size)));
    assert.equal(commonStructure(same)?.length, null, 'one length proves nothing');
  });

  it('matches all that it was made from', () => {
    const payload = fc.uint8Array({ minLength: 1, maxLength: 12 });
    const like = fc.array(fc.constantFrom(0x41, 0x42, 0x20, 0x0d, 0x80), { minLength: 1, maxLength: 40 });
    const payloads = fc.array(
      fc.oneof(
        payload,
        like.map((values) => Uint8Array.from(values)),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(payloads, (given) => {
        const structure = commonStructure(given);
        if (structure === null) return;
        const dfa = compileExpression({ text: structure.expression, dialect: 'signature' });
        for (const one of given) assert.ok(matches(dfa, one), `${structure.expression} on ${one}`);
      }),
      { numRuns: 500 },
    );
  });
});

const LIBRARY = studyLibrary(libraryOf(patFiles({ web: '^get ', tick: '^tock[\\x01-\\x03]z' })).protocols);

function proposeFor(
  chosen: readonly (readonly RecordedTurn[])[],
  others: readonly (readonly RecordedTurn[])[],
  transport: 'tcp' | 'udp' = 'tcp',
): Proposal | null {
  const record = (turns: readonly RecordedTurn[]): FlowRecord => recordOf(transport, turns, [4000, 7070]);
  return propose(
    {
      name: 'fresh',
      chosen: chosen.map(record),
      others: others.map(record),
      budget: DEFAULT_BUDGET,
      source: 'a test',
    },
    LIBRARY,
  );
}

describe('proposal', () => {
  it('takes what the clients begin with when that is enough, and its file says the facts', () => {
    const proposal = proposeFor(
      [
        [['client', 'TOCK\x01hello']],
        [
          ['client', 'TOCK\x02world'],
          ['server', '+tock'],
        ],
      ],
      [[['client', 'TICK\x01hello']], [['client', 'GET / HTTP/1.1']]],
    )!;
    assert.equal(proposal.isExact, true);
    const file = proposalFile(proposal);
    assert.match(file, /^# Proposed from the bytes: what the clients begin with\.$/m);
    assert.match(file, /^# Connections that it names: chosen 2 of 2, others 0 of 2\.$/m);
    assert.match(file, /^# Random data of 64 bytes matches with probability /m);
    assert.match(file, /^# No expression of the library looks at the same bytes|^# Overlaps|^# Disjoint/m);
    const { protocol, errors } = parseSignatureFile('fresh.sig', file);
    assert.deepEqual(errors, []);
    assert.deepEqual(protocol?.ports, [{ transport: 'tcp', port: 7070 }]);
    assert.match(protocol!.evidence[0]!.expression.text, /^\^TOCK\[\\x01\\x02\]/);
  });

  it('proves itself disjoint from the library, or names the overlap with a payload of both', () => {
    const apart = proposeFor([[['client', 'XYZZY plugh']]], [])!;
    assert.deepEqual([apart.overlaps.length, apart.compared], [0, 2]);
    assert.match(
      proposalFile(apart),
      /Disjoint from the expressions of the library that look at the same bytes: 2\./,
    );
    const near = proposeFor([[['client', 'TOCK\x01zzzzz']]], [])!;
    assert.equal(near.overlaps.length, 1);
    assert.match(proposalFile(near), /Overlaps with expressions of the library .* 1 of 2: tick/);
    assert.equal(proposalJson(near, null).overlaps[0]?.other, 'tick');
    assert.equal(proposalJson(near, null).overlaps[0]?.namedNow, 'tick');
  });

  it('takes the other side, or a length field, where the clients alone are not enough', () => {
    const server = proposeFor(
      [
        [
          ['client', 'hi'],
          ['server', '+WELCOME 12'],
        ],
        [
          ['client', 'yo'],
          ['server', '+WELCOME 47'],
        ],
      ],
      [
        [
          ['client', 'hi'],
          ['server', '-GO AWAY'],
        ],
      ],
    )!;
    assert.equal(server.isExact, true);
    assert.equal(server.candidate.protocol.evidence[0]?.view, 'server');
    const sized = (size: number, says: number): RecordedTurn[] => [
      ['client', bytes('AB', 0, says, 'q'.repeat(size))],
    ];
    const length = proposeFor([sized(3, 3), sized(9, 9), sized(30, 30)], [sized(4, 9), sized(9, 4)], 'udp')!;
    assert.equal(length.isExact, true);
    assert.deepEqual(length.candidate.protocol.evidence[0]?.conditions.map(formatCondition), [
      'u16be(2) == length - 4',
    ]);
  });

  it('makes an alternative for each way to begin', () => {
    const proposal = proposeFor(
      [[['client', 'ALPHA1']], [['client', 'ALPHA2']], [['client', 'GAMMA1']], [['client', 'GAMMA2']]],
      [[['client', 'OMEGA1']]],
    )!;
    assert.equal(proposal.isExact, true);
    assert.equal(proposal.candidate.protocol.evidence.length, 2);
  });

  it('knows when it is not exact, and says nothing where there is nothing', () => {
    const same: RecordedTurn[] = [['client', 'PROTO one']];
    const mixed = proposeFor([same], [same])!;
    assert.equal(mixed.isExact, false);
    assert.equal(mixed.candidate.taken.length, 1);
    assert.match(sectionsText(proposalSections(mixed, null)), /nothing was written[\s\S]*Not exact/);
    assert.equal(proposeFor([[['client', 'abc']], [['client', '\x00\x80']], [['client', 'QQ']]], []), null);
  });

  it('reads within 80 columns', () => {
    const proposal = proposeFor(
      [[['client', `TOCK\x01z${'y'.repeat(60)}`]], [['client', `TOCK\x01z${'x'.repeat(60)}`]]],
      [],
    )!;
    for (const line of sectionsText(proposalSections(proposal, 'fresh.sig')).split('\n')) {
      assert.ok(line.length <= 80, line);
    }
  });
});
