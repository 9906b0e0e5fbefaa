/**
 * Our own nftables table on the machine: put there, looked for, removed. The table is replaced or removed as
 * a whole in one transaction, so there is nothing to take back when a step fails.
 *
 * The kernel must have the `queue` statement (CONFIG_NFT_QUEUE, Linux 3.14); without it iptables' NFQUEUE
 * target is the way, also through iptables-nft.
 */

import { Layer7Error } from '../../core/errors.ts';
import { NFT_FAMILY, NFT_TABLE, nftablesText } from './nftables-text.ts';
import { refusal } from './restore.ts';
import type { RuleOptions } from './rule-set.ts';
import type { Netfilter } from './tools.ts';

const LIST = ['list', 'table', NFT_FAMILY, NFT_TABLE] as const;

/**
 * Replaces the table; returns whether one was there.
 *
 * @throws Layer7Error `NFT_QUEUE_MISSING`, `RULES_REFUSED`, `RULES_NOT_PERMITTED`.
 */
export async function applyNftables(options: RuleOptions, netfilter: Netfilter): Promise<boolean> {
  const replaced = (await netfilter.run('nft', LIST)).status === 0;
  const result = await netfilter.run('nft', ['-f', '-'], nftablesText(options));
  if (result.status === 0) return replaced;
  const { stderr } = result;
  if (/queue/.test(stderr) && /No such file|not supported/i.test(stderr)) {
    throw new Layer7Error({
      code: 'NFT_QUEUE_MISSING',
      kind: 'environment',
      message: 'this kernel has no nftables queue statement (CONFIG_NFT_QUEUE)',
      cause: stderr.trim(),
      next: 'use --iptables nft or --iptables legacy, whose NFQUEUE target needs no such statement',
    });
  }
  throw refusal('nft', result, 'nft refused the rules of layer7');
}

/** Removes the table; returns whether one was there. */
export async function removeNftables(netfilter: Netfilter): Promise<boolean> {
  if (!netfilter.hasNft || (await netfilter.run('nft', LIST)).status !== 0) return false;
  const result = await netfilter.run('nft', ['delete', 'table', NFT_FAMILY, NFT_TABLE]);
  if (result.status !== 0) throw refusal('nft', result, 'nft could not remove the table of layer7');
  return true;
}

/** What is missing of the table, in words. */
export async function nftablesMissing(netfilter: Netfilter): Promise<readonly string[]> {
  const { status, stdout } = await netfilter.run('nft', LIST);
  if (status !== 0) return [`table ${NFT_FAMILY} ${NFT_TABLE}`];
  return ['forward', 'input', 'postrouting', 'entry']
    .filter((name) => !stdout.includes(`chain ${name} {`))
    .map((name) => `chain ${name} of table ${NFT_FAMILY} ${NFT_TABLE}`);
}
