/**
 * All commands, in the order in which the help lists them. A new command is a row here, stated with
 * `defineCommand` in the file of its subject under `table/`, and one file under `commands/` that runs it.
 */
import { bindCommand, type Command } from './command.ts';
import * as accounting from './table/accounting-commands.ts';
import * as capture from './table/capture-commands.ts';
import * as daemon from './table/daemon-commands.ts';
import * as own from './table/help-commands.ts';
import { lab } from './table/lab-command.ts';
import { policy } from './table/policy-commands.ts';
import * as rule from './table/rule-commands.ts';
import * as workbench from './table/workbench-commands.ts';

export const COMMANDS: readonly Command[] = [
  bindCommand(daemon.up, async () => (await import('./commands/up.ts')).up),
  bindCommand(daemon.down, async () => (await import('./commands/down.ts')).down),
  bindCommand(daemon.status, async () => (await import('./commands/status.ts')).status),
  bindCommand(daemon.flows, async () => (await import('./commands/flows.ts')).flows),
  bindCommand(accounting.top, async () => (await import('./commands/top.ts')).top),
  bindCommand(accounting.report, async () => (await import('./commands/report.ts')).report),
  bindCommand(accounting.account, async () => (await import('./commands/account.ts')).account),
  bindCommand(daemon.set, async () => (await import('./commands/set.ts')).set),
  bindCommand(daemon.reload, async () => (await import('./commands/reload.ts')).reload),
  bindCommand(rule.protocols, async () => (await import('./commands/protocols.ts')).protocols),
  bindCommand(rule.rules, async () => (await import('./commands/rules.ts')).rules),
  bindCommand(rule.iptables, async () => (await import('./commands/iptables.ts')).iptables),
  bindCommand(rule.ip6tables, async () => (await import('./commands/iptables.ts')).ip6tables),
  bindCommand(rule.setup, async () => (await import('./commands/setup.ts')).setup),
  bindCommand(policy, async () => (await import('./commands/policy.ts')).policy),
  bindCommand(capture.classify, async () => (await import('./commands/classify.ts')).classify),
  bindCommand(capture.match, async () => (await import('./commands/match.ts')).match),
  bindCommand(workbench.lint, async () => (await import('./commands/lint.ts')).lint),
  bindCommand(workbench.explain, async () => (await import('./commands/explain.ts')).explain),
  bindCommand(workbench.diff, async () => (await import('./commands/diff.ts')).diff),
  bindCommand(workbench.test, async () => (await import('./commands/test.ts')).test),
  bindCommand(workbench.time, async () => (await import('./commands/time.ts')).time),
  bindCommand(workbench.show, async () => (await import('./commands/show.ts')).show),
  bindCommand(workbench.importPatterns, async () => (await import('./commands/import.ts')).importPatterns),
  bindCommand(workbench.newSignature, async () => (await import('./commands/new.ts')).newSignature),
  bindCommand(lab, async () => (await import('./commands/lab.ts')).lab),
  bindCommand(own.version, async () => (await import('./commands/version.ts')).version),
  bindCommand(own.help, async () => (await import('./commands/help.ts')).help),
];
