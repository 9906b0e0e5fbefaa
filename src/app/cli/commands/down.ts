/** `layer7 down`: ends the daemon, or clears up after one that crashed. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Layer7Error } from '../../../core/errors.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import type { DownReport } from '../../daemon/control-model.ts';
import { runPaths } from '../../daemon/folders.ts';
import { lockHolder } from '../../daemon/instance-lock.ts';
import { warnOfUnset } from '../../daemon/kept-rules.ts';
import { removeLeftovers } from '../../daemon/leftovers.ts';
import type { Handler } from '../command.ts';
import { say } from '../faults.ts';
import { printRecords, write } from '../output.ts';
import { RULE_COLUMNS } from '../rule-columns.ts';
import type { down as spec } from '../table/daemon-commands.ts';

/** How long a daemon may take to end after its answer, in steps of POLL milliseconds. */
const STEPS = 200;
const POLL = 50;

export const down: Handler<typeof spec.options> = async ({ options, context }) => {
  const runDir = options['run-dir'];
  const { pid } = runPaths(runDir);
  let report: DownReport;
  try {
    report = await askDaemon<DownReport>(runDir, 'POST', '/down');
  } catch (error) {
    const crashed =
      error instanceof Layer7Error &&
      error.code === 'DAEMON_NOT_RUNNING' &&
      existsSync(pid) &&
      lockHolder(pid) === undefined;
    if (!crashed) throw error;
    report = await removeLeftovers(runDir);
    await write(context, 'no daemon was running; what a crashed one left has been removed\n');
  }
  for (let step = 0; step < STEPS && lockHolder(pid) !== undefined; step++) await sleep(POLL);
  const { keptRules } = report;
  if (keptRules.length === 0) return 0;
  await write(context, 'rules of your own that act on names stay:\n');
  await printRecords(context, 'table', RULE_COLUMNS, keptRules);
  const warning = warnOfUnset(keptRules);
  if (warning === undefined) await write(context, 'they match no new connection\n');
  else say(context, 'warning', warning);
  return 0;
};
