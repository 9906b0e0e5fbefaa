/**
 * Rules that only count: packets which are exempt from connection tracking, or which it finds invalid, by
 * interface and direction. They stand for as long as somebody wants to know, in the chains in which the
 * daemon has jumps already, so no chain of anybody's is made. They look like the daemon's own rules; if it
 * crashes, they go with them.
 *
 * ICMP is left out: what of it is not tracked has another way to be counted (`untracked-packets.ts`).
 */
import type { Amount } from '../../core/accounting/adding-up.ts';
import { COMMENT_PREFIX } from './iptables-text.ts';
import { CHECK_CHAIN } from './own-rules.ts';
import { readRules, restore } from './restore.ts';
import { optionValue, targetOf } from './save-text.ts';
import type { IptablesTools, Netfilter } from './tools.ts';

const TABLE = 'mangle';
const NOTE = `${COMMENT_PREFIX} check`;

/** Names that rules can hold as they are: iptables takes a `+` at the end for a wildcard. */
const PLAIN_NAME = /^[\w.:@-]+$/;

/** How often it is tried to take the rules away. */
const MOST_ATTEMPTS = 5;

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
          if (!comment.startsWith(`${NOTE} `)) continue;
          const key = comment.slice(NOTE.length + 1);
          const before = amounts.get(key) ?? { packets: 0, bytes: 0 };
          amounts.set(key, { packets: before.packets + rule.packets, bytes: before.bytes + rule.bytes });
        }
      }
    }
    return amounts;
  }

  /** Takes the rules away; no error when somebody else has done so. Idempotent. */
  async close(): Promise<void> {
    for (const tools of this.#placed.splice(0)) {
      // Rules come and go around them: what does not fit any more is read again.
      for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
        if (await this.#remove(tools).catch(() => false)) break;
      }
    }
  }

  /** Takes away what leads to the chain, as it stands there now, and the chain. True when it is done. */
  async #remove(tools: IptablesTools): Promise<boolean> {
    const saved = await readRules(this.#netfilter, tools, [TABLE]);
    const chains = saved.tables.get(TABLE)?.chains;
    if (chains?.has(CHECK_CHAIN) !== true) return true;
    const rules = [...chains.values()].flatMap((chain) => chain.rules);
    const jumps = rules.filter((rule) => targetOf(rule) === CHECK_CHAIN);
    const deletions = jumps.map(({ chain, spec }) => `-D ${chain} ${spec}`);
    const lines = [`*${TABLE}`, ...deletions, `-X ${CHECK_CHAIN}`, 'COMMIT', ''];
    await restore(this.#netfilter, tools, lines.join('\n'));
    return true;
  }

  async #place(tools: IptablesTools, interfaces: readonly string[]): Promise<void> {
    const protocol = tools.family === 'ipv4' ? 'icmp' : 'ipv6-icmp';
    const rules = interfaces
      .filter((name) => PLAIN_NAME.test(name))
      .flatMap((name) =>
        PLACES.map(
          ({ chain, option, direction }) =>
            `${chain} ${option} ${name} ! -p ${protocol} -m conntrack --ctstate INVALID,UNTRACKED ` +
            `-m comment --comment "${NOTE} ${direction} ${name}" -j ${CHECK_CHAIN}`,
        ),
      );
    if (rules.length === 0) return;
    const lines = [
      `*${TABLE}`,
      `:${CHECK_CHAIN} - [0:0]`,
      ...rules.map((rule) => `-I ${rule}`),
      'COMMIT',
      '',
    ];
    await restore(this.#netfilter, tools, lines.join('\n'));
    this.#placed.push(tools);
  }
}
