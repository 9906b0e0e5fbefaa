/** Qdiscs and devices of a policy on a real kernel: made, found missing, taken away; others' left alone. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  foreignQdiscs,
  lookAtDevices,
  makeDevices,
  missingDevices,
  refuseForeign,
  refuseMissing,
  removeDevices,
  tracesOf,
} from '../../../src/linux/tc/devices.ts';
import { snapshotTraffic } from '../../../src/linux/tc/snapshot.ts';
import { namespaceTrouble } from '../netfilter/namespace.ts';
import { intermediate, makeRouter, root } from './rig.ts';

describe('devices of a policy', { skip: namespaceTrouble() ?? false }, () => {
  it('come and go, and leave the machine as it was', async () => {
    const { run } = await makeRouter();
    const before = await snapshotTraffic(run);
    const wanted = [root('wan0'), ...intermediate('lan0')];
    const now = await lookAtDevices(run);
    refuseMissing(wanted, now);
    assert.deepEqual(foreignQdiscs(wanted, [], now), []);
    const traces = tracesOf(wanted, now);
    await makeDevices(run, wanted);
    assert.deepEqual(missingDevices(wanted, await lookAtDevices(run)), []);
    assert.notEqual(await snapshotTraffic(run), before);
    assert.deepEqual(await removeDevices(run, traces), []);
    assert.equal(await snapshotTraffic(run), before);
    assert.deepEqual(await removeDevices(run, traces), [], 'a second time finds nothing to do');
  });

  it('give a queue its length back', async () => {
    const { run, ok } = await makeRouter();
    await ok('ip', 'link', 'set', 'wan0', 'txqueuelen', '0');
    const before = await snapshotTraffic(run);
    const traces = tracesOf([root('wan0')], await lookAtDevices(run));
    await makeDevices(run, [root('wan0')]);
    await removeDevices(run, traces);
    assert.equal(await snapshotTraffic(run), before);
  });

  it('are not put over a qdisc of somebody else', async () => {
    const { run, ok } = await makeRouter();
    await ok('tc', ...'qdisc add dev wan0 root handle 1: htb default 1'.split(' '));
    await ok('tc', ...'qdisc add dev lan0 ingress'.split(' '));
    const before = await snapshotTraffic(run);
    const wanted = [root('wan0'), ...intermediate('lan0')];
    const foreign = foreignQdiscs(wanted, [], await lookAtDevices(run));
    assert.deepEqual(
      foreign.map(({ device, qdisc }) => `${device} ${qdisc.kind}`),
      ['wan0 htb', 'lan0 ingress'],
    );
    assert.throws(() => refuseForeign(foreign), { code: 'QDISC_TAKEN', message: /htb 1: on wan0/ });
    // Not even when a trace of ours says that the root was once ours.
    await removeDevices(run, [{ device: 'wan0', kind: 'root', remove: root('wan0').remove }]);
    assert.equal(await snapshotTraffic(run), before);
  });

  it('leave filters that others have hung beside ours', async () => {
    const { run, ok } = await makeRouter();
    const wanted = intermediate('lan0');
    const traces = tracesOf(wanted, await lookAtDevices(run));
    await makeDevices(run, wanted);
    await ok(
      'tc',
      ...'filter add dev lan0 ingress protocol ip prio 7 u32 match ip dst 192.0.2.1 flowid 1:1'.split(' '),
    );
    const notes = await removeDevices(run, traces);
    assert.match(notes.join(), /clsact of lan0 stays: 1 filters of others/);
    const left = await snapshotTraffic(run);
    assert.match(left, /filters at ingress/);
    assert.doesNotMatch(left, /l7pifb|filters at egress/);
  });

  it('are missed when a device is not there, and when somebody removed them', async () => {
    const { run, ok } = await makeRouter();
    const now = await lookAtDevices(run);
    assert.throws(() => refuseMissing([root('eth7')], now), { code: 'DEVICE_MISSING', message: /eth7/ });
    await makeDevices(run, [root('wan0'), ...intermediate('lan0')]);
    await ok('tc', ...'qdisc del dev wan0 root'.split(' '));
    await ok('ip', 'link', 'del', 'l7pifb0');
    const missing = missingDevices([root('wan0'), ...intermediate('lan0')], await lookAtDevices(run));
    assert.deepEqual(missing, ['qdisc of wan0', 'device l7pifb0']);
  });

  it('name the command that was refused, with the kernel’s words', async () => {
    const { run } = await makeRouter();
    const broken = root('wan0', 'a lot');
    await assert.rejects(
      makeDevices(run, [broken]),
      (error: { diagnostic?: { given?: string; cause?: string } }) => {
        assert.match(error.diagnostic?.given ?? '', /^tc class add dev wan0/);
        assert.match(error.diagnostic?.cause ?? '', /rate/);
        return true;
      },
    );
  });
});
