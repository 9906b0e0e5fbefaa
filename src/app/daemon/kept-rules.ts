/** The rules of users that act on names, as somebody would type them: what `layer7 down` leaves and says. */
import { findLayer7Rules, type Layer7Rule } from '../../linux/netfilter/layer7-rules.ts';
import type { MarkField } from '../../linux/netfilter/mark-field.ts';
import type { Netfilter } from '../../linux/netfilter/tools.ts';

/** Every such rule of this machine, with its program and table. */
export async function keptRules(
  netfilter: Netfilter,
  mark: MarkField,
  names: ReadonlyMap<number, string>,
): Promise<string[]> {
  const rules = await findLayer7Rules({ mark, names }, netfilter);
  return [...new Set(rules.map(asTyped))];
}

function asTyped({ family, backend, table, chain, text }: Layer7Rule): string {
  if (backend === 'nftables') return `nft add rule ${family} ${table} ${chain} ${text}`;
  return `${family === 'ipv6' ? 'ip6tables' : 'iptables'}-${backend} -t ${table} ${text}`;
}
