import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolders } from '../../src/app/files.ts';
import { temporaryFolder } from './support.ts';

test('a folder is made with those above it, and one that is there is left', () => {
  const path = join(temporaryFolder(), 'a', 'b', 'c');
  makeFolders(path);
  makeFolders(path);
  assert.ok(statSync(path).isDirectory());
});

test('where a folder cannot be made, the system says why', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  assert.throws(() => makeFolders(file), { code: 'EEXIST' });
  assert.throws(() => makeFolders(join(file, 'below')), { code: 'ENOTDIR' });
  assert.throws(() => makeFolders('/proc/layer7-test/below'), { code: 'ENOENT' });
});
