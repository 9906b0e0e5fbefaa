/**
 * The names that a policy may use, and what each is in the connection mark. Names come from the shipped
 * signatures and applications or from a folder of patterns; their numbers from the daemon's registry. Where
 * no daemon ever ran there are no numbers yet: a plan can still be shown, with numbers that stand for them.
 */
import { Layer7Error } from '../../core/errors.ts';
import type { KnownNames } from '../../core/policy/fault-list.ts';
import { DEFAULT_CLASS_MASK, type MarkValue } from '../../core/policy/rendering.ts';
import { type MarkField, markField, matchOf } from '../../linux/netfilter/mark-field.ts';
import { assignIds, type Ids, RESERVED_NAMES } from '../daemon/ids.ts';
import { findNames } from '../daemon/known-names.ts';
import { loadApplications } from '../library/applications.ts';
import { loadLibrary } from '../library/prepare.ts';

export interface PolicyNames {
  readonly known: KnownNames;
  /** Protocols and applications of a group, those that the daemon looks for. */
  readonly members: (group: string) => readonly string[];
  /** What a name is in the connection mark. Throws `Layer7Error` `POLICY_NAME_NO_ID`. */
  readonly markOf: (name: string) => MarkValue;
  /** False when numbers only stand for those that a daemon would give. */
  readonly isCertain: boolean;
}

export interface NameSource {
  readonly runDir: string;
  readonly stateDir?: string | undefined;
  /** Folder of patterns; undefined: that of the daemon, and else the shipped signatures. */
  readonly l7dir?: string | undefined;
}

/** All names of a source. Throws what the library and the daemon's files throw. */
export function policyNames(source: NameSource): PolicyNames {
  const file = findNames(source.runDir, source.stateDir);
  const folder = source.l7dir ?? file?.l7dir;
  const { protocols } = loadLibrary({ folder, order: undefined, variant: 'kernel' });
  const { applications } = folder === undefined ? loadApplications() : { applications: [] };
  const groups = new Map<string, string[]>();
  for (const { name, groups: of } of [...protocols, ...applications]) {
    for (const group of of) groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const field = markField(file?.mask);
  const all = [...protocols, ...applications].map(({ name }) => name);
  const ids = file === undefined ? assignIds(new Map(), new Set(all), field) : file.ids;
  return {
    known: {
      protocols: new Set(['unset', 'unknown', ...protocols.map(({ name }) => name)]),
      applications: new Set(applications.map(({ name }) => name)),
      groups: new Set(groups.keys()),
      members: (group) => groups.get(group) ?? [],
      reservedMark: (field.packetBits | DEFAULT_CLASS_MASK) >>> 0,
    },
    members: (group) => {
      const members = groups.get(group) ?? [];
      // What the daemon does not look for never gets its name, and has no number to compare.
      const usable = members.filter((name) => ids.has(name));
      return usable.length === 0 ? members : usable;
    },
    markOf: (name) => markFor(field, ids, name),
    isCertain: file !== undefined,
  };
}

function markFor(field: MarkField, ids: Ids, name: string): MarkValue {
  if (ids.has(name) || RESERVED_NAMES.includes(name)) return matchOf(field, ids, name);
  throw new Layer7Error({
    code: 'POLICY_NAME_NO_ID',
    kind: 'environment',
    message: `"${name}" has no number yet: the daemon that ran here did not know it`,
    given: name,
    next: 'run "layer7 reload", or "layer7 up" without --protocols, once',
  });
}
