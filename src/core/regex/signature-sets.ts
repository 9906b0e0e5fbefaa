/**
 * What stands for bytes in the dialect of signatures: characters for themselves, escapes, and sets in brackets
 * (`signature.ts` has the list).
 */
import {
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
import { END, hexPair, type Reader } from './reader.ts';

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

/** Number of a character, which the reader calls it by. */
export const code = (character: string): number => character.charCodeAt(0);

/** Byte of a character that stands for itself. */
export function plainByte(reader: Reader, character: string, from: number): number {
  const byte = code(character);
  if (byte >= 0x20 && byte <= 0x7e) return byte;
  throw reader.fault(from, from + 1, 'EXPRESSION_NOT_PRINTABLE', 'Expected printable ASCII.', {
    next: `Write the byte as \\x${byte.toString(16).padStart(2, '0')}.`,
  });
}

/** What a `\` that was taken at `from` stands for: one byte or a set. */
export function readEscape(reader: Reader, from: number): number | ByteSet {
  const character = reader.expression.text[reader.at];
  if (character === undefined) {
    throw reader.fault(from, reader.at, 'EXPRESSION_TRAILING_BACKSLASH', 'A \\ ends the expression.', {
      next: 'Write \\\\ for the byte itself.',
    });
  }
  reader.take();
  if (character === 'x') {
    const value = hexPair(reader.expression.text, reader.at);
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
  return plainByte(reader, character, reader.at - 1);
}

/** Refuses `[:alpha:]`, `[.x.]` and `[=x=]` at `from`, which would be read as a set of these very characters. */
function refusePosix(reader: Reader, from: number): void {
  const found = /^\[([:.=])(\^?[a-z]+)\1\]/i.exec(reader.expression.text.slice(from, from + 32));
  if (found === null) return;
  const [text, , name = ''] = found;
  const same = Object.hasOwn(POSIX_CLASSES, name) ? POSIX_CLASSES[name] : undefined;
  throw reader.fault(
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
export function readSet(reader: Reader, from: number, foldsCase: boolean): ByteSet {
  refusePosix(reader, from);
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
    if (reader.peek() === code('[')) refusePosix(reader, start);
    const first = readMember(reader);
    const isRange = reader.peek() === code('-') && reader.peek(1) !== code(']') && reader.peek(1) !== END;
    if (!isRange) {
      set = union(set, typeof first === 'number' ? byteSet(first) : first);
      continue;
    }
    reader.take();
    const last = readMember(reader);
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
  const folded = foldsCase ? eitherCase(set) : set;
  return negated ? complement(folded) : folded;
}

/** One member of a set: a byte, or a set escape. */
function readMember(reader: Reader): number | ByteSet {
  const from = reader.at;
  const character = reader.expression.text[from]!;
  reader.take();
  return character === '\\' ? readEscape(reader, from) : plainByte(reader, character, from);
}
