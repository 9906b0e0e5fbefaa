/** Faults within 80 columns: place and message, what was given as far as it fits, what to do next. */
import { type Diagnostic, formatLocation } from '../errors.ts';
import { shortened, WIDTH, wrapped } from './layout.ts';

/** `text` without control characters, which could otherwise steer a terminal. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, (character) => {
    const unit = character.charCodeAt(0);
    return unit < 0x100 ? `\\x${unit.toString(16).padStart(2, '0')}` : character;
  });
}

export function faultLines({ where, message, given, next }: Diagnostic): string[] {
  const place = formatLocation(where);
  const lines = wrapped(`${place === '' ? '' : `${place}: `}${message}`, '  ');
  if (given !== undefined) lines.push(`    given: ${shortened(printable(given), WIDTH - 11)}`);
  if (next !== undefined) lines.push(...wrapped(`next: ${next}`, '    '));
  return lines;
}
