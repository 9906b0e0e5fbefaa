/** What a plan is written for: the machine at hand, or one that has everything. */

import { Layer7Error } from '../../core/errors.ts';
import { EVERYTHING, type Features } from '../../core/policy/features.ts';
import { type BackendChoice, openNetfilter, runCommand } from '../../linux/netfilter/tools.ts';
import { findFeatures } from '../../linux/tc/features.ts';
import { readDevices } from '../../linux/tc/listing.ts';

export interface Machine {
  readonly features: Features;
  /** What is to be known of them. */
  readonly note?: string;
  /** Its network devices; absent where they do not matter. */
  readonly devices?: ReadonlySet<string>;
}

/** A kernel with everything, with rules where they were asked for. */
export function anyMachine(backend: BackendChoice): Machine {
  return { features: { ...EVERYTHING, backend: backend === 'nftables' ? 'nftables' : 'iptables' } };
}

/** This machine; without the right to try it, one with everything, and a note that says so. */
export async function thisMachine(backend: BackendChoice): Promise<Machine> {
  const devices = new Set((await readDevices(runCommand)).map(({ name }) => name));
  try {
    return { features: (await findFeatures(await openNetfilter({ backend }))).features, devices };
  } catch (error) {
    if (!(error instanceof Layer7Error) || error.code !== 'PROBE_NOT_PERMITTED') throw error;
    const note = 'this kernel could not be tried without root: written for one that has everything';
    return { ...anyMachine(backend), note, devices };
  }
}

/** Minutes that local time is ahead of UTC at this moment. */
export function utcOffset(now: Date = new Date()): number {
  return -now.getTimezoneOffset();
}
