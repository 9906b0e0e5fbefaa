/**
 * Connection tracking helpers: the parts of the kernel that read the control connection of FTP, SIP and the
 * like and announce the data connections that will follow. A connection so announced is born with the mark
 * of its master, which is how FTP data comes to count as ftp. Kernels since 4.7 assign no helper by
 * themselves; a rule must.
 *
 * Names and families are the kernel's: net/netfilter/nf_conntrack_{ftp,tftp,sip,irc,h323_main,pptp}.c.
 * Ports are the ones the protocols are registered on; a service elsewhere needs a rule of its owner's.
 */

import { Layer7Error } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';

export type Family = 'ipv4' | 'ipv6';
export const FAMILIES: readonly Family[] = ['ipv4', 'ipv6'];

/** One assignment: which packets, which helper. */
export interface HelperRule {
  /** Name that the kernel registered the helper under. */
  readonly kernelName: string;
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  readonly families: readonly Family[];
}

const IPV4_ONLY: readonly Family[] = ['ipv4'];

/** What each name of `--helpers` stands for. */
export const HELPERS = {
  ftp: [{ kernelName: 'ftp', transport: 'tcp', port: 21, families: FAMILIES }],
  tftp: [{ kernelName: 'tftp', transport: 'udp', port: 69, families: FAMILIES }],
  sip: [
    { kernelName: 'sip', transport: 'udp', port: 5060, families: FAMILIES },
    { kernelName: 'sip', transport: 'tcp', port: 5060, families: FAMILIES },
  ],
  irc: [{ kernelName: 'irc', transport: 'tcp', port: 6667, families: IPV4_ONLY }],
  h323: [
    { kernelName: 'Q.931', transport: 'tcp', port: 1720, families: FAMILIES },
    { kernelName: 'RAS', transport: 'udp', port: 1719, families: FAMILIES },
  ],
  pptp: [{ kernelName: 'pptp', transport: 'tcp', port: 1723, families: IPV4_ONLY }],
} as const satisfies Record<string, readonly HelperRule[]>;

export type HelperName = keyof typeof HELPERS;
export const HELPER_NAMES = Object.keys(HELPERS) as readonly HelperName[];

/**
 * The helpers that a `--helpers` argument names, in the order of the table, none twice. An empty text means
 * none.
 *
 * @throws Layer7Error `HELPER_UNKNOWN` with the nearest names.
 */
export function parseHelpers(text: string): readonly HelperName[] {
  const asked = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const name of asked) {
    if (Object.hasOwn(HELPERS, name)) continue;
    const near = didYouMean(name, HELPER_NAMES);
    throw new Layer7Error({
      code: 'HELPER_UNKNOWN',
      kind: 'usage',
      message: `there is no helper called ${name}`,
      given: name,
      next: `${near === undefined ? '' : `${near} `}known are ${HELPER_NAMES.join(', ')}`,
    });
  }
  return HELPER_NAMES.filter((name) => asked.includes(name));
}
