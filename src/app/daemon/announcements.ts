/**
 * What a daemon leaves for others to read about its names: the list for the iptables extension, the defines
 * for nftables, and the names of connection labels. Rewritten at each reload, removed at the end.
 *
 * The files of labels are the machine's, not a network namespace's: a daemon with a run folder of its own
 * leaves them alone while the machine's usual daemon runs.
 */
import { rmSync } from 'node:fs';
import { labelsOf, removeLabels, writeLabels } from '../../linux/netfilter/label-files.ts';
import { UNKNOWN_ID, UNSET_ID } from '../../linux/netfilter/mark-field.ts';
import { writeNftInclude } from '../../linux/netfilter/nft-include.ts';
import { DEFAULT_RUN_DIR } from '../cli/table/shared-options.ts';
import { writeAtomically } from '../files.ts';
import { runPaths } from './folders.ts';
import type { Ids } from './ids.ts';
import { lockHolder } from './instance-lock.ts';
import type { Patterns } from './patterns.ts';
import { formatProtocolsFile } from './protocols-file.ts';
import type { DaemonSettings } from './settings.ts';

export interface Announced {
  /** Ids that may be set as labels, because their names are in the files. */
  readonly labels: readonly number[];
  /** What was left out and why. */
  readonly notes: readonly string[];
}

/** `ids` with `unset` and `unknown` in front. */
export function withReserved(ids: Ids): ReadonlyMap<string, number> {
  return new Map([['unset', UNSET_ID], ['unknown', UNKNOWN_ID], ...ids]);
}

/** Writes the files for these patterns. Throws `Layer7Error` `LABEL_FILE_NOT_WRITTEN`, or a system error. */
export async function announce(settings: DaemonSettings, { ids }: Patterns): Promise<Announced> {
  const { runDir, mark, library } = settings;
  const paths = runPaths(runDir);
  writeAtomically(paths.protocols, formatProtocolsFile({ mask: mark.mask, l7dir: library.folder, ids }));
  await writeNftInclude(paths.nft, mark, withReserved(ids));
  if (!ownsLabels(runDir)) {
    return {
      labels: [],
      notes: ['connections get no labels: their names belong to the usual daemon, which runs'],
    };
  }
  const written = await writeLabels(labelsOf(withReserved(ids)));
  const notes = written.skipped.map(
    ({ name, file, reason }) => `connections get no label "${name}": ${file} ${reason}`,
  );
  return { labels: written.ids, notes };
}

/** Removes them. */
export async function withdraw(runDir: string): Promise<void> {
  const paths = runPaths(runDir);
  for (const path of [paths.protocols, paths.nft]) rmSync(path, { force: true });
  if (ownsLabels(runDir)) await removeLabels();
}

function ownsLabels(runDir: string): boolean {
  return runDir === DEFAULT_RUN_DIR || lockHolder(runPaths(DEFAULT_RUN_DIR).pid) === undefined;
}
