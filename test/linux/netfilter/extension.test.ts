import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Layer7Error } from '../../../src/core/errors.ts';
import {
  buildExtension,
  extensionStatus,
  installExtension,
  removeExtension,
} from '../../../src/linux/netfilter/extension.ts';
import { type Run, runCommand } from '../../../src/linux/netfilter/tools.ts';

const status = await extensionStatus();
const skip = status.missing.length > 0 ? `not installed: ${status.missing.join(', ')}` : false;
const root = await mkdtemp(join(tmpdir(), 'layer7 install '));
after(() => rm(root, { recursive: true }));

/** A machine on which these programs are not installed. */
const without =
  (...gone: readonly string[]): Run =>
  (file, args, input) =>
    gone.includes([file, ...args].join(' ')) || gone.includes(file)
      ? Promise.resolve({ status: 127, stdout: '', stderr: '', missing: true })
      : runCommand(file, args, input);

test('missing packages are named with the command that installs them', async () => {
  const machines: readonly (readonly [Run, readonly string[]])[] = [
    [without('gcc'), ['gcc', 'libc6-dev']],
    [without('pkg-config'), ['pkg-config', 'libxtables-dev']],
    [without('pkg-config --exists xtables'), ['libxtables-dev']],
    [without('gcc', 'pkg-config'), ['gcc', 'libc6-dev', 'pkg-config', 'libxtables-dev']],
  ];
  for (const [run, missing] of machines) {
    // What this machine lacks in truth comes on top.
    const found = await extensionStatus({ run });
    for (const name of missing) assert.ok(found.missing.includes(name));
    assert.equal(found.next, `apt-get install -y ${found.missing.join(' ')}`);
    await assert.rejects(buildExtension(root, { run }), (error: unknown) => {
      assert.ok(error instanceof Layer7Error);
      assert.equal(error.code, 'EXTENSION_NEEDS_PACKAGES');
      assert.match(error.diagnostic.next ?? '', /apt-get install -y .*layer7 iptables/);
      return true;
    });
  }
});

test('built, installed, found up to date, found outdated, removed', { skip }, async () => {
  const options = { folder: root };
  assert.equal((await extensionStatus(options)).installed, 'no');
  const path = await installExtension(options);
  assert.equal(path, join(root, 'libxt_layer7.so'));
  assert.equal((await extensionStatus(options)).installed, 'current');
  assert.deepEqual(await readdir(root), ['libxt_layer7.so']);

  const before = (await stat(path)).mtimeMs;
  await installExtension(options);
  assert.equal((await stat(path)).mtimeMs, before, 'a current library is left alone');

  const old = (await readFile(path))
    .toString('latin1')
    .replace(/layer7-source:[0-9a-f]{8}/, 'layer7-source:00000000');
  await writeFile(path, old, 'latin1');
  assert.equal((await extensionStatus(options)).installed, 'outdated');
  await installExtension(options);
  assert.equal((await extensionStatus(options)).installed, 'current');

  assert.equal(await removeExtension(options), true);
  assert.equal(await removeExtension(options), false);
  assert.deepEqual(await readdir(root), []);
});

test('a library of somebody else is neither overwritten nor removed', { skip }, async () => {
  const path = join(root, 'libxt_layer7.so');
  await writeFile(path, 'not ours');
  const options = { folder: root };
  assert.equal((await extensionStatus(options)).installed, 'foreign');
  await assert.rejects(installExtension(options), { code: 'EXTENSION_TAKEN' });
  assert.equal(await removeExtension(options), false);
  assert.equal(await readFile(path, 'utf8'), 'not ours');
  await rm(path);
});

test("the compiler's words are kept, and a folder that is not there is named", { skip }, async () => {
  const run: Run = (file, args, input) =>
    file === 'gcc' && args.includes('-shared')
      ? Promise.resolve({ status: 1, stdout: '', stderr: 'xtables.h: No such file', missing: false })
      : runCommand(file, args, input);
  await assert.rejects(buildExtension(root, { run }), (error: unknown) => {
    assert.ok(error instanceof Layer7Error);
    assert.equal(error.code, 'EXTENSION_BUILD_FAILED');
    assert.equal(error.diagnostic.cause, 'xtables.h: No such file');
    return true;
  });
  await assert.rejects(installExtension({ folder: join(root, 'nowhere') }), {
    code: 'EXTENSION_NOT_WRITTEN',
    message: /nowhere/,
  });
});
