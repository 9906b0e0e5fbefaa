/**
 * From a policy file to something that can be put in force: read, planned, written for a machine. `plan`
 * prints it, `apply` does it; both come through here, so what was shown is what is done.
 */
import { Layer7Error } from '../../core/errors.ts';
import type { Features } from '../../core/policy/features.ts';
import type { Plan } from '../../core/policy/plan.ts';
import { renderPolicy } from '../../core/policy/render.ts';
import type { PreparedPolicy } from './applied-store.ts';
import { loadPolicy } from './load.ts';
import { type Machine, utcOffset } from './machine.ts';
import type { PolicyNames } from './names.ts';

export interface Prepared extends PreparedPolicy {
  readonly features: Features;
}

/**
 * Reads a policy and writes it for a machine.
 *
 * @throws Refused with what is wrong with the file; Layer7Error `POLICY_UNREADABLE`,
 *   `POLICY_FEATURES`, `POLICY_NAME_NO_ID`, `POLICY_TOO_LONG`.
 */
export function preparePolicy(path: string, names: PolicyNames, machine: Machine): Prepared {
  const { file, source, plan } = loadPolicy(path, names);
  const { features, note, devices } = machine;
  const rendering = inFile(file, () =>
    renderPolicy(plan, features, { markOf: names.markOf, utcOffset: utcOffset() }),
  );
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...absentLinks(plan, devices).map((device) => `this machine has no device ${device} now`),
    ...rendering.notes,
    ...(names.isCertain ? [] : ['no daemon ever ran here: names will get other numbers than these']),
  ];
  return { file, source, plan, features, rendering: { ...rendering, notes } };
}

/** Adds the file to an error that knows only its line there. */
function inFile<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof Layer7Error) || error.diagnostic.where?.line === undefined) throw error;
    throw new Layer7Error({ ...error.diagnostic, where: { file, ...error.diagnostic.where } });
  }
}

function absentLinks({ wans, lans }: Plan, devices: ReadonlySet<string> | undefined): readonly string[] {
  if (devices === undefined) return [];
  return [...wans, ...lans].map(({ device }) => device).filter((device) => !devices.has(device));
}
