import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setup } from '../../../src/app/cli/commands/setup.ts';
import { testContext } from '../support.ts';

async function status(format: 'table' | 'json' | 'jsonl'): Promise<string> {
  const context = testContext();
  const options = { install: false, format, log: 'text' } as const;
  assert.equal(await setup({ options, args: ['status'], context }), 0);
  return context.stdout.text;
}

test('setup status is told to people, and to programs as a document and as a line', async () => {
  assert.match(await status('table'), /installed|not layer7's/);
  const document = JSON.parse(await status('json'));
  assert.ok(['current', 'outdated', 'foreign', 'no'].includes(document.installed));
  assert.equal(await status('jsonl'), `${JSON.stringify(document)}\n`);
});
