/**
 * Names for rules of nftables: a file of definitions for `include`.
 *
 *     include "/run/layer7/protocols.nft"
 *     table inet shop {
 *         chain forward {
 *             type filter hook forward priority 0
 *             ct mark & $l7_mask == $l7_nntp drop
 *             ct mark & $l7_mask == $l7_youtube drop
 *             ct mark & $l7_mask == $l7_group_p2p drop
 *         }
 *     }
 *
 * All are compared under the same mask. What they stand for differs (`mark-field.ts`): a protocol is one
 * value; a carrier (TLS, QUIC, HTTP) a range, with all its applications; an application a set with one value
 * for each carrier; a group a set of all that.
 *
 * A definition is called `l7_` and the name, or `l7_group_` and the group's. Characters that nftables does
 * not allow in a name become underscores; where that makes two names the same, or one the same as a mask or a
 * group, the id is added: of protocols `a-b` (7) and `a_b` (8) the first is `l7_a_b_7`, the second `l7_a_b`.
 */

import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CARRIERS, carrierOf, type MarkField, markOf, pendingMark, UNSET_ID } from './mark-field.ts';

const PREFIX = 'l7_';
const GROUP = 'group_';
const MASKS = ['mask', 'carrier_mask', 'name_mask'];

/** What connections can be called. */
export interface IncludedNames {
  /** Ids by name, `unset` and `unknown` included. */
  readonly ids: ReadonlyMap<string, number>;
  /** Which of the names are applications'. */
  readonly applications: ReadonlySet<string>;
  /** Names by group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** Values of the whole field, from and to; of a single value both are the same. */
type Range = readonly [from: number, to: number];

const plain = (name: string): string => name.replace(/[^A-Za-z0-9_]/g, '_');

/** Names of definitions by group, in the order of `groups`. */
export function groupDefinitions({ groups }: IncludedNames): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const group of groups.keys()) {
    let definition = PREFIX + GROUP + plain(group);
    while (taken.has(definition)) definition += '_';
    taken.add(definition);
    names.set(group, definition);
  }
  return names;
}

/** Names of definitions by id, in the order of `ids`. */
export function definitionNames(included: IncludedNames): ReadonlyMap<number, string> {
  const { ids } = included;
  // Names that need no change have the first claim on their definition.
  const taken = new Set([
    ...MASKS,
    ...[...groupDefinitions(included).values()].map((definition) => definition.slice(PREFIX.length)),
    ...[...ids.keys()].filter((name) => plain(name) === name),
  ]);
  const names = new Map<number, string>();
  for (const [name, id] of ids) {
    let definition = plain(name);
    if (definition !== name || MASKS.includes(name) || name.startsWith(GROUP)) {
      while (taken.has(definition)) definition = `${definition}_${id}`;
      taken.add(definition);
    }
    names.set(id, PREFIX + definition);
  }
  return names;
}

/** All values of the field that connections of this name have. */
function rangesOf(field: MarkField, names: IncludedNames, name: string): readonly Range[] {
  const id = names.ids.get(name) ?? UNSET_ID;
  const single = (value: number): Range => [value, value];
  const carriers = CARRIERS.map((_, index) => index + 1);
  if (id === UNSET_ID) return [single(0), ...carriers.map((carrier) => single(pendingMark(field, carrier)))];
  const carrier = carrierOf(name);
  if (carrier !== 0) {
    const from = markOf(field, UNSET_ID, carrier);
    return [[from, (from | field.nameMask) >>> 0]];
  }
  if (!names.applications.has(name)) return [single(markOf(field, id))];
  return carriers.map((number) => single(markOf(field, id, number)));
}

function text(ranges: readonly Range[]): string {
  const value = (mark: number): string => `0x${mark.toString(16).padStart(8, '0')}`;
  const parts = ranges.map(([from, to]) => (from === to ? value(from) : `${value(from)}-${value(to)}`));
  return parts.length === 1 ? parts.join('') : `{ ${parts.join(', ')} }`;
}

/** Of several names; a set may not hold a value twice, so what a carrier's range covers is left out. */
function membersOf(field: MarkField, names: IncludedNames, members: readonly string[]): readonly Range[] {
  const ranges = members.flatMap((name) => rangesOf(field, names, name));
  const wide = ranges.filter(([from, to]) => from !== to);
  const isCovered = ([from, to]: Range): boolean =>
    from === to && wide.some(([low, high]) => low <= from && from <= high);
  return ranges.filter((range) => !isCovered(range));
}

/** The text of the file. */
export function nftIncludeText(field: MarkField, names: IncludedNames): string {
  const value = (mark: number): string => text([[mark, mark]]);
  const lines = [
    '# Written by layer7. Use: ct mark & $l7_mask == $l7_http',
    '# The upper bits ($l7_carrier_mask) tell TLS, QUIC and HTTP, the others ($l7_name_mask) a name.',
    `define ${PREFIX}mask = ${value(field.mask)}`,
    `define ${PREFIX}carrier_mask = ${value(field.carrierMask)}`,
    `define ${PREFIX}name_mask = ${value(field.nameMask)}`,
  ];
  const definitions = definitionNames(names);
  for (const [name, id] of names.ids) {
    lines.push(`define ${definitions.get(id)} = ${text(rangesOf(field, names, name))}`);
  }
  const groups = groupDefinitions(names);
  for (const [group, members] of names.groups) {
    lines.push(`define ${groups.get(group)} = ${text(membersOf(field, names, members))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Writes the file in one step, so that an `include` at the same moment reads the old one or the new one. */
export async function writeNftInclude(path: string, field: MarkField, names: IncludedNames): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, nftIncludeText(field, names), { mode: 0o644 });
  await rename(beside, path);
}
