/**
 * The library: all files of a folder, read, as protocols in order of precedence. Pure: the caller reads the
 * files. A file that cannot be used costs only itself; what was wrong with it is in the diagnostics.
 *
 * Precedence. Where several protocols fit the same bytes, the earlier one names the connection. The user's
 * order stands above all; protocols that it does not name take no part then. Else an injected function may
 * order by what the languages contain (`automata/` knows), and without one it is the declared quality, then
 * the name.
 */
import type { Diagnostic } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import type { Evidence, Protocol, Quality } from './model.ts';
import type { ParsedFile } from './parsed-file.ts';
import { parsePatFile, type Variant } from './pat-file.ts';
import { parseSignatureFile } from './signature-file.ts';

/** A file of the library. `text` is one character per byte (latin1) for `.pat`, UTF-8 text for `.sig`. */
export interface LibraryFile {
  readonly path: string;
  readonly text: string;
}

export interface LibraryOptions {
  /** Names in the user's order of precedence; protocols not named are left out. */
  readonly order?: readonly string[];
  /** Which of l7-filter's dialects `.pat` files are read in. Absent: kernel. */
  readonly variant?: Variant;
  /** What is wrong with a piece of evidence beyond its text: it costs the file, as any fault does. */
  readonly refuses?: (evidence: Evidence) => Diagnostic | undefined;
  /** Orders protocols that come by quality and name; used when the user gave no order. */
  readonly precedence?: (protocols: readonly Protocol[]) => readonly Protocol[];
}

export interface Library {
  /** In order of precedence, the first wins. */
  readonly protocols: readonly Protocol[];
  /** Faults that cost a file, or a name of the user's order. */
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Suffixes of files that the library reads; others in the folder are left alone. */
export const LIBRARY_SUFFIXES: readonly string[] = ['.sig', '.pat'];

/**
 * Reads all files and orders their protocols. Two files of the same name are refused: the first in order
 * of path stays.
 */
export function buildLibrary(files: readonly LibraryFile[], options: LibraryOptions = {}): Library {
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const byName = new Map<string, Protocol>();
  const sorted = [...files].sort((a, b) => compareText(a.path, b.path));
  for (const file of sorted) {
    const parsed = parseFile(file, options.variant ?? 'kernel');
    if (parsed === undefined) continue;
    errors.push(...parsed.errors);
    warnings.push(...parsed.warnings);
    const { protocol } = parsed;
    if (protocol === undefined) continue;
    const refused = protocol.evidence.flatMap((piece) => options.refuses?.(piece) ?? []);
    errors.push(...refused);
    if (refused.length > 0) continue;
    const first = byName.get(protocol.name);
    if (first === undefined) {
      byName.set(protocol.name, protocol);
      continue;
    }
    errors.push({
      code: 'LIBRARY_NAME_TWICE',
      kind: 'input',
      message: `the protocol "${protocol.name}" is already declared in ${first.file}`,
      where: { file: file.path, line: 1, column: 1 },
      given: protocol.name,
      next: 'remove one of the two files, or rename it and the name in it',
    });
  }
  for (const protocol of byName.values()) warnings.push(...strangeYields(protocol, byName));
  const protocols =
    options.order === undefined
      ? ordered([...byName.values()], options.precedence)
      : chosen(byName, options.order, errors);
  return { protocols, errors, warnings };
}

/** Names to which a protocol yields and which no file declares: nobody waits for them. */
function* strangeYields({ evidence }: Protocol, known: ReadonlyMap<string, Protocol>): Generator<Diagnostic> {
  // The expressions of a block share what it yields to.
  for (const yields of new Set(evidence.flatMap((piece) => piece.yields ?? []))) {
    for (const [index, name] of yields.to.entries()) {
      if (known.has(name)) continue;
      const where = yields.places?.[index];
      yield {
        code: 'SIGNATURE_YIELDS_UNKNOWN',
        kind: 'input',
        message: `no protocol of this set is called "${name}": it is not waited for`,
        ...(where === undefined ? {} : { where }),
        given: name,
        next: didYouMean(name, known.keys()) ?? 'add its file to the set, or take the name out',
      };
    }
  }
}

function parseFile({ path, text }: LibraryFile, variant: Variant): ParsedFile | undefined {
  if (path.endsWith('.pat')) return parsePatFile(path, text, variant);
  if (path.endsWith('.sig')) return parseSignatureFile(path, text);
  return undefined;
}

const QUALITY_RANK: Readonly<Record<Quality, number>> = { great: 0, good: 1, ok: 2, marginal: 3, poor: 4 };

/** Rank of a protocol that declares no quality: like `ok`. */
const NO_QUALITY_RANK = 2;

function rank({ quality }: Protocol): number {
  return quality === undefined ? NO_QUALITY_RANK : QUALITY_RANK[quality];
}

function ordered(
  protocols: readonly Protocol[],
  precedence: LibraryOptions['precedence'],
): readonly Protocol[] {
  const byQuality = protocols.toSorted((a, b) => rank(a) - rank(b) || compareText(a.name, b.name));
  return precedence === undefined ? byQuality : precedence(byQuality);
}

function chosen(
  byName: ReadonlyMap<string, Protocol>,
  order: readonly string[],
  errors: Diagnostic[],
): readonly Protocol[] {
  const protocols: Protocol[] = [];
  for (const name of new Set(order)) {
    const protocol = byName.get(name);
    if (protocol !== undefined) {
      protocols.push(protocol);
      continue;
    }
    const near = didYouMean(name, [...byName.keys()]);
    errors.push({
      code: 'LIBRARY_NAME_UNKNOWN',
      kind: 'usage',
      message: `there is no protocol "${name}" in the library`,
      given: name,
      next: near ?? '`layer7 protocols` lists the names',
    });
  }
  return protocols;
}

/** By code unit, the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
