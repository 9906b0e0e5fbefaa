/**
 * Errors are data. One class carries what every error of the project must say: a stable code, what was
 * given, where (file, line, column), the limit if one was passed, and what to do next. A front end turns
 * the kind into an exit status and the fields into text or JSON; a library never exits the process.
 *
 * Left out: counters of the per-packet path. There, functions return integers and bump named counters;
 * nothing is thrown.
 */

import { printable, printableLines } from './printable.ts';

/** What sort of fault it is, which decides the exit status. */
export type ErrorKind = 'internal' | 'usage' | 'input' | 'environment' | 'permission' | 'conflict';

/** Exit status of a command that ends with an error of this kind. 0 is success, 1 is a fault of ours. */
export const EXIT_STATUS: Readonly<Record<ErrorKind, number>> = {
  internal: 1,
  usage: 2,
  input: 3,
  environment: 4,
  permission: 5,
  conflict: 6,
};

/** Exit status of a command that was to check something, and found that it does not hold. */
export const DOES_NOT_HOLD = 7;

/** A place in a text: 1-based line and column, as editors count. */
export interface Location {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Everything an error says. */
export interface Diagnostic {
  /** Stable, upper-case, searchable: `PATTERN_NAME_MISMATCH`. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** One sentence: what is wrong. */
  readonly message: string;
  readonly where?: Location;
  /** The offending text or value, as given. */
  readonly given?: string;
  readonly limit?: number;
  /** One sentence: what to do next. */
  readonly next?: string;
  /** Text of the kernel or of another program, verbatim. */
  readonly cause?: string;
}

/** The one error class of the project. */
export class Layer7Error extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.name = 'Layer7Error';
    this.diagnostic = diagnostic;
  }

  get code(): string {
    return this.diagnostic.code;
  }
}

/** `file:line:column`, with as many of the three as are known; empty when none is. */
export function formatLocation(where: Location | undefined): string {
  if (where === undefined) return '';
  const parts: (string | number)[] = [];
  if (where.file !== undefined) parts.push(where.file);
  if (where.line !== undefined) parts.push(where.line);
  if (where.line !== undefined && where.column !== undefined) parts.push(where.column);
  return parts.join(':');
}

/**
 * A diagnostic as people read it: place and message on the first line, then given, limit, cause and next
 * step on lines of their own. What files and other programs have put into it cannot steer a terminal.
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const place = formatLocation(diagnostic.where);
  const lines = [printable(`${place === '' ? '' : `${place}: `}${diagnostic.message} [${diagnostic.code}]`)];
  if (diagnostic.given !== undefined) lines.push(`  given: ${diagnostic.given}`);
  if (diagnostic.limit !== undefined) lines.push(`  limit: ${diagnostic.limit}`);
  if (diagnostic.cause !== undefined) lines.push(`  cause: ${diagnostic.cause}`);
  if (diagnostic.next !== undefined) lines.push(`  next:  ${diagnostic.next}`);
  return printableLines(lines.join('\n'));
}
