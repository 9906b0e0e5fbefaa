/**
 * The daemon and the policy share chains and tables that iptables-nft makes, and each may come and go before
 * the other, also by a crash: whoever goes last leaves nothing of what was made for either.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyRules, removeRules } from '../../../src/linux/netfilter/apply.ts';
import { applyPolicyRules, removePolicyRules } from '../../../src/linux/netfilter/policy-rules.ts';
import { type Netfilter, openNetfilter } from '../../../src/linux/netfilter/tools.ts';
import { UntrackedRules } from '../../../src/linux/netfilter/untracked-rules.ts';
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

test('a check of the accounts ends clean, whoever comes and goes meanwhile', {
  skip: namespaceTrouble() ?? false,
}, async () => {
  const space = await makeNamespace();
  const open = () => openNetfilter({ backend: 'nft', run: space.run, ipv6: true });
  const before = await everything(space);
  await apply(await open());
  // The policy goes, and the daemon comes with a check in the moment in which nobody's rules are there.
  let check: UntrackedRules | undefined;
  let isThere = false;
  const goes = await openNetfilter({
    backend: 'nft',
    ipv6: true,
    run: async (...words) => {
      const result = await space.run(...words);
      if (!isThere && /restore$/.test(words[0])) {
        isThere = true;
        await up(await open());
        check = await UntrackedRules.open(await open(), ['lo']);
      }
      return result;
    },
  });
  await revert(goes);
  assert.ok(check?.counts);
  // Even if somebody has changed their text.
  const first = (await space.ok('iptables-nft-save', '-t', 'mangle')).match(
    /-A INPUT (.* LAYER7_CHECK)/,
  )?.[1];
  const changed = first?.replace('check received lo', 'check received lo, seen') ?? '';
  await space.feed(
    `*mangle\n-D INPUT ${first}\n-I INPUT 1 ${changed}\nCOMMIT\n`,
    'iptables-nft-restore',
    '-n',
  );
  await check.close();
  await down(await open());
  assert.equal(await everything(space), before);
});

const bothGo: Step = async (netfilter) => {
  await removePolicyRules(netfilter);
  await removeRules(netfilter);
};

/** What one does while the other comes or goes, and how it ends for both. */
const RACES: Readonly<
  Record<string, readonly [first: readonly Step[], slow: Step, quick: Step, last: Step]>
> = {
  'the policy goes while the daemon comes': [[apply], up, revert, down],
  'the policy comes while the daemon comes': [[], up, apply, bothGo],
  'the policy comes while the daemon goes': [[up], down, apply, revert],
  'the daemon goes while the policy comes': [[up], apply, down, revert],
  'the daemon comes while the policy comes': [[], apply, up, bothGo],
  'the daemon comes while the policy goes': [[apply], revert, up, down],
  'both go at once': [[up, apply], down, revert, async () => {}],
};

for (const [what, [first, slow, quick, last]] of Object.entries(RACES)) {
  test(`nothing is left when ${what}, at whichever command`, {
    skip: namespaceTrouble() ?? false,
  }, async () => {
    for (let moment = 0, isOver = false; !isOver; moment += 1) {
      const space = await makeNamespace();
      const open = (run = space.run) => openNetfilter({ backend: 'nft', run, ipv6: false });
      const before = await everything(space);
      for (const step of first) await step(await open());
      let commands = Number.NEGATIVE_INFINITY;
      const interrupted = await open(async (...words) => {
        if (commands === moment) await quick(await open());
        commands += 1;
        return await space.run(...words);
      });
      commands = 0;
      await slow(interrupted);
      isOver = commands <= moment;
      await last(await open());
      if (!isOver) assert.equal(await everything(space), before, `before command ${moment}`);
    }
  });
}
