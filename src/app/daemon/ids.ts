/**
 * Which number stands for which name in the connection mark. Rules carry the number, so a number never
 * changes its meaning: a name that goes keeps its id for when it comes back, and a new name takes the
 * smallest number that was never given.
 *
 * Pure: the registry is a value, and `assignIds` gives a new one. How it is kept on disk is told in
 * `run-files.ts`.
 */
import { Layer7Error } from '../../core/errors.ts';
import type { ConfEntry } from './conf-file.ts';

/** Smallest id of a protocol; below it are `unset` and `unknown`. */
export const FIRST_PROTOCOL_ID = 2;

/** Names that no pattern may have: they are what a connection without a name is called. */
export const RESERVED_NAMES: readonly string[] = ['unset', 'unknown'];

/** Name → id, for every name that ever had one; without `unset` and `unknown`. */
export type Ids = ReadonlyMap<string, number>;

/**
 * `ids` with every name of `names` in it. New names get the smallest numbers never given, in the order of
 * `names`; those of `wanted` (a configuration's marks) get the number they ask for.
 * Throws `Layer7Error` of kind `conflict` when a wanted number or name is taken (`ID_TAKEN`), and
 * `IDS_EXHAUSTED` when the mark field, whose largest value is `largest`, has no number left.
 */
export function assignIds(
  ids: Ids,
  names: Iterable<string>,
  largest: number,
  wanted: readonly ConfEntry[] = [],
): Ids {
  const result = new Map(ids);
  const owner = new Map([...ids].map(([name, id]) => [id, name]));
  for (const { name, id } of wanted) {
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
        given: `${name} ${id}`,
        next: 'change the mark in the configuration, or use another --state-dir',
      });
    }
    result.set(name, id);
    owner.set(id, name);
  }
  let next = FIRST_PROTOCOL_ID;
  for (const name of names) {
    if (result.has(name) || RESERVED_NAMES.includes(name)) continue;
    while (owner.has(next)) next++;
    if (next > largest) {
      throw new Layer7Error({
        code: 'IDS_EXHAUSTED',
        kind: 'environment',
        message: `the mark field has no number left for "${name}"`,
        limit: largest,
        next: 'give a wider --mark-mask, or a new --state-dir once no rule uses the old numbers',
      });
    }
    result.set(name, next);
    owner.set(next, name);
  }
  return result;
}
