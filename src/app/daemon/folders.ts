/** The two folders of a daemon: what it keeps while it runs, and what it keeps for good. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Layer7Error } from '../../core/errors.ts';
import { makeFolders, readIfThere, writeAtomically } from '../files.ts';
import type { Ids } from './ids.ts';
import { formatProtocolsFile, type ProtocolsFile, parseProtocolsFile } from './protocols-file.ts';

/** Paths in the run folder. */
export function runPaths(runDir: string) {
  return {
    pid: join(runDir, 'daemon.pid'),
    log: join(runDir, 'daemon.log'),
    protocols: join(runDir, 'protocols'),
    nft: join(runDir, 'protocols.nft'),
    accounting: join(runDir, 'accounting-was'),
    program: (generation: number): string => join(runDir, `program-${generation}`),
    applications: (generation: number): string => join(runDir, `applications-${generation}`),
  } as const;
}

/** The registry of ids in a state folder. */
export function idsPath(stateDir: string): string {
  return join(stateDir, 'ids');
}

/** The accounts in a state folder. */
export function accountsPath(stateDir: string): string {
  return join(stateDir, 'accounts.db');
}

/**
 * Makes a folder that everybody may look into, and sees that something can be kept there. Throws
 * `Layer7Error` `FOLDER_REFUSED`.
 */
export function makeFolder(path: string): void {
  const probe = join(path, `probe.new-${process.pid}`);
  try {
    makeFolders(path);
    writeFileSync(probe, '\n');
    rmSync(probe);
  } catch (error) {
    throw new Layer7Error({
      code: 'FOLDER_REFUSED',
      kind: 'environment',
      message: 'the folder cannot be made, or nothing can be written there',
      where: { file: path },
      cause: error instanceof Error ? error.message : String(error),
      next: 'give another with --run-dir or --state-dir',
    });
  }
}

/** Removes half-written files and programs that a daemon which crashed has left in a run folder. */
export function sweepRunFolder(runDir: string): void {
  for (const name of readdirSync(runDir)) {
    if (/^(program|applications)-\d+$|\.new-\d+$/.test(name)) rmSync(join(runDir, name), { force: true });
  }
}

/** What is kept of every name that ever had an id; undefined before the first daemon. Throws `PROTOCOLS_FILE`. */
export function readRegistry(stateDir: string): ProtocolsFile | undefined {
  const path = idsPath(stateDir);
  const text = readIfThere(path);
  return text === undefined ? undefined : parseProtocolsFile(text, path);
}

/** Every name that ever had an id; empty before the first daemon. Throws `Layer7Error` `PROTOCOLS_FILE`. */
export function readIds(stateDir: string): Ids {
  return readRegistry(stateDir)?.ids ?? new Map();
}

/** Keeps the registry. */
export function writeIds(stateDir: string, content: ProtocolsFile): void {
  writeAtomically(idsPath(stateDir), formatProtocolsFile(content));
}

/** What the daemon of a run folder says of its names; undefined when none ever ran there. */
export function readProtocols(runDir: string): ProtocolsFile | undefined {
  const path = runPaths(runDir).protocols;
  const text = readIfThere(path);
  return text === undefined ? undefined : parseProtocolsFile(text, path);
}
