/** What a library calls things besides protocols: applications, and the groups of both. */
import { loadApplications } from './applications.ts';
import { type LibraryChoice, loadLibrary } from './prepare.ts';

export interface LibraryNames {
  readonly applications: readonly string[];
  /** Name of a protocol or application → its groups, the most telling first. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** The names of a choice of patterns; with patterns of one's own there are no applications. */
export function libraryNames(choice: LibraryChoice): LibraryNames {
  const { applications } = choice.folder === undefined ? loadApplications() : { applications: [] };
  const { protocols } = loadLibrary(choice);
  return {
    applications: applications.map(({ name }) => name),
    // A protocol goes before an application of its name.
    groups: new Map([...applications, ...protocols].map(({ name, groups }) => [name, groups])),
  };
}
