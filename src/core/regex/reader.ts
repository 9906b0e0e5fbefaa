/**
 * A cursor over the text of an expression, shared by the dialects: a run of bytes, each of which remembers
 * which characters of the text it came from, so that an error found after hex escapes were replaced still
 * points at the right column.
 */
import { Layer7Error, type Location } from '../errors.ts';
import type { Expression } from '../patterns/model.ts';
import { orRaise } from './limit-names.ts';
import type { ExpressionLimits } from './limits.ts';
import type { Span } from './syntax.ts';

/** What an error of an expression adds to its code and message. */
export interface FaultDetails {
  readonly given?: string;
  readonly limit?: number;
  readonly next?: string;
}

/** The error for the characters `at` of an expression. */
export function fault(
  expression: Expression,
  at: Span,
  code: string,
  message: string,
  details: FaultDetails = {},
): Layer7Error {
  const start = expression.where ?? {};
  const where: Location = { ...start, column: (start.column ?? 1) + at.start };
  const given = details.given ?? expression.text.slice(at.start, at.end);
  return new Layer7Error({
    code,
    kind: 'input',
    message,
    where,
    ...(given === '' ? {} : { given }),
    ...(details.limit === undefined ? {} : { limit: details.limit }),
    ...(details.next === undefined ? {} : { next: details.next }),
  });
}

/**
 * What `make` makes of `expression`; an error that does not say where it arose is about the expression, and
 * says where that stands.
 */
export function atExpression<T>(expression: Expression, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const { where } = expression;
    if (!(error instanceof Layer7Error) || error.diagnostic.where !== undefined || where === undefined) {
      throw error;
    }
    throw new Layer7Error({ ...error.diagnostic, where });
  }
}

/** Returned by `peek` and `take` past the last byte. */
export const END = -1;

export class Reader {
  readonly expression: Expression;
  readonly limits: ExpressionLimits;
  /** Index of the next byte. */
  at = 0;
  readonly #bytes: readonly number[];
  /** Offset in the text of each byte, and of the end. */
  readonly #offsets: readonly number[];
  #depth = 0;

  constructor(
    expression: Expression,
    limits: ExpressionLimits,
    bytes: readonly number[],
    offsets: readonly number[],
  ) {
    this.expression = expression;
    this.limits = limits;
    this.#bytes = bytes;
    this.#offsets = offsets;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** The byte `ahead` places further on, or END. */
  peek(ahead = 0): number {
    return this.#bytes[this.at + ahead] ?? END;
  }

  take(): number {
    const byte = this.peek();
    if (byte !== END) this.at += 1;
    return byte;
  }

  /** Takes the next byte when it is `byte`. */
  accept(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at += 1;
    return true;
  }

  /** The characters of the text behind bytes `from` up to `to`. */
  span(from: number, to: number = this.at): Span {
    return { start: this.#offsets[from]!, end: this.#offsets[to]! };
  }

  /** An error about bytes `from` up to `to`. */
  fault(from: number, to: number, code: string, message: string, details?: FaultDetails): Layer7Error {
    return fault(
      this.expression,
      this.span(Math.min(from, this.length), Math.min(to, this.length)),
      code,
      message,
      details,
    );
  }

  /** Counts a group that was opened at byte `from`. */
  enter(from: number): void {
    this.#depth += 1;
    if (this.#depth > this.limits.depth) {
      throw this.fault(from, from + 1, 'EXPRESSION_TOO_DEEP', 'Groups are nested too deeply.', {
        limit: this.limits.depth,
        next: orRaise('Flatten the expression', 'depth', this.limits.depth),
      });
    }
  }

  leave(): void {
    this.#depth -= 1;
  }
}

/** Refuses a text that is too long or that has characters which are no bytes. */
export function checkText(expression: Expression, limits: ExpressionLimits): void {
  const { text } = expression;
  if (text.length > limits.length) {
    throw fault(expression, { start: 0, end: 0 }, 'EXPRESSION_TOO_LONG', 'The expression is too long.', {
      given: `${text.length} characters`,
      limit: limits.length,
      next: orRaise('Split it into several', 'length', limits.length),
    });
  }
  for (let offset = 0; offset < text.length; offset += 1) {
    if (text.charCodeAt(offset) > 0xff) {
      throw fault(
        expression,
        { start: offset, end: offset + 1 },
        'EXPRESSION_NOT_BYTES',
        'An expression is made of bytes; this character is none.',
        { next: 'Write its bytes as \\xHH.' },
      );
    }
  }
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Value of the two hex digits at `offset` of `text`, or −1. */
export function hexPair(text: string, offset: number): number {
  if (offset + 2 > text.length) return -1;
  const high = hexDigit(text.charCodeAt(offset));
  const low = hexDigit(text.charCodeAt(offset + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/**
 * Both of l7-filter's variants replace every `\xHH` by that one byte before anything else reads the text,
 * so that a hex-written metacharacter is that metacharacter. A byte 0 ends the text there: it was a C
 * string. `fold` is applied to every byte, hex-made ones too.
 */
export function replaceHex(
  expression: Expression,
  limits: ExpressionLimits,
  fold: (byte: number) => number,
): Reader {
  checkText(expression, limits);
  const { text } = expression;
  const bytes: number[] = [];
  const offsets: number[] = [];
  let offset = 0;
  while (offset < text.length) {
    const value = text[offset] === '\\' && text[offset + 1] === 'x' ? hexPair(text, offset + 2) : -1;
    const byte = fold(value >= 0 ? value : text.charCodeAt(offset));
    if (byte === 0) break;
    bytes.push(byte);
    offsets.push(offset);
    offset += value >= 0 ? 4 : 1;
  }
  offsets.push(offset);
  return new Reader(expression, limits, bytes, offsets);
}
