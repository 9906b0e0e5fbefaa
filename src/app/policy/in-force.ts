/** What is to be said of a policy in force besides what it is: what of it is gone, and what passed it by. */

import { Layer7Error } from '../../core/errors.ts';
import type { Section } from '../../core/workbench/layout.ts';
import { openNetfilter } from '../../linux/netfilter/tools.ts';
import { humanBytes } from '../cli/output.ts';
import { askDaemon } from '../daemon/control-client.ts';
import type { StatusReport } from '../daemon/control-model.ts';
import { type AppliedPolicy, currentPlace } from './applied-store.ts';
import type { BlockReport } from './block-log.ts';
import { missingFromMachine } from './change.ts';

export interface InForce {
  /** Parts that other programs have removed, in words. */
  readonly missing: readonly string[];
  /** What passed of blocked connections before they had their name. */
  readonly blocked: readonly BlockReport[];
}

/** Looks at the machine, as far as we may, and asks the daemon, if one runs. */
export async function lookAtPolicy(applied: AppliedPolicy, runDir: string): Promise<InForce> {
  return { missing: await missingOf(applied), blocked: await blockedBy(runDir) };
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

export function inForceSections({ missing, blocked }: InForce): readonly Section[] {
  const sections: Section[] = [];
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
  const median = `${packets} packets, ${humanBytes(bytes)} of payload in the median`;
  return `  rule ${number} (${rule}): ${median} of ${connections} connections`;
}
