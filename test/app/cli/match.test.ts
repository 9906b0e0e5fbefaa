import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { match, readPayload } from '../../../src/app/cli/commands/match.ts';
import { temporaryFolder, testContext } from '../support.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'hello.pat'), 'hello\n^hello\n');
writeFileSync(join(folder, 'world.pat'), 'world\nworld$\n');
const OPTIONS = {
  l7dir: folder,
  protocols: undefined,
  dialect: 'kernel',
  limit: undefined,
  format: 'jsonl',
  log: 'text',
} as const;

function line(payload: string): string {
  return JSON.stringify({ payload: Buffer.from(payload, 'latin1').toString('base64') });
}

test('one line out for each line in, with the names sorted', async () => {
  const context = testContext(
    [line('HELLO World'), line('help'), '', line('\0h\0ello'), line('')].join('\n'),
  );
  assert.equal(await match({ options: OPTIONS, args: [], context }), 0);
  assert.equal(
    context.stdout.text,
    '{"match":["hello","world"]}\n{"match":[]}\n{"match":["hello"]}\n{"match":[]}\n',
  );
  assert.equal(context.stderr.text, '');
});

test('a line that cannot be read is named by its number, and the others go on', async () => {
  const context = testContext(
    `${line('hello')}\nnonsense\n{"payload":"@@@@"}\n{"load":1}\n[]\n${line('world')}`,
  );
  assert.equal(await match({ options: OPTIONS, args: [], context }), 3);
  const out = context.stdout.text
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  assert.deepEqual(out[0], { match: ['hello'] });
  assert.deepEqual(
    out.slice(1, 5).map((entry) => entry.line),
    [2, 3, 4, 5],
  );
  assert.deepEqual(out[5], { match: ['world'] });
  assert.match(context.stderr.text, /standard input:2: .*MATCH_LINE/);
});

test('as one document the answers are one list, also when there are none', async () => {
  const options = { ...OPTIONS, format: 'json' } as const;
  const context = testContext([line('hello'), 'nonsense', line('world')].join('\n'));
  assert.equal(await match({ options, args: [], context }), 3);
  const answers = JSON.parse(context.stdout.text);
  assert.deepEqual(answers, [
    { match: ['hello'] },
    { error: 'this is not JSON', line: 2 },
    { match: ['world'] },
  ]);
  const empty = testContext();
  assert.equal(await match({ options, args: [], context: empty }), 0);
  assert.equal(empty.stdout.text, '[]\n');
});

test('a broken pattern is reported and the others match', async () => {
  const broken = temporaryFolder();
  writeFileSync(join(broken, 'good.pat'), 'good\ngood\n');
  writeFileSync(join(broken, 'bad.pat'), 'bad\n(bad\n');
  const context = testContext(line('good'));
  assert.equal(await match({ options: { ...OPTIONS, l7dir: broken }, args: [], context }), 3);
  assert.equal(context.stdout.text, '{"match":["good"]}\n');
  assert.match(context.stderr.text, /bad\.pat:2/);
});

test('payloads of any bytes come through base64 unchanged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const text = JSON.stringify({ payload: Buffer.from(bytes).toString('base64') });
      const payload = readPayload(text, 1);
      assert.ok(payload instanceof Uint8Array);
      assert.deepEqual([...payload], [...bytes]);
    }),
  );
});
