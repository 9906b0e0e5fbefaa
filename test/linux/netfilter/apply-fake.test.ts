/** Applying with failures wherever they can happen; the machine is `FakeIptables`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer7Error } from '../../../src/core/errors.ts';
import { applyRules, removeRules, rulesPresent } from '../../../src/linux/netfilter/apply.ts';
import { type Netfilter, openNetfilter } from '../../../src/linux/netfilter/tools.ts';
import { FakeIptables } from './fake-iptables.ts';
import { fullPlan } from './plans.ts';

const both = (fake: FakeIptables): string => fake.listing('iptables') + fake.listing('ip6tables');

async function machine(): Promise<{ fake: FakeIptables; netfilter: Netfilter }> {
  const fake = new FakeIptables();
  const foreign = '*mangle\n-A FORWARD -j ACCEPT\n-A POSTROUTING -p tcp -j DROP\nCOMMIT\n';
  for (const program of ['iptables', 'ip6tables']) {
    await fake.run(`${program}-legacy-restore`, ['--noflush'], foreign);
  }
  const netfilter = await openNetfilter({ backend: 'legacy', run: fake.run, ipv6: true });
  return { fake, netfilter };
}

test('whichever restore fails, the machine is as before', async () => {
  for (const crashed of [false, true]) {
    for (let step = 1; ; step += 1) {
      const { fake, netfilter } = await machine();
      if (crashed) await applyRules(fullPlan({ packets: 4 }), netfilter);
      const before = both(fake);
      fake.restores = 0;
      let failed = false;
      fake.refuse = () => {
        if (failed || fake.restores !== step) return undefined;
        failed = true;
        // From here on nothing but the old state is accepted.
        fake.refuse = (text) => (text.includes('0:10') || text.includes('PROBE') ? 'no' : undefined);
        return 'line 3 failed: no';
      };
      if (step === 3) {
        await applyRules(fullPlan(), netfilter);
        assert.equal(failed, false, 'two families take two restores');
        break;
      }
      await assert.rejects(applyRules(fullPlan(), netfilter), { code: 'RULES_REFUSED' });
      assert.ok(failed);
      assert.equal(both(fake), before, `step ${step}, crashed ${crashed}`);
    }
  }
});

test('a restore that applies the first table and fails in the second is taken back', async () => {
  const { fake, netfilter } = await machine();
  const before = both(fake);
  const run: Netfilter['run'] = async (file, args, input) => {
    if (file !== 'ip6tables-legacy-restore' || !input?.includes('*mangle'))
      return fake.run(file, args, input);
    if (!input.includes('NFQUEUE')) return fake.run(file, args, input);
    await fake.run(file, args, input.slice(0, input.indexOf('*mangle')));
    return { status: 1, stdout: '', stderr: 'ip6tables-restore: line 15 failed', missing: false };
  };
  await assert.rejects(applyRules(fullPlan(), { ...netfilter, run }), (error: unknown) => {
    assert.ok(error instanceof Layer7Error);
    assert.equal(error.diagnostic.cause, 'ip6tables-restore: line 15 failed');
    return true;
  });
  assert.equal(both(fake), before);
});

test('success without the rules being there is no success', async () => {
  const { fake, netfilter } = await machine();
  const before = both(fake);
  const run: Netfilter['run'] = (file, args, input) =>
    fake.run(file, args, input?.replaceAll(/^-I FORWARD.*\n/gm, ''));
  await assert.rejects(applyRules(fullPlan(), { ...netfilter, run }), {
    code: 'RULES_NOT_VERIFIED',
    message: /jump from FORWARD/,
  });
  assert.equal(both(fake), before);
});

test('a change between reading and writing is met by reading again', async () => {
  const { fake, netfilter } = await machine();
  await applyRules(fullPlan({ packets: 4 }), netfilter);
  let disturbed = false;
  fake.refuse = (text, program) => {
    if (disturbed || program !== 'iptables' || !text.includes('NFQUEUE')) return undefined;
    disturbed = true;
    // Somebody flushes FORWARD after we have read that our jump is there.
    void fake.run(
      'iptables-legacy-restore',
      [],
      '*mangle\n-D FORWARD -m comment --comment "layer7: forwarded" -j LAYER7\nCOMMIT\n',
    );
    return undefined;
  };
  const applied = await applyRules(fullPlan(), netfilter);
  assert.ok(disturbed);
  assert.equal(applied.replaced, true);
  assert.deepEqual(await rulesPresent(applied.plan, netfilter), { present: true, missing: [] });
});

test('optional parts that the kernel lacks are left out, with its words', async () => {
  const { fake, netfilter } = await machine();
  fake.refuse = (text, program) => {
    if (text.includes('-m bpf')) return "Couldn't load match `bpf'";
    if (text.includes('connlabel')) return "Couldn't load match `connlabel'";
    if (program === 'ip6tables' && text.includes('--helper sip'))
      return 'No chain/target/match by that name.';
    return undefined;
  };
  const { plan, notes } = await applyRules(fullPlan(), netfilter);
  assert.equal(plan.options.payloadTest, false);
  assert.deepEqual(plan.options.labels, []);
  assert.deepEqual(plan.options.missingHelpers, [{ family: 'ipv6', kernelName: 'sip' }]);
  assert.match(notes.join('\n'), /bpf match is absent: Couldn't load match `bpf'/);
  assert.match(notes.join('\n'), /sip helper is left out for ipv6: No chain/);
  assert.match(fake.listing('iptables'), /--helper sip/);
  assert.doesNotMatch(both(fake), /PROBE/);
  assert.deepEqual(await rulesPresent(plan, netfilter), { present: true, missing: [] });
});

test('a part that is needed and refused is an error, and nothing of the probing stays', async () => {
  const { fake, netfilter } = await machine();
  const before = both(fake);
  fake.refuse = (text) => (text.includes('NFQUEUE') ? "Couldn't load target `NFQUEUE'" : undefined);
  await assert.rejects(applyRules(fullPlan(), netfilter), (error: unknown) => {
    assert.ok(error instanceof Layer7Error);
    assert.match(error.diagnostic.cause ?? '', /NFQUEUE/);
    return true;
  });
  assert.equal(both(fake), before);
});

test('a restore that is refused once, as when another program changes rules meanwhile, is tried again', async () => {
  const { fake, netfilter } = await machine();
  let refused = 0;
  fake.refuse = () => (refused++ === 0 ? 'line 12 failed: Index of insertion too big.' : undefined);
  const { plan } = await applyRules(fullPlan(), netfilter);
  assert.ok(refused > 1);
  assert.deepEqual(await rulesPresent(plan, netfilter), { present: true, missing: [] });
});

test('a chain of our name with foreign rules is not taken', async () => {
  const { fake, netfilter } = await machine();
  await fake.run(
    'iptables-legacy-restore',
    [],
    '*mangle\n:LAYER7 - [0:0]\n-A LAYER7 -p icmp -j DROP\nCOMMIT\n',
  );
  const before = both(fake);
  await assert.rejects(applyRules(fullPlan(), netfilter), (error: unknown) => {
    assert.ok(error instanceof Layer7Error);
    assert.equal(error.code, 'CHAIN_TAKEN');
    assert.equal(error.diagnostic.given, 'iptables-legacy -t mangle -A LAYER7 -p icmp -j DROP');
    return true;
  });
  assert.equal(both(fake), before);
});

test('a failure on the way back is told together with the first', async () => {
  const { fake, netfilter } = await machine();
  fake.refuse = (text, program) => {
    if (program !== 'ip6tables') return undefined;
    fake.refuse = () => 'broken';
    return text.includes('NFQUEUE') ? 'first fault' : undefined;
  };
  await assert.rejects(applyRules(fullPlan(), netfilter), (error: unknown) => {
    assert.ok(error instanceof Layer7Error);
    assert.match(error.diagnostic.cause ?? '', /first fault\nand on the way back: broken/);
    assert.match(error.diagnostic.next ?? '', /layer7 down/);
    return true;
  });
});

test('removing twice is removing once', async () => {
  const { fake, netfilter } = await machine();
  const before = both(fake);
  await applyRules(fullPlan(), netfilter);
  const first = await removeRules(netfilter);
  assert.equal(both(fake), before);
  assert.ok(first.rules > 40);
  assert.deepEqual(await removeRules(netfilter), { rules: 0, foreign: [], notes: [] });
});

test('a machine without IPv6, without ip6tables, without iptables', async () => {
  const { fake } = await machine();
  const no6 = await openNetfilter({ backend: 'legacy', run: fake.run, ipv6: false });
  assert.deepEqual(no6.families, ['ipv4']);
  const applied = await applyRules(fullPlan(), no6);
  assert.match(applied.notes.join(), /no IPv6/);
  assert.doesNotMatch(fake.listing('ip6tables'), /LAYER7/);

  const without =
    (gone: RegExp): Netfilter['run'] =>
    (file, args, input) =>
      gone.test(file)
        ? Promise.resolve({ status: 127, stdout: '', stderr: '', missing: true })
        : fake.run(file, args, input);
  const no6tables = await openNetfilter({ backend: 'legacy', run: without(/^ip6tables/), ipv6: true });
  assert.deepEqual(no6tables.families, ['ipv4']);
  assert.match(no6tables.notes.join(), /ip6tables is not installed/);
  for (const backend of ['auto', 'legacy', 'nft', 'nftables'] as const) {
    await assert.rejects(openNetfilter({ backend, run: without(/./), ipv6: true }), {
      code: 'IPTABLES_MISSING',
    });
  }
});
