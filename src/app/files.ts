/** Reading what may not be there, and writing so that a crash leaves the old file or the new, whole. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Whether a thrown value is a system error of this name, such as `ENOENT`. */
export function isSystemError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Text of a file, or undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Makes a folder and those above it that are missing. Throws the system's error, always: Node's own way tries
 * for ever where a folder is there and nothing can be made in it, as in /proc.
 */
export function makeFolders(path: string, mode = 0o755): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if (isSystemError(error, 'EEXIST') && statSync(path).isDirectory()) return;
    const above = dirname(path);
    const isThere = statSync(above, { throwIfNoEntry: false }) !== undefined;
    if (!isSystemError(error, 'ENOENT') || isThere) throw error;
    makeFolders(above, mode);
    mkdirSync(path, mode);
  }
}

/**
 * Writes a file so that readers and crashes see the old content or the new, never a part: a neighbour is
 * written, synced, renamed over it, and the folder synced (rename(2), fsync(2)).
 */
export function writeAtomically(path: string, content: string | Uint8Array, mode = 0o644): void {
  const neighbour = `${path}.new-${process.pid}`;
  const file = openSync(neighbour, 'w', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } catch (error) {
    rmSync(neighbour, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(neighbour, path);
  syncFolder(dirname(path));
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
