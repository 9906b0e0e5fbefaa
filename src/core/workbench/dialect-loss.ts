/**
 * What l7-filter's dialects make of an expression that its author probably did not mean. Hex escapes are
 * replaced before the text is read, letters are folded, the text was a C string, and the regular
 * expressions are those of 1986: each of these loses something, silently. This room reads the text as the
 * author wrote it, beside what the dialect made of it, and says where the two part.
 *
 * Left out: our own signature dialect, which reads what is written.
 */
import type { Location } from '../errors.ts';
import type { Expression } from '../patterns/model.ts';
import {
  type ByteSet,
  byteRange,
  byteSet,
  bytesOf,
  complement,
  eitherCase,
  intersection,
  isEmpty,
  printSet,
  sizeOf,
  toLower,
  toUpper,
  union,
  without,
} from '../regex/byte-set.ts';
import { hexPair } from '../regex/reader.ts';
import type { Node, Syntax } from '../regex/syntax.ts';

export const LOSS_KINDS = [
  /** A NUL byte in the text: the expression ends there. */
  'ends-at-nul',
  /** A hex escape that is read as an operator. */
  'hex-operator',
  /** `{2}` and the like, read as the characters that they are. */
  'literal-count',
  /** `\d`, `\n` …, read as the letter. */
  'letter-escape',
  /** A `\` in a set, which is a member of the set like any other. */
  'set-backslash',
  /** `[:alpha:]`, read as a set of those characters. */
  'set-class',
  /** Bytes of a set that folding keeps the data from ever holding. */
  'case-lost',
  /** Bytes that a set holds only because its ends were lower-cased. */
  'case-widened',
  /** A hex escape that is a letter, so both cases match. */
  'hex-letter',
] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

export interface Loss {
  readonly kind: LossKind;
  /** One sentence. */
  readonly message: string;
  /** The characters of the expression that it is about, and where the first stands. */
  readonly given: string;
  readonly where: Location;
}

/** One byte of the text once hex escapes are replaced; not folded. */
interface Unit {
  readonly byte: number;
  readonly start: number;
  readonly end: number;
  readonly isHex: boolean;
}

const code = (character: string): number => character.charCodeAt(0);
const [BACKSLASH, OPEN_SET, CLOSE_SET, CARET, HYPHEN, BRACE] = [...'\\[]^-{'].map(code) as [
  number,
  number,
  number,
  number,
  number,
  number,
];
const OPERATORS = new Set([...'^$.[()|*+?\\'].map(code));
/** The extended expressions of POSIX know counts as well. */
const USERSPACE_OPERATORS = new Set([...OPERATORS, BRACE]);

class LossFinder {
  readonly #expression: Expression;
  readonly #units: readonly Unit[];
  readonly #sets: ReadonlyMap<number, ByteSet>;
  readonly #isKernel: boolean;
  readonly losses: Loss[] = [];

  constructor(expression: Expression, units: readonly Unit[], sets: ReadonlyMap<number, ByteSet>) {
    this.#expression = expression;
    this.#units = units;
    this.#sets = sets;
    this.#isKernel = expression.dialect === 'kernel';
  }

  add(kind: LossKind, start: number, end: number, message: string): void {
    const { text, where } = this.#expression;
    const column = (where?.column ?? 1) + start;
    this.losses.push({ kind, message, given: text.slice(start, end), where: { ...where, column } });
  }

  /** Walks the expression as the dialect's own reader does. */
  find(): void {
    const units = this.#units;
    const operators = this.#isKernel ? OPERATORS : USERSPACE_OPERATORS;
    for (let at = 0; at < units.length; ) {
      const unit = units[at]!;
      if (unit.isHex && operators.has(unit.byte)) {
        const operator = String.fromCharCode(unit.byte);
        this.add(
          'hex-operator',
          unit.start,
          unit.end,
          `is read as the operator ${operator}; for the byte write \\${operator}`,
        );
      }
      if (unit.byte === OPEN_SET) {
        at = this.#set(at);
      } else if (unit.byte === BACKSLASH) {
        this.#escape(unit, units[at + 1]);
        at += 2;
      } else {
        if (unit.byte === BRACE) this.#count(unit);
        if (unit.isHex) this.#letter(unit);
        at += 1;
      }
    }
  }

  #escape(backslash: Unit, escaped: Unit | undefined): void {
    if (escaped === undefined || escaped.isHex || !this.#isKernel) return;
    const letter = String.fromCharCode(escaped.byte);
    if (!/[a-zA-Z0-9]/.test(letter)) return;
    this.add(
      'letter-escape',
      backslash.start,
      escaped.end,
      `is the letter ${letter} here, whatever it means elsewhere; bytes are written \\xHH`,
    );
  }

  #count(unit: Unit): void {
    if (!this.#isKernel) return;
    const counted = /^\{\d+(,\d*)?\}/.exec(this.#expression.text.slice(unit.start));
    if (counted === null) return;
    this.add(
      'literal-count',
      unit.start,
      unit.start + counted[0].length,
      'is no repetition in this dialect but these very characters; write the piece out as often as it is meant',
    );
  }

  #letter(unit: Unit): void {
    if (!this.#isKernel || toLower(unit.byte) === toUpper(unit.byte)) return;
    const other = toLower(unit.byte) === unit.byte ? toUpper(unit.byte) : toLower(unit.byte);
    this.add(
      'hex-letter',
      unit.start,
      unit.end,
      `is a letter, so the byte 0x${other.toString(16)} matches as well`,
    );
  }

  /** A set from its `[` on; returns where the expression goes on. */
  #set(open: number): number {
    const units = this.#units;
    const from = units[open]!;
    let at = open + 1;
    let negated = false;
    const operator = (unit: Unit, meaning: string): void => {
      if (!unit.isHex) return;
      this.add(
        'hex-operator',
        unit.start,
        unit.end,
        `${meaning} of the set instead of being one of its bytes`,
      );
    };
    if (units[at]?.byte === CARET) {
      operator(units[at]!, 'turns the meaning');
      negated = true;
      at += 1;
    }
    let written: ByteSet = byteSet();
    let writtenAsHex: ByteSet = byteSet();
    const take = (unit: Unit, set: ByteSet): void => {
      written = union(written, set);
      if (unit.isHex) writtenAsHex = union(writtenAsHex, set);
    };
    const first = at;
    for (; at < units.length; at += 1) {
      const unit = units[at]!;
      if (unit.byte === CLOSE_SET && at > first) break;
      const next = units[at + 1];
      if (unit.byte === HYPHEN && at > first && next !== undefined && next.byte !== CLOSE_SET) {
        operator(unit, 'makes a range');
        take(next, byteRange(units[at - 1]!.byte, next.byte));
        at += 1;
        continue;
      }
      if (unit.byte === BACKSLASH && !unit.isHex && next !== undefined)
        this.#setBackslash(unit, next, units[at + 2]);
      if (unit.byte === OPEN_SET && next?.byte === code(':')) this.#setClass(unit);
      take(unit, byteSet(unit.byte));
    }
    const close = units[at];
    if (close === undefined) return at;
    operator(close, 'is read as the end');
    // Both dialects are blind to case by design, so a set that is turned around leaves out both cases.
    const meant = negated ? complement(eitherCase(written)) : written;
    this.#fold(meant, writtenAsHex, from.start, close.end);
    return at + 1;
  }

  #setBackslash(unit: Unit, next: Unit, after: Unit | undefined): void {
    const isRange = next.byte === HYPHEN && after !== undefined && after.byte !== CLOSE_SET;
    const other = String.fromCharCode(next.byte);
    const what = isRange
      ? 'begins a range'
      : `is a member by itself${other === '\\' ? '' : `, and ${other} another`}`;
    this.add(
      'set-backslash',
      unit.start,
      isRange ? after.end : next.end,
      `inside [ ] the \\ ${what}; nothing is escaped there`,
    );
  }

  #setClass(unit: Unit): void {
    const named = /^\[:[a-z]+:\]/.exec(this.#expression.text.slice(unit.start));
    if (named === null || !this.#isKernel) return;
    this.add(
      'set-class',
      unit.start,
      unit.start + named[0].length,
      'is no class by name in this dialect; write its bytes as ranges',
    );
  }

  /** Compares what a set was meant to hold with what it holds; NUL is in no data and does not count. */
  #fold(meant: ByteSet, writtenAsHex: ByteSet, start: number, end: number): void {
    const made = this.#sets.get(start);
    if (made === undefined) return;
    const nul = byteSet(0);
    const lost = without(without(meant, made), nul);
    if (!isEmpty(lost)) {
      this.add(
        'case-lost',
        start,
        end,
        `never matches ${namesOf(lost)}: upper case is folded in the data before it is looked at`,
      );
    }
    const gained = without(without(made, meant), nul);
    const widened = without(gained, eitherCase(meant));
    if (!isEmpty(widened)) {
      this.add(
        'case-widened',
        start,
        end,
        `matches ${namesOf(widened)} too, because the ends of a range were folded`,
      );
    }
    const both = intersection(gained, eitherCase(writtenAsHex));
    if (!isEmpty(both)) {
      this.add('hex-letter', start, end, `holds letters in hex, so ${namesOf(both)} matches as well`);
    }
  }
}

function namesOf(set: ByteSet): string {
  if (sizeOf(set) > 1) return printSet(set);
  const byte = bytesOf(set)[0]!;
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

/** The text with hex escapes replaced, as far as a C string goes; and where a NUL ended it. */
function unitsOf(text: string): { readonly units: readonly Unit[]; readonly nul: number } {
  const units: Unit[] = [];
  for (let start = 0; start < text.length; ) {
    const value = text.startsWith('\\x', start) ? hexPair(text, start + 2) : -1;
    const byte = value >= 0 ? value : text.charCodeAt(start);
    const end = start + (value >= 0 ? 4 : 1);
    if (byte === 0) return { units, nul: start };
    units.push({ byte, start, end, isHex: value >= 0 });
    start = end;
  }
  return { units, nul: -1 };
}

/** Byte sets of the tree by where they begin in the text. */
function setsOf(root: Node): ReadonlyMap<number, ByteSet> {
  const sets = new Map<number, ByteSet>();
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node.kind === 'bytes') sets.set(node.at.start, node.set);
    else if (node.kind === 'sequence') stack.push(...node.parts);
    else if (node.kind === 'choice') stack.push(...node.branches);
    else if (node.kind === 'repeat') stack.push(node.body);
  }
  return sets;
}

/**
 * What the dialect of `expression` loses, in the order of the text. `syntax` is what it was read as; without
 * it (the expression was refused) what the text alone tells.
 */
export function dialectLosses(expression: Expression, syntax?: Syntax): readonly Loss[] {
  if (expression.dialect === 'signature') return [];
  const { units, nul } = unitsOf(expression.text);
  const sets = syntax === undefined ? new Map<number, ByteSet>() : setsOf(syntax.root);
  const finder = new LossFinder(expression, units, sets);
  finder.find();
  if (nul >= 0) {
    const end = expression.text[nul] === '\\' ? nul + 4 : nul + 1;
    finder.add('ends-at-nul', nul, end, 'ends the expression: what stands behind it is never read');
  }
  return finder.losses;
}
