/**
 * What a daemon is told to do, checked and complete: paths are absolute and defaults filled in. Everything in
 * this room works on these plain values.
 */
import { readFileSync } from 'node:fs';
import type { Retention } from '../../core/accounting/retention.ts';
import { Layer7Error } from '../../core/errors.ts';
import type { HelperName } from '../../linux/netfilter/helpers.ts';
import type { MarkField } from '../../linux/netfilter/mark-field.ts';
import type { BackendChoice } from '../../linux/netfilter/tools.ts';
import type { NamesChoice } from '../library/prepare-aside.ts';
import { type ConfEntry, parseConf } from './conf-file.ts';
import type { BudgetReport } from './control-model.ts';

/** What is accounted, and for how long it is kept. */
export interface AccountSettings {
  /** False: nothing is accounted, and nothing written. */
  readonly isOn: boolean;
  /** Hosts of a minute that have rows of their own. */
  readonly hosts: number;
  /** Seconds between two looks at the connections that go on. */
  readonly interval: number;
  /** Connections that are accounted as they go. */
  readonly connections: number;
  readonly retention: Retention;
  /** Bytes that the database may hold. */
  readonly mostBytes: number;
}

export interface DaemonSettings {
  readonly runDir: string;
  readonly stateDir: string;
  readonly library: NamesChoice;
  /** The limits of the library that the user set, in the user's words. */
  readonly limits?: readonly string[];
  /** l7-filter-userspace configuration that gives order and ids; read anew at each reload. */
  readonly conf: string | undefined;
  readonly mark: MarkField;
  /** Numbers of the queues, both included. */
  readonly queues: { readonly first: number; readonly last: number };
  readonly budget: BudgetReport;
  /** Undecided connections that a worker remembers. */
  readonly maxFlows: number;
  readonly helpers: readonly HelperName[];
  readonly backend: BackendChoice;
  readonly accounts: AccountSettings;
}

/** The entries of the configuration file, at least one; none without a file. Throws `Layer7Error` of kind `input`. */
export function readConf(settings: DaemonSettings): readonly ConfEntry[] {
  const { conf, mark } = settings;
  if (conf === undefined) return [];
  let text: string;
  try {
    text = readFileSync(conf, 'utf8');
  } catch (error) {
    throw new Layer7Error({
      code: 'CONF_UNREADABLE',
      kind: 'input',
      message: 'the configuration cannot be read',
      where: { file: conf },
      cause: error instanceof Error ? error.message : String(error),
      next: 'check the name and the permissions of the file',
    });
  }
  const entries = parseConf(text, conf, mark);
  if (entries.length > 0) return entries;
  throw new Layer7Error({
    code: 'CONF_EMPTY',
    kind: 'input',
    message: 'the configuration names no protocol',
    where: { file: conf },
    next: 'write a line "protocol mark" for each protocol that is to be named, or leave out --conf to name them all',
  });
}
