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
