/**
 * From a folder of patterns to a program that classifies: read → order → compile → cache. What is wrong
 * with single files or expressions is collected, so that one broken file never hides the others; whether
 * that is good enough is for the caller to say (`classify` goes on, `up` and `reload` refuse).
 */
import { namesEverything } from '../../core/automata/fits-everything.ts';
import { DEFAULT_SET_LIMITS, type SetLimits } from '../../core/automata/limits.ts';
import { byInclusion } from '../../core/automata/precedence.ts';
import { compileProgram, type Program, packProgram, unpackProgram } from '../../core/classify/program.ts';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import { buildLibrary, type Library, type LibraryOptions } from '../../core/patterns/library.ts';
import type { Variant } from '../../core/patterns/pat-file.ts';
import { PROJECT_ROOT } from '../version.ts';
import { type LibraryFolder, readLibraryFolder } from './folder.ts';
import { cacheKey, readCache, writeCache } from './program-cache.ts';

/** Which patterns, in which order. */
export interface LibraryChoice {
  /** Folder of patterns; undefined for the shipped signatures. */
  readonly folder: string | undefined;
  /** Names in order of precedence; undefined for all, in computed order. */
  readonly order: readonly string[] | undefined;
  readonly variant: Variant;
  /** What expressions and the set may cost; the defaults when absent. */
  readonly limits?: SetLimits;
}

export interface PreparedLibrary {
  readonly program: Program;
  /** The same as bytes, for a worker. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** What costs a file or an expression. */
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Where the shipped signatures lie. */
export const SHIPPED_SIGNATURES: string = `${PROJECT_ROOT}/signatures`;

/** The protocols of a choice by quality and name, not compiled. Throws what `readLibraryFolder` throws. */
export function loadLibrary(choice: LibraryChoice): Library {
  return buildFrom(readFolderOf(choice), choice);
}

/** The same in the order of precedence that a compiled program has; deciding inclusion takes a second. */
export function loadOrderedLibrary(choice: LibraryChoice): Library {
  return buildFrom(readFolderOf(choice), choice, inclusion(choice));
}

/**
 * The compiled program of a choice, from the cache folder `cache` when it is there. `onCompile` is called with
 * the number of protocols when it is not, before the long part begins.
 * Throws what `readLibraryFolder` throws, and `Layer7Error` when nothing in the folder can be used
 * (`LIBRARY_UNUSABLE`) or the set as a whole passes a limit of the compiler.
 */
export function prepareLibrary(
  choice: LibraryChoice,
  cache: string | undefined,
  onCompile: (protocols: number) => void = () => {},
): PreparedLibrary {
  const folder = readFolderOf(choice);
  const texts = folder.files.flatMap((file) => [file.path, file.text]);
  const limits = choice.limits ?? DEFAULT_SET_LIMITS;
  const options = [choice.variant, choice.order?.join(',') ?? '*', JSON.stringify(limits)];
  const key = cacheKey([...options, ...texts]);
  const kept = cache === undefined || folder.errors.length > 0 ? undefined : readCache(cache, key);
  const program = kept && unpackOrUndefined(kept.packed);
  if (kept !== undefined && program !== undefined) return { program, packed: kept.packed, ...kept.notes };

  const library = buildFrom(folder, choice, inclusion(choice));
  if (library.protocols.length === 0) throw unusable(library.errors);
  onCompile(library.protocols.length);
  const compiled = compileProgram(library.protocols, limits);
  const packed = packProgram(compiled.program);
  const notes = { errors: [...library.errors, ...compiled.diagnostics], warnings: library.warnings };
  if (cache !== undefined && folder.errors.length === 0) writeCache(cache, key, { notes, packed });
  return { program: compiled.program, packed, ...notes };
}

/** The order of precedence, decided within the limits of a choice. */
function inclusion({ limits }: LibraryChoice): NonNullable<LibraryOptions['precedence']> {
  return (protocols) => byInclusion(protocols, limits?.expression);
}

function readFolderOf(choice: LibraryChoice): LibraryFolder {
  return readLibraryFolder(choice.folder ?? SHIPPED_SIGNATURES);
}

function buildFrom(
  folder: LibraryFolder,
  { order, variant, limits }: LibraryChoice,
  precedence?: LibraryOptions['precedence'],
): Library {
  const library = buildLibrary(folder.files, {
    variant,
    refuses: (evidence) => namesEverything(evidence, limits?.expression),
    ...(precedence === undefined ? {} : { precedence }),
    ...(order === undefined ? {} : { order }),
  });
  return { ...library, errors: [...folder.errors, ...library.errors] };
}

function unusable([first]: readonly Diagnostic[]): Layer7Error {
  const diagnostic: Diagnostic = first ?? {
    code: 'LIBRARY_UNUSABLE',
    kind: 'input',
    message: 'the folder holds no pattern that can be used',
    next: 'put patterns into it, or give another folder',
  };
  return new Layer7Error(diagnostic);
}

function unpackOrUndefined(packed: Uint8Array): Program | undefined {
  try {
    return unpackProgram(packed);
  } catch {
    return undefined;
  }
}

/** Throws when the user's own words were wrong, such as a name in `--protocols`. */
export function refuseUsageErrors(errors: readonly Diagnostic[]): void {
  refuseErrors(errors.filter((diagnostic) => diagnostic.kind === 'usage'));
}

/** Throws the first of `errors`, which says how many there are; for callers that take all or nothing. */
export function refuseErrors(errors: readonly Diagnostic[]): void {
  const [first] = errors;
  if (first === undefined) return;
  const others = errors.length - 1;
  throw new Layer7Error({
    ...first,
    message: others === 0 ? first.message : `${first.message} (and ${others} more faults)`,
  });
}
