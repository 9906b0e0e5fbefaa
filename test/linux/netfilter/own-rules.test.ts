import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type OwnTable, ownTableOf, restoreText } from '../../../src/linux/netfilter/iptables-text.ts';
import { findOwn, isEmpty, missingFrom, transition } from '../../../src/linux/netfilter/own-rules.ts';
import { parseSave } from '../../../src/linux/netfilter/save-text.ts';
import { FakeIptables } from './fake-iptables.ts';
import { fullPlan, LEAST } from './plans.ts';

const NOTHING: OwnTable = { name: 'mangle', chains: [], jumps: [] };
const mangleOf = (plan = fullPlan()): OwnTable =>
  ownTableOf(plan.families[0]!.tables.find((table) => table.name === 'mangle')!);

async function restore(fake: FakeIptables, text: string): Promise<void> {
  const result = await fake.run('iptables-legacy-restore', ['--noflush'], text);
  assert.equal(result.status, 0, `${result.stderr}\n${text}`);
}

const found = (fake: FakeIptables): ReturnType<typeof findOwn> =>
  findOwn(parseSave(fake.listing('iptables')), 'mangle');

test('what was put on a machine is found again, all of it and nothing else', async () => {
  const fake = new FakeIptables();
  await restore(
    fake,
    '*mangle\n-A FORWARD -j ACCEPT\n-A INPUT -m comment --comment "layer7: mine" -j DROP\nCOMMIT\n',
  );
  await restore(fake, restoreText([mangleOf()]));
  const { own, foreign } = found(fake);
  assert.deepEqual(missingFrom(own, mangleOf()), []);
  assert.equal(own.jumps.length, mangleOf().jumps.length);
  assert.deepEqual(foreign, []);
});

test('what is missing is said in words', async () => {
  const fake = new FakeIptables();
  await restore(fake, restoreText([mangleOf()]));
  await restore(
    fake,
    '*mangle\n:LAYER7_TRY - [0:0]\n-D INPUT ! -i lo -m comment --comment "layer7: to this machine" -j LAYER7\nCOMMIT\n',
  );
  assert.deepEqual(missingFrom(found(fake).own, mangleOf()), [
    'rules of chain LAYER7_TRY of table mangle',
    'jump from INPUT of table mangle',
  ]);
  assert.ok(missingFrom(NOTHING, mangleOf()).includes('chain LAYER7 of table mangle'));
});

test('from anything of ours to anything of ours, and not one foreign rule moves', async () => {
  const states = [
    NOTHING,
    mangleOf(),
    mangleOf(fullPlan({ labels: [] })),
    mangleOf(fullPlan({ packets: 3 })),
  ];
  const rule = fc.constantFrom(
    '-j ACCEPT',
    '-p tcp -j DROP',
    '-m comment --comment "x" -j RETURN',
    '-j shop',
  );
  const insertion = fc.record({
    chain: fc.constantFrom('FORWARD', 'INPUT', 'POSTROUTING', 'shop'),
    rule,
    first: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(insertion, { maxLength: 6 }),
      fc.constantFrom(...states),
      fc.array(insertion, { maxLength: 6 }),
      fc.constantFrom(...states),
      async (before, start, between, wanted) => {
        const fake = new FakeIptables();
        const plain = new FakeIptables();
        const both = async (insertions: typeof before): Promise<void> => {
          for (const one of insertions) {
            const where = one.first ? `-I ${one.chain} 1` : `-A ${one.chain}`;
            for (const machine of [fake, plain]) {
              await restore(machine, `*mangle\n${where} ${one.rule}\nCOMMIT\n`);
            }
          }
        };
        for (const machine of [fake, plain]) await restore(machine, '*mangle\n:shop - [0:0]\nCOMMIT\n');
        await both(before);
        await restore(fake, transition(found(fake), start) ?? '');
        await both(between);
        await restore(fake, transition(found(fake), wanted) ?? '');
        assert.deepEqual(missingFrom(found(fake).own, wanted), []);
        assert.equal(isEmpty(found(fake).own), isEmpty(wanted));
        await restore(fake, transition(found(fake), NOTHING) ?? '');
        assert.equal(fake.listing('iptables'), plain.listing('iptables'));
      },
    ),
    { numRuns: 200 },
  );
});

test('nothing to do is nothing to write', () => {
  assert.equal(transition({ own: NOTHING, foreign: [] }, NOTHING), undefined);
});

test('a chain that others use is emptied of our rules and stays', async () => {
  const fake = new FakeIptables();
  await restore(fake, restoreText([mangleOf(fullPlan({ ...LEAST }))]));
  await restore(fake, '*mangle\n-A OUTPUT -j LAYER7\n-A LAYER7_TRY -p icmp -j ACCEPT\nCOMMIT\n');
  const before = found(fake);
  assert.deepEqual(before.foreign.map((rule) => rule.spec).sort(), ['-j LAYER7', '-p icmp -j ACCEPT']);
  await restore(fake, transition(before, NOTHING)!);
  const listing = fake.listing('iptables');
  assert.match(listing, /-A OUTPUT -j LAYER7\n/);
  assert.match(listing, /-A LAYER7_TRY -p icmp -j ACCEPT\n/);
  assert.doesNotMatch(listing, /layer7:/);
  assert.doesNotMatch(listing, /LAYER7_DONE/);
});
