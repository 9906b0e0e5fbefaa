/**
 * What is remembered of policies that are, were, or are about to be in force: files in the folder `policy`
 * of the state directory, each written whole.
 *
 * ```
 * applied.json   the policy in force: its text, its rendering, and what it put on which device
 * journal.json   a change that has begun: from what, to what; gone when the change is done
 * pending.json   a policy that is taken back unless it is confirmed, and what comes back then
 * before         the machine as it was before the first policy, to compare with after the last
 * rolled-back    when a policy was taken back because nobody confirmed it
 * ```
 * The journal is written before the machine is touched. So whatever moment a process is killed at, the files
 * name at least everything that is on the machine.
 */

import { readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Layer7Error } from '../../core/errors.ts';
import type { Plan } from '../../core/policy/plan.ts';
import type { Rendering } from '../../core/policy/rendering.ts';
import type { Backend } from '../../linux/netfilter/tools.ts';
import type { DeviceTrace } from '../../linux/tc/devices.ts';
import { makeFolder } from '../daemon/folders.ts';
import { readIfThere, writeAtomically } from '../files.ts';

const FORMAT = 1;

/** A policy that is ready to be put in force. */
export interface PreparedPolicy {
  /** Path of the file, for people. */
  readonly file: string;
  /** Its text. */
  readonly source: string;
  readonly rendering: Rendering;
  /** What it comes to. */
  readonly plan: Plan;
}

/** A policy that is in force, or was about to be. */
export interface AppliedPolicy extends PreparedPolicy {
  readonly format: typeof FORMAT;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly backend: Backend;
  /** Folder of the daemon beside it; undefined where none is known. */
  readonly runDir?: string;
  readonly place: Place;
  readonly traces: readonly DeviceTrace[];
}

/** Where and when: rules do not outlive the running kernel, nor leave their network namespace. */
export interface Place {
  readonly boot: string;
  readonly namespace: string;
}

export interface Journal {
  readonly from?: AppliedPolicy;
  readonly to?: AppliedPolicy;
}

export interface Pending {
  readonly token: string;
  /** False while it is being applied: the time runs from when it stands. */
  readonly stands: boolean;
  /** ISO 8601, UTC. */
  readonly deadline: string;
  /** What comes back when the time is up; absent: nothing, as before. */
  readonly previous?: AppliedPolicy;
}

/** This kernel and this network namespace. */
export function currentPlace(): Place {
  return {
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim(),
    namespace: readlinkSync('/proc/self/ns/net'),
  };
}

/** Whether a policy was applied to this kernel and this network namespace. */
export function isHere({ place }: AppliedPolicy): boolean {
  const { boot, namespace } = currentPlace();
  return place.boot === boot && place.namespace === namespace;
}

/** The files of one state directory. */
export class AppliedStore {
  readonly stateDir: string;
  readonly folder: string;

  constructor(stateDir: string) {
    this.stateDir = stateDir;
    this.folder = join(stateDir, 'policy');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  makeFolder(): void {
    makeFolder(this.folder);
  }

  get applied(): AppliedPolicy | undefined {
    return this.#read<AppliedPolicy>('applied.json');
  }

  get journal(): Journal | undefined {
    return this.#read<Journal>('journal.json');
  }

  get pending(): Pending | undefined {
    return this.#read<Pending>('pending.json');
  }

  /** The machine before the first policy, as `snapshotMachine` tells it. */
  get before(): string | undefined {
    return readIfThere(this.path('before'));
  }

  get rolledBack(): string | undefined {
    return readIfThere(this.path('rolled-back'))?.trim();
  }

  keep(name: 'applied.json', value: AppliedPolicy | undefined): void;
  keep(name: 'journal.json', value: Journal | undefined): void;
  keep(name: 'pending.json', value: Pending | undefined): void;
  keep(name: 'before' | 'rolled-back', value: string | undefined): void;
  keep(name: string, value: object | string | undefined): void {
    if (value === undefined) rmSync(this.path(name), { force: true });
    else writeAtomically(this.path(name), typeof value === 'string' ? value : `${JSON.stringify(value)}\n`);
  }

  #read<T>(name: string): T | undefined {
    const text = readIfThere(this.path(name));
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      throw new Layer7Error({
        code: 'POLICY_STATE_BROKEN',
        kind: 'environment',
        message: 'a file in which layer7 remembers the applied policy cannot be read',
        where: { file: this.path(name) },
        cause: error instanceof Error ? error.message : String(error),
        next: 'remove the file, then run "layer7 policy revert"',
      });
    }
  }
}

/** The version of the files that this program writes. */
export const STORE_FORMAT = FORMAT;

/** Tells the policies in force apart without reading them; undefined when there is none. */
export function versionOf(store: AppliedStore): string | undefined {
  const status = statSync(store.path('applied.json'), { throwIfNoEntry: false });
  return status === undefined ? undefined : `${status.ino} ${status.mtimeMs} ${status.size}`;
}
