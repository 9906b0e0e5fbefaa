/**
 * A file that is both a note of who holds it and the lock itself: whoever holds flock(2) on it is the
 * holder, and the kernel lets go when that process is gone, however it died. So a file without a lock is the
 * trace of a crash. Its first line is the pid, its second, where there is one, the holder's run folder.
 *
 * A daemon holds two: `daemon.pid` in its run folder, and one for its network namespace
 * (`namespace-lock.ts`).
 *
 * Node has no flock; util-linux's flock(1) is given our descriptor and locks the open file behind it, which
 * stays locked for as long as we keep the descriptor.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { Layer7Error } from '../../core/errors.ts';
import { isSystemError } from '../files.ts';

export interface Holder {
  /** 0 when the file does not say. */
  readonly pid: number;
  readonly runDir: string | undefined;
}

export interface InstanceLock {
  /** Pid that the file named before: a holder that ended without giving up its lock; undefined when none. */
  readonly crashed: number | undefined;
  /** Removes the file and lets go. Idempotent. */
  release(): void;
}

/** Longest note that is read, in bytes: a pid and a path. */
const NOTE_LIMIT = 4200;

/**
 * Takes the lock at `path` for this process, with its run folder as a note when given.
 * Throws `Layer7Error` `ALREADY_RUNNING` (kind `conflict`) that names the process which holds it.
 */
export function takeInstanceLock(path: string, runDir?: string): InstanceLock {
  for (;;) {
    const file = openSync(path, 'a+', 0o644);
    if (!lock(file)) {
      const holder = readHolder(file);
      closeSync(file);
      throw alreadyRunning(path, holder);
    }
    if (!isStill(path, file)) {
      closeSync(file);
      continue;
    }
    const { pid } = readHolder(file);
    ftruncateSync(file);
    writeSync(file, `${process.pid}\n${runDir === undefined ? '' : `${runDir}\n`}`);
    let held = true;
    return {
      crashed: pid === 0 ? undefined : pid,
      release: () => {
        if (!held) return;
        held = false;
        unlinkSync(path);
        closeSync(file);
      },
    };
  }
}

/** Throws `Layer7Error` `ALREADY_RUNNING` when a process holds the lock at `path` now. */
export function refuseSecond(path: string): void {
  const holder = lockHolder(path);
  if (holder !== undefined) throw alreadyRunning(path, holder);
}

/** What is said to whoever comes second. */
function alreadyRunning(path: string, { pid, runDir }: Holder): Layer7Error {
  const who = pid === 0 ? '' : `, as process ${pid}`;
  return new Layer7Error({
    code: 'ALREADY_RUNNING',
    kind: 'conflict',
    message:
      runDir === undefined
        ? `a layer7 daemon runs already${who}`
        : `a layer7 daemon runs in this network namespace already${who}, with the run folder ${runDir}`,
    where: { file: path },
    next: `stop it with "layer7 down${runDir === undefined ? '' : ` --run-dir ${runDir}`}"; ${OF_ITS_OWN}`,
  });
}

/** The way to have two daemons. */
export const OF_ITS_OWN = 'another instance needs a network namespace of its own, and a --run-dir';

/** Who holds the lock at `path` now; undefined when nobody does. */
export function lockHolder(path: string): Holder | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  try {
    return lock(file) ? undefined : readHolder(file);
  } finally {
    closeSync(file);
  }
}

function lock(file: number): boolean {
  const { status, error, stderr } = spawnSync(
    'flock',
    ['--nonblock', '--exclusive', '--conflict-exit-code', '75', '3'],
    {
      stdio: ['ignore', 'ignore', 'pipe', file],
      encoding: 'utf8',
    },
  );
  if (status === 0) return true;
  if (status === 75) return false;
  throw new Layer7Error({
    code: 'LOCK_FAILED',
    kind: 'environment',
    message: 'the lock of the run directory could not be taken with flock(1)',
    cause: error?.message ?? stderr.trim(),
    next: 'install util-linux, and use a --run-dir on a local file system',
  });
}

/** Whether the open file is still the one that `path` names: the last holder may have removed it meanwhile. */
function isStill(path: string, file: number): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  const ours = fstatSync(file);
  return there !== undefined && there.ino === ours.ino && there.dev === ours.dev;
}

function readHolder(file: number): Holder {
  const bytes = Buffer.alloc(NOTE_LIMIT);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  const [first = '', second = ''] = bytes.toString('utf8', 0, length).split('\n');
  return { pid: /^\d{1,9}$/.test(first) ? Number(first) : 0, runDir: second === '' ? undefined : second };
}
