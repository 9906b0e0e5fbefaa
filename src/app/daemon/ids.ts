/**
 * Which number stands for which name in the connection mark, of protocols and applications alike. Rules
 * carry the number, so a number never changes its meaning: a name that goes keeps its id for when it comes
 * back, and a new name takes the smallest number that was never given.
 *
 * Pure: the registry is a value, and `assignIds` gives a new one. How it is kept on disk is told in
 * `protocols-file.ts`.
 */
import { Layer7Error } from '../../core/errors.ts';
import { FIRST_NAME_ID, hex, isNameId, type MarkField, nameRoom } from '../../linux/netfilter/mark-field.ts';
import type { ConfEntry } from './conf-file.ts';

/** Names that no pattern may have: they are what a connection without a name is called. */
export const RESERVED_NAMES: readonly string[] = ['unset', 'unknown'];

/** Name → id, for every name that ever had one; without `unset` and `unknown`. */
export type Ids = ReadonlyMap<string, number>;

/**
 * `ids` with every name of `names` in it. New names get the smallest numbers never given, in the order of
 * `names`; those of `wanted` (a configuration's marks) get the number they ask for.
 * Throws `Layer7Error` of kind `conflict` when a wanted number or name is taken (`ID_TAKEN`), and
 * of kind `environment` when the field has no number left (`IDS_EXHAUSTED`) or no place for a number that a
 * name got under another mask (`ID_OF_ANOTHER_MASK`).
 */
export function assignIds(
  ids: Ids,
  names: Iterable<string>,
  field: MarkField,
  wanted: readonly ConfEntry[] = [],
): Ids {
  const result = new Map(ids);
  const owner = new Map([...ids].map(([name, id]) => [id, name]));
  for (const { name, id, where } of wanted) {
    const has = result.get(name);
    if (has === id) continue;
    if (has !== undefined || owner.has(id)) {
      throw new Layer7Error({
        code: 'ID_TAKEN',
        kind: 'conflict',
        message:
          has === undefined
            ? `id ${id}, wanted for "${name}", has been given to "${owner.get(id)}"`
            : `"${name}" has had id ${has} since its first use, and ids never change`,
        ...(where === undefined ? {} : { where }),
        given: `${name} ${id}`,
        next: 'change the mark in the configuration, or use another --state-dir',
      });
    }
    result.set(name, id);
    owner.set(id, name);
  }
  const all = [...names].filter((name) => !RESERVED_NAMES.includes(name));
  let next = FIRST_NAME_ID;
  for (const name of all) {
    const has = result.get(name);
    if (has !== undefined) {
      if (!isNameId(field, has)) throw ofAnotherMask(name, has, field);
      continue;
    }
    while (next <= field.highestId && (owner.has(next) || !isNameId(field, next))) next++;
    if (next > field.highestId) throw exhausted(name, all.length, result.size, field);
    result.set(name, next);
    owner.set(next, name);
  }
  return result;
}

function exhausted(name: string, names: number, given: number, field: MarkField): Layer7Error {
  return new Layer7Error({
    code: 'IDS_EXHAUSTED',
    kind: 'environment',
    message: `the mark mask ${hex(field.mask)} has no number left for "${name}": ${names} names are wanted, and ${given} numbers have been given`,
    limit: nameRoom(field),
    next: 'give a wider --mark-mask, fewer names (--applications, --protocols), or a new --state-dir once no rule uses the old numbers',
  });
}

function ofAnotherMask(name: string, id: number, field: MarkField): Layer7Error {
  return new Layer7Error({
    code: 'ID_OF_ANOTHER_MASK',
    kind: 'environment',
    message: `"${name}" has had id ${id} since its first use, for which the mark mask ${hex(field.mask)} has no place`,
    given: `${name} ${id}`,
    limit: field.highestId,
    next: 'give the --mark-mask of that time, or a new --state-dir once no rule uses the old numbers',
  });
}
