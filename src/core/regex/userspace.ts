/**
 * The dialect of l7-filter's userspace variant: hex escapes replaced, then POSIX expressions as the GNU C
 * library reads and runs them in the C locale, extended or basic, with the flags of `regcomp`(3) and
 * `regexec`(3). NUL bytes of the data do not exist; case is kept unless REG_ICASE is given.
 *
 * With REG_ICASE the library turns the expression and the data into upper case, and so does this, with the
 * consequence that `[_-a]` is a backward range then. Letters after a backslash are not turned, so `\a`
 * never matches.
 *
 * Left out: back-references, which are no regular language; they are refused.
 */
import type { Expression, RegexFlag } from '../patterns/model.ts';
import {
  ALL_BYTES,
  type ByteSet,
  byteSet,
  complement,
  foldedBy,
  toUpper,
  WORD_BYTES,
  without,
} from './byte-set.ts';
import { orRaise } from './limit-names.ts';
import type { ExpressionLimits } from './limits.ts';
import { parsePosixSet, type SetOptions } from './posix-set.ts';
import { type Token, type TokenKind, Tokens } from './posix-tokens.ts';
import { type Reader, replaceHex } from './reader.ts';
import {
  ANYTHING,
  bytes,
  choice,
  EDGE,
  empty,
  look,
  type Neighbour,
  type Node,
  repeat,
  type Span,
  type Syntax,
  sequence,
} from './syntax.ts';

/** What the userspace variant passed to `regcomp` when a pattern file said nothing. */
export const DEFAULT_FLAGS: readonly RegexFlag[] = ['REG_EXTENDED', 'REG_ICASE', 'REG_NOSUB'];

const NEWLINE = byteSet(0x0a);
const WORD: Neighbour = { bytes: WORD_BYTES, edge: false };
const NO_WORD: Neighbour = { bytes: complement(WORD_BYTES), edge: true };
const SPACES = byteSet(0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d);
const CLASSES: Readonly<Record<string, ByteSet>> = {
  w: WORD_BYTES,
  W: complement(WORD_BYTES),
  s: SPACES,
  S: complement(SPACES),
};

const REPEATS: ReadonlySet<TokenKind> = new Set(['star', 'plus', 'question', 'open-count']);

const code = (character: string): number => character.charCodeAt(0);

class PosixParser {
  readonly #reader: Reader;
  readonly #tokens: Tokens;
  readonly #isExtended: boolean;
  readonly #newlineEnds: boolean;
  readonly #sets: SetOptions;
  readonly #anchors: Readonly<Record<string, (at: Span) => Node>>;

  constructor(reader: Reader, flags: readonly RegexFlag[]) {
    this.#reader = reader;
    this.#isExtended = flags.includes('REG_EXTENDED');
    this.#newlineEnds = flags.includes('REG_NEWLINE');
    const ignoresCase = flags.includes('REG_ICASE');
    this.#sets = {
      fold: ignoresCase ? toUpper : (byte) => byte,
      ignoresCase,
      newlineEnds: this.#newlineEnds,
    };
    // Only with REG_NEWLINE may a match begin or end beside a newline. A newline that the match itself takes
    // counts for ^ and $ in it whatever the flags: so does the library.
    const [hasStart, hasEnd] = [!flags.includes('REG_NOTBOL'), !flags.includes('REG_NOTEOL')];
    const beside = this.#newlineEnds ? NEWLINE : byteSet();
    const wordStart = (at: Span): Node => look(NO_WORD, WORD, at);
    const wordEnd = (at: Span): Node => look(WORD, NO_WORD, at);
    this.#anchors = {
      '^': (at) => look({ bytes: NEWLINE, edge: hasStart }, ANYTHING, at, { bytes: beside, edge: hasStart }),
      $: (at) =>
        look(ANYTHING, { bytes: NEWLINE, edge: hasEnd }, at, ANYTHING, { bytes: beside, edge: hasEnd }),
      '`': (at) => look(EDGE, ANYTHING, at),
      "'": (at) => look(ANYTHING, EDGE, at),
      '<': wordStart,
      '>': wordEnd,
      b: (at) => choice([wordStart(at), wordEnd(at)], at),
      B: (at) => choice([look(WORD, WORD, at), look(NO_WORD, NO_WORD, at)], at),
    };
    this.#tokens = new Tokens(reader, this.#isExtended);
  }

  expression(): Node {
    return this.#choice(false);
  }

  get #token(): Token {
    return this.#tokens.token;
  }

  /** Whether the token at hand ends a branch. */
  #endsBranch(isInGroup: boolean): boolean {
    const { kind } = this.#token;
    return kind === 'alternation' || kind === 'end' || (isInGroup && kind === 'close');
  }

  #choice(isInGroup: boolean): Node {
    const from = this.#token.from;
    const branches = [this.#branch(isInGroup)];
    while (this.#token.kind === 'alternation') {
      this.#tokens.next(true);
      branches.push(this.#branch(isInGroup));
    }
    return choice(branches, this.#reader.span(from, this.#token.from));
  }

  #branch(isInGroup: boolean): Node {
    const from = this.#token.from;
    const parts: Node[] = [];
    while (!this.#endsBranch(isInGroup)) parts.push(this.#piece());
    return sequence(parts, this.#reader.span(from, this.#token.from));
  }

  #piece(): Node {
    const token = this.#token;
    if (token.kind === 'anchor') {
      // A repetition after an anchor has nothing to repeat; the next token sees to that.
      this.#tokens.next();
      return this.#anchors[String.fromCharCode(token.byte)]!(this.#reader.span(token.from, token.to));
    }
    let node = this.#atom(token);
    while (REPEATS.has(this.#token.kind)) {
      node = this.#repeat(node, token.from);
      const { kind } = this.#token;
      if (!this.#isExtended && (kind === 'star' || kind === 'open-count')) {
        throw this.#fault(this.#token, 'EXPRESSION_NESTED_REPEAT', 'Two repetitions in a row.', {
          next: 'Put the first with its operand into \\( \\).',
        });
      }
    }
    return node;
  }

  #atom(token: Token): Node {
    const at = this.#reader.span(token.from, token.to);
    switch (token.kind) {
      case 'open':
        return this.#group(token);
      case 'open-set': {
        const set = parsePosixSet(this.#reader, this.#sets, token.from);
        const node = bytes(foldedBy(set, this.#sets.fold), this.#reader.span(token.from));
        this.#tokens.next();
        return node;
      }
      case 'any':
        this.#tokens.next();
        return bytes(this.#newlineEnds ? without(ALL_BYTES, NEWLINE) : ALL_BYTES, at);
      case 'class':
        this.#tokens.next();
        return bytes(CLASSES[String.fromCharCode(token.byte)]!, at);
      case 'back-reference':
        throw this.#fault(token, 'EXPRESSION_BACK_REFERENCE', 'Back-references are not supported.', {
          next: 'They cannot be matched in bounded time; write out what may be repeated.',
        });
      case 'trailing-backslash':
        throw this.#fault(token, 'EXPRESSION_TRAILING_BACKSLASH', 'A \\ ends the expression.', {
          next: 'Write \\\\ for the character itself.',
        });
      case 'star':
      case 'plus':
      case 'question':
      case 'open-count':
        if (this.#isExtended || token.kind === 'open-count') {
          throw this.#fault(token, 'EXPRESSION_REPEATS_NOTHING', 'There is nothing before this to repeat.', {
            next: 'Write a \\ before it for the character itself.',
          });
        }
        return this.#literal(token, at);
      case 'close':
        if (!this.#isExtended) {
          throw this.#fault(token, 'EXPRESSION_UNMATCHED_PAREN', 'This \\) closes no group.', {
            next: 'Remove it, or write ) for the character itself.',
          });
        }
        return this.#literal(token, at);
      default:
        return this.#literal(token, at);
    }
  }

  #literal(token: Token, at: Span): Node {
    this.#tokens.next();
    const byte = token.isEscaped ? token.byte : this.#sets.fold(token.byte);
    return bytes(foldedBy(byteSet(byte), this.#sets.fold), at);
  }

  #group(open: Token): Node {
    this.#reader.enter(open.from);
    this.#tokens.next(true);
    const inner = this.#choice(true);
    this.#reader.leave();
    if (this.#token.kind !== 'close') {
      throw this.#fault(open, 'EXPRESSION_UNMATCHED_PAREN', 'This group is never closed.', {
        next: 'Close it, or write the character itself.',
      });
    }
    const at = this.#reader.span(open.from, this.#token.to);
    this.#tokens.next();
    return inner.kind === 'empty' ? empty(at) : inner;
  }

  /** The repetition at hand, of `body`, which began at byte `from`. */
  #repeat(body: Node, from: number): Node {
    const token = this.#token;
    let [least, most] = [token.kind === 'plus' ? 1 : 0, token.kind === 'question' ? 1 : Infinity];
    if (token.kind === 'open-count') [least, most] = this.#counts(token);
    const at = this.#reader.span(from, this.#token.to);
    this.#tokens.next();
    return most === 0 ? empty(at) : repeat(body, least, most, at);
  }

  /** The numbers of an interval whose opening is at hand; leaves its closing at hand. */
  #counts(open: Token): readonly [number, number] {
    const { limits } = this.#reader;
    let least = this.#number(open);
    const isList = this.#token.kind !== 'close-count';
    if (least === undefined && !isList) throw this.#badCount(open);
    least ??= 0;
    const most = isList ? (this.#number(open) ?? Infinity) : least;
    if (this.#token.kind !== 'close-count' || most < least) throw this.#badCount(open);
    if (least > limits.repetition || (most !== Infinity && most > limits.repetition)) {
      throw this.#fault(open, 'EXPRESSION_REPEATS_TOO_OFTEN', 'The repetition count is too large.', {
        limit: limits.repetition,
        next: orRaise('Use a smaller count', 'repetition', limits.repetition),
      });
    }
    return [least, most];
  }

  /** The number up to the next comma or closing; undefined when there is none. */
  #number(open: Token): number | undefined {
    let value: number | undefined;
    for (;;) {
      const { kind, byte } = this.#tokens.next();
      if (kind === 'end') throw this.#badCount(open);
      if (kind === 'close-count' || byte === code(',')) return value;
      if (kind !== 'byte' || byte < code('0') || byte > code('9')) throw this.#badCount(open);
      value = Math.min(0x10000, (value ?? 0) * 10 + byte - code('0'));
    }
  }

  #badCount(open: Token): Error {
    return this.#reader.fault(
      open.from,
      this.#token.to,
      'EXPRESSION_INVALID_COUNT',
      'Expected a repetition count: {m}, {m,} or {m,n} with m ≤ n.',
      { next: 'Write a \\ before the brace for the character itself (in basic expressions, none).' },
    );
  }

  #fault(
    token: Token,
    faultCode: string,
    message: string,
    details: { readonly limit?: number; readonly next: string },
  ): Error {
    return this.#reader.fault(token.from, token.to, faultCode, message, details);
  }
}

/**
 * Reads an expression of the userspace dialect, with its flags or DEFAULT_FLAGS.
 *
 * @throws Layer7Error where `regcomp` refuses it, at back-references, or when a limit is passed.
 */
export function parseUserspace(expression: Expression, limits: ExpressionLimits): Syntax {
  const reader = replaceHex(expression, limits, (byte) => byte);
  const parser = new PosixParser(reader, expression.flags ?? DEFAULT_FLAGS);
  return { root: parser.expression(), dropsNul: true };
}
