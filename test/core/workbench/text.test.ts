/** How the workbench writes: bytes, dumps, tables, numbers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base64Text, bytesText, printableText, quotedBytes } from '../../../src/core/workbench/bytes-text.ts';
import { faultLines } from '../../../src/core/workbench/fault-text.ts';
import { dumpLines } from '../../../src/core/workbench/hex-dump.ts';
import {
  percentText,
  plural,
  sectionsText,
  shortened,
  sizeText,
  tableText,
  wrapped,
} from '../../../src/core/workbench/layout.ts';
import { latin1 } from '../../support/bytes.ts';

describe('bytes as text', () => {
  it('escapes what cannot be printed', () => {
    assert.equal(bytesText(latin1('a"\\\r\n\t\x00\xff')), 'a\\"\\\\\\r\\n\\t\\x00\\xff');
    assert.equal(printableText('a\x01\xff\u2026'), 'a\\x01\\xff\u2026');
  });

  it('cuts to a width and says how much there was', () => {
    assert.equal(quotedBytes(latin1('short'), 20), '"short"');
    assert.equal(quotedBytes(latin1('x'.repeat(100)), 30), `"${'x'.repeat(16)}"…, 100 bytes`);
    assert.equal(quotedBytes(latin1('\x00'.repeat(9)), 12), '"\\x00\\x00"…');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 12, max: 80 }), (bytes, width) => {
        assert.ok(quotedBytes(bytes, width).length <= width);
      }),
    );
  });

  it('is base64 as everybody writes it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        assert.equal(base64Text(bytes), Buffer.from(bytes).toString('base64'));
      }),
    );
  });
});

describe('dump', () => {
  const data = latin1(
    Array.from({ length: 40 }, (_, index) => String.fromCharCode(0x41 + (index % 26))).join(''),
  );

  it('marks a range in brackets, wherever it begins and ends', () => {
    assert.deepEqual(dumpLines(latin1('GET /'), { from: 0, to: 3 }), [
      '0000 [47 45 54]20 2f                                     GET /',
    ]);
    assert.match(dumpLines(data, { from: 4, to: 16 })[0]!, / 50\] {2}ABC/);
    assert.match(dumpLines(data, { from: 14, to: 18 }).join('\n'), /4e\[4f 50 [\s\S]*0010 {2}51 52\]53/);
    assert.match(dumpLines(data, { from: 36, to: 40 })[2]!, /\[4b 4c 4d 4e\]/);
  });

  it('shows the lines around the mark when there are too many', () => {
    assert.deepEqual(
      dumpLines(data, { from: 0, to: 0 }, { lines: 1 }).map((line) => line.slice(0, 16)),
      ['0000  41 42 43 4', '… 24 more bytes'],
    );
    const far = dumpLines(new Uint8Array(200), { from: 100, to: 101 }, { lines: 2, indent: '  ' });
    assert.equal(far[0], '  … 80 bytes before');
    assert.match(far.join('\n'), /0060 {2}00 00 00 00\[00\]/);
    assert.equal(far.at(-1), '  … 88 more bytes');
  });
});

describe('layout', () => {
  it('breaks lines, and leaves a long word whole', () => {
    assert.deepEqual(wrapped('aa bb cc', '', 5), ['aa bb', 'cc']);
    assert.deepEqual(wrapped('a toolongword b', '- ', 6), ['- a', '- toolongword', '- b']);
    assert.deepEqual(wrapped('  '), []);
  });

  it('fits tables into a width, the widest columns cut first', () => {
    const table = tableText(
      [{ title: 'NAME' }, { title: 'N', align: 'right' }, { title: 'PAYLOAD' }],
      [
        ['a', '1', (width) => 'p'.repeat(width)],
        ['b'.repeat(60), '22', 'short'],
      ],
      '  ',
      50,
    );
    for (const line of table) assert.ok(line.length <= 50, line);
    assert.match(table[2]!, /^ {2}b+… +22 {2}short$/);
    assert.match(table[1]!, /^ {2}a +1 {2}p{12,}$/);
  });

  it('writes numbers as people do', () => {
    assert.deepEqual([0, 1, 0.0344, 0.00023, 1e-9, 0.99999].map(percentText), [
      '0 %',
      '100 %',
      '3.44 %',
      '0.0230 %',
      '1.0e-7 %',
      '100 %',
    ]);
    assert.deepEqual([999, 1000, 12_345, 2_000_000].map(sizeText), ['999 B', '1.0 KB', '12 KB', '2.0 MB']);
    assert.deepEqual(
      [plural(1, 'byte'), plural(1234, 'byte'), plural(2, 'class', 'classes')],
      ['1 byte', '1,234 bytes', '2 classes'],
    );
    assert.equal(shortened('abcdef', 4), 'abc…');
  });

  it('makes headings bold only with colour', () => {
    const sections = [
      { title: 'A', lines: ['x'] },
      { title: 'B', lines: [] },
    ];
    assert.equal(sectionsText(sections), 'A\nx\n\nB\n');
    assert.match(sectionsText(sections, true), /^\u001b\[1mA\u001b\[0m\nx\n/);
  });

  it('keeps control characters of a fault from the terminal', () => {
    const lines = faultLines({
      code: 'X',
      kind: 'input',
      message: 'm',
      given: '\u001b[2J'.repeat(40),
      next: 'n',
    });
    for (const line of lines) assert.ok(line.length <= 80 && !line.includes('\u001b'), line);
  });
});
