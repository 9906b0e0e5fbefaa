/** The queues that rules of the daemon lead to, read from the rules themselves, whoever put them there. */
import { NFT_FAMILY, NFT_TABLE } from './nftables-text.ts';
import { findOwn } from './own-rules.ts';
import { readRules } from './restore.ts';
import { CHAIN } from './rule-set.ts';
import type { Netfilter } from './tools.ts';

/** Numbers of the first queue of each rule set of ours that is there, of whichever kind. */
export async function ownQueues(netfilter: Netfilter): Promise<readonly number[]> {
  const texts: string[] = [];
  for (const tools of netfilter.tools) {
    const { own } = findOwn(await readRules(netfilter, tools), 'mangle');
    texts.push(...(own.chains.find(({ name }) => name === CHAIN.queue)?.rules ?? []));
  }
  if (netfilter.hasNft) {
    const { status, stdout } = await netfilter.run('nft', ['list', 'table', NFT_FAMILY, NFT_TABLE]);
    if (status === 0) texts.push(...stdout.split('\n'));
  }
  return [...new Set(texts.flatMap(firstQueue))];
}

/** `-j NFQUEUE --queue-num 0`, `-j NFQUEUE --queue-balance 0:3`, `queue flags bypass to 0-3`, `queue num 0 bypass`. */
function firstQueue(text: string): number[] {
  const found =
    /-j NFQUEUE (?:--queue-num|--queue-balance) (\d+)/.exec(text) ?? /^\s*queue\b[^\d]*(\d+)/.exec(text);
  return found === null ? [] : [Number(found[1])];
}
