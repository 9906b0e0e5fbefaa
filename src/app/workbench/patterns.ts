/**
 * Which patterns a command of the workbench looks at: single files, a folder, or the shipped signatures. Read
 * but not compiled; whatever is wrong with single files is handed on beside the rest.
 */

import { namesEverything } from '../../core/automata/fits-everything.ts';
import type { SetLimits } from '../../core/automata/limits.ts';
import { byInclusion } from '../../core/automata/precedence.ts';
import { readLimits } from '../../core/automata/read-limits.ts';
import type { Diagnostic } from '../../core/errors.ts';
import { Layer7Error } from '../../core/errors.ts';
import { buildLibrary, LIBRARY_SUFFIXES, type Library } from '../../core/patterns/library.ts';
import type { Variant } from '../../core/patterns/pat-file.ts';
import { readLibraryFile } from '../library/folder.ts';
import { loadOrderedLibrary, refuseUsageErrors } from '../library/prepare.ts';

/** The patterns that a command line chose. */
export interface PatternChoice {
  readonly files: readonly string[];
  readonly l7dir: string | undefined;
  readonly protocols: readonly string[] | undefined;
  readonly dialect: Variant;
  /** Limits that are not the default, as `readLimits` reads them. */
  readonly limit: readonly string[] | undefined;
}

/** A library, and the limits within which it is to be compiled. */
export interface Patterns extends Library {
  readonly limits: SetLimits;
}

/**
 * Reads what was chosen. Files are in order of precedence as any library is, unless `protocols` says.
 * Throws `Layer7Error` when files and a folder are both given, when the folder cannot be read, or when
 * `protocols` names one that is not there.
 */
export function loadPatterns({ files, l7dir, protocols, dialect, limit }: PatternChoice): Patterns {
  const limits = readLimits(limit);
  if (files.length > 0 && l7dir !== undefined) {
    throw new Layer7Error({
      code: 'PATTERNS_TWICE',
      kind: 'usage',
      message: 'both files and --l7dir are given',
      next: 'give one of the two',
    });
  }
  if (files.length === 0) {
    const library = loadOrderedLibrary({ folder: l7dir, order: protocols, variant: dialect, limits });
    refuseUsageErrors(library.errors);
    return { ...library, limits };
  }
  const errors: Diagnostic[] = [];
  const read = files.flatMap((path) => {
    const fault = wrongSuffix(path);
    const file = fault ?? readLibraryFile(path);
    if ('text' in file) return [file];
    errors.push(file);
    return [];
  });
  const library = buildLibrary(read, {
    variant: dialect,
    refuses: (evidence) => namesEverything(evidence, limits.expression),
    precedence: (protocols) => byInclusion(protocols, limits.expression),
    ...(protocols === undefined ? {} : { order: protocols }),
  });
  refuseUsageErrors(library.errors);
  return { ...library, limits, errors: [...errors, ...library.errors] };
}

function wrongSuffix(path: string): Diagnostic | undefined {
  if (LIBRARY_SUFFIXES.some((suffix) => path.endsWith(suffix))) return undefined;
  return {
    code: 'LIBRARY_FILE',
    kind: 'input',
    message: `this is no file of patterns: its name ends neither in ${LIBRARY_SUFFIXES.join(' nor in ')}`,
    where: { file: path },
    next: 'for a folder write --l7dir DIR; for exports of other systems see "layer7 import"',
  };
}

/** Throws when nothing at all could be read. */
export function refuseNothing({ protocols, errors }: Library): void {
  if (protocols.length > 0) return;
  throw new Layer7Error(
    errors[0] ?? {
      code: 'LIBRARY_UNUSABLE',
      kind: 'input',
      message: 'there is no pattern that can be used',
      next: 'give pattern files, or a folder of them',
    },
  );
}
