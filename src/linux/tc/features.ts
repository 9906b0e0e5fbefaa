/**
 * What a rendering wants to know of this machine, out of what was tried on it.
 */

import { type Features, LEAVES, MARK_FILTERS } from '../../core/policy/features.ts';
import type { Netfilter } from '../netfilter/tools.ts';
import { type Abilities, type Ability, probeAbilities } from './probe.ts';

/** What a kernel has, and why it has not the rest, in its own words. */
export interface FoundFeatures {
  readonly features: Features;
  readonly abilities: Abilities;
}

/** Everything that intermediate devices need. */
const IFB_PARTS: readonly Ability[] = ['ifb', 'ingress', 'clsact', 'u32', 'mirred'];

/**
 * Tries this kernel and its programs.
 *
 * @throws Layer7Error `PROBE_NOT_PERMITTED`, `PROBE_FAILED`.
 */
export async function findFeatures(netfilter: Netfilter): Promise<FoundFeatures> {
  const { backend, run } = netfilter;
  const program = backend === 'nftables' ? 'iptables' : (`iptables-${backend}` as const);
  const abilities = await probeAbilities(run, undefined, program);
  return { features: featuresOf(abilities, netfilter), abilities };
}

/** The same as a function of what was found. */
export function featuresOf(
  abilities: Abilities,
  { backend, families }: Pick<Netfilter, 'backend' | 'families'>,
): Features {
  const has = (ability: Ability): boolean => abilities.has(ability) && abilities.get(ability) === undefined;
  const nft = backend === 'nftables';
  return {
    backend: nft ? 'nftables' : 'iptables',
    ipv4: families.includes('ipv4'),
    ipv6: families.includes('ipv6'),
    htb: has('htb'),
    leaves: LEAVES.filter(has),
    tbf: has('tbf'),
    ifb: IFB_PARTS.every(has),
    classify: has(nft ? 'nft_priority' : 'classify'),
    markFilters: MARK_FILTERS.filter((filter) => has(`${filter}_mark`)),
    hostLimit: has(nft ? 'nft_limit' : 'hashlimit'),
    time: has(nft ? 'nft_time' : 'time'),
    connectionBytes: has(nft ? 'nft_bytes' : 'connbytes'),
    dscp: has(nft ? 'nft_dscp' : 'dscp'),
    reject: has(nft ? 'nft_reject' : 'reject'),
  };
}
