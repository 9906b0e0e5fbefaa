/**
 * What reading one file of the library gives, whatever its format, and the few words about text that the
 * formats share: what a name is, and the name that a path gives.
 */
import type { Diagnostic } from '../errors.ts';
import type { Protocol } from './model.ts';

export interface ParsedFile {
  /** Absent when there are errors, or when the file is a placeholder. */
  readonly protocol?: Protocol;
  /** True for a file that only reserves a name (`unknown.pat`, `unset.pat`). */
  readonly placeholder: boolean;
  /** What makes the file unusable. */
  readonly errors: readonly Diagnostic[];
  /** What was ignored, and why. */
  readonly warnings: readonly Diagnostic[];
}

/** Longest name of a protocol, so that it fits a rule, a label file and a column on the screen. */
export const NAME_LIMIT = 63;

/** What a name is made of: the first character is a letter or digit. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

/** Whether a text can be the name of a protocol. */
export function isProtocolName(text: string): boolean {
  return text.length <= NAME_LIMIT && NAME.test(text);
}

/** The last part of a path, without `suffix`; the whole last part when it has another suffix. */
export function nameOfPath(path: string, suffix: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.endsWith(suffix) ? last.slice(0, -suffix.length) : last;
}
