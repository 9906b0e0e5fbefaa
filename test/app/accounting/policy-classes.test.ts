import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PolicyClasses } from '../../../src/app/accounting/policy-classes.ts';
import {
  type AppliedPolicy,
  AppliedStore,
  currentPlace,
  STORE_FORMAT,
} from '../../../src/app/policy/applied-store.ts';
import type { RawPolicy } from '../../../src/core/policy/raw-policy.ts';
import { sight } from '../../core/accounting/support.ts';
import { planOf } from '../../core/policy/support.ts';
import { temporaryFolder } from '../support.ts';

const policyWith = (web: string): RawPolicy => ({
  links: [{ wan: 'wan0', up: '10 mbit', down: '50 mbit' }, { lan: 'lan0' }],
  classes: [
    { name: 'calls', share: '20%' },
    { name: web, share: '30%' },
    { name: 'rest', share: '10%' },
  ],
  default: 'rest',
  rules: [
    { protocol: 'bittorrent', block: 'drop' },
    { group: 'voip', class: 'calls' },
    { protocol: 'http', port: 8080, class: 'rest' },
    { protocol: 'http', from: '10.0.0.0/8', class: 'calls' },
    { protocol: 'http', class: web },
  ],
});

const NAMES = ['unset', 'unknown', 'http', 'sip', 'bittorrent', 'dns'];

/** A state folder with this policy in force, and how its classes are found. */
function inForce(raw: RawPolicy, place = currentPlace()) {
  const folder = temporaryFolder();
  const store = new AppliedStore(folder);
  store.makeFolder();
  const keep = (policy: RawPolicy, at: string): void =>
    store.keep('applied.json', {
      format: STORE_FORMAT,
      file: 'policy.yaml',
      source: 'rules: [',
      at,
      place,
      backend: 'legacy',
      traces: [],
      plan: planOf(policy),
      rendering: {} as AppliedPolicy['rendering'],
    });
  keep(raw, '2026-01-01T00:00:00Z');
  const classes = new PolicyClasses(folder, () => ({
    generation: 1,
    nameOf: (field) => ({ protocol: NAMES[field] ?? 'none' }),
  }));
  return { classes, store, keep };
}

test('a connection goes through the class that the policy in force says', () => {
  const { classes } = inForce(policyWith('web'));
  const finder = classes.current();
  assert.ok(finder !== undefined);
  const classOf = (name: string, port = 80, link = 'wan0', hostLink = 'lan0'): string => {
    const seen = sight({ id: 1, port, counters: [1, 100, 1, 100] });
    return finder.labels[finder.find(seen, NAMES.indexOf(name), hostLink, link)]!;
  };
  assert.deepEqual(
    [
      classOf('sip'),
      classOf('http'),
      classOf('http', 8080),
      classOf('bittorrent'),
      classOf('dns'),
      classOf('unset'),
    ],
    ['calls', 'web', 'rest', 'blocked', 'rest', 'rest'],
  );
  assert.equal(classOf('http', 80, 'lan1'), '', 'it takes no link that is shaped');
  assert.equal(classOf('http', 80, 'lan0', 'wan0'), 'web', 'whoever is inside');
});

test('what is in force is noticed when it changes, and when it goes', () => {
  const { classes, store, keep } = inForce(policyWith('web'));
  const first = classes.current();
  assert.equal(classes.current(), first);
  keep(policyWith('browsing'), '2026-01-02T00:00:00Z');
  assert.ok(classes.current()?.labels.includes('browsing'));
  store.keep('applied.json', undefined);
  assert.equal(classes.current(), undefined);
});

test('a policy of another boot has no classes', () => {
  const place = { ...currentPlace(), boot: 'another' };
  assert.equal(inForce(policyWith('web'), place).classes.current(), undefined);
});
