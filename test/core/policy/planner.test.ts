/** What a policy comes to where the file leaves something out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERYTHING } from '../../../src/core/policy/features.ts';
import { renderPolicy } from '../../../src/core/policy/render.ts';
import { OPTIONS, planOf } from './support.ts';

const RATES = { guarantee: 2e6, ceiling: 2e6 };

test('a link with a rate and without classes is one class, which has all of it', () => {
  const plan = planOf({
    links: [{ wan: 'eth0', up: '2 mbit' }, { wan: 'eth2' }, { lan: 'eth1' }],
    rules: [{ protocol: 'ssh', allow: true }],
  });
  assert.deepEqual(plan.classes, [
    { name: 'all', traffic: 'normal', priority: 0, up: [RATES, undefined], down: [undefined, undefined] },
  ]);
  assert.equal(plan.defaultClass, 0);
  assert.deepEqual(plan.rules[0]?.action, { kind: 'treat', class: 0 });
  const { devices } = renderPolicy(plan, EVERYTHING, OPTIONS);
  assert.deepEqual(
    devices.map(({ device, kind }) => [device, kind]),
    [['eth0', 'root']],
  );
  assert.ok(devices[0]?.apply.some(({ args }) => args.join(' ').includes('rate 2000000bit ceil 2000000bit')));
});

test('without a rate nothing is shaped', () => {
  const plan = planOf({
    links: [{ wan: 'eth0' }, { lan: 'eth1' }],
    rules: [{ protocol: 'ssh', block: 'drop' }],
  });
  assert.deepEqual(plan.classes, []);
  assert.deepEqual(renderPolicy(plan, EVERYTHING, OPTIONS).devices, []);
});
