import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { firstImpossible } from '../../../src/core/patterns/condition-range.ts';
import type { Condition, Evidence, Operand, Protocol, Term } from '../../../src/core/patterns/model.ts';
import { parsePatFile } from '../../../src/core/patterns/pat-file.ts';
import { parseSignatureFile } from '../../../src/core/patterns/signature-file.ts';
import { formatSignature } from '../../../src/core/patterns/signature-writer.ts';

const width = fc.constantFrom(1, 2, 3, 4);
const field: fc.Arbitrary<Operand> = fc
  .record({ width, offset: fc.integer({ min: -60_000, max: 60_000 }), little: fc.boolean(), mask: fc.nat() })
  .map(({ width: bytes, offset, little, mask }) => ({
    kind: 'field',
    width: bytes as 1 | 2 | 3 | 4,
    offset: offset < 0 ? Math.min(offset, -bytes) : offset,
    endian: little && bytes > 1 ? 'little' : 'big',
    mask: mask % 2 ** (8 * bytes),
  }));
const plain: fc.Arbitrary<Operand> = fc.oneof(
  field,
  fc.constant<Operand>({ kind: 'length' }),
  fc.nat().map<Operand>((value) => ({ kind: 'constant', value })),
);
const port = fc
  .constantFrom('source', 'destination', 'client', 'server', 'any')
  .map<Operand>((side) => ({ kind: 'port', side: side as 'any' }));
const term = (operand: fc.Arbitrary<Operand>): fc.Arbitrary<Term> =>
  fc
    .record({
      operand,
      times: fc.integer({ min: 0, max: 65_536 }),
      plus: fc.integer({ min: -1000, max: 1000 }),
    })
    .map((made) => (made.operand.kind === 'constant' ? { ...made, times: 1 } : made));
const condition: fc.Arbitrary<Condition> = fc.record({
  left: term(fc.oneof(plain, port)),
  comparison: fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
  right: term(plain),
});
const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const block = fc.record({
  transport: fc.constantFrom('tcp', 'udp', 'either'),
  view: fc.constantFrom('client', 'server', 'packet', 'both'),
  texts: fc.array(fc.stringMatching(/^\^[!-~]{1,12}$/), { minLength: 1, maxLength: 3 }),
  conditions: fc.array(condition, { maxLength: 4 }).filter((list) => firstImpossible(list) < 0),
  support: fc.uniqueArray(fc.constantFrom('port', 'other-side', 'second-packet'), { maxLength: 3 }),
  yields: fc.option(
    fc.record({
      to: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
      packets: fc.integer({ min: 1, max: 99 }),
    }),
    { nil: undefined },
  ),
});
const protocol: fc.Arbitrary<Protocol> = fc
  .record({
    name: word,
    title: fc.stringMatching(/^[A-Z][a-z ]{0,20}[a-z]$/),
    groups: fc.array(word, { minLength: 1, maxLength: 3 }),
    ndpi: fc.array(word, { maxLength: 2 }),
    blocks: fc.array(block, { minLength: 1, maxLength: 3 }),
  })
  .map(({ name, title, groups, ndpi, blocks }) => ({
    name,
    title,
    reference: 'made by the test',
    groups,
    ports: [{ transport: 'tcp', port: 7 }],
    aliases: { ndpi, wireshark: [], iana: [] },
    attributes: [],
    file: `${name}.sig`,
    evidence: blocks.flatMap(({ texts, support, transport, yields, ...rest }) =>
      texts.map(
        (text): Evidence => ({
          ...rest,
          transport: yields === undefined ? transport : 'udp',
          ...(yields === undefined ? {} : { yields }),
          protocol: name,
          expression: { text, dialect: 'signature' },
          strength: support.length > 0 ? 'weak' : 'strong',
          support,
        }),
      ),
    ),
  }));

/** The protocol without the places that only a file has. */
function placeless(one: Protocol): unknown {
  const evidence = one.evidence.map(({ expression, yields, ...rest }) => ({
    ...rest,
    ...(yields === undefined ? {} : { yields: { to: yields.to, packets: yields.packets } }),
    expression: { text: expression.text, dialect: expression.dialect },
  }));
  return JSON.parse(JSON.stringify({ ...one, evidence }));
}

describe('formatSignature', () => {
  it('is read back as the same protocol', () => {
    fc.assert(
      fc.property(protocol, (made) => {
        const parsed = parseSignatureFile(made.file, formatSignature(made));
        assert.deepEqual(parsed.errors, []);
        assert.deepEqual(placeless(parsed.protocol!), placeless(made));
      }),
      { numRuns: 300 },
    );
  });

  it('writes one line for each thing about the protocol, whatever characters it holds', () => {
    const { protocol: read } = parseSignatureFile(
      'a.sig',
      'name a\ntitle A\nreference r\ngroups web\n\nevidence tcp client\n  expression ^a\n',
    );
    const text = formatSignature({
      ...read!,
      title: 'A\ngroups x\u001b[31m',
      reference: ' of\r\nevidence tcp server',
      groups: ['web\u0007'],
    });
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    const { protocol: again, errors } = parseSignatureFile('a.sig', text);
    assert.deepEqual(errors, []);
    assert.equal(again!.title, 'A groups x\ufffd[31m');
    assert.equal(again!.reference, 'of  evidence tcp server');
    assert.deepEqual(again!.groups, ['web\ufffd']);
  });

  it('refuses expressions of other dialects', () => {
    const { protocol: pat } = parsePatFile('a.pat', 'a\n^a\n');
    assert.throws(() => formatSignature(pat!), { code: 'SIGNATURE_DIALECT' });
  });
});
