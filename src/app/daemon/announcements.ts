/**
 * What a daemon leaves for others to read about its names: the list for the iptables extension, the defines
 * for nftables, and the names of connection labels. Rewritten at each reload, removed at the end.
 *
 * The files of labels are the machine's, not a network namespace's, and can hold the names of one daemon
 * only: the first that asks. Others go without labels.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Layer7Error } from '../../core/errors.ts';
import { removeLabels, writeLabels } from '../../linux/netfilter/label-files.ts';
import { type Label, labelsOf } from '../../linux/netfilter/labels.ts';
import { UNKNOWN_ID, UNSET_ID } from '../../linux/netfilter/mark-field.ts';
import { writeNftInclude } from '../../linux/netfilter/nft-include.ts';
import { writeAtomically } from '../files.ts';
import { makeFolder, runPaths } from './folders.ts';
import type { Ids } from './ids.ts';
import { type InstanceLock, takeInstanceLock } from './instance-lock.ts';
import type { Patterns } from './patterns.ts';
import { DEFAULT_RUN_DIR } from './places.ts';
import { formatProtocolsFile } from './protocols-file.ts';
import type { DaemonSettings } from './settings.ts';

/** Who may write the machine's files of labels. */
const LABELS_LOCK = join(DEFAULT_RUN_DIR, 'labels.pid');

export interface Announced {
  /** Labels that may be set, because their names are in the files. */
  readonly labels: readonly Label[];
  /** What was left out and why. */
  readonly notes: readonly string[];
}

/** `ids` with `unset` and `unknown` in front. */
export function withReserved(ids: Ids): ReadonlyMap<string, number> {
  return new Map([['unset', UNSET_ID], ['unknown', UNKNOWN_ID], ...ids]);
}

export class Announcements {
  readonly #settings: DaemonSettings;
  /** Held while the files of labels are ours. */
  readonly #labels: InstanceLock | undefined;

  /** Asks for the files of labels; whether we got them shows in what `publish` returns. */
  constructor(settings: DaemonSettings) {
    this.#settings = settings;
    makeFolder(DEFAULT_RUN_DIR);
    try {
      this.#labels = takeInstanceLock(LABELS_LOCK);
    } catch (error) {
      if (!(error instanceof Layer7Error && error.code === 'ALREADY_RUNNING')) throw error;
    }
  }

  /** Writes the files for these patterns. Throws `Layer7Error` `LABEL_FILE_NOT_WRITTEN`, or a system error. */
  async publish({ ids, applications, groups }: Patterns): Promise<Announced> {
    const { runDir, mark, library } = this.#settings;
    const paths = runPaths(runDir);
    const file = { mask: mark.mask, l7dir: library.folder, ids, applications, groups };
    writeAtomically(paths.protocols, formatProtocolsFile(file));
    await writeNftInclude(paths.nft, mark, { ids: withReserved(ids), applications, groups });
    if (this.#labels === undefined) {
      return { labels: [], notes: ['connections get no labels: their names belong to another daemon'] };
    }
    const { labels, skipped } = await writeLabels(labelsOf(withReserved(ids)));
    return {
      labels,
      notes: skipped.map(({ name, file, reason }) => `connections get no label "${name}": ${file} ${reason}`),
    };
  }

  /** Removes everything. */
  async withdraw(): Promise<void> {
    removeRunFiles(this.#settings.runDir);
    if (this.#labels === undefined) return;
    await removeLabels();
    this.#labels.release();
  }
}

/** Removes what a daemon that crashed has published. */
export async function withdrawLeftovers(runDir: string): Promise<void> {
  removeRunFiles(runDir);
  try {
    const lock = takeInstanceLock(LABELS_LOCK);
    await removeLabels();
    lock.release();
  } catch (error) {
    // A daemon that runs has taken the files over.
    if (!(error instanceof Layer7Error && error.code === 'ALREADY_RUNNING')) throw error;
  }
}

function removeRunFiles(runDir: string): void {
  const { protocols, nft } = runPaths(runDir);
  for (const path of [protocols, nft]) rmSync(path, { force: true });
}
