/** Faults that did not stop a command: told on standard error, and in its exit status. */
import { type Diagnostic, EXIT_STATUS } from '../../core/errors.ts';
import { formatRecord, type LogLevel } from '../log.ts';
import type { Context } from './command.ts';

/** Most warnings that are written out; the rest are counted. */
const MOST_WARNINGS = 20;

/** Writes all errors and the first warnings; returns the exit status that the errors ask for. */
export function reportFaults(
  context: Context,
  errors: readonly Diagnostic[],
  warnings: readonly Diagnostic[] = [],
): number {
  for (const diagnostic of warnings.slice(0, MOST_WARNINGS)) say(context, 'warning', diagnostic);
  if (warnings.length > MOST_WARNINGS) {
    say(context, 'warning', {
      code: 'MORE_WARNINGS',
      kind: 'input',
      message: `${warnings.length - MOST_WARNINGS} more warnings are not shown`,
    });
  }
  for (const diagnostic of errors) say(context, 'error', diagnostic);
  return errors.length === 0 ? 0 : EXIT_STATUS[errors[0].kind];
}

/** Writes one diagnostic the way the user asked for. */
export function say(context: Context, level: LogLevel, diagnostic: Diagnostic): void {
  const record = { time: new Date().toISOString(), level, message: diagnostic.message, diagnostic };
  context.stderr.write(`${formatRecord(record, context.log)}\n`);
}

/** Writes a sentence about what was done. */
export function tell(context: Context, message: string): void {
  const record = { time: new Date().toISOString(), level: 'info' as const, message };
  context.stderr.write(`${formatRecord(record, context.log)}\n`);
}
