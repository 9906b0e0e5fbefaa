import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockHolder, refuseSecond, takeInstanceLock } from '../../../src/app/daemon/instance-lock.ts';
import { diagnosticFrom, temporaryFolder } from '../support.ts';

const LOCK_MODULE = new URL('../../../src/app/daemon/instance-lock.ts', import.meta.url).href;

/** Another process that takes the lock and waits. */
async function holder(path: string) {
  const code = `import { takeInstanceLock } from ${JSON.stringify(LOCK_MODULE)};
    takeInstanceLock(process.argv[1]); console.log('taken'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('the lock is held by one process, which it names, and free when that is gone', async () => {
  const path = join(temporaryFolder(), 'daemon.pid');
  const child = await holder(path);
  assert.deepEqual(lockHolder(path), { pid: child.pid, runDir: undefined });
  const diagnostic = diagnosticFrom(() => takeInstanceLock(path));
  assert.equal(diagnostic.code, 'ALREADY_RUNNING');
  assert.equal(diagnostic.kind, 'conflict');
  assert.match(diagnostic.message, new RegExp(`process ${child.pid}`));
  assert.equal(diagnosticFrom(() => refuseSecond(path)).code, 'ALREADY_RUNNING');
  assert.equal(readFileSync(path, 'utf8'), `${child.pid}\n`, 'the refused one changed nothing');

  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(lockHolder(path), undefined);
  const lock = takeInstanceLock(path);
  assert.equal(lock.crashed, child.pid);
  assert.equal(readFileSync(path, 'utf8'), `${process.pid}\n`);
  lock.release();
  lock.release();
  assert.equal(existsSync(path), false);
});

test('a first start finds no trace of a crash, nor does one after a proper end', () => {
  const path = join(temporaryFolder(), 'daemon.pid');
  for (let round = 0; round < 2; round++) {
    assert.equal(lockHolder(path), undefined);
    const lock = takeInstanceLock(path);
    assert.equal(lock.crashed, undefined);
    assert.throws(() => takeInstanceLock(path), { code: 'ALREADY_RUNNING' });
    lock.release();
  }
});

test('a holder with a run folder is named with it', () => {
  const path = join(temporaryFolder(), 'namespace-1.pid');
  const lock = takeInstanceLock(path, '/run/another one');
  assert.deepEqual(lockHolder(path), { pid: process.pid, runDir: '/run/another one' });
  const diagnostic = diagnosticFrom(() => takeInstanceLock(path, '/run/third'));
  assert.match(
    diagnostic.message,
    new RegExp(`process ${process.pid}, with the run folder /run/another one`),
  );
  assert.match(diagnostic.next ?? '', /layer7 down --run-dir .*a network namespace of its own/);
  lock.release();
});

test('a file that holds no pid is taken like an empty one', () => {
  const path = join(temporaryFolder(), 'daemon.pid');
  writeFileSync(path, 'nonsense');
  const lock = takeInstanceLock(path);
  assert.equal(lock.crashed, undefined);
  lock.release();
});
