/**
 * The iptables extension `libxt_layer7.so`: is it there, can it be built, put it there, take it away. It is
 * a plug-in of the iptables programs and nothing of the kernel, so building it takes a C compiler, the
 * headers of libxtables, and a second.
 *
 * A digest of the source is built into the library. That is how an installed copy is recognised as ours, and
 * as up to date.
 */

import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Layer7Error } from '../../core/errors.ts';
import { type CommandResult, type Run, runCommand } from './tools.ts';

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '../../../extensions/libxt_layer7.c');
const LIBRARY = 'libxt_layer7.so';
const DIGEST_MARK = 'layer7-source:';

export interface ExtensionStatus {
  /** `current`, `outdated` (ours, of other sources), `foreign` (a file of that name that is not ours). */
  readonly installed: 'current' | 'outdated' | 'foreign' | 'no';
  /** Where iptables looks for extensions, when that is known. */
  readonly folder?: string;
  /** Debian packages that are needed to build it and are not there. */
  readonly missing: readonly string[];
  /** The command that installs them. */
  readonly next?: string;
}

export interface ExtensionOptions {
  readonly run?: Run;
  /** Folder of iptables extensions instead of the one that pkg-config names. */
  readonly folder?: string;
}

async function sourceDigest(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(SOURCE))
    .digest('hex');
}

async function missingPackages(run: Run): Promise<readonly string[]> {
  const missing: string[] = [];
  const works = async (file: string, ...args: readonly string[]): Promise<boolean> =>
    (await run(file, args)).status === 0;
  if (!(await works('gcc', '--version'))) missing.push('gcc', 'libc6-dev');
  if (!(await works('pkg-config', '--version'))) missing.push('pkg-config', 'libxtables-dev');
  else if (!(await works('pkg-config', '--exists', 'xtables'))) missing.push('libxtables-dev');
  return missing;
}

const installCommand = (packages: readonly string[]): string => `apt-get install -y ${packages.join(' ')}`;

/** Where iptables looks for extensions, by libxtables' own account. */
async function extensionFolder(options: ExtensionOptions): Promise<string | undefined> {
  if (options.folder !== undefined) return options.folder;
  const run = options.run ?? runCommand;
  const { status, stdout } = await run('pkg-config', ['--variable=xtlibdir', 'xtables']);
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

/** Looks at what is installed and at what building would need. Changes nothing. */
export async function extensionStatus(options: ExtensionOptions = {}): Promise<ExtensionStatus> {
  const missing = await missingPackages(options.run ?? runCommand);
  const folder = await extensionFolder(options);
  const installed = folder === undefined ? 'no' : await installedAs(join(folder, LIBRARY));
  return {
    installed,
    ...(folder === undefined ? {} : { folder }),
    missing,
    ...(missing.length === 0 ? {} : { next: installCommand(missing) }),
  };
}

async function installedAs(path: string): Promise<ExtensionStatus['installed']> {
  let library: Buffer;
  try {
    library = await readFile(path);
  } catch {
    return 'no';
  }
  if (library.includes(`${DIGEST_MARK}${await sourceDigest()}`)) return 'current';
  return library.includes(DIGEST_MARK) ? 'outdated' : 'foreign';
}

/**
 * Builds the extension into a folder and returns the path of the library.
 *
 * @throws Layer7Error `EXTENSION_NEEDS_PACKAGES` with the command that installs them,
 *   `EXTENSION_BUILD_FAILED` with the compiler's words.
 */
export async function buildExtension(outDir: string, options: ExtensionOptions = {}): Promise<string> {
  const run = options.run ?? runCommand;
  const missing = await missingPackages(run);
  if (missing.length > 0) {
    throw new Layer7Error({
      code: 'EXTENSION_NEEDS_PACKAGES',
      kind: 'environment',
      message: `the iptables extension cannot be built without ${missing.join(', ')}`,
      next: `install them: ${installCommand(missing)}; until then, "layer7 iptables …" takes the same words`,
    });
  }
  const flags = await run('pkg-config', ['--cflags', 'xtables']);
  const path = join(outDir, LIBRARY);
  const result = await run('gcc', [
    '-std=gnu11',
    '-O2',
    '-Wall',
    '-Wextra',
    '-Wno-unused-parameter',
    `-DLAYER7_SOURCE="${await sourceDigest()}"`,
    ...flags.stdout.split(/\s+/).filter((flag) => flag !== ''),
    '-shared',
    '-fPIC',
    '-o',
    path,
    SOURCE,
  ]);
  if (result.status !== 0) throw buildFailure(result);
  return path;
}

function buildFailure(result: CommandResult): Layer7Error {
  return new Layer7Error({
    code: 'EXTENSION_BUILD_FAILED',
    kind: 'environment',
    message: 'the compiler refused the iptables extension',
    cause: result.stderr.trim(),
    next: 'check that libxtables-dev belongs to the installed iptables; "layer7 iptables …" works without it',
  });
}

/** A fault of the file system as an error that says what to do. */
function fileFailure(error: unknown, path: string): Layer7Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const denied = code === 'EACCES' || code === 'EPERM';
  return new Layer7Error({
    code: 'EXTENSION_NOT_WRITTEN',
    kind: denied ? 'permission' : 'environment',
    message: `could not change ${path}`,
    cause: message,
    next: denied ? 'run this as root' : 'check that the folder is there and can be written',
  });
}

/**
 * Builds the extension and puts it where iptables finds it; a copy that is up to date is left alone.
 *
 * @returns the path of the library.
 * @throws Layer7Error as `buildExtension`, `EXTENSION_TAKEN` for a file that is not ours,
 *   `EXTENSION_NOT_WRITTEN`.
 */
export async function installExtension(options: ExtensionOptions = {}): Promise<string> {
  const { installed } = await extensionStatus(options);
  const folder = await extensionFolder(options);
  if (folder !== undefined && installed === 'current') return join(folder, LIBRARY);
  const work = await mkdtemp(join(tmpdir(), 'layer7-extension-'));
  try {
    const built = await buildExtension(work, options);
    const path = join(folder!, LIBRARY);
    if (installed === 'foreign') throw taken(path);
    const beside = `${path}.${process.pid}`;
    try {
      await copyFile(built, beside);
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {});
      throw fileFailure(error, path);
    }
    return path;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Takes the extension away again; returns whether there was one of ours.
 *
 * @throws Layer7Error `EXTENSION_NOT_WRITTEN`.
 */
export async function removeExtension(options: ExtensionOptions = {}): Promise<boolean> {
  const folder = await extensionFolder(options);
  if (folder === undefined) return false;
  const path = join(folder, LIBRARY);
  const installed = await installedAs(path);
  if (installed === 'no' || installed === 'foreign') return false;
  try {
    await rm(path);
  } catch (error) {
    throw fileFailure(error, path);
  }
  return true;
}

function taken(path: string): Layer7Error {
  return new Layer7Error({
    code: 'EXTENSION_TAKEN',
    kind: 'conflict',
    message: `${path} is there already and is not layer7's`,
    next: 'find out which package it belongs to, and remove or rename it',
  });
}
