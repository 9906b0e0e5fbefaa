/**
 * How much a rendering may write. Alternatives multiply: a short file can come to millions of lines. So each
 * line is counted as it is made, and the first one too many ends the rendering.
 */
import { Layer7Error } from '../errors.ts';
import type { PlanRule } from './plan.ts';

/** Rules of one family that are written out; every packet walks through many of them. */
export const MOST_LINES = 20_000;
/** Characters of them: lines of nftables hold sets, and a set can hold thousands of addresses. */
export const MOST_CHARACTERS = 2 ** 24;

/** Counts the lines of one family, or of one nftables table. */
export class RuleBudget {
  #lines = 0;
  #characters = 0;

  /**
   * Counts a line and gives it back.
   *
   * @param rule the rule of the policy that it belongs to
   * @throws Layer7Error `POLICY_TOO_LONG` when it is one too many.
   */
  take(line: string, rule?: PlanRule): string {
    this.#lines += 1;
    this.#characters += line.length;
    if (this.#lines > MOST_LINES) {
      refuse('the policy comes to more rules than packets should walk through', MOST_LINES, rule);
    }
    if (this.#characters > MOST_CHARACTERS) {
      refuse('the policy comes to more text than should be loaded', MOST_CHARACTERS, rule);
    }
    return line;
  }
}

function refuse(message: string, limit: number, rule: PlanRule | undefined): never {
  const given =
    rule === undefined ? 'all rules' : rule.number === 1 ? 'rule 1 alone' : `rules 1 to ${rule.number}`;
  throw new Layer7Error({
    code: 'POLICY_TOO_LONG',
    kind: 'input',
    message,
    ...(rule === undefined ? {} : { where: { line: rule.line } }),
    given,
    limit,
    next: 'write prefixes in place of single addresses, and fewer names, ports or addresses a rule',
  });
}
