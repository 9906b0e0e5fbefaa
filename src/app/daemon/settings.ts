/**
 * What a daemon is told to do, checked and complete: the options of `layer7 up`, with files read, paths made
 * absolute and defaults filled in. Everything after this works on plain values.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Layer7Error } from '../../core/errors.ts';
import { type HelperName, parseHelpers } from '../../linux/netfilter/helpers.ts';
import { type MarkField, markField } from '../../linux/netfilter/mark-field.ts';
import type { BackendChoice } from '../../linux/netfilter/tools.ts';
import type { OptionValues } from '../cli/command.ts';
import type { up } from '../cli/table/daemon-commands.ts';
import { stateDirOf } from '../cli/table/shared-options.ts';
import type { LibraryChoice } from '../library/prepare.ts';
import { type ConfEntry, parseConf } from './conf-file.ts';
import type { BudgetReport } from './control-model.ts';

export interface DaemonSettings {
  readonly runDir: string;
  readonly stateDir: string;
  readonly library: LibraryChoice;
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
}

/** The word that stands for no helper at all. */
const NO_HELPERS = 'none';

/**
 * Settings from the options of `layer7 up`.
 * Throws `Layer7Error` of kind `usage` for options that do not go together or are out of range.
 */
export function settingsFrom(options: OptionValues<typeof up.options>): DaemonSettings {
  const { protocols, conf, helpers } = options;
  if (protocols !== undefined && conf !== undefined) {
    throw usage(
      'OPTIONS_EXCLUDE',
      '--protocols and --conf both give the order of protocols',
      'give one of them',
    );
  }
  const first = options['queue-num'];
  const last = first + options.queues - 1;
  if (last > 0xffff) {
    throw usage(
      'QUEUE_RANGE',
      `queue ${last} does not exist: the last is 65535`,
      'give a smaller --queue-num',
    );
  }
  const runDir = resolve(options['run-dir']);
  const l7dir = options.l7dir === undefined ? undefined : resolve(options.l7dir);
  const stateDir = options['state-dir'];
  return {
    runDir,
    stateDir: resolve(stateDirOf(runDir, stateDir)),
    library: { folder: l7dir, order: protocols, variant: options.dialect },
    conf: conf === undefined ? undefined : resolve(conf),
    mark: markField(options['mark-mask']),
    queues: { first, last },
    budget: { numpackets: options.numpackets, maxdatalen: options.maxdatalen },
    maxFlows: options['max-flows'],
    helpers: parseHelpers(helpers.filter((name) => name !== NO_HELPERS).join(',')),
    backend: options.iptables,
  };
}

function usage(code: string, message: string, next: string): Layer7Error {
  return new Layer7Error({ code, kind: 'usage', message, next });
}

/** The entries of the configuration file; none without one. Throws `Layer7Error` of kind `input`. */
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
  return parseConf(text, conf, mark.highestId);
}
