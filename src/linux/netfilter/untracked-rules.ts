/**
 * Rules that only count: packets which are exempt from connection tracking, or which it finds invalid, by
 * interface and direction. They stand for as long as somebody wants to know, in the chains in which the
 * daemon has jumps already, so no chain of anybody's is made. What a crashed daemon leaves of them goes with
 * its own rules.
 *
 * ICMP is left out: what of it is not tracked has another way to be counted (`untracked-packets.ts`).
 */
import type { Amount } from '../../core/accounting/adding-up.ts';
import { CHECK_RULES } from './own-rules.ts';
import { moveTo, readRules } from './restore.ts';
import { optionValue } from './save-text.ts';
import type { IptablesTools, Netfilter } from './tools.ts';

const TABLE = 'mangle';
const CHAIN_NAME = 'LAYER7_CHECK';
const { comment: NOTE } = CHECK_RULES;

/** Names that rules can hold as they are: iptables takes a `+` at the end for a wildcard. */
const PLAIN_NAME = /^[\w.:@-]+$/;

const PLACES = [
  { chain: 'FORWARD', option: '-i', direction: 'received' },
  { chain: 'INPUT', option: '-i', direction: 'received' },
  { chain: 'POSTROUTING', option: '-o', direction: 'sent' },
] as const;

export class UntrackedRules {
  readonly #netfilter: Netfilter;
  /** Programs whose rules are there. */
  readonly #placed: IptablesTools[] = [];

  private constructor(netfilter: Netfilter) {
    this.#netfilter = netfilter;
  }

  /**
   * Puts the rules for these interfaces. Where the daemon's rules are not iptables' there are none, and
   * `read` finds nothing. Throws `Layer7Error` `RULES_REFUSED`; then nothing of them is left.
   */
  static async open(netfilter: Netfilter, interfaces: readonly string[]): Promise<UntrackedRules> {
    const rules = new UntrackedRules(netfilter);
    try {
      for (const tools of netfilter.tools) {
        if (tools.kind === netfilter.backend) await rules.#place(tools, interfaces);
      }
    } catch (error) {
      await rules.close();
      throw error;
    }
    return rules;
  }

  /** Whether anything is counted at all. */
  get counts(): boolean {
    return this.#placed.length > 0;
  }

  /** What was counted so far, by `DIRECTION INTERFACE`; bytes from the IP header on. */
  async read(): Promise<ReadonlyMap<string, Amount>> {
    const amounts = new Map<string, Amount>();
    for (const tools of this.#placed) {
      const saved = await readRules(this.#netfilter, tools, [TABLE]);
      for (const chain of saved.tables.get(TABLE)?.chains.values() ?? []) {
        for (const rule of chain.rules) {
          const comment = optionValue(rule, '--comment') ?? '';
          if (!comment.startsWith(NOTE)) continue;
          const key = comment.slice(NOTE.length);
          const before = amounts.get(key) ?? { packets: 0, bytes: 0 };
          amounts.set(key, { packets: before.packets + rule.packets, bytes: before.bytes + rule.bytes });
        }
      }
    }
    return amounts;
  }

  /** Takes the rules away; no error when somebody else has done so. Idempotent. Throws as `open` does. */
  async close(): Promise<void> {
    for (const tools of this.#placed.splice(0)) await moveTo(this.#netfilter, tools, [], CHECK_RULES);
  }

  async #place(tools: IptablesTools, interfaces: readonly string[]): Promise<void> {
    const protocol = tools.family === 'ipv4' ? 'icmp' : 'ipv6-icmp';
    const jumps = interfaces
      .filter((name) => PLAIN_NAME.test(name))
      .flatMap((name) =>
        PLACES.map(({ chain, option, direction }) => {
          const matches = `${option} ${name} ! -p ${protocol} -m conntrack --ctstate INVALID,UNTRACKED`;
          const rule = `${matches} -m comment --comment "${NOTE}${direction} ${name}" -j ${CHAIN_NAME}`;
          return { chain, position: 1, rule };
        }),
      );
    if (jumps.length === 0) return;
    const table = { name: TABLE, chains: [{ name: CHAIN_NAME, rules: [] }], jumps };
    await moveTo(this.#netfilter, tools, [table], CHECK_RULES);
    this.#placed.push(tools);
  }
}
