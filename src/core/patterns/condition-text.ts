/**
 * The text of conditions in signature files, both ways: `parseConditions` reads what follows `where`,
 * `formatCondition` writes it.
 *
 * ```
 * conditions = condition *( "and" condition )
 * condition  = sum comparison sum  |  sum "in" integer ".." integer
 * sum        = [ integer "*" ] operand [ "*" integer ] [ ( "+" | "-" ) integer ]
 * operand    = "length"
 *            | ( "u8" | "u16be" | "u16le" | "u24be" | "u24le" | "u32be" | "u32le" ) "(" offset ")" [ "&" integer ]
 *            | "port" | "source-port" | "destination-port" | "client-port" | "server-port"
 *            | integer
 * comparison = "==" | "!=" | "<" | "<=" | ">" | ">="
 * ```
 *
 * Integers are decimal or `0x` hexadecimal; an offset may be negative and then counts from the end.
 */
import { Layer7Error, type Location } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { firstImpossible } from './condition-range.ts';
import type { Comparison, Condition, Operand, Term } from './model.ts';

type PortSide = Extract<Operand, { kind: 'port' }>['side'];

const FIELDS: Readonly<Record<string, { readonly width: 1 | 2 | 3 | 4; readonly endian: 'big' | 'little' }>> =
  {
    u8: { width: 1, endian: 'big' },
    u16be: { width: 2, endian: 'big' },
    u16le: { width: 2, endian: 'little' },
    u24be: { width: 3, endian: 'big' },
    u24le: { width: 3, endian: 'little' },
    u32be: { width: 4, endian: 'big' },
    u32le: { width: 4, endian: 'little' },
  };

const PORTS: Readonly<Record<string, PortSide>> = {
  port: 'any',
  'source-port': 'source',
  'destination-port': 'destination',
  'client-port': 'client',
  'server-port': 'server',
};

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];
const OPERANDS: readonly string[] = ['length', ...Object.keys(FIELDS), ...Object.keys(PORTS)];

/** Largest integer of a condition: what a field of four bytes holds. */
const LARGEST = 0xffff_ffff;

/** One token, and where it begins in the text. */
interface Token {
  readonly text: string;
  readonly at: number;
}

const TOKEN = /[A-Za-z][A-Za-z0-9-]*|0[xX][0-9A-Fa-f]+|[0-9]+|\.\.|[=!<>]=|[<>()&*+-]/y;

/**
 * Reads the conditions of one `where` line.
 * @param where where the first character of `text` stands
 * @param before what must hold besides, from lines before
 * @throws Layer7Error `SIGNATURE_CONDITION` with line and column, also of a condition that can never be true
 */
export function parseConditions(
  text: string,
  where: Location,
  before: readonly Condition[] = [],
): readonly Condition[] {
  const reader = new Reader(text, where);
  const conditions: Condition[] = [];
  for (;;) {
    const at = reader.at;
    const own = condition(reader);
    conditions.push(...own);
    if (firstImpossible([...before, ...conditions]) >= 0) {
      throw reader.impossible(at, firstImpossible(own) >= 0);
    }
    if (reader.ended) return conditions;
    reader.expect('and', 'a further condition begins with "and"');
  }
}

class Reader {
  readonly #text: string;
  readonly #where: Location;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string, where: Location) {
    this.#text = text;
    this.#where = where;
    const tokens: Token[] = [];
    let at = 0;
    for (;;) {
      while (text[at] === ' ' || text[at] === '\t') at++;
      if (at >= text.length) break;
      TOKEN.lastIndex = at;
      const found = TOKEN.exec(text);
      if (found === null) throw this.#error(at, `"${text[at]}" is no part of a condition`);
      tokens.push({ text: found[0], at });
      at = TOKEN.lastIndex;
    }
    this.#tokens = tokens;
  }

  get ended(): boolean {
    return this.#next >= this.#tokens.length;
  }

  /** The next token's text, or the empty text at the end. */
  peek(): string {
    return this.#tokens[this.#next]?.text ?? '';
  }

  take(): string {
    const token = this.#tokens[this.#next];
    if (token === undefined) return '';
    this.#next++;
    return token.text;
  }

  /** Takes the next token if it is `text`. */
  accept(text: string): boolean {
    if (this.peek() !== text) return false;
    this.#next++;
    return true;
  }

  expect(text: string, message: string): void {
    if (!this.accept(text)) throw this.fail(message);
  }

  /** Where in the text the next token begins. */
  get at(): number {
    return this.#tokens[this.#next]?.at ?? this.#text.length;
  }

  /** An error about a condition from `at` up to here: it can never be true, alone or beside those before. */
  impossible(at: number, alone: boolean): Layer7Error {
    const message = `this condition can never be true${alone ? '' : ' beside those before it'}`;
    return this.#error(
      at,
      message,
      'u8 is at most 255, u16 65535, a mask or factor leaves fewer values; length covers every field that is read',
    );
  }

  /** An error at the next token. */
  fail(message: string, next?: string): Layer7Error {
    return this.#error(this.at, message, next);
  }

  #error(at: number, message: string, next?: string): Layer7Error {
    return new Layer7Error({
      code: 'SIGNATURE_CONDITION',
      kind: 'input',
      message,
      where: { ...this.#where, column: (this.#where.column ?? 1) + at },
      given: this.#text,
      next: next ?? 'a condition is like "u16be(2) == length - 4" or "length in 48..68"',
    });
  }
}

function condition(reader: Reader): readonly Condition[] {
  const left = sum(reader);
  if (reader.accept('in')) {
    const low = integer(reader, LARGEST);
    reader.expect('..', 'a range is written LOW..HIGH');
    const high = integer(reader, LARGEST);
    return [
      { left, comparison: '>=', right: constant(low) },
      { left, comparison: '<=', right: constant(high) },
    ];
  }
  const comparison = reader.peek();
  if (!COMPARISONS.includes(comparison)) {
    throw reader.fail(`a comparison is expected here: ${COMPARISONS.join(' ')} or "in"`);
  }
  reader.take();
  if (Object.hasOwn(PORTS, reader.peek()))
    throw reader.fail('a port stands on the left of a comparison only');
  return [{ left, comparison: comparison as Comparison, right: sum(reader) }];
}

function constant(value: number): Term {
  return { operand: { kind: 'constant', value }, times: 1, plus: 0 };
}

function sum(reader: Reader): Term {
  let times = 1;
  let operand: Operand;
  if (isInteger(reader.peek())) {
    const value = integer(reader, LARGEST);
    if (!reader.accept('*')) return { operand: { kind: 'constant', value }, times, plus: addend(reader) };
    times = value;
    operand = operandOf(reader);
  } else {
    operand = operandOf(reader);
    if (reader.accept('*')) times = integer(reader, LARGEST);
  }
  if (times > 65_536) throw reader.fail('a factor is at most 65536');
  return { operand, times, plus: addend(reader) };
}

function addend(reader: Reader): number {
  if (reader.accept('+')) return integer(reader, 0x7fff_ffff);
  if (reader.accept('-')) return 0 - integer(reader, 0x7fff_ffff);
  return 0;
}

function operandOf(reader: Reader): Operand {
  const word = reader.peek();
  if (word === 'length') {
    reader.take();
    return { kind: 'length' };
  }
  const side = Object.hasOwn(PORTS, word) ? PORTS[word] : undefined;
  if (side !== undefined) {
    reader.take();
    return { kind: 'port', side };
  }
  const field = Object.hasOwn(FIELDS, word) ? FIELDS[word] : undefined;
  if (field === undefined) {
    const near = didYouMean(word, OPERANDS);
    throw reader.fail(
      word === '' ? 'the condition ends too early' : `"${word}" is nothing a condition can read`,
      near ?? `known are ${OPERANDS.join(', ')} and integers`,
    );
  }
  reader.take();
  reader.expect('(', `${word} is written with an offset: ${word}(4)`);
  const fromEnd = reader.accept('-');
  const offset = integer(reader, 65_535);
  if (fromEnd && offset < field.width)
    throw reader.fail(`${word} does not fit ${offset} bytes before the end`);
  reader.expect(')', `the offset of ${word} ends with ")"`);
  const whole = 2 ** (8 * field.width) - 1;
  const mask = reader.accept('&') ? integer(reader, whole) : whole;
  return { kind: 'field', offset: fromEnd ? -offset : offset, ...field, mask };
}

function isInteger(text: string): boolean {
  return text !== '' && text[0]! >= '0' && text[0]! <= '9';
}

function integer(reader: Reader, limit: number): number {
  const text = reader.peek();
  if (!isInteger(text)) throw reader.fail('an integer is expected here, like 48 or 0x30');
  const value = Number(text);
  if (value > limit) throw reader.fail(`${text} is too large here, at most ${limit}`);
  reader.take();
  return value;
}

/** The condition as `parseConditions` reads it. */
export function formatCondition(condition: Condition): string {
  return `${formatTerm(condition.left)} ${condition.comparison} ${formatTerm(condition.right)}`;
}

function formatTerm({ operand, times, plus }: Term): string {
  const factor = times === 1 ? '' : ` * ${times}`;
  const addend = plus === 0 ? '' : plus > 0 ? ` + ${plus}` : ` - ${-plus}`;
  return `${formatOperand(operand)}${factor}${addend}`;
}

function formatOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'constant':
      return String(operand.value);
    case 'length':
      return 'length';
    case 'port':
      return operand.side === 'any' ? 'port' : `${operand.side}-port`;
    case 'field': {
      const whole = 2 ** (8 * operand.width) - 1;
      const endian = operand.width === 1 ? '' : operand.endian === 'big' ? 'be' : 'le';
      const mask = operand.mask === whole ? '' : ` & 0x${operand.mask.toString(16)}`;
      return `u${8 * operand.width}${endian}(${operand.offset})${mask}`;
    }
  }
}
