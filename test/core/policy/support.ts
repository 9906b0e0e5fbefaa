/** Policies for the tests: a handful of names, and the shortest way from values to a plan. */
import assert from 'node:assert/strict';
import type { KnownNames } from '../../../src/core/policy/fault-list.ts';
import { interpretPolicy } from '../../../src/core/policy/interpret.ts';
import type { Plan } from '../../../src/core/policy/plan.ts';
import { planPolicy } from '../../../src/core/policy/planner.ts';
import type { RawPolicy } from '../../../src/core/policy/raw-policy.ts';
import type { MarkValue, RenderOptions } from '../../../src/core/policy/rendering.ts';

/** Bits of the connection mark in these tests: two for the carrier, ten for the name. */
export const FIELD = 0x0fff0000;
const NAME_MASK = 0x03ff0000;
const CARRIER_MASK = 0x0c000000;

const PROTOCOLS = ['unset', 'unknown', 'http', 'sip', 'rtp', 'bittorrent', 'edonkey', 'ftp', 'dns', 'ssh'];
const APPLICATIONS = ['youtube', 'netflix', 'zoom'];
const CARRIERS = ['http', 'tls', 'quic'];

export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  p2p: ['bittorrent', 'edonkey'],
  voip: ['sip', 'rtp', 'zoom'],
  streaming: ['youtube', 'netflix'],
};

export const KNOWN: KnownNames = {
  protocols: new Set([...PROTOCOLS, 'tls', 'quic']),
  applications: new Set(APPLICATIONS),
  groups: new Set(Object.keys(GROUPS)),
  members: (group) => GROUPS[group] ?? [],
  reservedMark: 0x8fffff00,
};

/** What a rule on a name compares: carriers their two bits and `unset` the whole field, others the name. */
export function markOf(name: string): MarkValue {
  if (name === 'unset') return { value: 0, mask: FIELD };
  const carrier = CARRIERS.indexOf(name);
  if (carrier >= 0) return { value: (carrier + 1) << 26, mask: CARRIER_MASK };
  const number = name === 'unknown' ? 1 : 2 + [...PROTOCOLS, ...APPLICATIONS].indexOf(name);
  return { value: number << 16, mask: NAME_MASK };
}

/** The connection mark of a connection with these names. */
export const markOfConnection = (names: readonly string[]): number =>
  names.reduce((mark, name) => mark | markOf(name).value, 0);

export const OPTIONS: RenderOptions = { markOf, utcOffset: 60 };

/** The plan of a policy that must be right. */
export function planOf(raw: RawPolicy): Plan {
  const { policy, faults } = interpretPolicy(raw, KNOWN);
  assert.deepEqual(faults, []);
  return planPolicy(policy!, (group) => GROUPS[group] ?? []);
}

/** A policy with something of everything. */
export const FULL: RawPolicy = {
  links: [{ wan: 'eth0', up: '20 mbit', down: '100 mbit' }, { lan: 'eth1' }],
  hosts: { office: ['192.168.1.0/24', 'fd00:1::/64'], boss: '192.168.1.7' },
  classes: [
    { name: 'calls', share: '30%', traffic: 'interactive' },
    { name: 'web', share: '50%' },
    { name: 'downloads', min: { up: '1 mbit', down: '5 mbit' }, max: '80%', traffic: 'bulk' },
  ],
  default: 'web',
  rules: [
    { name: 'the boss', host: 'boss', allow: true },
    { group: 'p2p', time: 'mon-fri 09:00-17:00', block: 'reject' },
    { protocol: 'edonkey', block: 'drop' },
    { group: 'voip', class: 'calls', dscp: 'EF' },
    { application: ['youtube', 'netflix'], protocol: 'quic', from: 'office', class: 'web', limit: '8 mbit' },
    { protocol: 'tls', port: [443, '8000-8100'], after: '10 MB', class: 'downloads' },
    { group: 'p2p', transport: 'tcp', class: 'downloads', mark: '0x10/0xf0' },
    { protocol: ['unset', 'unknown'], direction: 'up', until: '20 kB', class: 'web' },
    { protocol: 'ftp', to: '2001:db8::/32', class: 'downloads' },
  ],
};
