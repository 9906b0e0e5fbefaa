import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { protocols } from '../../../src/app/cli/commands/protocols.ts';
import { temporaryFolder, testContext } from '../support.ts';

const folder = temporaryFolder();
const FILE = [
  'mask 0x0fff0000',
  'l7dir -',
  'protocol can 2',
  'protocol egd 300',
  'protocol nntp 31',
  'protocol ssh 200',
];
writeFileSync(join(folder, 'ids'), `${FILE.join('\n')}\n`);

async function listed(format: 'table' | 'json' | 'jsonl', columns?: number): Promise<string> {
  const context = testContext('', { columns });
  const options = { format, l7dir: undefined, 'run-dir': folder, 'state-dir': folder, log: 'text' } as const;
  assert.equal(await protocols({ options, args: [], context }), 0, context.stderr.text);
  return context.stdout.text;
}

test('of a daemon that runs, the names that it looks for are listed', async () => {
  const runDir = temporaryFolder();
  const patterns = temporaryFolder();
  writeFileSync(join(patterns, 'http.pat'), '# HTTP - of my own\nhttp\n^get\n');
  writeFileSync(join(patterns, 'aim.pat'), 'aim\n^aim\n');
  const lines = [
    'mask 0x0fff0000',
    `l7dir ${patterns}`,
    'protocol http 9',
    'protocol gone 12',
    'group web gone',
  ];
  writeFileSync(join(runDir, 'protocols'), `${lines.join('\n')}\n`);
  const names = async (l7dir: string | undefined) => {
    const context = testContext();
    const options = { format: 'json', l7dir, 'run-dir': runDir, 'state-dir': folder, log: 'text' } as const;
    assert.equal(await protocols({ options, args: [], context }), 0, context.stderr.text);
    return (JSON.parse(context.stdout.text) as { name: string; id: number; groups: string[] }[]).map(
      ({ name, id, groups }) => [name, id, groups.join(' ')],
    );
  };
  assert.deepEqual(await names(undefined), [
    ['gone', 12, 'web'],
    ['http', 9, ''],
  ]);
  assert.deepEqual(await names(patterns), [
    ['aim', null, ''],
    ['http', null, ''],
  ]);
});

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

test('each name is shown with its id and its label', async () => {
  const rows = new Map(
    (JSON.parse(await listed('json')) as { name: string; id: number | null; label: number | null }[]).map(
      ({ name, id, label }) => [name, [id, label]],
    ),
  );
  assert.deepEqual(rows.get('ssh'), [200, 122]);
  assert.deepEqual(rows.get('nntp'), [31, 102]);
  assert.deepEqual(rows.get('http'), [null, 127], 'well known, also before a daemon has used it');
  assert.deepEqual(rows.get('can'), [2, 2]);
  assert.deepEqual(rows.get('egd'), [300, null]);
  assert.deepEqual(rows.get('youtube'), [null, null]);
});

test('the table fits the terminal, and 80 columns where there is none', async () => {
  assert.ok(widest(await listed('table')) <= 80);
  assert.ok(widest(await listed('table', 60)) <= 80);
  const wide = widest(await listed('table', 150));
  assert.ok(wide > 80 && wide <= 150, String(wide));
});
