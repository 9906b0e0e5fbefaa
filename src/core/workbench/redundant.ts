/**
 * Parts of an expression that can never matter: an alternative whose every match the others make as well,
 * an optional piece or a `$` at the end that is never needed. Each is found by taking the part out and comparing the
 * language with what it was, so nothing is guessed.
 *
 * To rebuild a large expression once for each of its alternatives would take long, so cheap proofs come
 * first. Where a choice is not inside a repetition, the language is the union of what it is with each single
 * alternative; a shortest match of one alternative that no other makes proves that it matters.
 */
import { compare, type Language, languageOf, shortestMatch } from '../automata/compare.ts';
import { compileSyntax } from '../automata/compile-expression.ts';
import { matches } from '../automata/dfa.ts';
import { Layer7Error } from '../errors.ts';
import { NO_BYTES } from '../regex/byte-set.ts';
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from '../regex/limits.ts';
import { bytes, empty, type Node, type Span, type Syntax } from '../regex/syntax.ts';
import type { Piece } from './study.ts';

export interface Redundancy {
  /** `alternative`: one branch of a choice. `optional`: a piece that may as well be left out. */
  readonly kind: 'alternative' | 'optional';
  /** Where it stands in the text of the expression. */
  readonly at: Span;
}

export interface RedundancyReport {
  readonly found: readonly Redundancy[];
  /** False when the expression was too large to try everything. */
  readonly isComplete: boolean;
}

/** States × alternatives up to which every alternative is tried by rebuilding the expression. */
const WORK = 400_000;
/** How much larger than the whole an expression without one of its parts may grow, in states. */
const GROWTH = 2;
const LEAST_STATES = 1000;

type Choice = Extract<Node, { kind: 'choice' }>;

/** Where a node stands in a tree: which child to take, from the root on. */
type Path = readonly number[];

function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'sequence') return node.parts;
  if (node.kind === 'choice') return node.branches;
  return node.kind === 'repeat' ? [node.body] : [];
}

function nodeAt(root: Node, path: Path): Node | undefined {
  return path.reduce<Node | undefined>((node, index) => node && childrenOf(node)[index], root);
}

/** The tree with the node at `path` replaced; all other nodes keep their paths. */
function replaced(node: Node, path: Path, by: Node): Node {
  if (path.length === 0) return by;
  const [first, ...rest] = path;
  const child = (each: Node, index: number): Node => (index === first ? replaced(each, rest, by) : each);
  if (node.kind === 'sequence') return { ...node, parts: node.parts.map(child) };
  if (node.kind === 'choice') return { ...node, branches: node.branches.map(child) };
  return node.kind === 'repeat' ? { ...node, body: replaced(node.body, rest, by) } : node;
}

/** A choice, and whether it stands inside a repetition. */
interface FoundChoice {
  readonly path: Path;
  readonly isRepeated: boolean;
}

function choicesOf(node: Node, path: Path, isRepeated: boolean, found: FoundChoice[]): void {
  if (node.kind === 'choice') found.push({ path, isRepeated });
  const within = isRepeated || (node.kind === 'repeat' && node.most > 1);
  childrenOf(node).forEach((child, index) => {
    choicesOf(child, [...path, index], within, found);
  });
}

/** Whether a match may pass over a node without taking a byte. */
function isSkippable(node: Node): boolean {
  return node.kind === 'look' || (node.kind === 'repeat' && node.least === 0);
}

/**
 * Optional pieces with which a match may begin (`step` 1) or end (−1), the outermost first; and looks there
 * that have a repetition behind them, since only beside one may a look have no effect.
 */
function outerOptions(node: Node, path: Path, step: 1 | -1, found: Path[]): void {
  if (node.kind === 'repeat' && node.least === 0) found.push(path);
  if (node.kind === 'repeat') return;
  const children = childrenOf(node);
  const end = step === 1 ? children.length : -1;
  for (let index = step === 1 ? 0 : children.length - 1; index !== end; index += step) {
    const child = children[index]!;
    const isBeside = node.kind === 'sequence' && children[index + step]?.kind === 'repeat';
    if (child.kind === 'look' && isBeside) found.push([...path, index]);
    outerOptions(child, [...path, index], step, found);
    if (node.kind === 'sequence' && !isSkippable(child)) break;
  }
}

/** Looks through one expression. */
class Search {
  readonly #syntax: Syntax;
  readonly #states: number;
  readonly #language: Language;
  readonly #limits: ExpressionLimits;
  readonly found: Redundancy[] = [];
  isComplete = true;
  /** The tree without the parts found so far. */
  #root: Node;

  constructor({ syntax, dfa, language }: Piece) {
    this.#syntax = syntax;
    this.#root = syntax.root;
    this.#states = dfa.states;
    this.#language = language;
    const states = Math.max(LEAST_STATES, dfa.states * GROWTH);
    this.#limits = { ...DEFAULT_EXPRESSION_LIMITS, states };
  }

  /** The language of a changed tree; null when it is too large to be tried. */
  #rebuild(root: Node): Language | null {
    try {
      return languageOf(compileSyntax({ ...this.#syntax, root }, this.#limits));
    } catch (error) {
      if (!(error instanceof Layer7Error)) throw error;
      this.isComplete = false;
      return null;
    }
  }

  /** The tree without a part: an alternative becomes one that never matches, a piece nothing at all. */
  #without(kind: Redundancy['kind'], path: Path): Node {
    const { at } = nodeAt(this.#root, path)!;
    return replaced(this.#root, path, kind === 'alternative' ? bytes(NO_BYTES, at) : empty(at));
  }

  #takeOut(kind: Redundancy['kind'], path: Path): void {
    this.found.push({ kind, at: nodeAt(this.#root, path)!.at });
    this.#root = this.#without(kind, path);
  }

  /** Takes a part out when the language stays what it is. */
  #tryWithout(kind: Redundancy['kind'], path: Path): void {
    const rebuilt = this.#rebuild(this.#without(kind, path));
    if (rebuilt === null) return;
    const { onlyLeft, onlyRight } = compare(this.#language, rebuilt);
    if (onlyLeft === null && onlyRight === null) this.#takeOut(kind, path);
  }

  /** Whether trying `count` parts is too much for an expression of this size. */
  #isTooMuch(count: number): boolean {
    if (count * this.#states <= WORK) return false;
    this.isComplete = false;
    return true;
  }

  alternatives({ path, isRepeated }: FoundChoice): void {
    const node = nodeAt(this.#root, path);
    // It may have been taken out with what it stood in.
    if (node?.kind !== 'choice') return;
    let doubtful = [...node.branches.keys()];
    if (!isRepeated) doubtful = this.#withoutProof(node, path);
    if (this.#isTooMuch(doubtful.length)) return;
    for (const index of doubtful) this.#tryWithout('alternative', [...path, index]);
  }

  /**
   * Goes through the alternatives of a choice that is not repeated, each as if it stood alone, the later
   * before the earlier, so that of two equal ones the first stays. One that lies within another is taken
   * out, one with a match of its own is proven to matter; returns those that are neither.
   */
  #withoutProof(node: Choice, path: Path): number[] {
    const alone = node.branches.map((branch) => this.#rebuild(replaced(this.#root, path, branch)));
    const left = new Set(alone.keys());
    const doubtful: number[] = [];
    for (let index = alone.length - 1; index >= 0; index -= 1) {
      const language = alone[index];
      // What is too large by itself proves nothing, and is not taken out.
      if (language == null) continue;
      const example = shortestMatch(language);
      const others = [...left].filter((other) => {
        const dfa = alone[other]?.dfa;
        return other !== index && (dfa === undefined || example === null || matches(dfa, example));
      });
      if (others.length === 0) continue;
      const contains = (other: Language | null | undefined): boolean =>
        other != null && compare(language, other).onlyLeft === null;
      if (others.some((other) => contains(alone[other]))) {
        this.#takeOut('alternative', [...path, index]);
        left.delete(index);
      } else {
        doubtful.push(index);
      }
    }
    return doubtful;
  }

  options(): void {
    const paths: Path[] = [];
    outerOptions(this.#root, [], -1, paths);
    outerOptions(this.#root, [], 1, paths);
    if (this.#isTooMuch(paths.length)) return;
    for (const path of paths) {
      const node = nodeAt(this.#root, path);
      if (node !== undefined && isSkippable(node)) this.#tryWithout('optional', path);
    }
  }
}

/** The parts of an expression that can never matter, in the order of the text. */
export function redundantParts(piece: Piece): RedundancyReport {
  const search = new Search(piece);
  const choices: FoundChoice[] = [];
  choicesOf(piece.syntax.root, [], false, choices);
  search.options();
  for (const found of choices) search.alternatives(found);
  return { found: search.found.toSorted((a, b) => a.at.start - b.at.start), isComplete: search.isComplete };
}
