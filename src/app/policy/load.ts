/** A policy file from disk, all the way to its plan. */
import { readFileSync, statSync } from 'node:fs';
import { Layer7Error } from '../../core/errors.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { Plan } from '../../core/policy/plan.ts';
import { planPolicy } from '../../core/policy/planner.ts';
import { Refused } from '../refused.ts';
import type { PolicyNames } from './names.ts';
import { POLICY_TEXT_LIMIT, type ReadPolicy, readPolicy } from './read.ts';

/** Where a policy is looked for when none is named. */
export const DEFAULT_POLICY = '/etc/layer7/policy.yaml';

export interface LoadedPolicy {
  readonly file: string;
  readonly source: string;
  readonly policy: Policy;
  readonly plan: Plan;
}

/** What is wrong with a policy. */
export type PolicyFaults = Pick<ReadPolicy, 'errors' | 'partial'>;

/** Reads and plans a policy, or tells what is wrong. @throws Layer7Error `POLICY_UNREADABLE`. */
export function checkPolicy(file: string, names: PolicyNames): LoadedPolicy | PolicyFaults {
  const source = readText(file);
  const { policy, ...faults } = readPolicy(source, file, names.known);
  return policy === undefined ? faults : { file, source, policy, plan: planPolicy(policy, names.members) };
}

/**
 * The same where a policy is needed.
 * @throws Refused with what is wrong; Layer7Error `POLICY_UNREADABLE`.
 */
export function loadPolicy(file: string, names: PolicyNames): LoadedPolicy {
  const found = checkPolicy(file, names);
  if ('errors' in found) throw new Refused(found.errors[0]!, found.errors.slice(1));
  return found;
}

/** A character is at most four bytes of UTF-8. */
const MOST_BYTES = POLICY_TEXT_LIMIT * 4;

function readText(file: string): string {
  try {
    const status = statSync(file);
    if (!status.isFile()) throw new Error('it is not a file');
    if (status.size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Layer7Error({
      code: 'POLICY_UNREADABLE',
      kind: 'input',
      message: 'the policy cannot be read',
      where: { file },
      cause: error instanceof Error ? error.message : String(error),
      next: 'check the name and the permissions of the file',
    });
  }
}
