/**
 * The files of a library folder, read as l7-filter looked for them: in the folder itself and one level
 * below, every file with a suffix that the library knows. What a file says is for `core/patterns` to read.
 *
 * A folder is input like any other: the number and size of its files are bounded, only plain files are
 * opened (a pipe would be waited on for ever), and what cannot be read costs only itself.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import { LIBRARY_SUFFIXES, type LibraryFile } from '../../core/patterns/library.ts';
import { isSystemError } from '../files.ts';

export interface FolderLimits {
  /** Most files that are read. */
  readonly files: number;
  /** Largest file, in bytes. */
  readonly fileBytes: number;
  /** Most entries of one folder that are looked at. */
  readonly entries: number;
}

export const FOLDER_LIMITS: FolderLimits = { files: 10_000, fileBytes: 1 << 20, entries: 100_000 };

export interface LibraryFolder {
  /** In order of path. */
  readonly files: readonly LibraryFile[];
  /** What could not be read. */
  readonly errors: readonly Diagnostic[];
}

/**
 * Reads the library files of `folder`.
 * Throws `Layer7Error` `LIBRARY_FOLDER` when the folder cannot be read, `LIBRARY_EMPTY` when nothing in it
 * has a suffix of the library, `LIBRARY_LIMIT` when it holds more than the limits allow.
 */
export function readLibraryFolder(folder: string, limits: FolderLimits = FOLDER_LIMITS): LibraryFolder {
  const paths: string[] = [];
  const errors: Diagnostic[] = [];
  for (const entry of list(folder, limits)) {
    const path = join(folder, entry);
    if (isLibraryFile(entry)) {
      paths.push(path);
    } else if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      paths.push(...listBelow(path, limits, errors));
    }
  }
  if (paths.length > limits.files) throw tooMany(folder, 'files of patterns', paths.length, limits.files);
  if (paths.length === 0 && errors.length === 0) {
    throw new Layer7Error({
      code: 'LIBRARY_EMPTY',
      kind: 'input',
      message: 'the folder holds no patterns',
      where: { file: folder },
      next: `put files with the suffix ${LIBRARY_SUFFIXES.join(' or ')} into it, or one level below`,
    });
  }
  const files: LibraryFile[] = [];
  for (const path of paths) {
    const result = readLibraryFile(path, limits);
    if ('text' in result) files.push(result);
    else errors.push(result);
  }
  return { files, errors };
}

function isLibraryFile(name: string): boolean {
  return !name.startsWith('.') && LIBRARY_SUFFIXES.some((suffix) => name.endsWith(suffix));
}

/** Names in a folder, sorted by code unit. */
function list(folder: string, limits: FolderLimits): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new Layer7Error({
      code: 'LIBRARY_FOLDER',
      kind: 'input',
      message: isSystemError(error, 'ENOENT') ? 'there is no such folder' : 'the folder cannot be read',
      where: { file: folder },
      cause: error instanceof Error ? error.message : String(error),
      next: 'give a folder of pattern files',
    });
  }
  if (names.length > limits.entries) throw tooMany(folder, 'entries', names.length, limits.entries);
  return names.sort();
}

function listBelow(folder: string, limits: FolderLimits, errors: Diagnostic[]): string[] {
  try {
    return list(folder, limits)
      .filter(isLibraryFile)
      .map((name) => join(folder, name));
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
    errors.push(error.diagnostic);
    return [];
  }
}

/** One file of a library, or why it cannot be read. */
export function readLibraryFile(
  path: string,
  limits: FolderLimits = FOLDER_LIMITS,
): LibraryFile | Diagnostic {
  const fault = (message: string, extra: Partial<Diagnostic> = {}): Diagnostic => ({
    code: 'LIBRARY_FILE',
    kind: 'input',
    message,
    where: { file: path },
    next: 'mend or remove the file',
    ...extra,
  });
  try {
    const status = statSync(path);
    if (!status.isFile()) return fault('this is not a plain file');
    if (status.size > limits.fileBytes) {
      return fault('the file is too large', { given: `${status.size} bytes`, limit: limits.fileBytes });
    }
    return { path, text: readFileSync(path, path.endsWith('.pat') ? 'latin1' : 'utf8') };
  } catch (error) {
    return fault('the file cannot be read', {
      cause: error instanceof Error ? error.message : String(error),
    });
  }
}

function tooMany(folder: string, what: string, given: number, limit: number): Layer7Error {
  return new Layer7Error({
    code: 'LIBRARY_LIMIT',
    kind: 'input',
    message: `the folder holds too many ${what}`,
    where: { file: folder },
    given: String(given),
    limit,
    next: 'give a folder that holds patterns only',
  });
}
