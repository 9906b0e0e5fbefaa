/**
 * The patterns that a daemon works with: from settings to a packed program and a list of applications on
 * disk, which the workers read, with the id of each name. Each reload makes a new generation with files of
 * its own, so that a worker never reads half of one.
 */
import { rmSync } from 'node:fs';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { ProgramFile } from '../../linux/planes/queue-protocol.ts';
import { writeAtomically } from '../files.ts';
import type { LibraryNames } from '../library/groups.ts';
import { type AsideLibrary, prepareAside } from '../library/prepare-aside.ts';
import { cacheFolder } from '../library/program-cache.ts';
import { Refused } from '../refused.ts';
import { placeInConf } from './conf-file.ts';
import { readRegistry, runPaths, writeIds } from './folders.ts';
import { assignIds, type Ids } from './ids.ts';
import { type DaemonSettings, readConf } from './settings.ts';

export interface Patterns {
  readonly generation: number;
  readonly program: ProgramFile;
  /** Names that can be given now with their ids: protocols in order of precedence, then applications. */
  readonly ids: Ids;
  /** Which of all names are applications'. */
  readonly applications: ReadonlySet<string>;
  /** How many protocols, and how many applications, can be given now. */
  readonly counts: { readonly protocols: number; readonly applications: number };
  /** Names by group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Every name that ever had an id. */
  readonly everKnown: Ids;
  /** Applications, and the groups of everything. */
  readonly names: LibraryNames;
  readonly warnings: readonly Diagnostic[];
}

/** Compiling that takes longer is mentioned, in milliseconds. */
const WORTH_A_WORD = 2000;

/**
 * Reads and compiles what the settings name. Nothing of it is in force before `install`. `say` is told when
 * that takes long.
 * Throws `Refused` when any file or expression cannot be used, and `Layer7Error` when the configuration, the
 * folder or the registry of ids cannot.
 */
export async function compilePatterns(
  settings: DaemonSettings,
  say: (message: string) => void,
): Promise<{
  readonly library: AsideLibrary;
  readonly everKnown: Ids;
  readonly applications: ReadonlySet<string>;
  readonly ids: Ids;
}> {
  const conf = readConf(settings);
  const order = conf.length > 0 ? conf.map((entry) => entry.name) : settings.library.order;
  const choice = { ...settings.library, order };
  const onLong = (protocols: number): void =>
    say(`compiling ${protocols} protocols; the result is kept, so the next time is quick`);
  const patience = { after: WORTH_A_WORD, onLong };
  const library = await prepareAside(choice, cacheFolder(settings.stateDir), patience).catch(
    (error: unknown) => {
      throw error instanceof Layer7Error ? new Layer7Error(placeInConf(error.diagnostic, conf)) : error;
    },
  );
  const [first, ...others] = library.errors.map((diagnostic) => placeInConf(diagnostic, conf));
  if (first !== undefined) throw new Refused(first, others);
  const registry = readRegistry(settings.stateDir);
  const known = library.applications.map(({ name }) => name);
  const names = [...library.protocols, ...known];
  const everKnown = assignIds(registry?.ids ?? new Map(), names, settings.mark, conf);
  const ids = new Map(names.map((name) => [name, everKnown.get(name) ?? 0]));
  // What a name is may change from one release to the next; its id does not.
  const applications = new Set([...(registry?.applications ?? []), ...known]);
  for (const name of library.protocols) applications.delete(name);
  return { library, everKnown, applications, ids };
}

/** Compiles the patterns, keeps their ids for good and writes the files for the workers. Throws as above. */
export async function installPatterns(
  settings: DaemonSettings,
  generation: number,
  say: (message: string) => void,
): Promise<Patterns> {
  const { library, everKnown, applications, ids } = await compilePatterns(settings, say);
  const { groups, names, warnings } = library;
  const { mask } = settings.mark;
  writeIds(settings.stateDir, { mask, l7dir: settings.library.folder, ids: everKnown, applications, groups });
  const paths = runPaths(settings.runDir);
  const path = paths.program(generation);
  writeAtomically(path, library.packed);
  const idsOf = (names: readonly string[]): number[] => names.map((name) => ids.get(name) ?? 0);
  const program: ProgramFile = { path, ids: idsOf(library.protocols), generation };
  const known = library.applications.map(({ name }) => name);
  const counts = { protocols: library.protocols.length, applications: known.length };
  const patterns = { generation, ids, everKnown, applications, counts, groups, names, warnings };
  if (known.length === 0) return { ...patterns, program };
  const list = paths.applications(generation);
  writeAtomically(list, JSON.stringify(library.applications));
  return { ...patterns, program: { ...program, applications: { path: list, ids: idsOf(known) } } };
}

/** Removes the files of a generation that is no longer in force. */
export function dropPatterns({ program }: Patterns): void {
  rmSync(program.path, { force: true });
  if (program.applications !== undefined) rmSync(program.applications.path, { force: true });
}
