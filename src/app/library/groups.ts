/** The first group of each protocol and application of a library: what accounts are summed by. */
import { loadApplications } from './applications.ts';
import { type LibraryChoice, loadLibrary } from './prepare.ts';

/** Name → group; names without a group are absent. A protocol goes before an application of its name. */
export function firstGroups(choice: LibraryChoice): ReadonlyMap<string, string> {
  const { applications } = choice.folder === undefined ? loadApplications() : { applications: [] };
  const { protocols } = loadLibrary(choice);
  const groups = new Map<string, string>();
  for (const { name, groups: all } of [...applications, ...protocols]) {
    const [first] = all;
    if (first !== undefined) groups.set(name, first);
  }
  return groups;
}
