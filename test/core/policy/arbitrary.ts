/** Policies that nobody thought of. */
import fc from 'fast-check';
import { interpretPolicy } from '../../../src/core/policy/interpret.ts';
import type { RawPolicy, RawRule } from '../../../src/core/policy/raw-policy.ts';
import { KNOWN } from './support.ts';

const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 });

const hosts = some<string>(
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.2.3',
  '192.0.2.0/24',
  'fd00::/8',
  'fd00::1',
  '2001:db8::/32',
);

const action: fc.Arbitrary<RawRule> = fc.oneof(
  fc.constant({ allow: true }),
  fc.constantFrom<RawRule>({ block: 'drop' }, { block: 'reject' }),
  fc
    .record({
      class: maybe(fc.constantFrom('calls', 'web', 'bulk')),
      limit: maybe(fc.constant('1 mbit')),
      dscp: maybe(fc.constantFrom('EF', 10)),
      mark: maybe(fc.constantFrom('0x10/0xf0', 3)),
    })
    .filter((one) => Object.values(one).some((value) => value !== undefined)),
);

/** A condition of every kind, or none of it. */
export const anyMatch: fc.Arbitrary<RawRule> = fc.record({
  protocol: maybe(some('unset', 'unknown', 'http', 'tls', 'quic', 'bittorrent', 'ftp')),
  application: maybe(some('youtube', 'netflix', 'zoom')),
  group: maybe(some('p2p', 'voip', 'streaming')),
  transport: maybe(fc.constantFrom('tcp', 'udp')),
  port: maybe(some<string | number>(80, '443', '1000-2000')),
  from: maybe(hosts),
  to: maybe(hosts),
  host: maybe(hosts),
  direction: maybe(fc.constantFrom('up', 'down')),
  time: maybe(some('mon-fri 09:00-17:00', 'sat,sun', '22:00-06:00', 'sat 23:30-00:30')),
  after: maybe(fc.constantFrom('100 B', '1 kB')),
  until: maybe(fc.constantFrom('1 kB', '10 kB')),
});

/** Rules, some of which can never hold. */
export const anyRule: fc.Arbitrary<RawRule> = fc
  .tuple(anyMatch, fc.uniqueArray(fc.nat(11), { maxLength: 4 }), action)
  .map(([all, kept, does]) => {
    const keys = Object.keys(all) as (keyof RawRule)[];
    const few = Object.fromEntries(kept.map((index) => [keys[index], all[keys[index]!]]));
    return { ...few, ...does };
  });

/** Whether a policy is refused for a rule that can never hold. */
export const isNever = (one: RawRule): boolean =>
  interpretPolicy({ links: [{ wan: 'wan0' }], rules: [one] }, KNOWN).faults.some(
    ({ code }) => code === 'POLICY_NEVER',
  );

const rule = anyRule.filter((one) => !isNever(one));

/** Policies of up to six rules, one or two wan links, three classes. */
export const anyPolicy: fc.Arbitrary<RawPolicy> = fc.record({
  links: fc.constantFrom<NonNullable<RawPolicy['links']>>(
    [{ wan: 'wan0', up: '10 mbit', down: '50 mbit' }, { lan: 'lan0' }],
    [{ wan: 'wan0', up: '10 mbit', down: '50 mbit' }, { wan: 'wan1', up: '1 mbit' }, { lan: 'lan0' }],
  ),
  classes: fc.constant([{ name: 'calls' }, { name: 'web' }, { name: 'bulk' }]),
  default: fc.constantFrom('calls', 'web', 'bulk'),
  rules: fc.array(rule, { maxLength: 6 }),
});

/** Minutes of a week. */
export const WEEK = 7 * 1440;

const names = fc.constantFrom(
  ['unset'],
  ['unknown'],
  ['http'],
  ['tls'],
  ['bittorrent'],
  ['edonkey'],
  ['ftp'],
  ['sip'],
  ['tls', 'youtube'],
  ['quic', 'youtube'],
  ['http', 'zoom'],
);
const address = fc.constantFrom('10.1.2.3', '10.1.9.9', '10.9.9.9', '192.0.2.1', '198.51.100.1');
const address6 = fc.constantFrom('fd00::1', 'fd00::2', '2001:db8::5', '2001:db9::5');

/** Packets and when they pass. */
export const situation = fc.record({
  names,
  transport: fc.constantFrom<'tcp' | 'udp' | 'other'>('tcp', 'udp', 'other'),
  ends: fc.oneof(fc.tuple(address, address), fc.tuple(address6, address6)),
  port: fc.constantFrom(80, 443, 1000, 1500, 2001),
  direction: fc.constantFrom<'up' | 'down'>('up', 'down'),
  wan: fc.nat(1),
  minute: fc.oneof(fc.nat(WEEK - 1), fc.constantFrom(0, 1439, 1440, 540 + 1440, 1020 + 1440, WEEK - 1)),
  bytes: fc.constantFrom(50, 99, 100, 999, 1000, 1001, 10_000, 10_001, 1e9),
  offset: fc.constantFrom(0, 60, -300, 330, 720),
});

export type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;
