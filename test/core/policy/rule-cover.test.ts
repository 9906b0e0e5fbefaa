/** Rules that never act: what is told of them is certain, whatever the rules and the packets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchHolds, type PacketFacts } from '../../../src/core/policy/evaluate.ts';
import { interpretPolicy } from '../../../src/core/policy/interpret.ts';
import type { PlanMatch } from '../../../src/core/policy/plan.ts';
import { planPolicy } from '../../../src/core/policy/planner.ts';
import type { RawPolicy, RawRule } from '../../../src/core/policy/raw-policy.ts';
import { RuleCover } from '../../../src/core/policy/rule-cover.ts';
import { ruleNotes } from '../../../src/core/policy/rule-notes.ts';
import { parseAddress } from '../../../src/core/wire/address.ts';
import { anyMatch, anyRule, isNever, type Situation, situation } from './arbitrary.ts';
import { GROUPS, KNOWN, planOf } from './support.ts';

const LINKS: RawPolicy['links'] = [{ wan: 'wan0', up: '10 mbit', down: '50 mbit' }, { lan: 'lan0' }];
const CLASSES = [{ name: 'calls' }, { name: 'web' }, { name: 'bulk' }];

const matchOf = (rule: RawRule): PlanMatch =>
  planOf({ links: LINKS, classes: CLASSES, default: 'web', rules: [rule] }).rules[0]!.match;

/** What is said of rules that never act. */
const never = (...rules: readonly RawRule[]): readonly string[] =>
  ruleNotes(planOf({ links: LINKS, classes: CLASSES, default: 'web', rules }))
    .filter(({ note }) => note.startsWith('never'))
    .map(({ rule, note }) => `${rule.number} ${note}`);

const block = { block: 'drop' } as const;

const INSIDE: readonly (readonly [string, RawRule, RawRule])[] = [
  ['addresses', { from: '10.0.0.0/8' }, { from: ['10.1.0.0/16', '10.2.3.4'], port: 25 }],
  ['addresses on either side', { host: '10.0.0.0/8' }, { to: '10.1.2.3' }],
  ['ports', { port: ['1-100', 443] }, { port: [80, 443, '20-30'], protocol: 'http' }],
  ['transports', { transport: 'tcp' }, { port: 25, transport: 'tcp' }],
  ['names', { protocol: ['http', 'ftp'] }, { protocol: 'ftp', group: 'voip', application: 'zoom' }],
  ['members of a group', { group: 'p2p' }, { protocol: 'edonkey' }],
  ['directions', { direction: 'up' }, { direction: 'up', until: '1 MB' }],
  ['times', { time: 'mon-fri' }, { time: ['tue 09:00-17:00', 'thu 22:00-06:00'] }],
  ['bytes', { after: '1 MB', until: '10 MB' }, { after: '2 MB', until: '9 MB' }],
];

for (const [what, earlier, later] of INSIDE) {
  test(`told: ${what} that a rule before has all of`, () => {
    const note = ['2 never acts: rule 1 decides for everything it holds for'];
    assert.deepEqual(never({ ...earlier, allow: true }, { ...later, ...block }), note);
    assert.deepEqual(never({ ...later, ...block }, { ...earlier, allow: true }), []);
  });
}

const OUTSIDE: readonly (readonly [string, RawRule, RawRule])[] = [
  ['an address outside', { from: '10.0.0.0/8' }, { from: ['10.1.0.0/16', '11.0.0.1'] }],
  ['another family', { from: '0.0.0.0/0' }, { from: ['10.0.0.1', 'fd00::1'] }],
  ['another side', { from: '10.0.0.0/8' }, { to: '10.1.0.0/16' }],
  ['either side', { from: '10.0.0.0/8' }, { host: '10.1.0.0/16' }],
  ['any address', { from: ['0.0.0.0/0', '::/0'] }, { port: 25 }],
  ['a port outside', { port: '1-100' }, { port: [80, 443] }],
  ['any port, which pings pass', { port: '1-65535' }, { protocol: 'http' }],
  ['any transport', { transport: 'tcp' }, { port: 25 }],
  ['a name outside', { protocol: 'http' }, { protocol: ['http', 'ftp'] }],
  ['names of another kind', { protocol: 'http' }, { application: 'youtube' }],
  ['the other direction', { direction: 'up' }, { direction: 'down' }],
  ['an hour outside', { time: 'mon-fri 09:00-17:00' }, { time: 'mon 09:00-17:01' }],
  ['the morning after', { time: 'mon' }, { time: 'mon 22:00-06:00' }],
  ['all the time', { time: 'daily' }, { protocol: 'http' }],
  ['fewer bytes', { after: '1 MB' }, { after: '999 kB' }],
  ['more bytes', { until: '1 MB' }, { protocol: 'http' }],
];

for (const [what, earlier, later] of OUTSIDE) {
  test(`not told: ${what}`, () => {
    assert.deepEqual(never({ ...earlier, allow: true }, { ...later, ...block }), []);
  });
}

test('the first of the rules that decide is named, and one that takes everything as that', () => {
  const rules: RawRule[] = [
    { protocol: 'http', allow: true },
    { transport: 'tcp', mark: 1 },
    { port: 25, transport: 'tcp', ...block },
    { allow: true },
    { protocol: 'ftp', allow: true },
    { protocol: 'http', from: '10.0.0.1', ...block },
  ];
  assert.deepEqual(never(...rules), [
    '3 never acts: rule 2 decides for everything it holds for',
    '5 never reached: rule 4 takes everything',
    '6 never acts: rule 1 decides for everything it holds for',
  ]);
});

function factsOf(one: Situation): PacketFacts {
  return { ...one, from: parseAddress(one.ends[0]), to: parseAddress(one.ends[1]) };
}

test('a rule that is said to leave nothing holds wherever the other one does', () => {
  let told = 0;
  const pair = fc.tuple(anyRule, anyRule, fc.boolean());
  fc.assert(
    fc.property(
      pair,
      fc.array(situation, { minLength: 5, maxLength: 30 }),
      ([one, other, isPart], packets) => {
        const second = isPart ? { ...one, ...other } : other;
        fc.pre(!isNever(one) && !isNever(second));
        const plain = (rule: RawRule): PlanMatch => matchOf({ ...conditions(rule), allow: true });
        const [earlier, later] = [plain(one), plain(second)];
        if (!new RuleCover().covers(earlier, later)) return;
        told += 1;
        for (const packet of packets) {
          const facts = factsOf(packet);
          if (matchHolds(later, facts) === true) assert.equal(matchHolds(earlier, facts), true);
        }
      },
    ),
    { numRuns: 3000 },
  );
  assert.ok(told > 100, String(told));
});

test('a rule that is said never to hold holds for no packet', () => {
  let told = 0;
  const some = fc.subarray(['protocol', 'application', 'group', 'from', 'to', 'host'] as const, {
    minLength: 2,
  });
  const packets = fc.array(situation, { minLength: 5, maxLength: 30 });
  fc.assert(
    fc.property(anyMatch, some, packets, (all, kept, situations) => {
      const given = kept.filter((key) => all[key] !== undefined).map((key) => [key, all[key]] as const);
      if (!isNever({ ...Object.fromEntries(given), allow: true })) return;
      told += 1;
      // Each condition alone may hold: what is refused is that they stand together.
      const parts = given.map(([key, value]) => matchOf({ [key]: value, allow: true }));
      for (const one of situations) {
        const facts = factsOf(one);
        assert.ok(parts.some((part) => matchHolds(part, facts) === false));
      }
    }),
    { numRuns: 3000 },
  );
  assert.ok(told > 100, String(told));
});

/** A rule without what it does. */
function conditions({
  class: _,
  block: __,
  limit: ___,
  dscp: ____,
  mark: _____,
  allow: ______,
  ...rest
}: RawRule): RawRule {
  return rest;
}

test('many rules with many addresses are compared in a moment', () => {
  const hosts = { big: Array.from({ length: 4000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`) };
  const rules = Array.from(
    { length: 1000 },
    (_, index): RawRule => ({ from: ['big', `11.0.${index >> 8}.${index & 255}`], block: 'drop' }),
  );
  const { policy } = interpretPolicy({ hosts, rules }, KNOWN);
  const plan = planPolicy(policy!, (group) => GROUPS[group] ?? []);
  const began = performance.now();
  ruleNotes(plan);
  assert.ok(performance.now() - began < 30_000);
});
