/** `layer7 policy show`: what is in force. */
import { planSections, renderingSections } from '../../../core/policy/plan-text.ts';
import { planPolicy } from '../../../core/policy/planner.ts';
import type { Section } from '../../../core/workbench/layout.ts';
import { stateDirOf } from '../../daemon/places.ts';
import { AppliedStore } from '../../policy/applied-store.ts';
import { policyNames } from '../../policy/names.ts';
import { readPolicy } from '../../policy/read.ts';
import { writeJson, writeSections } from '../../workbench/output.ts';
import type { PolicyHandler } from './policy.ts';

export const policyShow: PolicyHandler = async ({ options, context }) => {
  const store = new AppliedStore(stateDirOf(options['run-dir'], options['state-dir']));
  const { applied, pending, rolledBack } = store;
  if (options.format === 'json') {
    await writeJson(context, {
      applied: applied ?? null,
      confirmBefore: pending?.deadline ?? null,
      rolledBack: rolledBack ?? null,
    });
    return 0;
  }
  const sections: Section[] = [];
  if (applied === undefined) {
    sections.push({ title: 'No policy is in force.', lines: [] });
  } else {
    const names = policyNames({
      runDir: options['run-dir'],
      stateDir: options['state-dir'],
      l7dir: options.l7dir,
    });
    const { policy } = readPolicy(applied.source, applied.file, names.known);
    const waits =
      pending === undefined
        ? []
        : [`  taken back at ${pending.deadline} unless confirmed: "layer7 policy confirm"`];
    sections.push({ title: `In force since ${applied.at}`, lines: waits });
    if (policy !== undefined) sections.push(...planSections(planPolicy(policy, names.members), applied.file));
    sections.push(...renderingSections(applied.rendering));
  }
  if (rolledBack !== undefined) {
    sections.push({
      title: `A policy was taken back at ${rolledBack}, since nobody confirmed it.`,
      lines: [],
    });
  }
  await writeSections(context, sections);
  return 0;
};
