import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FOLDER_LIMITS, readLibraryFolder } from '../../../src/app/library/folder.ts';
import { diagnosticFrom, temporaryFolder } from '../support.ts';

function put(folder: string, path: string, content: string | Uint8Array = 'x\nx\n'): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

test('the folder and one level below are read, and only files of patterns', () => {
  const folder = temporaryFolder();
  for (const path of [
    'b.pat',
    'a.sig',
    'protocols/c.pat',
    'protocols/deep/d.pat',
    'README',
    '.e.pat',
    'f.pat~',
  ])
    put(folder, path);
  symlinkSync(join(folder, 'protocols/deep/d.pat'), join(folder, 'linked.pat'));
  const { files, errors } = readLibraryFolder(folder);
  assert.deepEqual(errors, []);
  assert.deepEqual(
    files.map((file) => file.path.slice(folder.length + 1)),
    ['a.sig', 'b.pat', 'linked.pat', 'protocols/c.pat'],
  );
});

test('a .pat is read byte by byte, a .sig as UTF-8', () => {
  const folder = temporaryFolder();
  const bytes = Uint8Array.of(0xc3, 0xa9, 0xff);
  put(folder, 'a.pat', bytes);
  put(folder, 'a.sig', bytes.subarray(0, 2));
  const texts = Object.fromEntries(
    readLibraryFolder(folder).files.map((file) => [file.path.slice(-3), file.text]),
  );
  assert.equal(texts.pat, '\u00c3\u00a9\u00ff');
  assert.equal(texts.sig, 'é');
});

test('no folder, a file in its place, and a folder without patterns are refused', () => {
  const folder = temporaryFolder();
  assert.equal(diagnosticFrom(() => readLibraryFolder(folder)).code, 'LIBRARY_EMPTY');
  put(folder, 'file');
  for (const path of ['none', 'file']) {
    const diagnostic = diagnosticFrom(() => readLibraryFolder(join(folder, path)));
    assert.equal(diagnostic.code, 'LIBRARY_FOLDER');
    assert.equal(diagnostic.where?.file, join(folder, path));
  }
});

test('what cannot be read costs only itself: a pipe, a folder, a dead link, a file too large', () => {
  const folder = temporaryFolder();
  put(folder, 'good.pat');
  put(folder, 'large.pat', new Uint8Array(101));
  mkdirSync(join(folder, 'folder.pat'));
  execFileSync('mkfifo', [join(folder, 'pipe.pat')]);
  symlinkSync('/nonexistent', join(folder, 'dead.pat'));
  const { files, errors } = readLibraryFolder(folder, { ...FOLDER_LIMITS, fileBytes: 100 });
  assert.deepEqual(
    files.map((file) => file.path),
    [join(folder, 'good.pat')],
  );
  assert.deepEqual(
    errors.map((error) => [error.where?.file?.slice(folder.length + 1), error.code]),
    ['dead.pat', 'folder.pat', 'large.pat', 'pipe.pat'].map((name) => [name, 'LIBRARY_FILE']),
  );
  assert.equal(errors[2].limit, 100);
});

test('a folder with more than it may hold is refused with the limit', () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 5; i++) put(folder, `p${i}.pat`);
  for (const limits of [
    { ...FOLDER_LIMITS, files: 4 },
    { ...FOLDER_LIMITS, entries: 4 },
  ]) {
    const diagnostic = diagnosticFrom(() => readLibraryFolder(folder, limits));
    assert.equal(diagnostic.code, 'LIBRARY_LIMIT');
    assert.equal(diagnostic.limit, 4);
  }
});
