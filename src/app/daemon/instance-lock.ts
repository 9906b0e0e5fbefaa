/**
 * One daemon per run directory. `daemon.pid` is both the pid file and the lock: whoever holds flock(2) on it
 * is the daemon, and the kernel lets go when that process is gone, however it died. So a file without a
 * lock is the trace of a crash.
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

export interface InstanceLock {
  /** Pid that the file named before: a daemon that ended without giving up its lock; undefined when none. */
  readonly crashed: number | undefined;
  /** Removes the file and lets go. Idempotent. */
  release(): void;
}

/**
 * Takes the lock at `path` for this process.
 * Throws `Layer7Error` `ALREADY_RUNNING` (kind `conflict`) that names the process which holds it.
 */
export function takeInstanceLock(path: string): InstanceLock {
  for (;;) {
    const file = openSync(path, 'a+', 0o644);
    if (!lock(file)) {
      const pid = readPid(file);
      closeSync(file);
      throw alreadyRunning(path, pid);
    }
    if (!isStill(path, file)) {
      closeSync(file);
      continue;
    }
    const crashed = readPid(file);
    ftruncateSync(file);
    writeSync(file, `${process.pid}\n`);
    let held = true;
    return {
      crashed,
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
  const pid = lockHolder(path);
  if (pid !== undefined) throw alreadyRunning(path, pid);
}

function alreadyRunning(path: string, pid: number | undefined): Layer7Error {
  return new Layer7Error({
    code: 'ALREADY_RUNNING',
    kind: 'conflict',
    message: `a layer7 daemon runs already${pid === undefined ? '' : `, as process ${pid}`}`,
    where: { file: path },
    next: 'stop it with "layer7 down", or give this one a --run-dir and queues of its own',
  });
}

/** Pid of the daemon that holds the lock at `path` now; undefined when none does. */
export function lockHolder(path: string): number | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return lock(file) ? undefined : readPid(file);
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

function readPid(file: number): number | undefined {
  const bytes = Buffer.alloc(32);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  const pid = Number.parseInt(bytes.toString('latin1', 0, length), 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}
