/**
 * From one policy on the machine to another, or to none: the only place that touches the machine for a
 * policy. Devices come before the rules that send packets to their classes, and go after them. What both
 * policies have alike stays untouched, so applying the same policy twice changes nothing.
 *
 * The caller keeps the journal; a change that throws leaves something between the two policies behind, which
 * `clear` takes away whole.
 */

import type { DeviceRendering, Rendering } from '../../core/policy/rendering.ts';
import {
  applyPolicyRules,
  missingPolicyRules,
  removePolicyRules,
} from '../../linux/netfilter/policy-rules.ts';
import type { Netfilter } from '../../linux/netfilter/tools.ts';
import {
  type DeviceTrace,
  findStrays,
  lookAtDevices,
  madeHere,
  makeDevices,
  missingDevices,
  removeDevices,
} from '../../linux/tc/devices.ts';

/** What is on the machine: how it was made, and how it goes. */
export interface Standing {
  readonly rendering: Rendering;
  readonly traces: readonly DeviceTrace[];
}

/**
 * Replaces what stands by what is wanted. Returns sentences about what had to stay.
 *
 * @throws Layer7Error of `applyPolicyRules`, `makeDevices`, `removeDevices`.
 */
export async function change(
  netfilter: Netfilter,
  from: Standing | undefined,
  to: Standing,
): Promise<readonly string[]> {
  const { run } = netfilter;
  const old = from?.rendering.devices ?? [];
  const keep = await unchanged(netfilter, old, to.rendering.devices);
  const going = (from?.traces ?? []).filter((trace) => !keep.has(key(trace)));
  const notes = await removeDevices(run, going);
  await makeDevices(
    run,
    to.rendering.devices.filter((device) => !keep.has(key(device))),
  );
  await applyPolicyRules(to.rendering.rules, netfilter);
  return notes;
}

/** Takes away everything that these traces name, and whatever else is known to be of a policy. */
export async function clear(
  netfilter: Netfilter,
  traces: readonly DeviceTrace[],
): Promise<{ readonly foundAny: boolean; readonly notes: readonly string[] }> {
  const rules = await removePolicyRules(netfilter);
  const strays = await findStrays(netfilter.run, traces);
  const notes = await removeDevices(netfilter.run, [...traces, ...strays]);
  return { foundAny: rules + strays.length > 0, notes };
}

/** What of a policy is not on the machine, in words; other programs flush rules and qdiscs. */
export async function missingFromMachine(
  netfilter: Netfilter,
  { rendering }: Pick<Standing, 'rendering'>,
): Promise<readonly string[]> {
  const rules = await missingPolicyRules(rendering.rules, netfilter);
  return [...rules, ...missingDevices(rendering.devices, await lookAtDevices(netfilter.run))];
}

function key({ device, kind }: Pick<DeviceRendering, 'device' | 'kind'>): string {
  return `${kind} ${device}`;
}

/**
 * Devices that both policies make alike and that are still there. Root qdiscs stand alone; intermediate
 * devices and what redirects to them stay or go together.
 */
async function unchanged(
  netfilter: Netfilter,
  old: readonly DeviceRendering[],
  wanted: readonly DeviceRendering[],
): Promise<ReadonlySet<string>> {
  const now = await lookAtDevices(netfilter.run);
  const text = (device: DeviceRendering | undefined): string => JSON.stringify(device?.apply);
  const alike = (device: DeviceRendering): boolean => {
    const before = old.find((one) => key(one) === key(device));
    return (
      before !== undefined && text(before) === text(device) && missingDevices([device], now).length === 0
    );
  };
  const made = new Set([...madeHere(old), ...madeHere(wanted)]);
  const chained = ({ kind, device }: DeviceRendering): boolean => kind !== 'root' || made.has(device);
  const keep = new Set(wanted.filter((device) => !chained(device) && alike(device)).map(key));
  const together =
    old.filter(chained).length === wanted.filter(chained).length && wanted.filter(chained).every(alike);
  if (together) for (const device of wanted.filter(chained)) keep.add(key(device));
  return keep;
}
