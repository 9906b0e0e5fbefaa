/** `layer7 policy check`: is the file right? */
import { planSections } from '../../../core/policy/plan-text.ts';
import { ruleNotes } from '../../../core/policy/rule-notes.ts';
import { checkPolicy, DEFAULT_POLICY } from '../../policy/load.ts';
import { policyNames } from '../../policy/names.ts';
import { reportFaults, tell } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import type { PolicyHandler } from './policy.ts';

export const policyCheck: PolicyHandler = async ({ options, args, context }) => {
  const names = policyNames({
    runDir: options['run-dir'],
    stateDir: options['state-dir'],
    l7dir: options.l7dir,
  });
  const path = args[1] ?? DEFAULT_POLICY;
  const found = checkPolicy(path, names);
  if ('errors' in found) {
    const { errors, partial } = found;
    if (options.format !== 'table') {
      await writeJson(context, options.format, { file: path, partial, faults: errors });
    }
    const status = reportFaults(context, errors);
    if (partial) tell(context, 'more may follow once these are right');
    return status;
  }
  const { file, plan } = found;
  if (options.format !== 'table') {
    const notes = ruleNotes(plan).map(({ rule, note }) => ({ rule: rule.number, note }));
    await writeJson(context, options.format, {
      file,
      partial: false,
      faults: [],
      links: plan.wans.length + plan.lans.length,
      classes: plan.classes.length,
      rules: plan.rules.length,
      notes,
    });
  } else {
    await writeSections(context, planSections(plan, file));
  }
  return 0;
};
