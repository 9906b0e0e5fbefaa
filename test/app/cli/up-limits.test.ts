import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OptionValues } from '../../../src/app/cli/command.ts';
import { optionsOf, parseCommandLine } from '../../../src/app/cli/parse.ts';
import type { up } from '../../../src/app/cli/table/daemon-commands.ts';
import { COMMANDS } from '../../../src/app/cli/table.ts';
import { settingsFrom } from '../../../src/app/cli/up-settings.ts';
import { DEFAULT_SET_LIMITS } from '../../../src/core/automata/limits.ts';

function settings(...words: string[]): ReturnType<typeof settingsFrom> {
  const parsed = parseCommandLine(['up', ...words], COMMANDS);
  assert.ok(parsed.kind === 'run');
  const options: OptionValues<typeof up.options> = optionsOf(parsed.options);
  return settingsFrom(options);
}

test('a daemon keeps the limits that it was started with, for each time it reads the patterns', () => {
  const { library, limits } = settings('--limit', 'states=40000', '--limit', 'table-bytes=1000000');
  assert.equal(library.limits?.expression.states, 40_000);
  assert.equal(library.limits?.tableBytes, 1_000_000);
  assert.deepEqual(limits, ['states=40000', 'table-bytes=1000000']);
  assert.deepEqual(settings().library.limits, DEFAULT_SET_LIMITS);
});

test('a limit that there is not keeps a daemon from starting', () => {
  assert.throws(() => settings('--limit', 'stats=4'), { code: 'LIMIT_INVALID' });
});

test('every command that reads patterns to compile them takes limits', () => {
  const without = COMMANDS.filter(({ options }) => 'l7dir' in options && !('limit' in options));
  // These read names only, or start a daemon of their own.
  assert.deepEqual(without.map(({ name }) => name).sort(), ['lab', 'protocols']);
});
