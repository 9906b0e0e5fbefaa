/** `layer7 policy show`: what is in force, and what it did. */
import { countSections } from '../../../core/policy/counters.ts';
import { planSections } from '../../../core/policy/plan-text.ts';
import type { Section } from '../../../core/workbench/layout.ts';
import { stateDirOf } from '../../daemon/places.ts';
import { AppliedStore } from '../../policy/applied-store.ts';
import { readCounts } from '../../policy/counts.ts';
import { inForceSections, lookAtPolicy } from '../../policy/in-force.ts';
import { tell } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import type { PolicyHandler } from './policy.ts';

export const policyShow: PolicyHandler = async ({ options, context }) => {
  const store = new AppliedStore(stateDirOf(options['run-dir'], options['state-dir']));
  const { applied, pending, rolledBack } = store;
  const plan = applied?.plan;
  const counts = plan === undefined ? undefined : await readCounts(plan, applied!);
  const found = applied === undefined ? undefined : await lookAtPolicy(applied, plan, options['run-dir']);
  if (options.format !== 'table') {
    await writeJson(context, options.format, {
      applied: applied ?? null,
      missing: found?.missing ?? [],
      hindrances: found?.hindrances ?? [],
      blocked: found?.blocked ?? [],
      confirmBefore: pending?.deadline ?? null,
      rolledBack: rolledBack ?? null,
      rules: counts === undefined ? null : [...counts.rules].map(([number, count]) => ({ number, ...count })),
      classes: counts?.classes ?? null,
    });
    return 0;
  }
  const sections: Section[] = [];
  if (applied === undefined) {
    sections.push({ title: 'No policy is in force.', lines: [] });
  } else {
    const waits =
      pending === undefined
        ? []
        : [`  taken back at ${pending.deadline} unless confirmed: "layer7 policy confirm"`];
    sections.push({ title: `In force since ${applied.at}`, lines: waits });
    if (found !== undefined) sections.push(...inForceSections(found));
    if (plan !== undefined) sections.push(...planSections(plan, applied.file, counts === undefined));
    if (plan !== undefined && counts !== undefined) {
      sections.push(...countSections(plan, counts.rules, counts.classes));
    }
  }
  if (rolledBack !== undefined) {
    sections.push({
      title: `A policy was taken back at ${rolledBack}, since nobody confirmed it.`,
      lines: [],
    });
  }
  await writeSections(context, sections);
  if (plan !== undefined && counts === undefined) tell(context, 'what it did is shown to root only');
  return 0;
};
