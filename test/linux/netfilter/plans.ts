/** Plans that the tests share. */

import { FAMILIES, HELPER_NAMES } from '../../../src/linux/netfilter/helpers.ts';
import { type Label, labelsOf } from '../../../src/linux/netfilter/labels.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import { planRules, type RuleOptions, type RulePlan } from '../../../src/linux/netfilter/rule-set.ts';

export const LABELS: readonly Label[] = labelsOf(
  new Map([
    ['unknown', 1],
    ['ssh', 2],
    ['ftp', 3],
    ['tls', 4],
  ]),
);

/** Everything that can be asked for. */
export const FULL: RuleOptions = {
  mark: markField(),
  queues: { first: 0, last: 1 },
  packets: 10,
  helpers: HELPER_NAMES,
  families: FAMILIES,
  labels: LABELS,
  ids: new Map([
    ['ssh', 2],
    ['ftp', 3],
    ['tls', 4],
    ['quic', 200],
    ['youtube', 500],
  ]),
};

/** As little as can be asked for, in another place of the mark. */
export const LEAST: RuleOptions = {
  mark: markField(0x00000ff0, 0x00100000),
  queues: { first: 7, last: 7 },
  packets: 3,
  helpers: [],
  families: ['ipv4'],
  ids: new Map(),
  payloadTest: false,
};

export const fullPlan = (changes: Partial<RuleOptions> = {}): RulePlan => planRules({ ...FULL, ...changes });
