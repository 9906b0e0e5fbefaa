/** A policy file from disk, all the way to its plan. */
import { readFileSync, statSync } from 'node:fs';
import { Layer7Error } from '../../core/errors.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { Plan } from '../../core/policy/plan.ts';
import { planPolicy } from '../../core/policy/planner.ts';
import { Refused } from '../refused.ts';
import type { PolicyNames } from './names.ts';
import { POLICY_TEXT_LIMIT, type ReadPolicy, readPolicy, tooLong } from './read.ts';

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

/**
 * Reads and plans a policy, or tells what is wrong.
 * @throws Layer7Error `POLICY_UNREADABLE`, `POLICY_ENCODING`, `POLICY_LIMIT`.
 */
export function checkPolicy(file: string, names: PolicyNames): LoadedPolicy | PolicyFaults {
  const source = readText(file);
  const { policy, ...faults } = readPolicy(source, file, names.known);
  return policy === undefined ? faults : { file, source, policy, plan: planPolicy(policy, names.members) };
}

/**
 * The same where a policy is needed.
 * @throws Refused with what is wrong; Layer7Error as `checkPolicy`.
 */
export function loadPolicy(file: string, names: PolicyNames): LoadedPolicy {
  const found = checkPolicy(file, names);
  if ('errors' in found) throw new Refused(found.errors[0]!, found.errors.slice(1));
  return found;
}

/** A character is at most four bytes of UTF-8. */
const MOST_BYTES = POLICY_TEXT_LIMIT * 4;

function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    const status = statSync(file);
    if (!status.isFile()) throw new Error('it is not a file');
    if (status.size > MOST_BYTES) throw new Layer7Error(tooLong(file, `${status.size} bytes`, MOST_BYTES));
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof Layer7Error) throw error;
    throw new Layer7Error({
      code: 'POLICY_UNREADABLE',
      kind: 'input',
      message: 'the policy cannot be read',
      where: { file },
      cause: error instanceof Error ? error.message : String(error),
      next: 'check the name and the permissions of the file',
    });
  }
  return textOf(bytes, file);
}

/** Bytes that UTF-16 begins with. */
const UTF_16 = ['255 254', '254 255'];

function textOf(bytes: Uint8Array, file: string): string {
  try {
    // The mark that UTF-8 may begin with stays: the reader knows it.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const isWide = UTF_16.includes(bytes.slice(0, 2).join(' '));
    throw new Layer7Error({
      code: 'POLICY_ENCODING',
      kind: 'input',
      message: `the policy is not written in UTF-8${isWide ? ', but in UTF-16' : ''}`,
      where: { file },
      next: 'save it as UTF-8: editors call it the encoding of the file',
    });
  }
}
