/**
 * The dialect of our own signatures: exact bytes, nothing dropped, nothing folded unless asked for.
 *
 * ```
 * a          the byte itself (printable ASCII, and the space)
 * .          any byte, NUL and newline included
 * \xHH       that byte; \n \r \t \0 likewise; \c for any punctuation c
 * \d \w \s   a digit; a letter, digit or _; a space, \t, \n, \v, \f or \r; \D \W \S the others
 * [a-z\d] [^\x00]      one byte in, or not in, a set
 * x* x+ x? x{m} x{m,} x{m,n}
 * x|y  (x)  (?:x)      alternatives and groups; the two kinds of group mean the same
 * ^ $        start of the data, end of the data so far
 * (?i)…      at the very start: letters match in either case; (?i:x) only within the group
 * ```
 *
 * Left out on purpose: back-references, look-around and greediness, which either are not regular or do not
 * change whether something matches. What is not in the list is refused, so that it stays free.
 */
import type { Expression } from '../patterns/model.ts';
import {
  ALL_BYTES,
  type ByteSet,
  byteRange,
  byteSet,
  complement,
  DIGITS,
  eitherCase,
  isEmpty,
  union,
  WORD_BYTES,
} from './byte-set.ts';
import { orRaise } from './limit-names.ts';
import type { ExpressionLimits } from './limits.ts';
import { checkText, END, hexPair, Reader } from './reader.ts';
import {
  ANYTHING,
  bytes,
  choice,
  EDGE,
  empty,
  look,
  type Node,
  repeat,
  type Syntax,
  sequence,
} from './syntax.ts';

const SPACES = byteSet(0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d);

/** Escapes that stand for a set, by letter. */
const SET_ESCAPES: Readonly<Record<string, ByteSet>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD_BYTES,
  W: complement(WORD_BYTES),
  s: SPACES,
  S: complement(SPACES),
};

/** Escapes that stand for one byte, by letter. */
const BYTE_ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, '0': 0x00 };

/** What POSIX writes as `[:alpha:]` within a set, and what does the same here. */
const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '\\d',
  alnum: 'A-Za-z\\d',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: '\\x20\\t',
  punct: '!-/:-@[-`{-~',
  xdigit: '\\dA-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-~',
  graph: '!-~',
};

const code = (character: string): number => character.charCodeAt(0);

class SignatureParser {
  readonly #reader: Reader;
  readonly #text: string;
  #foldsCase = false;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#text = reader.expression.text;
  }

  expression(): Node {
    const reader = this.#reader;
    if (this.#text.startsWith('(?i)')) {
      reader.at = 4;
      this.#foldsCase = true;
    }
    const node = this.#choice();
    if (reader.peek() !== END) {
      throw reader.fault(reader.at, reader.at + 1, 'EXPRESSION_UNMATCHED_PAREN', 'This ) closes no group.', {
        next: 'Remove it, or write \\) for the byte itself.',
      });
    }
    return node;
  }

  #choice(): Node {
    const reader = this.#reader;
    const from = reader.at;
    const branches = [this.#branch()];
    while (reader.accept(code('|'))) branches.push(this.#branch());
    return choice(branches, reader.span(from));
  }

  #branch(): Node {
    const reader = this.#reader;
    const from = reader.at;
    const parts: Node[] = [];
    while (reader.peek() !== END && reader.peek() !== code('|') && reader.peek() !== code(')')) {
      parts.push(this.#piece());
    }
    return sequence(parts, reader.span(from));
  }

  #piece(): Node {
    const reader = this.#reader;
    const from = reader.at;
    const atom = this.#atom();
    const counts = this.#counts();
    if (counts === null) return atom;
    if (atom.kind === 'look' || atom.kind === 'empty') {
      throw reader.fault(
        from,
        reader.at,
        'EXPRESSION_EMPTY_REPEAT',
        'What is repeated here is always empty.',
        {
          next: 'Repeat something that takes at least one byte.',
        },
      );
    }
    const again = reader.at;
    if (this.#counts() !== null) {
      throw reader.fault(again, reader.at, 'EXPRESSION_NESTED_REPEAT', 'A repetition of a repetition.', {
        next: 'Put the first with its operand into (?: ); there is no greediness to choose here.',
      });
    }
    return repeat(atom, counts[0], counts[1], reader.span(from));
  }

  /** A repetition operator as [least, most], or null when none stands here. */
  #counts(): readonly [number, number] | null {
    const reader = this.#reader;
    if (reader.accept(code('*'))) return [0, Infinity];
    if (reader.accept(code('+'))) return [1, Infinity];
    if (reader.accept(code('?'))) return [0, 1];
    const from = reader.at;
    const counted = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#text.slice(from, from + 64));
    if (counted === null) return null;
    const least = Number(counted[1]);
    const upper = counted[3] ?? '';
    const most = counted[2] === undefined ? least : upper === '' ? Infinity : Number(upper);
    reader.at += counted[0].length;
    const { limits } = reader;
    if (least > limits.repetition || (most !== Infinity && most > limits.repetition)) {
      throw reader.fault(
        from,
        reader.at,
        'EXPRESSION_REPEATS_TOO_OFTEN',
        'The repetition count is too large.',
        {
          limit: limits.repetition,
          next: orRaise('Use a smaller count', 'repetition', limits.repetition),
        },
      );
    }
    if (most < least) {
      throw reader.fault(from, reader.at, 'EXPRESSION_INVALID_COUNT', 'This repetition runs backwards.', {
        next: 'Write the smaller count first.',
      });
    }
    return [least, most];
  }

  #atom(): Node {
    const reader = this.#reader;
    const from = reader.at;
    const character = this.#text[from]!;
    reader.take();
    switch (character) {
      case '^':
        return look(EDGE, ANYTHING, reader.span(from));
      case '$':
        return look(ANYTHING, EDGE, reader.span(from));
      case '.':
        return bytes(ALL_BYTES, reader.span(from));
      case '[':
        return bytes(this.#set(from), reader.span(from));
      case '(':
        return this.#group(from);
      case '\\': {
        const set = this.#escape(from);
        return bytes(this.#folded(typeof set === 'number' ? byteSet(set) : set), reader.span(from));
      }
      case '*':
      case '+':
      case '?':
      case '{':
        throw reader.fault(
          from,
          reader.at,
          'EXPRESSION_REPEATS_NOTHING',
          `Expected something before ${character}.`,
          {
            next: `Write \\${character} for the byte itself; counts are {m}, {m,} and {m,n}.`,
          },
        );
      default:
        return bytes(this.#folded(byteSet(this.#plain(character, from))), reader.span(from));
    }
  }

  /** Byte of a character that stands for itself. */
  #plain(character: string, from: number): number {
    const byte = code(character);
    if (byte >= 0x20 && byte <= 0x7e) return byte;
    throw this.#reader.fault(from, from + 1, 'EXPRESSION_NOT_PRINTABLE', 'Expected printable ASCII.', {
      next: `Write the byte as \\x${byte.toString(16).padStart(2, '0')}.`,
    });
  }

  #folded(set: ByteSet): ByteSet {
    return this.#foldsCase ? eitherCase(set) : set;
  }

  #group(from: number): Node {
    const reader = this.#reader;
    const outer = this.#foldsCase;
    if (reader.accept(code('?'))) {
      if (reader.accept(code('i'))) this.#foldsCase = true;
      if (!reader.accept(code(':'))) {
        throw reader.fault(from, reader.at + 1, 'EXPRESSION_UNKNOWN_GROUP', 'Expected (?: or (?i: here.', {
          next: '(?i) without a colon stands only at the very start.',
        });
      }
    }
    reader.enter(from);
    const inner = this.#choice();
    reader.leave();
    this.#foldsCase = outer;
    if (!reader.accept(code(')'))) {
      throw reader.fault(from, from + 1, 'EXPRESSION_UNMATCHED_PAREN', 'This ( is never closed.', {
        next: 'Add the ), or write \\( for the byte itself.',
      });
    }
    return inner.kind === 'empty' ? empty(reader.span(from)) : inner;
  }

  /** What a `\` that was taken at `from` stands for: one byte or a set. */
  #escape(from: number): number | ByteSet {
    const reader = this.#reader;
    const character = this.#text[reader.at];
    if (character === undefined) {
      throw reader.fault(from, reader.at, 'EXPRESSION_TRAILING_BACKSLASH', 'A \\ ends the expression.', {
        next: 'Write \\\\ for the byte itself.',
      });
    }
    reader.take();
    if (character === 'x') {
      const value = hexPair(this.#text, reader.at);
      if (value < 0) {
        throw reader.fault(
          from,
          reader.at + 2,
          'EXPRESSION_INVALID_HEX',
          'Expected two hex digits after \\x.',
          {
            next: 'Write all bytes with two digits: \\x0a.',
          },
        );
      }
      reader.at += 2;
      return value;
    }
    const byte = Object.hasOwn(BYTE_ESCAPES, character) ? BYTE_ESCAPES[character] : undefined;
    if (byte !== undefined) return byte;
    const set = Object.hasOwn(SET_ESCAPES, character) ? SET_ESCAPES[character] : undefined;
    if (set !== undefined) return set;
    if (/[a-zA-Z0-9]/.test(character)) {
      throw reader.fault(from, reader.at, 'EXPRESSION_UNKNOWN_ESCAPE', 'This escape has no meaning here.', {
        next: 'Known are \\xHH \\n \\r \\t \\0 \\d \\w \\s \\D \\W \\S, and \\ before punctuation.',
      });
    }
    return this.#plain(character, reader.at - 1);
  }

  /** Refuses `[:alpha:]`, `[.x.]` and `[=x=]` at `from`, which would be read as a set of these very characters. */
  #refusePosix(from: number): void {
    const found = /^\[([:.=])(\^?[a-z]+)\1\]/i.exec(this.#text.slice(from, from + 32));
    if (found === null) return;
    const [text, , name = ''] = found;
    const same = Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name] : undefined;
    throw this.#reader.fault(
      from,
      from + text.length,
      'EXPRESSION_POSIX_CLASS',
      'Signatures have no POSIX classes.',
      {
        next:
          same === undefined
            ? 'Write the bytes themselves, as [A-Za-z]; in a set, \\[ is the byte [ itself.'
            : `Write [${same}], or ${same} within a set; in a set, \\[ is the byte [ itself.`,
      },
    );
  }

  /** What follows a `[`, through its `]`. */
  #set(from: number): ByteSet {
    const reader = this.#reader;
    this.#refusePosix(from);
    const negated = reader.accept(code('^'));
    let set: ByteSet = byteSet();
    for (;;) {
      const start = reader.at;
      if (reader.peek() === END) {
        throw reader.fault(from, from + 1, 'EXPRESSION_UNMATCHED_BRACKET', 'This [ is never closed.', {
          next: 'Add the ], or write \\[ for the byte itself.',
        });
      }
      if (reader.accept(code(']'))) break;
      if (reader.peek() === code('[')) this.#refusePosix(start);
      const first = this.#member();
      const isRange = reader.peek() === code('-') && reader.peek(1) !== code(']') && reader.peek(1) !== END;
      if (!isRange) {
        set = union(set, typeof first === 'number' ? byteSet(first) : first);
        continue;
      }
      reader.take();
      const last = this.#member();
      if (typeof first !== 'number' || typeof last !== 'number' || first > last) {
        throw reader.fault(
          start,
          reader.at,
          'EXPRESSION_INVALID_RANGE',
          'Expected a range from a smaller to a larger byte.',
          {
            next: 'Write \\- for the byte - itself.',
          },
        );
      }
      set = union(set, byteRange(first, last));
    }
    if (isEmpty(set)) {
      throw reader.fault(
        from,
        reader.at,
        'EXPRESSION_EMPTY_SET',
        'Expected at least one byte between [ and ].',
        {
          next: 'Write \\] for the byte ] itself, and . for any byte.',
        },
      );
    }
    const folded = this.#folded(set);
    return negated ? complement(folded) : folded;
  }

  /** One member of a set: a byte, or a set escape. */
  #member(): number | ByteSet {
    const reader = this.#reader;
    const from = reader.at;
    const character = this.#text[from]!;
    reader.take();
    return character === '\\' ? this.#escape(from) : this.#plain(character, from);
  }
}

/**
 * Reads an expression of the signature dialect.
 *
 * @throws Layer7Error with the place and what was expected there, or when a limit is passed.
 */
export function parseSignature(expression: Expression, limits: ExpressionLimits): Syntax {
  checkText(expression, limits);
  const codes = Array.from(expression.text, code);
  const offsets = Array.from({ length: codes.length + 1 }, (_, index) => index);
  return {
    root: new SignatureParser(new Reader(expression, limits, codes, offsets)).expression(),
    dropsNul: false,
  };
}
