/**
 * Which protocols have an expression that matches a payload by itself: each expression's own machines, those
 * that a classifier's groups are made of, run on their own. So an expression can be used here exactly when it
 * can be used there. Nothing of precedence, conditions or connections; for looking at patterns, not at traffic.
 */
import { decidesAlone } from '../../core/automata/compile.ts';
import { type Component, componentsOfExpression } from '../../core/automata/component.ts';
import { DEAD } from '../../core/automata/dfa.ts';
import { DEFAULT_SET_LIMITS, type SetLimits } from '../../core/automata/limits.ts';
import { NOTHING, Reports } from '../../core/automata/reports.ts';
import { DEFAULT_BUDGET } from '../../core/classify/budget.ts';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { Protocol } from '../../core/patterns/model.ts';

/** One expression, ready to run. */
interface Entry {
  readonly name: string;
  readonly components: readonly Component[];
  readonly dropsNul: boolean;
}

export class Matcher {
  /** One for each expression that cannot be used. */
  readonly errors: readonly Diagnostic[];
  readonly #entries: readonly Entry[];
  readonly #reports = new Reports(() => true);

  constructor(protocols: readonly Protocol[], limits: SetLimits = DEFAULT_SET_LIMITS) {
    const errors: Diagnostic[] = [];
    const entries: Entry[] = [];
    for (const { name, evidence } of protocols) {
      for (const piece of evidence) {
        try {
          const decides = decidesAlone(piece);
          const made = componentsOfExpression(piece.expression, 0, decides, this.#reports, limits.expression);
          entries.push({ name, ...made });
        } catch (error) {
          if (!(error instanceof Layer7Error)) throw error;
          errors.push(error.diagnostic);
        }
      }
    }
    this.errors = errors;
    this.#entries = entries;
  }

  /** Names of the protocols that match, sorted, each once: no expression matches before it has seen a byte. */
  match(payload: Uint8Array): string[] {
    const folded = l7filterBytes(payload);
    const hasText = payload.some((byte) => byte !== 0);
    const names = new Set<string>();
    for (const { name, components, dropsNul } of this.#entries) {
      if (dropsNul ? !hasText : payload.length === 0) continue;
      const data = dropsNul ? folded : payload;
      if (components.some((component) => this.#matches(component, data))) names.add(name);
    }
    return [...names].sort();
  }

  /** Whether a machine reports anything while it goes through `data`, or at its end. */
  #matches({ machine, matchesEmpty }: Component, data: Uint8Array): boolean {
    if (matchesEmpty) return true;
    const { transitions, outputs, classes } = machine;
    let state = machine.start;
    for (const byte of data) {
      state = transitions[state * classes.count + classes.of[byte]!]!;
      if (state === DEAD) return false;
      const output = outputs[state]!;
      if (output !== NOTHING && this.#reports.get(output).here.length > 0) return true;
    }
    return this.#reports.get(outputs[state]!).atEnd.length > 0;
  }
}

/** What l7-filter keeps of a payload: its bytes but NUL, up to its default limit. */
function l7filterBytes(payload: Uint8Array): Uint8Array {
  const most = DEFAULT_BUDGET.bytes - 1;
  if (payload.length <= most) return payload;
  return payload.filter((byte) => byte !== 0).subarray(0, most);
}
