/** Reading what may not be there, and writing so that a crash leaves the old file or the new, whole. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
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
