/** Expressions for tests: all small ones over a small alphabet, and random larger ones, as text. */
import fc from 'fast-check';
import type { Dialect, Expression } from '../../../../src/core/patterns/model.ts';

export function expressionOf(text: string, dialect: Dialect): Expression {
  return { text, dialect };
}

/** A text, and whether it may be repeated as it stands. */
interface Piece {
  readonly text: string;
  readonly isAtom: boolean;
}

const group = ({ text, isAtom }: Piece): string => (isAtom ? text : `(${text})`);

/**
 * Every expression that can be built with `size` leaves and operators, by size: sequence, choice, `*`, `+`
 * and `?` over `leaves`.
 */
export function smallExpressions(leaves: readonly string[], size: number): string[] {
  const bySize: Piece[][] = [[], leaves.map((text) => ({ text, isAtom: true }))];
  for (let total = 2; total <= size; total += 1) {
    const made: Piece[] = [];
    for (const body of bySize[total - 1]!) {
      for (const operator of ['*', '+', '?']) made.push({ text: `${group(body)}${operator}`, isAtom: false });
    }
    for (let left = 1; left < total - 1; left += 1) {
      for (const first of bySize[left]!) {
        for (const second of bySize[total - 1 - left]!) {
          made.push({ text: `${first.text}|${second.text}`, isAtom: false });
          const [one, other] = [first, second].map((piece) =>
            piece.text.includes('|') ? group(piece) : piece.text,
          );
          made.push({ text: `${one}${other}`, isAtom: false });
        }
      }
    }
    bySize.push(made);
  }
  return [...new Set(bySize.flat().map((piece) => piece.text))];
}

/** Every string of at most `length` of these bytes. */
export function smallStrings(alphabet: readonly number[], length: number): Uint8Array[] {
  let last: number[][] = [[]];
  const all: number[][] = [[]];
  for (let size = 1; size <= length; size += 1) {
    last = last.flatMap((string) => alphabet.map((byte) => [...string, byte]));
    all.push(...last);
  }
  return all.map((string) => Uint8Array.from(string));
}

/** Random expressions over a, b, c and NUL-ish sets, valid in the kernel and in the signature dialect. */
export function expressionTexts(): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(
    'a',
    'b',
    'c',
    '.',
    '[ab]',
    '[^a]',
    'ab',
    'ca',
    '^',
    '$',
    '\\.',
    'A',
    '[a-cA]',
  );
  return fc.letrec<{ node: string; leaf: string }>((tie) => ({
    leaf,
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.tuple(tie('node'), tie('node')).map(([one, other]) => `(${one})(${other})`),
      fc.tuple(tie('node'), tie('node')).map(([one, other]) => `${one}|${other}`),
      fc
        .tuple(tie('node'), fc.constantFrom('*', '+', '?'))
        .map(([body, operator]) => `(a(${body})|b)${operator}`),
      fc.tuple(tie('node'), tie('node')).map(([one, other]) => `(${one}).*(${other})`),
    ),
  })).node;
}

/** Random payloads, mostly of the bytes that the expressions speak of. */
export function payloads(maxLength = 24): fc.Arbitrary<Uint8Array> {
  const byte = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(...Array.from('abcABC.', (character) => character.charCodeAt(0)), 0),
    },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
  );
  return fc.array(byte, { maxLength }).map((bytes) => Uint8Array.from(bytes));
}
