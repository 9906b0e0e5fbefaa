/** Faults within 80 columns: place and message, what was given as far as it fits, what to do next. */
import { type Diagnostic, formatLocation } from '../errors.ts';
import { printableText } from './bytes-text.ts';
import { shortened, WIDTH, wrapped } from './layout.ts';

/** One fault, indented. */
export function faultLines({ where, message, given, next }: Diagnostic): string[] {
  const place = formatLocation(where);
  const lines = wrapped(`${place === '' ? '' : `${place}: `}${message}`, '  ');
  if (given !== undefined) lines.push(`    given: ${shortened(printableText(given), WIDTH - 11)}`);
  if (next !== undefined) lines.push(...wrapped(`next: ${next}`, '    '));
  return lines;
}
