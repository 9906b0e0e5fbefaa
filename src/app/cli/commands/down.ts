/** `layer7 down`: ends the daemon, or clears up after one that crashed. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Layer7Error } from '../../../core/errors.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import type { DownReport } from '../../daemon/control-model.ts';
import { runPaths } from '../../daemon/folders.ts';
import { lockHolder } from '../../daemon/instance-lock.ts';
import { removeLeftovers } from '../../daemon/leftovers.ts';
import type { Handler } from '../command.ts';
import { write } from '../output.ts';
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
  if (report.keptRules.length > 0) {
    const lines = report.keptRules.map((rule) => `  ${rule}\n`).join('');
    await write(context, `rules of your own that use names stay, and match no new connection:\n${lines}`);
  }
  return 0;
};
