/**
 * An expression of l7-filter's dialects, said in ours. Ours means what it says: exact bytes, NUL among them.
 * So the folding of case becomes `(?i)`, and what the old matchers did not see (NUL bytes) becomes `\x00*`
 * before every byte. Whether the two are the same language is not believed but compared.
 *
 * `plain` leaves the `\x00*` out: easier to read, and the same on data without NUL bytes.
 */
import { classesFrom, representatives } from '../automata/byte-classes.ts';
import { type Comparison, compare, languageOf } from '../automata/compare.ts';
import { compileExpression, compileSyntax } from '../automata/compile-expression.ts';
import type { Dfa } from '../automata/dfa.ts';
import { SIGNATURE_LIMITS } from '../patterns/signature-lines.ts';
import {
  ALL_BYTES,
  type ByteSet,
  byteSet,
  bytesOf,
  complement,
  eitherCase,
  equalSets,
  isEmpty,
  printByte,
  printMembers,
  sizeOf,
  UPPER_CASE,
  without,
} from '../regex/byte-set.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../regex/limits.ts';
import { choice, type Node, type Syntax, sequence } from '../regex/syntax.ts';

const NUL = byteSet(0);
/** Characters of a translation: it is longer than anything that people write. */
const LENGTH = 1 << 20;
/** Any number of NUL bytes, which the original did not see. */
const NULS = '\\x00*';

export interface Translation {
  /** Expressions of the signature dialect; together they say the same. */
  readonly expressions: readonly string[];
  /**
   * How the translation compares with the original (`onlyLeft` is what only the original matches); of a
   * plain one, on data without NUL bytes.
   */
  readonly comparison: Comparison;
}

/** Whether a tree reads the same in both cases throughout. */
function isCaseless(node: Node): boolean {
  switch (node.kind) {
    case 'bytes':
      return equalSets(eitherCase(node.set), node.set);
    case 'sequence':
      return node.parts.every(isCaseless);
    case 'choice':
      return node.branches.every(isCaseless);
    case 'repeat':
      return isCaseless(node.body);
    default:
      return true;
  }
}

class Writer {
  readonly #caseless: boolean;
  readonly #nuls: string;
  readonly #dropsNul: boolean;

  constructor({ root, dropsNul }: Syntax, plain: boolean) {
    this.#caseless = isCaseless(root);
    this.#dropsNul = dropsNul;
    this.#nuls = dropsNul && !plain ? NULS : '';
  }

  /** Whether something was written that needs `(?i)` to mean what it should. */
  #isFolded = false;

  expression(node: Node): string {
    this.#isFolded = false;
    // A file's lines are read without white space at their ends.
    const text = this.#write(node).replace(/^ | $/g, '\\x20');
    return this.#isFolded ? `(?i)${text}` : text;
  }

  #write(node: Node): string {
    switch (node.kind) {
      case 'empty':
        return '(?:)';
      case 'bytes':
        return this.#nuls + this.#set(node.set);
      case 'look':
        // Where the match begins or ends this is what counts; anywhere else the comparison will tell.
        if (isEmpty(node.first.bytes) && node.first.edge) return '^';
        return isEmpty(node.last.bytes) && node.last.edge ? `${this.#nuls}$` : '';
      case 'sequence':
        return this.#sequence(node.parts);
      case 'choice':
        return node.branches.map((branch) => this.#write(branch)).join('|');
      case 'repeat':
        return this.#repeat(node.body, node.least, node.most);
    }
  }

  /** Parts in a row; equal sets one after the other become one, with a count. */
  #sequence(parts: readonly Node[]): string {
    let text = '';
    for (let at = 0; at < parts.length; ) {
      const part = parts[at]!;
      const body = countable(part);
      let [least, most] = [0, 0];
      let end = at;
      if (body !== null) {
        const same = this.#write(body);
        for (; end < parts.length; end += 1) {
          const next = countable(parts[end]!);
          if (next === null || this.#write(next) !== same) break;
          const { least: fewest, most: largest } = timesOf(parts[end]!);
          least += fewest;
          most += largest;
        }
      }
      if (body !== null && end > at + 1) {
        text += this.#repeat(body, least, most);
        at = end;
      } else {
        text += part.kind === 'choice' ? `(?:${this.#write(part)})` : this.#write(part);
        at += 1;
      }
    }
    return text;
  }

  #repeat(body: Node, least: number, most: number): string {
    const inner = this.#write(body);
    // Any number of any bytes takes the NUL bytes among them as well.
    if (this.#nuls !== '' && body.kind === 'bytes' && most === Infinity && this.#isAny(body.set)) {
      return `${least === 0 ? '' : least === 1 ? inner : `(?:${inner}){${least}}`}.*`;
    }
    const isAtom = body.kind === 'bytes' && this.#nuls === '';
    return (isAtom ? inner : `(?:${inner})`) + counts(least, most);
  }

  /** Whether a set holds every byte that the original can see. */
  #isAny(set: ByteSet): boolean {
    return equalSets(without(set, NUL), without(ALL_BYTES, NUL));
  }

  #set(given: ByteSet): string {
    // A NUL in the data was never seen, so no set of the original holds one.
    const set = this.#dropsNul ? without(given, NUL) : given;
    const size = sizeOf(set);
    if (size === 256 || (this.#dropsNul && this.#nuls === '' && this.#isAny(set))) return '.';
    if (size === 0) return '[^\\x00-\\xff]';
    const isNegated = size > 128;
    const members = isNegated ? complement(set) : set;
    const folded = without(members, UPPER_CASE);
    const isShorter = this.#caseless && printMembers(folded).length < printMembers(members).length;
    if (isShorter) this.#isFolded = true;
    const shown = isShorter ? folded : members;
    if (!isNegated && sizeOf(shown) === 1) return printByte(bytesOf(shown)[0]!);
    return `[${isNegated ? '^' : ''}${printMembers(shown)}]`;
  }
}

/** What a part repeats, where counting is worth it: sets, not letters. */
function countable(part: Node): Node | null {
  const body = part.kind === 'repeat' ? part.body : part;
  return body.kind === 'bytes' && sizeOf(body.set) > 2 ? body : null;
}

function timesOf(part: Node): { readonly least: number; readonly most: number } {
  return part.kind === 'repeat' ? part : { least: 1, most: 1 };
}

function counts(least: number, most: number): string {
  if (least === 0 && most === Infinity) return '*';
  if (least === 1 && most === Infinity) return '+';
  if (least === 0 && most === 1) return '?';
  return least === most ? `{${least}}` : `{${least},${most === Infinity ? '' : most}}`;
}

/** The alternatives of a tree, as trees of their own: by the first choice on its way. */
function alternatives(node: Node): readonly Node[] {
  if (node.kind === 'choice') return node.branches.flatMap(alternatives);
  if (node.kind !== 'sequence') return [node];
  const at = node.parts.findIndex((part) => part.kind === 'choice');
  const part = node.parts[at];
  if (part?.kind !== 'choice') return [node];
  return part.branches.map((branch) => sequence(node.parts.with(at, branch), node.at));
}

/** Alternatives put together into as few expressions as fit a line of a signature file. */
function lines(syntax: Syntax, writer: Writer): string[] {
  const whole = writer.expression(syntax.root);
  if (whole.length <= SIGNATURE_LIMITS.line) return [whole];
  const result: string[] = [];
  let held: Node[] = [];
  for (const branch of alternatives(syntax.root)) {
    const longer = [...held, branch];
    const text = writer.expression(choice(longer, syntax.root.at));
    if (text.length > SIGNATURE_LIMITS.line && held.length > 0) {
      result.push(writer.expression(choice(held, syntax.root.at)));
      held = [branch];
    } else {
      held = longer;
    }
  }
  return [...result, writer.expression(choice(held, syntax.root.at))];
}

/**
 * The same automaton, for which a NUL is an 0x01: two automata treated so are equal if and only if the
 * originals agree on all data without NUL bytes.
 */
function withoutNul(dfa: Dfa): Dfa {
  const classes = classesFrom((byte) => dfa.classes.of[byte === 0 ? 1 : byte]!);
  const columns = Array.from(representatives(classes), (byte) => dfa.classes.of[byte === 0 ? 1 : byte]!);
  const transitions = new Int32Array(dfa.states * classes.count);
  for (let state = 0; state < dfa.states; state += 1) {
    columns.forEach((column, index) => {
      transitions[state * classes.count + index] = dfa.transitions[state * dfa.classes.count + column]!;
    });
  }
  return { ...dfa, classes, transitions, dropsNul: false };
}

/** Examples in which the 0x01 that may have been written as a NUL is one again. */
function withoutNuls({ both, onlyLeft, onlyRight }: Comparison): Comparison {
  const mended = (example: Uint8Array | null): Uint8Array | null =>
    example === null ? null : example.map((byte) => byte || 1);
  return { both: mended(both), onlyLeft: mended(onlyLeft), onlyRight: mended(onlyRight) };
}

/**
 * Says `syntax` in the signature dialect.
 * @throws Layer7Error when the translation is too large to be read back.
 */
export function translate(
  syntax: Syntax,
  plain = false,
  limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS,
): Translation {
  const expressions = lines(syntax, new Writer(syntax, plain));
  const parts = expressions.map((text) =>
    text.startsWith('(?i)') ? `(?i:${text.slice(4)})` : `(?:${text})`,
  );
  const original = compileSyntax(syntax, limits);
  const translated = compileExpression(
    { text: parts.join('|'), dialect: 'signature' },
    { ...limits, length: LENGTH },
  );
  if (!plain) return { expressions, comparison: compare(languageOf(original), languageOf(translated)) };
  const comparison = compare(languageOf(withoutNul(original)), languageOf(withoutNul(translated)));
  return { expressions, comparison: withoutNuls(comparison) };
}
