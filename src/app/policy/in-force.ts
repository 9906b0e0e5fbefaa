/**
 * What is to be said of a policy in force besides what it is: what of it is gone, what keeps it from acting,
 * and what passed it by.
 */

import { Layer7Error } from '../../core/errors.ts';
import type { Plan } from '../../core/policy/plan.ts';
import { plural, type Section } from '../../core/workbench/layout.ts';
import { openNetfilter, type Run, runCommand } from '../../linux/netfilter/tools.ts';
import { readDevices } from '../../linux/tc/listing.ts';
import { humanBytes } from '../cli/output.ts';
import { askDaemon } from '../daemon/control-client.ts';
import type { StatusReport } from '../daemon/control-model.ts';
import { type AppliedPolicy, currentPlace } from './applied-store.ts';
import type { BlockReport } from './block-log.ts';
import { missingFromMachine } from './change.ts';

export interface InForce {
  /** Parts that other programs have removed, in words. */
  readonly missing: readonly string[];
  /** What keeps it from acting, in sentences. */
  readonly hindrances: readonly string[];
  /** What passed of blocked connections before they had their name. */
  readonly blocked: readonly BlockReport[];
}

/** Looks at the machine, as far as we may, and asks the daemon, if one runs. */
export async function lookAtPolicy(
  applied: AppliedPolicy,
  plan: Plan | undefined,
  runDir: string,
): Promise<InForce> {
  return {
    missing: await missingOf(applied),
    hindrances: plan === undefined ? [] : await findHindrances(plan, runDir),
    blocked: await blockedBy(runDir),
  };
}

/** What keeps a policy from acting though its rules are there, in sentences that say what to do. */
export async function findHindrances(
  { wans, lans, rules }: Plan,
  runDir: string,
  run: Run = runCommand,
): Promise<readonly string[]> {
  const there = new Set((await readDevices(run)).map(({ name }) => name));
  const hindrances = [...wans, ...lans]
    .filter(({ device }) => !there.has(device))
    .map(({ device }) => `there is no device ${device} now; apply the policy again once it is there`);
  const hasNames = rules.some(({ match }) => match.names.length > 0);
  if (hasNames && (await isAlone(runDir))) {
    hindrances.push('no daemon runs, so connections get no names; start it with "layer7 up"');
  }
  return hindrances;
}

async function isAlone(runDir: string): Promise<boolean> {
  try {
    await askDaemon<StatusReport>(runDir, 'GET', '/status');
    return false;
  } catch (error) {
    if (error instanceof Layer7Error) return error.code === 'DAEMON_NOT_RUNNING';
    throw error;
  }
}

async function missingOf(applied: AppliedPolicy): Promise<readonly string[]> {
  const { boot, namespace } = currentPlace();
  if (applied.place.boot !== boot) return ['everything: the machine was restarted since'];
  if (applied.place.namespace !== namespace) return ['everything: it is in another network namespace'];
  if (process.getuid?.() !== 0) return [];
  return await missingFromMachine(await openNetfilter({ backend: applied.backend }), applied);
}

async function blockedBy(runDir: string): Promise<readonly BlockReport[]> {
  try {
    return (await askDaemon<StatusReport>(runDir, 'GET', '/status')).blocked;
  } catch (error) {
    if (error instanceof Layer7Error) return [];
    throw error;
  }
}

export function inForceSections({ missing, hindrances, blocked }: InForce): readonly Section[] {
  const sections: Section[] = [];
  if (hindrances.length > 0) {
    sections.push({
      title: 'What keeps it from acting',
      lines: hindrances.map((what) => `  ${what}`),
    });
  }
  if (missing.length > 0) {
    sections.push({
      title: 'No longer on the machine; "layer7 policy apply" puts it back',
      lines: missing.map((what) => `  ${what}`),
    });
  }
  if (blocked.length > 0) {
    sections.push({ title: 'What passed before the verdict', lines: blocked.map(passedText) });
  }
  return sections;
}

function passedText({ number, rule, connections, packets, bytes }: BlockReport): string {
  const median = `${packets} packets with ${humanBytes(bytes)} of payload in the median`;
  return `  rule ${number} (${rule}): ${median} of ${plural(connections, 'blocked connection')}`;
}
