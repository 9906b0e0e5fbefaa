/** Policies that nobody thought of. */
import fc from 'fast-check';
import type { RawPolicy, RawRule } from '../../../src/core/policy/raw-policy.ts';

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

const match: fc.Arbitrary<RawRule> = fc.record({
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

const rule: fc.Arbitrary<RawRule> = fc
  .tuple(match, fc.uniqueArray(fc.nat(11), { maxLength: 4 }), action)
  .map(([all, kept, does]) => {
    const keys = Object.keys(all) as (keyof RawRule)[];
    const few = Object.fromEntries(kept.map((index) => [keys[index], all[keys[index]!]]));
    return { ...few, ...does };
  });

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
