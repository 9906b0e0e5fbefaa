/**
 * Daemon and policy both need the kernel to count the bytes of connections, and come and go in any order: it
 * counts as long as one of them is there, and is switched off when both are gone.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Live, whyNotLive } from '../support/lab.ts';
import { policies } from '../support/policies.ts';

const skip = await whyNotLive({ programs: ['tc', 'unshare'] });

const COUNTING =
  'links: [{wan: server0}, {lan: nowhere0}]\nrules: [{protocol: bittorrent, after: 1 MB, block: drop}]\n';

describe('the counting of bytes', { skip }, () => {
  const counts = async (live: Live): Promise<boolean> =>
    (await live.host.must(['cat', '/proc/sys/net/netfilter/nf_conntrack_acct'])).trim() === '1';

  it('goes on for the policy when the daemon ends', async () => {
    await using live = await Live.start();
    const policy = policies(live);
    const applied = await policy.apply(COUNTING);
    assert.match(applied.stderr, /there is no device nowhere0/);
    assert.doesNotMatch((await policy.run('show')).stdout, /layer7 up/);
    await live.daemon.down();
    assert.match((await policy.run('show')).stdout, /no daemon runs, .*"layer7 up"/);
    assert.equal(await counts(live), true);
    assert.equal((await policy.run('revert')).status, 0);
    assert.equal(await counts(live), false);
  });

  it('goes on for the daemon when the policy is reverted', async () => {
    await using live = await Live.start();
    const policy = policies(live);
    await live.daemon.down();
    assert.equal(await counts(live), false);
    await policy.apply(COUNTING);
    assert.equal(await counts(live), true);
    await live.up();
    assert.equal((await policy.run('revert')).status, 0);
    assert.equal(await counts(live), true);
    await live.daemon.down();
    assert.equal(await counts(live), false);
  });
});
