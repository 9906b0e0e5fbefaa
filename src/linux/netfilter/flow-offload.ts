/**
 * Rules that hand connections to a flowtable. From then on their packets are forwarded before prerouting, past
 * netfilter and so past layer7: a TCP connection is handed over with the last packet of its handshake, when
 * nobody has said anything yet, and stays without a name. Such a rule can wait for the name.
 *
 * Sources: Documentation/networking/nf_flowtable.rst; libnftables-json(5). Versions of nft differ in how the
 * JSON tells the statement, or leave it out, so it is read from the text.
 */
import type { RulePlace } from './mark-bits.ts';
import { hex, type MarkField, markField } from './mark-field.ts';
import { describePlace } from './mark-use.ts';
import { comparedMark, placeOfNft } from './mark-use-nftables.ts';
import { isObject, type NftRule, readNft } from './nft-listing.ts';
import type { Netfilter } from './tools.ts';

export interface FlowOffload {
  readonly place: RulePlace;
  /** Whether it takes only connections whose name is known. */
  readonly waits: boolean;
}

const STATEMENT = /(?:^| )flow (?:add|offload) @/;
const QUOTED = /"(?:[^"\\]|\\.)*"/g;

/** All such rules on this machine. */
export async function findFlowOffloads(
  netfilter: Netfilter,
  field = markField(),
): Promise<readonly FlowOffload[]> {
  const { rules } = await readNft(netfilter);
  return rules
    .filter(({ text }) => STATEMENT.test(text.replace(QUOTED, '""')))
    .map((rule) => ({ place: placeOfNft(rule), waits: waitsForName(rule, field) }));
}

/** What such a rule must ask first, in the words of nft: bits that are zero until the name is known for good. */
export function namedTest(field: MarkField): string {
  return `ct mark & ${hex(namedMask(field))} != 0`;
}

/** What to tell whoever shapes or blocks by name. */
export function offloadNote({ place }: FlowOffload): string {
  return (
    `${describePlace(place)} hands connections to a flowtable: from then on they pass by this policy, ` +
    `so take out of that rule what is to be shaped, limited or blocked (${place.text})`
  );
}

function namedMask(field: MarkField): number {
  return (field.nameMask & ~field.pendingMask) >>> 0;
}

function waitsForName({ statements }: NftRule, field: MarkField): boolean {
  return statements.some(({ match }) => {
    if (!isObject(match) || typeof match.right !== 'number') return false;
    const compared = comparedMark(match.left);
    if (compared?.mark !== 'connection') return false;
    // A certain name, or any.
    if (match.op === '==') return (match.right & compared.mask & namedMask(field)) !== 0;
    const isWithin = (compared.mask & ~namedMask(field)) === 0;
    return match.op === '!=' && match.right === 0 && isWithin;
  });
}
