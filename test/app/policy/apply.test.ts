/**
 * Applying and reverting on a real kernel, in a namespace, with renderings by hand. Every command that
 * changes the machine is made to fail once, and once everything from there on, as when the program is
 * killed: afterwards the machine is as it was, at once or after the next command.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  type AppliedPolicy,
  AppliedStore,
  type PreparedPolicy,
} from '../../../src/app/policy/applied-store.ts';
import { applyPolicy, confirmPolicy, revertPolicy } from '../../../src/app/policy/apply.ts';
import { missingFromMachine } from '../../../src/app/policy/change.ts';
import type { Layer7Error } from '../../../src/core/errors.ts';
import type { RawPolicy } from '../../../src/core/policy/raw-policy.ts';
import type { Rendering } from '../../../src/core/policy/rendering.ts';
import { type Netfilter, openNetfilter, type Run } from '../../../src/linux/netfilter/tools.ts';
import { snapshotMachine } from '../../../src/linux/tc/snapshot.ts';
import { planOf } from '../../core/policy/support.ts';
import { type Namespace, namespaceTrouble } from '../../linux/netfilter/namespace.ts';
import { intermediate, makeRouter, nftRulesFor, rendering, root, rulesFor } from '../../linux/tc/rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'layer7 policy '));
after(() => rmSync(folder, { recursive: true, force: true }));
let states = 0;
const newState = (): string => join(folder, `state ${states++}`);

const prepared = (of: Rendering): PreparedPolicy => ({
  file: '/etc/layer7/policy.yaml',
  source: '',
  rendering: of,
  plan: planOf({ rules: [] }),
});
/** Two policies that differ in queues and in rules. */
const twoPolicies = (rules: typeof rulesFor): readonly [PreparedPolicy, PreparedPolicy] => [
  prepared(rendering(undefined, rules())),
  prepared(rendering([root('wan0'), root('lan0', '8mbit'), ...intermediate('lan0')], rules(19))),
];
const [ONE] = twoPolicies(rulesFor);

/** Rules and qdiscs of other people, in the places where ours go. */
async function othersThings({ ok }: Namespace): Promise<void> {
  for (const tool of ['iptables-legacy', 'ip6tables-legacy', 'iptables-nft', 'ip6tables-nft']) {
    await ok(tool, ...'-t mangle -A POSTROUTING -p tcp -j MARK --set-mark 10'.split(' '));
    await ok(tool, ...'-A FORWARD -p tcp --dport 25 -j DROP'.split(' '));
  }
  await ok('nft', 'add table inet mine; add chain inet mine c { type filter hook forward priority 0; }');
  await ok('ip', ...'link add other0 type veth peer name other0p'.split(' '));
  await ok('tc', ...'qdisc add dev other0 root tbf rate 1mbit burst 5k limit 10k'.split(' '));
}

const CHANGES = /-restore$|^unshare$|^env$/;
const isChange = (file: string, args: readonly string[]): boolean =>
  CHANGES.test(file) || args[0] === '-batch' || (file === 'nft' && args[0] === 'delete');

/** A `run` that counts changes, and refuses the one with a number, or that one and all commands after it. */
class Failing {
  changes = 0;
  readonly run: Run;

  constructor(run: Run, which: number, andAllAfter = false) {
    let refused = '';
    this.run = async (file, args, input) => {
      const change = isChange(file, args);
      const command = JSON.stringify([file, args, input]);
      // Another try to load the same rules is refused as well.
      const again = file.endsWith('-restore') && command === refused;
      if (change && !again) this.changes += 1;
      const hit = again || (andAllAfter ? this.changes >= which : change && this.changes === which);
      if (hit && change) refused = command;
      return hit ? { status: 1, stdout: '', stderr: 'not today', missing: false } : run(file, args, input);
    };
  }
}

for (const backend of ['legacy', 'nft', 'nftables'] as const) {
  const [ONE, TWO] = twoPolicies(backend === 'nftables' ? nftRulesFor : rulesFor);
  describe(`policies with rules by ${backend}`, { skip: namespaceTrouble() ?? false }, () => {
    const start = async (): Promise<{
      readonly namespace: Namespace;
      readonly netfilter: Netfilter;
      readonly before: string;
      readonly stateDir: string;
    }> => {
      const namespace = await makeRouter();
      await othersThings(namespace);
      const netfilter = await openNetfilter({ run: namespace.run, backend });
      return { namespace, netfilter, before: await snapshotMachine(namespace.run), stateDir: newState() };
    };

    it('come, replace each other, and go without a trace', async () => {
      const { namespace, netfilter, before, stateDir } = await start();
      const first = await applyPolicy(ONE, netfilter, { stateDir });
      assert.equal(first.replaced, false);
      assert.deepEqual(await missingFromMachine(netfilter, ONE), []);
      const withOne = await snapshotMachine(namespace.run);
      const second = await applyPolicy(TWO, netfilter, { stateDir });
      assert.equal(second.replaced, true);
      assert.deepEqual(await missingFromMachine(netfilter, TWO), []);
      await applyPolicy(ONE, netfilter, { stateDir });
      assert.equal(await snapshotMachine(namespace.run), withOne);
      const reverted = await revertPolicy(netfilter, stateDir);
      assert.deepEqual(reverted, { reverted: true, notes: [], asBefore: true });
      assert.equal(await snapshotMachine(namespace.run), before);
      assert.equal((await revertPolicy(netfilter, stateDir)).reverted, false);
    });

    it('are put back, or never were, when a step is refused', async () => {
      const { namespace, netfilter, before, stateDir } = await start();
      const count = new Failing(namespace.run, -1);
      await applyPolicy(TWO, { ...netfilter, run: count.run }, { stateDir });
      await revertPolicy(netfilter, stateDir);
      assert.ok(count.changes >= 4, `${count.changes} changes`);
      for (let which = 1; which <= count.changes; which++) {
        const { run } = new Failing(namespace.run, which);
        await assert.rejects(applyPolicy(TWO, { ...netfilter, run }, { stateDir }), /refuse|could not/);
        assert.equal(await snapshotMachine(namespace.run), before, `step ${which}`);
      }
      await applyPolicy(ONE, netfilter, { stateDir });
      const withOne = await snapshotMachine(namespace.run);
      for (let which = 1; which <= count.changes; which++) {
        const { run } = new Failing(namespace.run, which);
        await assert.rejects(applyPolicy(TWO, { ...netfilter, run }, { stateDir }));
        assert.equal(await snapshotMachine(namespace.run), withOne, `replacing, step ${which}`);
      }
      assert.equal((await revertPolicy(netfilter, stateDir)).asBefore, true);
    });

    it('that were killed half way are cleared up by the next command', async () => {
      const { namespace, netfilter, before, stateDir } = await start();
      for (let which = 1; which <= 8; which++) {
        const { run } = new Failing(namespace.run, which, true);
        await applyPolicy(TWO, { ...netfilter, run }, { stateDir }).catch(() => {});
        if (which % 2 === 0) {
          await applyPolicy(ONE, netfilter, { stateDir });
          await applyPolicy(
            TWO,
            { ...netfilter, run: new Failing(namespace.run, which, true).run },
            { stateDir },
          ).catch(() => {});
        }
        await revertPolicy(netfilter, stateDir);
        assert.equal(await snapshotMachine(namespace.run), before, `killed at ${which}`);
      }
    });

    it('see what other programs have removed', async () => {
      const { namespace, netfilter, stateDir } = await start();
      await applyPolicy(ONE, netfilter, { stateDir });
      if (backend === 'nftables') await namespace.ok('nft', 'delete table inet layer7_policy');
      else await namespace.ok(`iptables-${backend}`, '-F', 'FORWARD');
      await namespace.ok('tc', ...'qdisc del dev wan0 root'.split(' '));
      const missing = await missingFromMachine(netfilter, ONE);
      assert.equal(missing.length, 2);
      assert.match(
        missing.join('; '),
        /(jump from FORWARD of table filter.*|table inet layer7_policy); qdisc of wan0/,
      );
      await applyPolicy(ONE, netfilter, { stateDir });
      assert.deepEqual(await missingFromMachine(netfilter, ONE), []);
    });

    it('go from devices that are gone, renamed, or forgotten', async () => {
      const { namespace, netfilter, stateDir } = await start();
      const { ok, run } = namespace;
      const nothingLeft = async (): Promise<void> => {
        assert.doesNotMatch(await snapshotMachine(run), /1717:|l7pifb|clsact|layer7/i);
      };
      await applyPolicy(TWO, netfilter, { stateDir });
      await ok('ip', ...'link set wan0 name wan7'.split(' '));
      await ok('ip', ...'link set lan0 name lan7'.split(' '));
      assert.match((await revertPolicy(netfilter, stateDir)).notes.join(), /wan0 is gone/);
      await nothingLeft();
      await ok('ip', ...'link set wan7 name wan0'.split(' '));
      await ok('ip', ...'link set lan7 name lan0'.split(' '));

      await applyPolicy(TWO, netfilter, { stateDir });
      assert.deepEqual(await revertPolicy(netfilter, newState()), { reverted: true, notes: [] });
      await nothingLeft();
      await revertPolicy(netfilter, stateDir);

      await applyPolicy(TWO, netfilter, { stateDir });
      await ok('ip', ...'link del lan0'.split(' '));
      assert.deepEqual(await missingFromMachine(netfilter, TWO), ['qdisc of lan0', 'redirection at lan0']);
      await assert.rejects(applyPolicy(TWO, netfilter, { stateDir }), { code: 'DEVICE_MISSING' });
      const reverted = await revertPolicy(netfilter, stateDir);
      assert.deepEqual(reverted.notes, ['device lan0 is gone, and with it its queues']);
      assert.equal(reverted.asBefore, false);
      await nothingLeft();
    });
  });
}

describe('applying is refused', { skip: namespaceTrouble() ?? false }, () => {
  it('over a qdisc of somebody else, unless the device is to be left', async () => {
    const { run, ok } = await makeRouter();
    await ok('tc', ...'qdisc add dev wan0 root handle 1: htb default 1'.split(' '));
    const netfilter = await openNetfilter({ run });
    const before = await snapshotMachine(run);
    const stateDir = newState();
    await assert.rejects(applyPolicy(ONE, netfilter, { stateDir }), { code: 'QDISC_TAKEN' });
    assert.equal(await snapshotMachine(run), before);
    await applyPolicy(ONE, netfilter, { stateDir, leave: ['wan0'] });
    assert.match(await ok('tc', 'qdisc', 'show', 'dev', 'wan0'), /qdisc htb 1: root/);
    assert.match(await ok('tc', 'qdisc', 'show', 'dev', 'lan0'), /qdisc htb 1717: root/);
    assert.equal((await revertPolicy(netfilter, stateDir)).asBefore, true);
  });

  it('for a device that is not there, before anything is touched', async () => {
    const { run } = await makeRouter();
    const netfilter = await openNetfilter({ run });
    const policy = prepared(rendering([root('eth7')]));
    await assert.rejects(applyPolicy(policy, netfilter, { stateDir: newState() }), {
      code: 'DEVICE_MISSING',
    });
  });

  it('for links that are not there where the policy is about nothing else', async () => {
    const { run } = await makeRouter();
    const netfilter = await openNetfilter({ run });
    const policyOf = (raw: RawPolicy): PreparedPolicy => ({
      ...prepared(rendering([])),
      plan: planOf({ links: [{ wan: 'wan0' }, { lan: 'eth7' }], ...raw }),
    });
    const stateDir = newState();
    await assert.rejects(applyPolicy(policyOf({}), netfilter, { stateDir }), {
      code: 'DEVICE_MISSING',
      message: /eth7/,
    });
    await applyPolicy(policyOf({}), netfilter, { stateDir, leave: ['eth7'] });
    await applyPolicy(policyOf({ rules: [{ protocol: 'dns', block: 'drop' }] }), netfilter, { stateDir });
    await revertPolicy(netfilter, stateDir);
  });

  it('by the rehearsal, naming the step', async () => {
    const { run } = await makeRouter();
    const netfilter = await openNetfilter({ run });
    const before = await snapshotMachine(run);
    const policy = prepared(rendering([root('wan0', 'a lot')]));
    const applying = applyPolicy(policy, netfilter, { stateDir: newState() });
    await assert.rejects(applying, (error: Layer7Error) => {
      assert.equal(error.code, 'POLICY_REFUSED');
      assert.match(error.diagnostic.given ?? '', /^tc class add dev wan0 .* rate a lot/);
      return true;
    });
    assert.equal(await snapshotMachine(run), before);
  });

  it('in another network namespace, and confirming needs something to confirm', async () => {
    const { run } = await makeRouter();
    const netfilter = await openNetfilter({ run });
    const stateDir = newState();
    await applyPolicy(ONE, netfilter, { stateDir });
    const store = new AppliedStore(stateDir);
    const applied = store.applied as AppliedPolicy;
    store.keep('applied.json', { ...applied, place: { ...applied.place, namespace: 'net:[1]' } });
    await assert.rejects(applyPolicy(ONE, netfilter, { stateDir }), { code: 'POLICY_ELSEWHERE' });
    await assert.rejects(revertPolicy(netfilter, stateDir), { code: 'POLICY_ELSEWHERE' });
    await assert.rejects(confirmPolicy(stateDir), { code: 'NOTHING_TO_CONFIRM' });
    writeFileSync(store.path('applied.json'), 'half a fi');
    await assert.rejects(applyPolicy(ONE, netfilter, { stateDir }), { code: 'POLICY_STATE_BROKEN' });
  });

  it('does not believe in a policy of before a restart', async () => {
    const { run } = await makeRouter();
    const netfilter = await openNetfilter({ run });
    const stateDir = newState();
    const store = new AppliedStore(stateDir);
    await applyPolicy(ONE, netfilter, { stateDir });
    await revertPolicy(netfilter, stateDir);
    await applyPolicy(ONE, netfilter, { stateDir });
    const applied = store.applied as AppliedPolicy;
    await revertPolicy(netfilter, stateDir);
    store.keep('applied.json', { ...applied, place: { ...applied.place, boot: 'another' } });
    const report = await applyPolicy(ONE, netfilter, { stateDir });
    assert.equal(report.replaced, false);
    assert.match(report.notes.join(), /before the restart/);
  });
});
