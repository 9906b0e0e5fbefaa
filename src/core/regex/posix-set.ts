/**
 * Bracket expressions of POSIX, in the C locale and with the refusals of the GNU C library: ranges by byte
 * value, `[:classes:]`, `[=a=]` and `[.a.]` of single bytes. A backslash is ordinary. A `-` that neither
 * begins nor ends the list nor makes a range is refused.
 */
import {
  type ByteSet,
  byteRange,
  byteSet,
  bytesWhere,
  complement,
  DIGITS,
  LOWER_CASE,
  NO_BYTES,
  UPPER_CASE,
  union,
  without,
} from './byte-set.ts';
import { END, type Reader } from './reader.ts';

const [OPEN, CLOSE, CARET, HYPHEN] = [0x5b, 0x5d, 0x5e, 0x2d];
const NEWLINE = 0x0a;

/** Longest name of a class or collating symbol that the library reads. */
const LONGEST_NAME = 31;

const LETTERS = union(UPPER_CASE, LOWER_CASE);
const GRAPHIC = byteRange(0x21, 0x7e);

const CLASSES: Readonly<Record<string, ByteSet>> = {
  alpha: LETTERS,
  upper: UPPER_CASE,
  lower: LOWER_CASE,
  digit: DIGITS,
  alnum: union(LETTERS, DIGITS),
  xdigit: bytesWhere((byte) => /[0-9a-fA-F]/.test(String.fromCharCode(byte))),
  space: union(byteSet(0x20), byteRange(0x09, 0x0d)),
  blank: byteSet(0x20, 0x09),
  cntrl: union(byteRange(0x00, 0x1f), byteSet(0x7f)),
  graph: GRAPHIC,
  print: byteRange(0x20, 0x7e),
  punct: without(GRAPHIC, union(LETTERS, DIGITS)),
};

/** How a list is to be read. */
export interface SetOptions {
  /** Applied to every byte of the list. */
  readonly fold: (byte: number) => number;
  readonly ignoresCase: boolean;
  /** Negated lists do not match a newline. */
  readonly newlineEnds: boolean;
}

/** One member: a byte, which may begin a range, or a set, which may not. */
type Member = { readonly byte: number } | { readonly set: ByteSet };

class SetParser {
  readonly #reader: Reader;
  readonly #options: SetOptions;
  readonly #from: number;

  constructor(reader: Reader, options: SetOptions, from: number) {
    this.#reader = reader;
    this.#options = options;
    this.#from = from;
  }

  parse(): ByteSet {
    const reader = this.#reader;
    const negated = reader.accept(CARET);
    let set: ByteSet = negated && this.#options.newlineEnds ? byteSet(NEWLINE) : NO_BYTES;
    for (let isFirst = true; isFirst || reader.peek() !== CLOSE; isFirst = false) {
      const from = reader.at;
      const member = this.#member(isFirst);
      if ('set' in member) {
        set = union(set, member.set);
        continue;
      }
      if (!this.#isRange()) {
        set = union(set, byteSet(member.byte));
        continue;
      }
      reader.take();
      const last = this.#member(true);
      if ('set' in last || member.byte > last.byte) {
        throw reader.fault(
          from,
          reader.at,
          'EXPRESSION_INVALID_RANGE',
          'This range runs backwards or has no byte at an end.',
          {
            next: 'Put the smaller byte first, with case as the flags fold it.',
          },
        );
      }
      set = union(set, byteRange(member.byte, last.byte));
    }
    reader.take();
    return negated ? complement(set) : set;
  }

  /** Whether a `-` stands here that makes a range. */
  #isRange(): boolean {
    const reader = this.#reader;
    if (reader.peek() === END) throw this.#unclosed();
    if (reader.peek() !== HYPHEN) return false;
    if (reader.peek(1) === END) throw this.#unclosed();
    return reader.peek(1) !== CLOSE;
  }

  #member(acceptsHyphen: boolean): Member {
    const reader = this.#reader;
    const from = reader.at;
    if (reader.peek() === END) throw this.#unclosed();
    if (reader.peek() === OPEN && [0x2e, 0x3d, 0x3a].includes(reader.peek(1))) return this.#named();
    const byte = reader.take();
    if (byte === HYPHEN && !acceptsHyphen && reader.peek() !== CLOSE) {
      throw reader.fault(from, reader.at, 'EXPRESSION_INVALID_RANGE', 'A - may not stand here.', {
        next: 'Put it first or last in the list.',
      });
    }
    return { byte: this.#options.fold(byte) };
  }

  /** `[:name:]`, `[=x=]` or `[.x.]`. */
  #named(): Member {
    const reader = this.#reader;
    const from = reader.at;
    reader.take();
    const delimiter = reader.take();
    const name: number[] = [];
    while (!(reader.peek() === delimiter && reader.peek(1) === CLOSE)) {
      if (reader.peek() === END || name.length > LONGEST_NAME) throw this.#unclosed();
      name.push(reader.take());
    }
    reader.at += 2;
    if (delimiter === 0x3a) return { set: this.#classNamed(String.fromCharCode(...name), from) };
    if (name.length !== 1) {
      throw reader.fault(
        from,
        reader.at,
        'EXPRESSION_UNKNOWN_COLLATION',
        'Expected one byte between [. .] or [= =].',
        {
          next: 'Only single bytes have a collating order here.',
        },
      );
    }
    const byte = this.#options.fold(name[0]!);
    return delimiter === 0x2e ? { byte } : { set: byteSet(byte) };
  }

  #classNamed(name: string, from: number): ByteSet {
    const reader = this.#reader;
    const isCase = name === 'upper' || name === 'lower';
    const found = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
    if (found === undefined) {
      throw reader.fault(from, reader.at, 'EXPRESSION_UNKNOWN_CLASS', 'There is no class of this name.', {
        next: `Known are ${Object.keys(CLASSES).join(', ')}.`,
      });
    }
    return isCase && this.#options.ignoresCase ? LETTERS : found;
  }

  #unclosed(): Error {
    return this.#reader.fault(
      this.#from,
      this.#from + 1,
      'EXPRESSION_UNMATCHED_BRACKET',
      'This [ is never closed.',
      {
        next: 'Add the ], or write \\[ for the character itself.',
      },
    );
  }
}

/** What follows a `[` that stood at byte `from`, through its `]`. */
export function parsePosixSet(reader: Reader, options: SetOptions, from: number): ByteSet {
  return new SetParser(reader, options, from).parse();
}
