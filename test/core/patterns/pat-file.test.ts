import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePatFile } from '../../../src/core/patterns/pat-file.ts';

/** A file with every part that the format knows. */
const FULL = [
  '# Example - a protocol for tests',
  '# Pattern attributes: good fast slow overmatch',
  '# Protocol groups: chat p2p',
  '',
  '   \t',
  'example   trailing words are ignored',
  '^ex[0-9]+\\x20 ',
  'userspace pattern=^EX=[0-9]+',
  'userspace flags=REG_EXTENDED REG_NOSUB',
  '',
].join('\n');

describe('parsePatFile', () => {
  it('reads name, expression and metadata', () => {
    const { protocol, errors, warnings } = parsePatFile('dir/sub/example.pat', FULL);
    assert.deepEqual([errors, warnings], [[], []]);
    assert.equal(protocol?.name, 'example');
    assert.equal(protocol.title, 'Example - a protocol for tests');
    assert.equal(protocol.quality, 'good');
    assert.deepEqual(protocol.attributes, ['fast', 'slow', 'overmatch']);
    assert.deepEqual(protocol.groups, ['chat', 'p2p']);
    assert.deepEqual(protocol.evidence, [
      {
        protocol: 'example',
        transport: 'either',
        view: 'both',
        expression: {
          text: '^ex[0-9]+\\x20 ',
          dialect: 'kernel',
          where: { file: 'dir/sub/example.pat', line: 7, column: 1 },
        },
        conditions: [],
        strength: 'strong',
        support: [],
      },
    ]);
  });

  it('takes expression and flags of the userspace variant when asked', () => {
    const { protocol } = parsePatFile('example.pat', FULL, 'userspace');
    assert.deepEqual(protocol?.evidence[0]?.expression, {
      text: '^EX=[0-9]+',
      dialect: 'userspace',
      flags: ['REG_EXTENDED', 'REG_NOSUB'],
      where: { file: 'example.pat', line: 8, column: 19 },
    });
  });

  it('uses the one expression for both variants when there is no other', () => {
    const { protocol } = parsePatFile('a.pat', 'a\n^a\n', 'userspace');
    assert.deepEqual(protocol?.evidence[0]?.expression, {
      text: '^a',
      dialect: 'userspace',
      where: { file: 'a.pat', line: 2, column: 1 },
    });
  });

  it('reads the quality of old files', () => {
    const { protocol } = parsePatFile('a.pat', '# A\n# Pattern quality: great veryfast\na\n^a\n');
    assert.equal(protocol?.quality, 'great');
    assert.deepEqual(protocol.attributes, ['veryfast']);
  });

  it('keeps bytes above 0x7f as one character each', () => {
    const { protocol } = parsePatFile('a.pat', 'a\n^\xe9\xff\n');
    assert.equal(protocol?.evidence[0]?.expression.text, '^\xe9\xff');
  });

  it('reads lines that end with CR LF', () => {
    const { protocol } = parsePatFile('a.pat', '# A\r\na\r\n^a\r\n');
    assert.equal(protocol?.evidence[0]?.expression.text, '^a');
  });

  it('refuses a name that is not the name of the file, case included', () => {
    const { protocol, errors } = parsePatFile('x/http.pat', '# H\n\nHTTP\n^http\n');
    assert.equal(protocol, undefined);
    assert.equal(errors[0]?.code, 'PATTERN_NAME_MISMATCH');
    assert.deepEqual(errors[0].where, { file: 'x/http.pat', line: 3, column: 1 });
    assert.equal(errors[0].given, 'HTTP');
  });

  it('refuses a file without a name, and one without an expression', () => {
    assert.equal(parsePatFile('a.pat', '# only\n# comments\n').errors[0]?.code, 'PATTERN_NAME_MISSING');
    assert.equal(parsePatFile('a.pat', '').errors[0]?.code, 'PATTERN_NAME_MISSING');
    assert.equal(parsePatFile('a.pat', 'a\n\n# end\n').errors[0]?.code, 'PATTERN_EXPRESSION_MISSING');
  });

  it('warns of an attribute that it does not know, and goes on', () => {
    const { protocol, warnings } = parsePatFile(
      'a.pat',
      'a\n^a\nkernel pattern=^b\nuserspace flags=REG_FAST\n',
    );
    assert.equal(protocol?.evidence.length, 1);
    assert.deepEqual(
      warnings.map(({ code, where }) => [code, where?.line, where?.column]),
      [
        ['PATTERN_ATTRIBUTE_UNKNOWN', 3, 1],
        ['PATTERN_FLAG_UNKNOWN', 4, 17],
      ],
    );
  });

  it('warns of a word of metadata that it does not know, with the nearest', () => {
    const { warnings } = parsePatFile('a.pat', '# A\n# Pattern attributes: god fast\na\n^a\n');
    assert.equal(warnings[0]?.next, 'did you mean "good"?');
  });

  it('recognises the placeholders', () => {
    for (const name of ['unknown', 'unset']) {
      const parsed = parsePatFile(`${name}.pat`, `${name}\n.\n`);
      assert.equal(parsed.placeholder, true);
      assert.equal(parsed.protocol, undefined);
      assert.deepEqual(parsed.errors, []);
    }
  });

  it('refuses a file of unreasonable size', () => {
    const { errors } = parsePatFile('a.pat', `a\n${'a'.repeat(70_000)}\n`);
    assert.equal(errors[0]?.code, 'PATTERN_FILE_LIMIT');
  });
});
