/**
 * The daemon and the policy share chains and tables that iptables-nft makes, and each may come and go before
 * the other, also by a crash: whoever goes last leaves nothing of what was made for either.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyRules, removeRules } from '../../../src/linux/netfilter/apply.ts';
import { applyPolicyRules, removePolicyRules } from '../../../src/linux/netfilter/policy-rules.ts';
import { type Netfilter, openNetfilter } from '../../../src/linux/netfilter/tools.ts';
import { rulesFor } from '../tc/rig.ts';
import { everything, makeNamespace, namespaceTrouble } from './namespace.ts';
import { fullPlan } from './plans.ts';

type Step = (netfilter: Netfilter) => Promise<unknown>;
const up: Step = (netfilter) => applyRules(fullPlan(), netfilter);
const down: Step = (netfilter) => removeRules(netfilter);
const apply: Step = (netfilter) => applyPolicyRules(rulesFor(18), netfilter);
const revert: Step = (netfilter) => removePolicyRules(netfilter);

const ORDERS: Readonly<Record<string, readonly Step[]>> = {
  'the daemon goes first': [up, apply, down, revert],
  'the policy goes first': [up, apply, revert, down],
  'the policy came first and goes first': [apply, up, revert, down],
  'the policy came first and goes last': [apply, up, down, revert],
  'the daemon comes again in between': [up, apply, down, up, revert, down],
};

for (const [what, steps] of Object.entries(ORDERS)) {
  test(`nothing is left when ${what}`, { skip: namespaceTrouble() ?? false }, async () => {
    const space = await makeNamespace();
    // Each step is a process of its own: what it knows of the others is on the machine.
    const open = () => openNetfilter({ backend: 'nft', run: space.run, ipv6: true });
    const before = await everything(space);
    for (const step of steps) await step(await open());
    assert.equal(await everything(space), before);
  });
}
