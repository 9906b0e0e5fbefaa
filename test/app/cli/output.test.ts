import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Column,
  forTerminal,
  jsonText,
  printRecords,
  renderTable,
  write,
} from '../../../src/app/cli/output.ts';
import { testContext } from '../support.ts';

interface Row {
  readonly name: string;
  readonly count: number;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'NAME', cell: (row) => row.name, flexible: true },
  { title: 'COUNT', cell: (row) => row.count, align: 'right' },
];
const ROWS: readonly Row[] = [
  { name: 'http', count: 12 },
  { name: 'a-very-long-name-of-a-protocol', count: 3 },
];

test('a table is aligned and ends its lines without white space', () => {
  assert.equal(
    renderTable(COLUMNS, ROWS),
    'NAME                            COUNT\nhttp                               12\na-very-long-name-of-a-protocol      3\n',
  );
});

test('a flexible column gives way to the width of the terminal, others do not', () => {
  const table = renderTable(COLUMNS, ROWS, 20);
  for (const line of table.trimEnd().split('\n')) assert.ok(line.length <= 20, line);
  assert.match(table, /a-very-long-…/);
  assert.match(renderTable(COLUMNS, ROWS, 4), /COUNT/);
});

test('control characters never reach the terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const table = renderTable(COLUMNS, [{ name, count: 1 }]);
      assert.doesNotMatch(table.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/);
      assert.equal(table.split('\n').length, 3);
    }),
  );
});

test('text for people goes out without control characters but ends of lines and tabs', async () => {
  const context = testContext();
  await write(context, 'one\u001b]0;title\u0007\n\ttwo\r\u001b[1mthree\u009b31m\u007f\n');
  assert.equal(context.stdout.text, 'one\ufffd]0;title\ufffd\n\ttwo\ufffd\ufffd[1mthree\ufffd31m\ufffd\n');
});

test('where there is colour, the styles of the program stay and no others', () => {
  const text = '\u001b[1mbold\u001b[0m \u001b[7mmarked\u001b[0m \u001b[31m\u001b[2J';
  assert.equal(
    forTerminal(text, true),
    '\u001b[1mbold\u001b[0m \u001b[7mmarked\u001b[0m \ufffd[31m\ufffd[2J',
  );
});

test('JSON has every control character escaped, and reads back the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const text = jsonText({ name });
      assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f]/);
      assert.deepEqual(JSON.parse(text), { name });
    }),
  );
});

test('the three formats say the same', async () => {
  const json = testContext();
  await printRecords(json, 'json', COLUMNS, ROWS);
  assert.deepEqual(JSON.parse(json.stdout.text), ROWS);
  const lines = testContext();
  await printRecords(lines, 'jsonl', COLUMNS, ROWS);
  assert.deepEqual(
    lines.stdout.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    ROWS,
  );
  const table = testContext();
  await printRecords(table, 'table', COLUMNS, ROWS);
  assert.equal(table.stdout.text, renderTable(COLUMNS, ROWS));
});
