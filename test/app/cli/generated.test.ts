import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bashCompletion } from '../../../src/app/cli/completion.ts';
import { manPage } from '../../../src/app/cli/man.ts';
import { COMMANDS } from '../../../src/app/cli/table.ts';
import { policyJsonSchema } from '../../../src/app/policy/schema.ts';
import { PROJECT_ROOT, version } from '../../../src/app/version.ts';

test('the manual page in docs is the one that the command table gives: npm run generate', () => {
  assert.equal(readFileSync(join(PROJECT_ROOT, 'docs/layer7.8'), 'utf8'), manPage(COMMANDS, version()));
});

test('the completion in packaging is the one that the command table gives: npm run generate', () => {
  const path = join(PROJECT_ROOT, 'packaging/layer7.bash-completion');
  assert.equal(readFileSync(path, 'utf8'), bashCompletion(COMMANDS));
});

test('the schema in packaging is the one that policies are checked with: npm run generate', () => {
  const path = join(PROJECT_ROOT, 'packaging/policy.schema.json');
  assert.equal(readFileSync(path, 'utf8'), policyJsonSchema());
});
