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
import { ALL_BYTES, type ByteSet, byteSet, eitherCase } from './byte-set.ts';
import { orRaise } from './limit-names.ts';
import type { ExpressionLimits } from './limits.ts';
import { checkText, END, Reader } from './reader.ts';
import { code, plainByte, readEscape, readSet } from './signature-sets.ts';
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
        return bytes(readSet(reader, from, this.#foldsCase), reader.span(from));
      case '(':
        return this.#group(from);
      case '\\': {
        const set = readEscape(reader, from);
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
        return bytes(this.#folded(byteSet(plainByte(reader, character, from))), reader.span(from));
    }
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
