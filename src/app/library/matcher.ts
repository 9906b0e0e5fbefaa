/**
 * Which protocols have an expression that matches a payload by itself: each expression's own automaton, run
 * on its own. Nothing of precedence, conditions or connections; for looking at patterns, not at traffic.
 */
import { compileExpression } from '../../core/automata/compile-expression.ts';
import { type Dfa, matches } from '../../core/automata/dfa.ts';
import { DEFAULT_BUDGET } from '../../core/classify/budget.ts';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { Protocol } from '../../core/patterns/model.ts';

/** One expression, ready to run. */
interface Entry {
  readonly name: string;
  readonly dfa: Dfa;
}

export class Matcher {
  /** One for each expression that cannot be used. */
  readonly errors: readonly Diagnostic[];
  readonly #entries: readonly Entry[];

  constructor(protocols: readonly Protocol[]) {
    const errors: Diagnostic[] = [];
    const entries: Entry[] = [];
    for (const { name, evidence } of protocols) {
      for (const { expression } of evidence) {
        try {
          entries.push({ name, dfa: compileExpression(expression) });
        } catch (error) {
          if (!(error instanceof Layer7Error)) throw error;
          errors.push(error.diagnostic);
        }
      }
    }
    this.errors = errors;
    this.#entries = entries;
  }

  /** Names of the protocols that match, sorted, each once. */
  match(payload: Uint8Array): string[] {
    const folded = l7filterBytes(payload);
    const names = new Set<string>();
    for (const { name, dfa } of this.#entries) {
      if (matches(dfa, dfa.dropsNul ? folded : payload)) names.add(name);
    }
    return [...names].sort();
  }
}

/** What l7-filter keeps of a payload: its bytes but NUL, up to its default limit. */
function l7filterBytes(payload: Uint8Array): Uint8Array {
  const most = DEFAULT_BUDGET.bytes - 1;
  if (payload.length <= most) return payload;
  return payload.filter((byte) => byte !== 0).subarray(0, most);
}
