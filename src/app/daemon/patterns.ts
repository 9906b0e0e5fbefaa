/**
 * The patterns that a daemon works with: from settings to a packed program on disk, which the workers read,
 * with the id of each of its protocols. Each reload makes a new generation with a file of its own, so that a
 * worker never reads half of one.
 */
import { rmSync } from 'node:fs';
import type { Diagnostic } from '../../core/errors.ts';
import type { ProgramFile } from '../../linux/planes/queue-protocol.ts';
import { writeAtomically } from '../files.ts';
import type { LibraryNames } from '../library/groups.ts';
import { type AsideLibrary, prepareAside } from '../library/prepare-aside.ts';
import { cacheFolder } from '../library/program-cache.ts';
import { Refused } from '../refused.ts';
import { readIds, runPaths, writeIds } from './folders.ts';
import { assignIds, type Ids } from './ids.ts';
import { type DaemonSettings, readConf } from './settings.ts';

export interface Patterns {
  readonly generation: number;
  readonly program: ProgramFile;
  /** Names that can be given now, in order of precedence, with their ids. */
  readonly ids: Ids;
  /** Every name that ever had an id. */
  readonly everKnown: Ids;
  /** Applications, and the groups of everything. */
  readonly names: LibraryNames;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads and compiles what the settings name. Nothing of it is in force before `install`.
 * Throws `Refused` when any file or expression cannot be used, and `Layer7Error` when the configuration, the
 * folder or the registry of ids cannot.
 */
export async function compilePatterns(
  settings: DaemonSettings,
): Promise<{ readonly library: AsideLibrary; readonly everKnown: Ids; readonly ids: Ids }> {
  const conf = readConf(settings);
  const order = conf.length > 0 ? conf.map((entry) => entry.name) : settings.library.order;
  const library = await prepareAside({ ...settings.library, order }, cacheFolder(settings.stateDir));
  const [first, ...others] = library.errors;
  if (first !== undefined) throw new Refused(first, others);
  const everKnown = assignIds(readIds(settings.stateDir), library.protocols, settings.mark.highestId, conf);
  const ids = new Map(library.protocols.map((name) => [name, everKnown.get(name) ?? 0]));
  return { library, everKnown, ids };
}

/** Compiles the patterns, keeps their ids for good and writes the program for the workers. Throws as above. */
export async function installPatterns(settings: DaemonSettings, generation: number): Promise<Patterns> {
  const { library, everKnown, ids } = await compilePatterns(settings);
  writeIds(settings.stateDir, { mask: settings.mark.mask, l7dir: settings.library.folder, ids: everKnown });
  const path = runPaths(settings.runDir).program(generation);
  writeAtomically(path, library.packed);
  const program = { path, ids: [...ids.values()], generation };
  const { names, warnings } = library;
  return { generation, program, ids, everKnown, names, warnings };
}

/** Removes the program of a generation that is no longer in force. */
export function dropPatterns(patterns: Patterns): void {
  rmSync(patterns.program.path, { force: true });
}
