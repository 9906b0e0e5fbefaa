/** The options of `layer7 up` as a daemon's settings: checked against each other, with paths made absolute. */
import { resolve } from 'node:path';
import { parseRetention } from '../../core/accounting/retention.ts';
import { readLimits } from '../../core/automata/read-limits.ts';
import { Layer7Error } from '../../core/errors.ts';
import { parseHelpers } from '../../linux/netfilter/helpers.ts';
import { markField } from '../../linux/netfilter/mark-field.ts';
import { stateDirOf } from '../daemon/places.ts';
import type { DaemonSettings } from '../daemon/settings.ts';
import type { OptionValues } from './command.ts';
import type { up } from './table/daemon-commands.ts';

/** The word that stands for no helper, or no application, at all. */
const NOTHING = 'none';

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
  const limits = readLimits(options.limit);
  const stateDir = options['state-dir'];
  const applications = options.applications?.filter((name) => name !== NOTHING);
  if (l7dir !== undefined && applications !== undefined) {
    throw usage(
      'OPTIONS_EXCLUDE',
      '--applications chooses among the shipped ones, which patterns of your own come without',
      'leave out --applications or --l7dir',
    );
  }
  return {
    runDir,
    stateDir: resolve(stateDirOf(runDir, stateDir)),
    library: { folder: l7dir, order: protocols, variant: options.dialect, limits, applications },
    ...(options.limit === undefined ? {} : { limits: options.limit }),
    conf: conf === undefined ? undefined : resolve(conf),
    mark: markField(options['mark-mask']),
    queues: { first, last },
    budget: { numpackets: options.numpackets, maxdatalen: options.maxdatalen },
    maxFlows: options['max-flows'],
    helpers: parseHelpers(helpers.filter((name) => name !== NOTHING).join(',')),
    backend: options.iptables,
    accounts: {
      isOn: !options['no-accounts'],
      hosts: options['account-hosts'],
      interval: options['account-interval'],
      connections: options['account-connections'],
      retention: parseRetention(options['account-keep']),
      mostBytes: options['account-size'] * 1_000_000,
    },
  };
}

function usage(code: string, message: string, next: string): Layer7Error {
  return new Layer7Error({ code, kind: 'usage', message, next });
}
