/** `layer7 policy apply`, `confirm` and `revert`: in force, for good, and away again. */
import { resolve } from 'node:path';
import { Layer7Error } from '../../../core/errors.ts';
import { openNetfilter } from '../../../linux/netfilter/tools.ts';
import { findFeatures } from '../../../linux/tc/features.ts';
import { stateDirOf } from '../../daemon/places.ts';
import {
  type AppliedReport,
  applyPolicy,
  confirmPolicy,
  type RevertReport,
  revertPolicy,
} from '../../policy/apply.ts';
import { findHindrances } from '../../policy/in-force.ts';
import { DEFAULT_POLICY } from '../../policy/load.ts';
import { policyNames } from '../../policy/names.ts';
import { preparePolicy } from '../../policy/prepare.ts';

import { tell } from '../faults.ts';
import { writeJson } from '../output.ts';
import { requireRoot } from '../root.ts';
import type { PolicyHandler } from './policy.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };
const SHORTEST = 5;
const LONGEST = 24 * 3600;

/** `60s`, `5m`, `90` → seconds. @throws Layer7Error `OPTION_VALUE`. */
export function readPatience(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,5})\s*([smh]?)$/.exec(text.trim()) ?? [];
  const seconds = number === '' ? Number.NaN : Number(number) * UNITS[unit]!;
  if (seconds >= SHORTEST && seconds <= LONGEST) return seconds;
  throw new Layer7Error({
    code: 'OPTION_VALUE',
    kind: 'usage',
    message: `"--confirm" takes a time from ${SHORTEST} seconds to ${LONGEST / 3600} hours`,
    given: text,
    next: 'write it as "60s" or "5m"',
  });
}

export const policyApply: PolicyHandler = async ({ options, args, context }) => {
  requireRoot('policy apply', options);
  const confirm = options.confirm === undefined ? undefined : readPatience(options.confirm);
  const file = resolve(args[1] ?? DEFAULT_POLICY);
  const names = policyNames({
    runDir: options['run-dir'],
    stateDir: options['state-dir'],
    l7dir: options.l7dir,
  });
  if (!names.isCertain) {
    throw new Layer7Error({
      code: 'POLICY_NO_NAMES',
      kind: 'environment',
      message: 'names have no numbers yet, since no daemon ever ran here',
      next: 'run "layer7 up" once, then apply the policy',
    });
  }
  const netfilter = await openNetfilter({ backend: options.iptables });
  const { features } = await findFeatures(netfilter);
  const prepared = preparePolicy(file, names, { features });
  const report = await applyPolicy(prepared, netfilter, {
    stateDir: stateDirOf(options['run-dir'], options['state-dir']),
    runDir: options['run-dir'],
    leave: options.leave ?? [],
    ...(confirm === undefined ? {} : { confirm }),
  });
  const hindrances = await findHindrances(prepared.plan, options['run-dir']);
  if (options.format !== 'table') await writeJson(context, options.format, { file, ...report, hindrances });
  else {
    for (const note of [...prepared.rendering.notes, ...report.notes]) tell(context, note);
    tell(context, sentenceFor(file, report));
    for (const hindrance of hindrances) tell(context, hindrance);
  }
  return 0;
};

function sentenceFor(file: string, { replaced, deadline }: AppliedReport): string {
  const done = replaced ? `${file} is in force, in place of the policy before it` : `${file} is in force`;
  if (deadline === undefined) return done;
  return `${done}; it is taken back at ${deadline} unless you say "layer7 policy confirm"`;
}

export const policyConfirm: PolicyHandler = async ({ options, context }) => {
  requireRoot('policy confirm', options);
  await confirmPolicy(stateDirOf(options['run-dir'], options['state-dir']));
  if (options.format !== 'table') await writeJson(context, options.format, { confirmed: true });
  else tell(context, 'the policy stays');
  return 0;
};

function comparison({ asBefore }: RevertReport): string {
  if (asBefore === undefined) return '';
  return asBefore
    ? '; rules and queues are as they were before it'
    : '; other devices, rules or queues have changed since it was applied';
}

export const policyRevert: PolicyHandler = async ({ options, context }) => {
  requireRoot('policy revert', options);
  const netfilter = await openNetfilter({ backend: options.iptables });
  const stateDir = stateDirOf(options['run-dir'], options['state-dir']);
  const report = await revertPolicy(netfilter, stateDir);
  if (options.format !== 'table') await writeJson(context, options.format, report);
  else {
    for (const note of report.notes) tell(context, note);
    if (!report.reverted) tell(context, 'no policy was in force');
    else tell(context, `the policy is gone${comparison(report)}`);
  }
  return 0;
};
