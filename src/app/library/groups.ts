/** What a library calls things besides protocols: applications, and the groups of both. */

/** A protocol or an application. */
export interface Named {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface LibraryNames {
  readonly applications: readonly string[];
  /** Name of a protocol or application → its groups, the most telling first. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** The names of these; a protocol goes before an application of its name. */
export function libraryNames(protocols: readonly Named[], applications: readonly Named[]): LibraryNames {
  return {
    applications: applications.map(({ name }) => name),
    groups: new Map([...applications, ...protocols].map(({ name, groups }) => [name, groups])),
  };
}

/** Members by group, both in alphabetical order: what rules act on together. */
export function groupMembers(named: readonly Named[]): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  for (const { name, groups } of named) {
    for (const group of groups) {
      const others = members.get(group);
      if (others === undefined) members.set(group, [name]);
      else others.push(name);
    }
  }
  const sorted = [...members].sort(([one], [other]) => (one < other ? -1 : 1));
  return new Map(sorted.map(([group, names]) => [group, names.sort()]));
}
