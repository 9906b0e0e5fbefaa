/**
 * The surface of signature files: lines of a keyword and a value, words of a value, and faults with the
 * place of each. What the keywords mean is in `signature-file.ts`.
 */
import { Layer7Error, type Location } from '../errors.ts';
import { didYouMean } from '../nearest.ts';

/** Bounds of one file: characters, characters of a line, expressions, conditions of one block. */
export const SIGNATURE_LIMITS = { file: 65_536, line: 4_096, expressions: 64, conditions: 16 } as const;

/** A line that carries something. */
export interface Line {
  readonly keyword: string;
  readonly value: string;
  /** Where the keyword and the value stand. */
  readonly where: Location;
  readonly valueAt: Location;
}

/** The lines of a file that are neither blank nor comments. */
export function* linesOf(path: string, text: string): Generator<Line> {
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const keyword = line.split(/\s/, 1)[0]!;
    const value = line.slice(keyword.length).trimStart();
    const column = raw.length - raw.trimStart().length + 1;
    yield {
      keyword,
      value,
      where: { file: path, line: number, column },
      valueAt: { file: path, line: number, column: column + line.length - value.length },
    };
  }
}

/** The words of a value, each with its place. */
export function* wordsOf(line: Line): Generator<{ readonly word: string; readonly where: Location }> {
  for (const found of line.value.matchAll(/\S+/g)) {
    yield { word: found[0], where: { ...line.valueAt, column: line.valueAt.column! + found.index } };
  }
}

/** An error at a place, with what to do next. */
export function fault(
  code: string,
  where: Location,
  message: string,
  next: string,
  more: { readonly given?: string; readonly limit?: number } = {},
): Layer7Error {
  return new Layer7Error({ code, kind: 'input', message, where, next, ...more });
}

/** An error for a word that is not among the known ones; it names the nearest. */
export function unknownWord(
  code: string,
  what: string,
  word: string,
  known: readonly string[],
  where: Location,
): Layer7Error {
  const near = didYouMean(word, known);
  const next = near ?? `known are ${known.join(', ')}`;
  return fault(code, where, `"${word}" is no ${what}`, next, { given: word });
}
