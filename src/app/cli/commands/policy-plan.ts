/** `layer7 policy plan`: what a policy comes to, the exact commands, and what it would do with captures. */

import { resolve } from 'node:path';
import { parseDuration } from '../../../core/accounting/duration.ts';
import type { AccountRow, Dimension } from '../../../core/accounting/row.ts';
import { readLimits } from '../../../core/automata/read-limits.ts';
import { EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { accountsJson, accountsSections, previewAccounts } from '../../../core/policy/accounts-preview.ts';
import { planSections, renderingSections } from '../../../core/policy/plan-text.ts';
import { previewJson, previewSections } from '../../../core/policy/preview-text.ts';
import { ruleNotes } from '../../../core/policy/rule-notes.ts';
import { DAY_NAMES, MINUTES_A_DAY } from '../../../core/policy/units.ts';
import { accountsPath } from '../../daemon/folders.ts';
import { stateDirOf } from '../../daemon/places.ts';
import { DEFAULT_POLICY } from '../../policy/load.ts';
import { anyMachine, thisMachine, utcOffset } from '../../policy/machine.ts';
import { policyNames } from '../../policy/names.ts';
import { preparePolicy } from '../../policy/prepare.ts';
import { previewCaptures } from '../../policy/preview-captures.ts';
import { readAccounts } from '../../store/account-reader.ts';
import { captureFiles } from '../../workbench/capture-files.ts';
import { reportFaults } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { PolicyHandler } from './policy.ts';

/** What a rule can be judged by. */
const ACCOUNTED: readonly Dimension[] = ['protocol', 'application', 'host', 'host-link', 'link'];

/** `mon 10:00` → minute of the week. */
export function readMoment(text: string): number {
  const [, day = '', hours, minutes] = /^([a-z]{3})\s+(\d{1,2}):(\d\d)$/i.exec(text.trim()) ?? [];
  const index = DAY_NAMES.indexOf(day.toLowerCase() as 'sun');
  const minute = Number(hours) * 60 + Number(minutes);
  if (index >= 0 && Number(minutes) < 60 && minute < MINUTES_A_DAY) return index * MINUTES_A_DAY + minute;
  throw new Layer7Error({
    code: 'OPTION_VALUE',
    kind: 'usage',
    message: '"--at" takes a day and a time',
    given: text,
    next: 'write it as "mon 10:00"',
  });
}

/** What the accounts have of the last `since`. Throws what `readAccounts` throws. */
function accountRows(options: Parameters<PolicyHandler>[0]['options']): readonly AccountRow[] {
  const path = accountsPath(resolve(stateDirOf(options['run-dir'], options['state-dir'])));
  const until = Date.now() / 1000;
  const span = { since: until - parseDuration(options.since!), until, dimensions: ACCOUNTED };
  return readAccounts(path, span, until).rows;
}

export const policyPlan: PolicyHandler = async ({ options, args, context }) => {
  const { at, capture, since, l7dir, kernel, iptables, packets, bytes } = options;
  const minute = at === undefined ? undefined : readMoment(at);
  const names = policyNames({ runDir: options['run-dir'], stateDir: options['state-dir'], l7dir });
  const machine = kernel === 'any' ? anyMachine(iptables) : await thisMachine(iptables);
  const { file, plan, rendering } = preparePolicy(args[1] ?? DEFAULT_POLICY, names, machine);
  const progress = progressLine(context);
  const paths = capture === undefined ? [] : captureFiles(capture);
  const seen =
    capture === undefined
      ? undefined
      : previewCaptures(plan, paths, {
          l7dir,
          limits: readLimits(options.limit),
          budget: { packets, bytes },
          env: context.env,
          utcOffset: utcOffset(),
          ...(minute === undefined ? {} : { minute }),
          onProgress: (path, read, size) => progress.show(path, read, size),
        });
  progress.clear();
  // Zeros would look like an answer where nothing could be read.
  const preview = seen !== undefined && isEmpty(seen) ? undefined : seen?.preview;
  const accounts = since === undefined ? undefined : previewAccounts(plan, accountRows(options), minute);
  if (options.format !== 'table') {
    const notes = ruleNotes(plan).map(({ rule, note }) => ({ rule: rule.number, note }));
    const previewed = preview === undefined ? {} : { preview: previewJson(plan, preview, capture!) };
    const accounted = accounts === undefined ? {} : { accounts: accountsJson(plan, accounts, since!) };
    await writeJson(context, options.format, {
      file,
      plan: plainPlan(plan),
      notes,
      rendering,
      ...previewed,
      ...accounted,
    });
  } else {
    const previewed = preview === undefined ? [] : previewSections(plan, preview, capture!);
    const accounted = accounts === undefined ? [] : accountsSections(plan, accounts, since!);
    await writeSections(context, [
      ...planSections(plan, file),
      ...renderingSections(rendering),
      ...previewed,
      ...accounted,
    ]);
  }
  reportFaults(context, seen?.faults ?? []);
  return (seen?.faults.length ?? 0) > 0 ? EXIT_STATUS.input : 0;
};

/** Whether nothing was read, for a reason. */
function isEmpty({ preview, faults }: ReturnType<typeof previewCaptures>): boolean {
  return faults.length > 0 && preview.total.packets === 0;
}

/** A plan with prefixes as texts. */
function plainPlan(plan: unknown): unknown {
  return JSON.parse(
    JSON.stringify(plan, (_, value) =>
      typeof value === 'object' && value !== null && 'text' in value && 'family' in value
        ? value.text
        : value,
    ),
  );
}
