/** Something that was refused for more than one reason, such as patterns of which several are broken. */
import type { Diagnostic } from '../core/errors.ts';
import { Layer7Error } from '../core/errors.ts';
import { diagnosticOf } from './log.ts';

/** The first reason is the error's own; `others` are the rest. */
export class Refused extends Layer7Error {
  readonly others: readonly Diagnostic[];

  constructor(first: Diagnostic, others: readonly Diagnostic[]) {
    super(first);
    this.others = others;
  }
}

/** All diagnostics of a thrown value, at least one. */
export function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  return error instanceof Refused ? [error.diagnostic, ...error.others] : [diagnosticOf(error)];
}
