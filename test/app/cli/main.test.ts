/** The program itself, where what it writes cannot be written. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../../src/app/version.ts';

const MAIN = join(PROJECT_ROOT, 'src/app/cli/main.ts');

interface Ended {
  readonly status: number | null;
  readonly err: string;
}

/** Runs the program; where a stream is `closed`, its reader is gone before anything is written. */
function run(
  words: readonly string[],
  { out, err = 'open' }: { readonly out: number | 'closed'; readonly err?: 'open' | 'closed' },
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: ['ignore', out === 'closed' ? 'pipe' : out, 'pipe'],
  });
  let text = '';
  child.stderr!.on('data', (chunk) => {
    text += chunk;
  });
  if (out === 'closed') child.stdout!.destroy();
  if (err === 'closed') child.stderr!.destroy();
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, err: text })));
}

test('a full disk is told like any other fault of the machine', async () => {
  const full = openSync('/dev/full', 'w');
  try {
    for (const words of [['version'], ['protocols', '--format', 'jsonl'], ['--help']]) {
      const { status, err } = await run(words, { out: full });
      assert.equal(status, 4, words.join(' '));
      assert.match(err, /^layer7: error: the output cannot be written \[OUTPUT_FAILED\]\n {2}cause: ENOSPC/);
      assert.doesNotMatch(err, /\n {4}at /);
    }
  } finally {
    closeSync(full);
  }
});

test('a reader that went away ends the program as SIGPIPE would, from either stream', async () => {
  assert.deepEqual(await run(['--help'], { out: 'closed' }), { status: 141, err: '' });
  const nowhere = openSync('/dev/null', 'w');
  try {
    assert.equal((await run(['nonsense'], { out: nowhere, err: 'closed' })).status, 141);
  } finally {
    closeSync(nowhere);
  }
});
