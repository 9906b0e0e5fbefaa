/**
 * Names for rules of nftables: a file of definitions for `include`.
 *
 *     include "/run/layer7/protocols.nft"
 *     table inet shop {
 *         chain forward {
 *             type filter hook forward priority 0
 *             ct mark & $l7_mask == $l7_nntp drop
 *         }
 *     }
 *
 * A definition is called `l7_` and the protocol's name. Characters that nftables does not allow in a name
 * become underscores; where that makes two names the same, or one the same as `l7_mask`, the id is added:
 * of protocols `a-b` (7) and `a_b` (8) the first is `l7_a_b_7`, the second `l7_a_b`.
 */

import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type MarkField, markOf } from './mark-field.ts';

const PREFIX = 'l7_';

/** Names of definitions by id, in the order of `ids` (name to id). */
export function definitionNames(ids: ReadonlyMap<string, number>): ReadonlyMap<number, string> {
  const plain = (name: string): string => name.replace(/[^A-Za-z0-9_]/g, '_');
  // Names that need no change have the first claim on their definition.
  const taken = new Set(['mask', ...[...ids.keys()].filter((name) => plain(name) === name)]);
  const names = new Map<number, string>();
  for (const [name, id] of ids) {
    let definition = plain(name);
    if (definition !== name || name === 'mask') {
      while (taken.has(definition)) definition = `${definition}_${id}`;
      taken.add(definition);
    }
    names.set(id, PREFIX + definition);
  }
  return names;
}

/** The text of the file. `ids` holds `unset` and `unknown` too. */
export function nftIncludeText(field: MarkField, ids: ReadonlyMap<string, number>): string {
  const value = (mark: number): string => `0x${mark.toString(16).padStart(8, '0')}`;
  const names = definitionNames(ids);
  const lines = [
    '# Written by layer7. Use: ct mark & $l7_mask == $l7_http',
    `define ${PREFIX}mask = ${value(field.mask)}`,
  ];
  for (const [id, name] of names) lines.push(`define ${name} = ${value(markOf(field, id))}`);
  return `${lines.join('\n')}\n`;
}

/** Writes the file in one step, so that an `include` at the same moment reads the old one or the new one. */
export async function writeNftInclude(
  path: string,
  field: MarkField,
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, nftIncludeText(field, ids), { mode: 0o644 });
  await rename(beside, path);
}
