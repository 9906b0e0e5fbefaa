/**
 * What is to be said of a policy in force besides what it is: what of it is gone, what keeps it from acting,
 * and what passed it by.
 */

import { Layer7Error } from '../../core/errors.ts';
import type { Plan } from '../../core/policy/plan.ts';
import { plural, type Section } from '../../core/workbench/layout.ts';
import { openNetfilter, runCommand } from '../../linux/netfilter/tools.ts';
import { readDevices } from '../../linux/tc/listing.ts';
import { askDaemon } from '../daemon/control-client.ts';
import type { StatusReport } from '../daemon/control-model.ts';
import { humanBytes } from '../human-bytes.ts';
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

/** Milliseconds in which a daemon has to answer: one that hangs must not hold up what is told of a policy. */
const PATIENCE = 3000;

/** Looks at the machine, as far as we may, and asks the daemon, if one runs. */
export async function lookAtPolicy(
  applied: AppliedPolicy,
  plan: Plan | undefined,
  runDir: string,
): Promise<InForce> {
  const daemon = await lookAtDaemon(runDir);
  return {
    missing: await missingOf(applied),
    hindrances: plan === undefined ? [] : await hindrances(plan, daemon),
    blocked: daemon.blocked,
  };
}

/** What keeps a policy from acting though its rules are there, in sentences that say what to do. */
export async function findHindrances(plan: Plan, runDir: string): Promise<readonly string[]> {
  return hindrances(plan, await lookAtDaemon(runDir));
}

async function hindrances({ wans, lans, rules }: Plan, { fault }: DaemonLook): Promise<readonly string[]> {
  const there = new Set((await readDevices(runCommand)).map(({ name }) => name));
  const found = [...wans, ...lans]
    .filter(({ device }) => !there.has(device))
    .map(({ device }) => `there is no device ${device} now; apply the policy again once it is there`);
  const hasNames = rules.some(({ match }) => match.names.length > 0);
  return hasNames && fault !== undefined ? [...found, fault] : found;
}

interface DaemonLook {
  readonly blocked: readonly BlockReport[];
  /** Why connections get no names. */
  readonly fault?: string;
}

/** What a code of `askDaemon` means for a policy; others mean nothing. */
const FAULTS: Readonly<Record<string, string>> = {
  DAEMON_NOT_RUNNING: 'no daemon runs, so connections get no names; start it with "layer7 up"',
  DAEMON_UNREACHABLE: 'the daemon does not answer, so connections may get no names; see its log',
};

async function lookAtDaemon(runDir: string): Promise<DaemonLook> {
  try {
    return await askDaemon<StatusReport>(runDir, 'GET', '/status', undefined, PATIENCE);
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
    const fault = FAULTS[error.code];
    return { blocked: [], ...(fault === undefined ? {} : { fault }) };
  }
}

async function missingOf(applied: AppliedPolicy): Promise<readonly string[]> {
  const { boot, namespace } = currentPlace();
  if (applied.place.boot !== boot) return ['everything: the machine was restarted since'];
  if (applied.place.namespace !== namespace) return ['everything: it is in another network namespace'];
  if (process.getuid?.() !== 0) return [];
  return await missingFromMachine(await openNetfilter({ backend: applied.backend }), applied);
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
