import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSignatureFile } from '../../../src/core/patterns/signature-file.ts';

const FULL = `# a comment
name       example
title      Example Protocol, revised
reference  RFC 9999 section 4
groups     chat mail
ports      tcp/7 udp/9000
quality    good
ndpi       Example Example_B
wireshark  exam
iana       example

evidence udp packet weak
  expression ^\\x01#
  expression ^\\x02
  where length >= 48 and u16be(2) == length - 4
  where u8(-1) & 0x0f in 1..5
  needs port second-packet

evidence client tcp
  expression ^hello
`;

/** The file above with one piece replaced. */
function changed(from: string, to: string): string {
  assert.ok(FULL.includes(from), `the full file holds ${from}`);
  return FULL.replace(from, to);
}

/** Code, line and column of every error of a text. */
function faults(text: string): readonly unknown[] {
  return parseSignatureFile('example.sig', text).errors.map(({ code, where }) => [
    code,
    where?.line,
    where?.column,
  ]);
}

const FIELD = { kind: 'field', endian: 'big' } as const;
const length = { kind: 'length' } as const;
const constant = (value: number) => ({ operand: { kind: 'constant', value }, times: 1, plus: 0 });

describe('parseSignatureFile', () => {
  it('reads everything that a file can say', () => {
    const { protocol, errors } = parseSignatureFile('lib/example.sig', FULL);
    assert.deepEqual(errors, []);
    const { evidence, ...about } = protocol!;
    assert.deepEqual(about, {
      name: 'example',
      title: 'Example Protocol, revised',
      reference: 'RFC 9999 section 4',
      groups: ['chat', 'mail'],
      ports: [
        { transport: 'tcp', port: 7 },
        { transport: 'udp', port: 9000 },
      ],
      quality: 'good',
      aliases: { ndpi: ['Example', 'Example_B'], wireshark: ['exam'], iana: ['example'] },
      attributes: [],
      file: 'lib/example.sig',
    });
    assert.deepEqual(
      evidence.map(({ transport, view, strength, support, expression }) => [
        ...[transport, view, strength, support.join(), expression.text],
      ]),
      [
        ['udp', 'packet', 'weak', 'port,second-packet', '^\\x01#'],
        ['udp', 'packet', 'weak', 'port,second-packet', '^\\x02'],
        ['tcp', 'client', 'strong', '', '^hello'],
      ],
    );
    assert.deepEqual(evidence[0]?.expression.where, { file: 'lib/example.sig', line: 13, column: 14 });
    const lastByte = { operand: { ...FIELD, width: 1, offset: -1, mask: 15 }, times: 1, plus: 0 };
    assert.deepEqual(evidence[1]?.conditions, [
      { left: { operand: length, times: 1, plus: 0 }, comparison: '>=', right: constant(48) },
      {
        left: { operand: { ...FIELD, width: 2, offset: 2, mask: 0xffff }, times: 1, plus: 0 },
        comparison: '==',
        right: { operand: length, times: 1, plus: -4 },
      },
      { left: lastByte, comparison: '>=', right: constant(1) },
      { left: lastByte, comparison: '<=', right: constant(5) },
    ]);
  });

  it('names the nearest keyword and its place', () => {
    const { errors } = parseSignatureFile(
      'example.sig',
      changed('  expression ^hello', '   expresion ^hello'),
    );
    assert.equal(errors[0]?.code, 'SIGNATURE_KEYWORD');
    assert.deepEqual(errors[0].where, { file: 'example.sig', line: 20, column: 4 });
    assert.equal(errors[0].next, 'did you mean "expression"?');
  });

  it('reports every fault of a file, each with its place', () => {
    const text = changed('udp packet weak', 'udp pakcet weak').replace('udp/9000', 'udp/99000');
    assert.deepEqual(faults(text).slice(0, 1), [['SIGNATURE_EVIDENCE', 12, 14]]);
    assert.ok(faults(text).some((one) => (one as unknown[])[0] === 'SIGNATURE_PORT'));
  });

  const refused: readonly (readonly [string, string, string, readonly unknown[]])[] = [
    ['another name', 'name       example', 'name       Example', ['SIGNATURE_NAME', 2, 12]],
    ['a missing title', 'title      Example Protocol, revised', '', ['SIGNATURE_MISSING', 1, 1]],
    ['a missing value', 'groups     chat mail', 'groups', ['SIGNATURE_VALUE', 5, 7]],
    ['a keyword twice', 'iana       example', 'title again', ['SIGNATURE_TWICE', 10, 1]],
    ['a bad port', 'udp/9000', 'sctp/9000', ['SIGNATURE_PORT', 6, 18]],
    ['port 0', 'udp/9000', 'udp/0', ['SIGNATURE_PORT', 6, 18]],
    ['a bad quality', 'quality    good', 'quality    best', ['SIGNATURE_QUALITY', 7, 12]],
    ['no transport', 'client tcp', 'client', ['SIGNATURE_EVIDENCE', 19, 10]],
    ['no view', 'client tcp', 'tcp', ['SIGNATURE_EVIDENCE', 19, 10]],
    ['two transports', 'client tcp', 'client tcp udp', ['SIGNATURE_TWICE', 19, 21]],
    ['weak without needs', '  needs port second-packet', '', ['SIGNATURE_NEEDS', 12, 1]],
    [
      'yields over tcp',
      '  expression ^hello',
      '  expression ^hello\n  yields to a for 3 packets',
      ['SIGNATURE_YIELDS', 19, 1],
    ],
    [
      'yields without a number',
      '  needs port',
      '  yields to dtls\n  needs port',
      ['SIGNATURE_YIELDS', 17, 10],
    ],
    [
      'yields for no packet',
      '  needs port',
      '  yields to dtls for 0 packets\n  needs port',
      ['SIGNATURE_YIELDS', 17, 10],
    ],
    ['strong with needs', 'udp packet weak', 'udp packet strong', ['SIGNATURE_NEEDS', 12, 1]],
    ['an unknown need', 'second-packet', 'third-packet', ['SIGNATURE_NEEDS', 17, 14]],
    ['metadata too late', '  expression ^hello', '  expression ^hello\nndpi X', ['SIGNATURE_ORDER', 21, 1]],
    ['a block without expression', '  expression ^hello', '', ['SIGNATURE_MISSING', 19, 1]],
    ['a byte above ASCII', '^hello', '^h\u00e9llo', ['SIGNATURE_EXPRESSION', 20, 16]],
    ['port asked and not given', 'ports      tcp/7 udp/9000', '', ['SIGNATURE_NEEDS', 12, 1]],
    ['half a condition', 'length >= 48 and', 'length >= and', ['SIGNATURE_CONDITION', 15, 19]],
    ['an unknown operand', 'u16be(2)', 'u16b(2)', ['SIGNATURE_CONDITION', 15, 26]],
    ['an unfinished range', '1..5', '1..', ['SIGNATURE_CONDITION', 16, 29]],
    ['a strange character', '>= 48', '>= 48;', ['SIGNATURE_CONDITION', 15, 21]],
    ['a field that cannot fit', 'u8(-1)', 'u16be(-1)', ['SIGNATURE_CONDITION', 16, 17]],
    ['a number too large', '0x0f', '0x1ff', ['SIGNATURE_CONDITION', 16, 18]],
    ['a port on the right', 'length - 4', 'port', ['SIGNATURE_CONDITION', 15, 38]],
    ['rest behind a condition', 'length - 4', 'length - 4 5', ['SIGNATURE_CONDITION', 15, 49]],
  ];
  for (const [what, from, to, expected] of refused) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(faults(changed(from, to))[0], expected);
    });
  }

  it('reads any text without failing: a protocol, or faults with their places', () => {
    const lines = fc.array(fc.oneof(fc.constantFrom(...FULL.split('\n')), fc.string({ unit: 'binary' })));
    fc.assert(
      fc.property(lines, fc.nat(400), fc.string(), (some, cut, put) => {
        for (const text of [some.join('\n'), `${FULL.slice(0, cut)}${put}${FULL.slice(cut)}`]) {
          const { protocol, errors } = parseSignatureFile('example.sig', text);
          assert.equal(protocol === undefined, errors.length > 0);
          for (const { where, next } of errors) {
            assert.equal(where?.file, 'example.sig');
            assert.ok((where.line ?? 0) >= 1 && (where.column ?? 0) >= 1 && next !== undefined);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses expressions outside of a block', () => {
    assert.deepEqual(faults(`expression ^a\n${FULL}`)[0], ['SIGNATURE_ORDER', 1, 1]);
  });

  it('keeps its limits', () => {
    assert.equal(faults('x'.repeat(70_000)).length, 1);
    assert.deepEqual(faults(changed('^hello', '^a'.repeat(3000)))[0], ['SIGNATURE_LIMIT', 20, 3]);
    const many = Array.from({ length: 70 }, () => '  expression ^a').join('\n');
    assert.deepEqual(faults(changed('  expression ^hello', many)), [['SIGNATURE_LIMIT', 1, 1]]);
    const conditions = Array.from({ length: 17 }, (_, i) => `  where length > ${i}`).join('\n');
    assert.deepEqual(faults(changed('  expression ^hello', `  expression ^a\n${conditions}`)), [
      ['SIGNATURE_LIMIT', 37, 3],
    ]);
  });
});
