/** `layer7 up`: in the background, in the foreground, or as a dry run. */

import { renderPlan } from '../../../linux/netfilter/apply.ts';
import { labelsOf } from '../../../linux/netfilter/labels.ts';
import { planRules } from '../../../linux/netfilter/rule-set.ts';
import { openNetfilter } from '../../../linux/netfilter/tools.ts';
import { withReserved } from '../../daemon/announcements.ts';
import { isBackgroundProcess, runInBackground, startInBackground } from '../../daemon/background.ts';
import { runDaemon } from '../../daemon/foreground.ts';
import { compilePatterns } from '../../daemon/patterns.ts';
import type { DaemonSettings } from '../../daemon/settings.ts';
import { Log, streamSink } from '../../log.ts';
import { prepareExtension } from '../../setup/extension.ts';
import { DAEMON_REQUIREMENTS, ensureRequirements } from '../../setup/packages.ts';
import type { Context, Handler } from '../command.ts';
import { tell } from '../faults.ts';
import { write } from '../output.ts';
import type { up as spec } from '../table/daemon-commands.ts';
import { settingsFrom } from '../up-settings.ts';

export const up: Handler<typeof spec.options> = async ({ options, context }) => {
  const settings = settingsFrom(options);
  if (options['dry-run']) return dryRun(settings, context);
  const log = new Log();
  if (isBackgroundProcess()) {
    process.title = 'layer7';
    // Its paths are absolute by now; it keeps no folder busy.
    process.chdir('/');
    return runInBackground(settings, log, options.log);
  }
  const toTerminal = streamSink(context.stderr, options.log);
  log.attach(toTerminal);
  ensureRequirements(DAEMON_REQUIREMENTS, options.install, (message) => log.info(message));
  await prepareExtension(options.install, log);
  if (options.foreground) {
    await runDaemon(settings, log, () => {});
    return 0;
  }
  await startInBackground(process.argv.slice(2), settings, toTerminal);
  return 0;
};

async function dryRun(settings: DaemonSettings, context: Context): Promise<number> {
  const { ids } = await compilePatterns(settings, (message) => tell(context, message));
  const netfilter = await openNetfilter({ backend: settings.backend });
  const labels = labelsOf(withReserved(ids));
  const plan = planRules({
    mark: settings.mark,
    queues: settings.queues,
    helpers: settings.helpers,
    packets: settings.budget.numpackets,
    families: netfilter.families,
    ids,
    labels,
  });
  for (const { program, args, text } of renderPlan(plan, netfilter.backend)) {
    await write(context, `# ${[program, ...args].join(' ')}\n${text}\n`);
  }
  return 0;
}
