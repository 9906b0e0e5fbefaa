/**
 * The daemon's rules on the machine: put there, put back when other programs have removed them, and taken
 * away at the end.
 */
import { type Applied, applyRules, removeRules, rulesPresent } from '../../linux/netfilter/apply.ts';
import { planRules, type RuleOptions } from '../../linux/netfilter/rule-set.ts';
import type { Netfilter } from '../../linux/netfilter/tools.ts';
import type { Log } from '../log.ts';

export class RuleKeeper {
  readonly #netfilter: Netfilter;
  readonly #log: Log;
  readonly #options: () => RuleOptions;
  #applied: Applied | undefined;

  /** `options`: what the rules are to say now. */
  constructor(netfilter: Netfilter, log: Log, options: () => RuleOptions) {
    this.#netfilter = netfilter;
    this.#log = log;
    this.#options = options;
  }

  /** Puts the rules there, in place of those before. */
  async apply(): Promise<void> {
    this.#applied = await applyRules(planRules(this.#options()), this.#netfilter);
    for (const note of this.#applied.notes) this.#log.warning(note);
  }

  /** Puts back what is missing: other programs flush tables. */
  async lookAfter(): Promise<void> {
    if (this.#applied === undefined) return;
    const { present, missing } = await rulesPresent(this.#applied.plan, this.#netfilter);
    if (present) return;
    this.#log.warning('rules of layer7 were removed by another program; they are put back', {
      missing: missing.join('; '),
    });
    await this.apply();
  }

  async remove(): Promise<void> {
    this.#applied = undefined;
    const { notes } = await removeRules(this.#netfilter);
    for (const note of notes) this.#log.info(note);
  }
}
