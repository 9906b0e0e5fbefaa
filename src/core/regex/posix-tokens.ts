/**
 * Tokens of POSIX expressions as the GNU C library reads them, basic (BRE) and extended (ERE). What is an
 * operator depends on the syntax and on the place; everything else is a byte.
 *
 * Besides POSIX there are the library's own operators, which it knows under the POSIX flags too: `\w \W \s
 * \S`, `\b \B \< \>`, `` \` `` and `\'`, and in basic expressions `\+ \? \|`.
 */
import { END, type Reader } from './reader.ts';

export type TokenKind =
  | 'byte'
  | 'end'
  | 'any'
  | 'alternation'
  | 'star'
  | 'plus'
  | 'question'
  | 'open'
  | 'close'
  | 'open-count'
  | 'close-count'
  | 'open-set'
  | 'back-reference'
  | 'class'
  | 'anchor'
  | 'trailing-backslash';

export interface Token {
  readonly kind: TokenKind;
  /** The byte that it would be if it were not special; for `class` and `anchor` the letter that names it. */
  readonly byte: number;
  /** A backslash stood before the byte. */
  readonly isEscaped: boolean;
  /** Bytes of the expression from where to where. */
  readonly from: number;
  readonly to: number;
}

const code = (character: string): number => character.charCodeAt(0);

/** Operators that are written without a backslash, by syntax. */
const BASIC: Readonly<Record<string, TokenKind>> = { '*': 'star', '[': 'open-set', '.': 'any' };
const EXTENDED: Readonly<Record<string, TokenKind>> = {
  ...BASIC,
  '|': 'alternation',
  '+': 'plus',
  '?': 'question',
  '{': 'open-count',
  '}': 'close-count',
  '(': 'open',
  ')': 'close',
};

/** Operators that are written with a backslash, by syntax. */
const ESCAPED_EXTENDED: Readonly<Record<string, TokenKind>> = {
  w: 'class',
  W: 'class',
  s: 'class',
  S: 'class',
  b: 'anchor',
  B: 'anchor',
  '<': 'anchor',
  '>': 'anchor',
  '`': 'anchor',
  "'": 'anchor',
  ...Object.fromEntries(Array.from('123456789', (digit) => [digit, 'back-reference' as const])),
};
const ESCAPED_BASIC: Readonly<Record<string, TokenKind>> = {
  ...ESCAPED_EXTENDED,
  '|': 'alternation',
  '+': 'plus',
  '?': 'question',
  '{': 'open-count',
  '}': 'close-count',
  '(': 'open',
  ')': 'close',
};

export class Tokens {
  readonly #reader: Reader;
  readonly #isExtended: boolean;
  /** The token at hand. */
  token: Token;

  constructor(reader: Reader, isExtended: boolean) {
    this.#reader = reader;
    this.#isExtended = isExtended;
    this.token = this.#read(true);
  }

  /**
   * Goes on to the next token. `anchorsHere`: this is a place where `^` is an anchor in basic expressions
   * too.
   */
  next(anchorsHere = false): Token {
    this.token = this.#read(anchorsHere);
    return this.token;
  }

  #read(anchorsHere: boolean): Token {
    const reader = this.#reader;
    const from = reader.at;
    const made = (kind: TokenKind, byte: number, isEscaped = false): Token => ({
      kind,
      byte,
      isEscaped,
      from,
      to: reader.at,
    });
    const byte = reader.take();
    if (byte === END) return made('end', 0);
    if (byte === code('\\')) {
      const escaped = reader.take();
      if (escaped === END) return made('trailing-backslash', byte);
      const operators = this.#isExtended ? ESCAPED_EXTENDED : ESCAPED_BASIC;
      return made(operators[String.fromCharCode(escaped)] ?? 'byte', escaped, true);
    }
    if (byte === code('^')) {
      return made(this.#isExtended || anchorsHere || from === 0 ? 'anchor' : 'byte', byte);
    }
    if (byte === code('$')) return made(this.#isExtended || this.#isAtEnd() ? 'anchor' : 'byte', byte);
    const operators = this.#isExtended ? EXTENDED : BASIC;
    return made(operators[String.fromCharCode(byte)] ?? 'byte', byte);
  }

  /** Whether a `$` of a basic expression that was just taken stands at an end. */
  #isAtEnd(): boolean {
    const reader = this.#reader;
    if (reader.peek() === END) return true;
    return reader.peek() === code('\\') && [code('|'), code(')')].includes(reader.peek(1));
  }
}
