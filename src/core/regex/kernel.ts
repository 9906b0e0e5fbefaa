/**
 * The dialect of l7-filter's kernel variant: hex escapes replaced and letters lower-cased, then Henry
 * Spencer's V8 regular expressions. The rules and the refusals are those of his `regcomp`:
 *
 * - `* + ?` apply to one atom, may not follow one another, and `*` and `+` not what could be empty. What
 *   "could be empty" is judged as he did, from a flag that errs to the safe side: `a?b*` could be, `^` could
 *   be, a branch has width as soon as one of its pieces has.
 * - `^` and `$` are anchors wherever they stand, `{` and `]` are ordinary, `\c` is c.
 * - In a set, `\` is ordinary, `]` or `-` right after `[` or `[^` is literal, and a range begins at
 *   whatever byte stands before the `-`, even at the end of another range.
 *
 * The data is folded to lower case and has no NUL bytes. The first is put into the sets here, the second is
 * a flag of the tree.
 */
import type { Expression } from '../patterns/model.ts';
import {
  ALL_BYTES,
  type ByteSet,
  byteRange,
  byteSet,
  complement,
  foldedBy,
  toLower,
  union,
} from './byte-set.ts';
import type { ExpressionLimits } from './limits.ts';
import { END, type Reader, replaceHex } from './reader.ts';
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

const [STAR, PLUS, QUESTION, BAR, OPEN, CLOSE] = [0x2a, 0x2b, 0x3f, 0x7c, 0x28, 0x29];
const [DOT, CARET, DOLLAR, BACKSLASH, BRACKET, CLOSE_BRACKET, HYPHEN] = [
  0x2e, 0x5e, 0x24, 0x5c, 0x5b, 0x5d, 0x2d,
];

/** A tree, and whether regcomp knew it to be at least one byte wide (its HASWIDTH). */
interface Piece {
  readonly node: Node;
  readonly hasWidth: boolean;
}

function isRepeat(byte: number): boolean {
  return byte === STAR || byte === PLUS || byte === QUESTION;
}

class KernelParser {
  readonly #reader: Reader;
  #groups = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  expression(): Node {
    const { node } = this.#choice();
    const reader = this.#reader;
    if (reader.peek() !== END) {
      throw reader.fault(reader.at, reader.at + 1, 'EXPRESSION_UNMATCHED_PAREN', 'This ) closes no group.', {
        next: 'Remove it, or write \\) for the character itself.',
      });
    }
    return node;
  }

  #choice(): Piece {
    const reader = this.#reader;
    const from = reader.at;
    const branches = [this.#branch()];
    while (reader.accept(BAR)) branches.push(this.#branch());
    return {
      node: choice(
        branches.map((branch) => branch.node),
        reader.span(from),
      ),
      hasWidth: branches.every((branch) => branch.hasWidth),
    };
  }

  #branch(): Piece {
    const reader = this.#reader;
    const from = reader.at;
    const pieces: Piece[] = [];
    while (reader.peek() !== END && reader.peek() !== BAR && reader.peek() !== CLOSE)
      pieces.push(this.#piece());
    return {
      node: sequence(
        pieces.map((piece) => piece.node),
        reader.span(from),
      ),
      hasWidth: pieces.some((piece) => piece.hasWidth),
    };
  }

  #piece(): Piece {
    const reader = this.#reader;
    const from = reader.at;
    const atom = this.#atom();
    const operator = reader.peek();
    if (!isRepeat(operator)) return atom;
    reader.take();
    if (!atom.hasWidth && operator !== QUESTION) {
      throw reader.fault(
        from,
        reader.at,
        'EXPRESSION_EMPTY_REPEAT',
        'What * or + repeats here could be empty.',
        {
          next: 'Repeat something that takes at least one byte.',
        },
      );
    }
    if (isRepeat(reader.peek())) {
      throw reader.fault(reader.at - 1, reader.at + 1, 'EXPRESSION_NESTED_REPEAT', 'Two of * + ? in a row.', {
        next: 'Keep one of them, or put the first with its operand into ( ).',
      });
    }
    const least = operator === PLUS ? 1 : 0;
    const most = operator === QUESTION ? 1 : Infinity;
    return { node: repeat(atom.node, least, most, reader.span(from)), hasWidth: operator === PLUS };
  }

  #atom(): Piece {
    const reader = this.#reader;
    const from = reader.at;
    const byte = reader.take();
    switch (byte) {
      case CARET:
        return { node: look(EDGE, ANYTHING, reader.span(from)), hasWidth: false };
      case DOLLAR:
        return { node: look(ANYTHING, EDGE, reader.span(from)), hasWidth: false };
      case DOT:
        return { node: bytes(ALL_BYTES, reader.span(from)), hasWidth: true };
      case BRACKET:
        return { node: bytes(foldedBy(this.#set(from), toLower), reader.span(from)), hasWidth: true };
      case OPEN:
        return this.#group(from);
      case STAR:
      case PLUS:
      case QUESTION:
        throw reader.fault(
          from,
          reader.at,
          'EXPRESSION_REPEATS_NOTHING',
          'There is nothing before this to repeat.',
          {
            next: `Write \\${String.fromCharCode(byte)} for the character itself.`,
          },
        );
      case BACKSLASH: {
        const literal = reader.take();
        if (literal === END) {
          throw reader.fault(from, reader.at, 'EXPRESSION_TRAILING_BACKSLASH', 'A \\ ends the expression.', {
            next: 'Write \\\\ for the character itself.',
          });
        }
        return { node: this.#literal(literal, from), hasWidth: true };
      }
      default:
        return { node: this.#literal(byte, from), hasWidth: true };
    }
  }

  #literal(byte: number, from: number): Node {
    return bytes(foldedBy(byteSet(byte), toLower), this.#reader.span(from));
  }

  #group(from: number): Piece {
    const reader = this.#reader;
    this.#groups += 1;
    if (this.#groups > reader.limits.kernelGroups) {
      throw reader.fault(from, from + 1, 'EXPRESSION_TOO_MANY_GROUPS', 'Too many ( ) for this dialect.', {
        limit: reader.limits.kernelGroups,
        next: 'Merge groups, or write a signature file, which has no such limit.',
      });
    }
    reader.enter(from);
    const inner = this.#choice();
    reader.leave();
    if (!reader.accept(CLOSE)) {
      throw reader.fault(from, from + 1, 'EXPRESSION_UNMATCHED_PAREN', 'This ( is never closed.', {
        next: 'Add the ), or write \\( for the character itself.',
      });
    }
    const node = inner.node.kind === 'empty' ? empty(reader.span(from)) : inner.node;
    return { node, hasWidth: inner.hasWidth };
  }

  /** What follows a `[`, through its `]`. */
  #set(from: number): ByteSet {
    const reader = this.#reader;
    const negated = reader.accept(CARET);
    let set: ByteSet = byteSet();
    if (reader.peek() === CLOSE_BRACKET || reader.peek() === HYPHEN) set = byteSet(reader.take());
    while (reader.peek() !== END && reader.peek() !== CLOSE_BRACKET) {
      const before = reader.peek(-1);
      const byte = reader.take();
      const last = reader.peek();
      if (byte !== HYPHEN || last === CLOSE_BRACKET || last === END) {
        set = union(set, byteSet(byte));
        continue;
      }
      reader.take();
      if (before > last) {
        throw reader.fault(
          reader.at - 3,
          reader.at,
          'EXPRESSION_INVALID_RANGE',
          'This range runs backwards.',
          {
            next: 'Letters are lower-cased before ranges are read; put the smaller byte first.',
          },
        );
      }
      set = union(set, byteRange(before + 1, last));
    }
    if (!reader.accept(CLOSE_BRACKET)) {
      throw reader.fault(from, from + 1, 'EXPRESSION_UNMATCHED_BRACKET', 'This [ is never closed.', {
        next: 'Add the ], or write \\[ for the character itself.',
      });
    }
    return negated ? complement(set) : set;
  }
}

/**
 * Reads an expression of the kernel dialect.
 *
 * @throws Layer7Error where Spencer's regcomp refuses it, or when a limit is passed.
 */
export function parseKernel(expression: Expression, limits: ExpressionLimits): Syntax {
  return { root: new KernelParser(replaceHex(expression, limits, toLower)).expression(), dropsNul: true };
}
