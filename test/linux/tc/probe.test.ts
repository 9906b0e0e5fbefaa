/** Abilities are found by trying; the trying leaves nothing, and what is refused comes with its reason. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CommandResult, openNetfilter, type Run } from '../../../src/linux/netfilter/tools.ts';
import { featuresOf, findFeatures } from '../../../src/linux/tc/features.ts';
import { ABILITIES, probeAbilities } from '../../../src/linux/tc/probe.ts';
import { snapshotTraffic } from '../../../src/linux/tc/snapshot.ts';
import { namespaceTrouble } from '../netfilter/namespace.ts';
import { makeRouter } from './rig.ts';

const says = (result: Partial<CommandResult>): Run => {
  return async () => ({ status: 0, stdout: '', stderr: '', missing: false, ...result });
};

describe('what a script said', () => {
  it('is read line by line', async () => {
    const found = await probeAbilities(says({ stdout: 'ok\thtb\nno\tcake\tError:  no such\tqdisc\n' }), [
      'htb',
      'cake',
    ]);
    assert.deepEqual(
      [...found],
      [
        ['htb', undefined],
        ['cake', 'Error: no such'],
      ],
    );
  });

  it('is no answer when it is not whole', async () => {
    await assert.rejects(probeAbilities(says({ stdout: 'ok\thtb\n' }), ['htb', 'cake']), {
      code: 'PROBE_FAILED',
    });
    const refused = says({ status: 1, stderr: 'unshare: unshare failed: Operation not permitted' });
    await assert.rejects(probeAbilities(refused), { code: 'PROBE_NOT_PERMITTED' });
  });

  it('becomes features; what was not tried is not there', () => {
    const place = { backend: 'legacy', families: ['ipv4'] } as const;
    const none = featuresOf(new Map(), place);
    assert.deepEqual(none.leaves, []);
    assert.equal(none.htb || none.ifb || none.classify || none.ipv6, false);
    const some = featuresOf(
      new Map([
        ['htb', undefined],
        ['pfifo', undefined],
        ['sfq', 'no'],
        ['u32_mark', undefined],
      ]),
      place,
    );
    assert.deepEqual([some.htb, some.leaves, some.markFilters], [true, ['pfifo'], ['u32']]);
  });
});

describe('the kernel', { skip: namespaceTrouble() ?? false }, () => {
  it('answers every trial, and keeps nothing of it', async () => {
    const { run } = await makeRouter();
    const before = await snapshotTraffic(run);
    const found = await probeAbilities(run);
    assert.deepEqual([...found.keys()], ABILITIES);
    for (const [name, reason] of found) if (reason !== undefined) console.log(`not here: ${name}: ${reason}`);
    assert.equal(found.get('pfifo'), undefined, 'every kernel with tc has pfifo');
    assert.equal(await snapshotTraffic(run), before);
  });

  it('refuses what it does not have, with its own words', async () => {
    const { run } = await makeRouter();
    const found = await probeAbilities(run, ['ipset', 'htb']);
    assert.equal(found.size, 2);
    const { features, abilities } = await findFeatures(await openNetfilter({ run }));
    assert.equal(features.htb, abilities.get('htb') === undefined);
    assert.ok([...abilities.values()].every((reason) => reason === undefined || reason.length > 0));
  });
});
