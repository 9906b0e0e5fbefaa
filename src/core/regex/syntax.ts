/**
 * The syntax tree that all dialects are read into: one small, immutable type, which knows nothing of how
 * it was written except the positions. Case folding, hex escapes, named classes and counted repetitions
 * are resolved by the front ends (`kernel.ts`, `userspace.ts`, `signature.ts`); what is left is bytes,
 * sequence, choice, repetition and looks at the neighbouring byte.
 *
 * `^`, `$`, POSIX newline anchors and word boundaries are all one node, `look`: a condition on the byte
 * before a place and on the byte after it, where "before" may be the start of the data and "after" its end.
 */
import { ALL_BYTES, type ByteSet, isEmpty, NO_BYTES, printSet } from './byte-set.ts';

/** Offsets in the text of the expression: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What may stand beside a place: one of `bytes`, or (when `edge`) no byte at all. */
export interface Neighbour {
  readonly bytes: ByteSet;
  readonly edge: boolean;
}

/** No condition. */
export const ANYTHING: Neighbour = { bytes: ALL_BYTES, edge: true };
/** Only the start of the data (as `behind`) or its end (as `ahead`). */
export const EDGE: Neighbour = { bytes: NO_BYTES, edge: true };

/** A condition on both sides of a place. */
export interface Look {
  readonly behind: Neighbour;
  readonly ahead: Neighbour;
  /** In place of `behind` where the match begins, and of `ahead` where it ends. */
  readonly first: Neighbour;
  readonly last: Neighbour;
}

export type Node =
  /** The empty string. */
  | { readonly kind: 'empty'; readonly at: Span }
  /** Any one byte of the set. An empty set never matches. */
  | { readonly kind: 'bytes'; readonly set: ByteSet; readonly at: Span }
  /** The empty string, where both neighbours are as said. */
  | ({ readonly kind: 'look'; readonly at: Span } & Look)
  | { readonly kind: 'sequence'; readonly parts: readonly Node[]; readonly at: Span }
  | { readonly kind: 'choice'; readonly branches: readonly Node[]; readonly at: Span }
  /** `body`, from `least` to `most` times; `most` may be Infinity. */
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly least: number;
      readonly most: number;
      readonly at: Span;
    };

/** An expression that has been read. */
export interface Syntax {
  readonly root: Node;
  /** NUL bytes of the data do not exist for this expression (both of l7-filter's dialects). */
  readonly dropsNul: boolean;
}

export function empty(at: Span): Node {
  return { kind: 'empty', at };
}

export function bytes(set: ByteSet, at: Span): Node {
  return { kind: 'bytes', set, at };
}

export function look(behind: Neighbour, ahead: Neighbour, at: Span, first = behind, last = ahead): Node {
  return { kind: 'look', behind, ahead, first, last, at };
}

/** A sequence; of one part, the part itself. */
export function sequence(parts: readonly Node[], at: Span): Node {
  if (parts.length === 0) return empty(at);
  return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts, at };
}

/** A choice; of one branch, the branch itself. */
export function choice(branches: readonly Node[], at: Span): Node {
  return branches.length === 1 ? branches[0]! : { kind: 'choice', branches, at };
}

export function repeat(body: Node, least: number, most: number, at: Span): Node {
  return { kind: 'repeat', body, least, most, at };
}

function printLook(node: Extract<Node, { kind: 'look' }>): string {
  const side = (neighbour: Neighbour, edge: string): string => {
    if (neighbour.edge && isEmpty(neighbour.bytes)) return edge;
    if (neighbour === ANYTHING) return '';
    return `${edge === '^' ? '<' : '>'}${neighbour.edge ? edge : ''}${printSet(neighbour.bytes)}`;
  };
  const text = side(node.behind, '^') + side(node.ahead, '$');
  return text.length === 1 ? text : `{${text}}`;
}

function printRepeat(least: number, most: number): string {
  if (least === 0 && most === Infinity) return '*';
  if (least === 1 && most === Infinity) return '+';
  if (least === 0 && most === 1) return '?';
  if (least === most) return `{${least}}`;
  return `{${least},${most === Infinity ? '' : most}}`;
}

/**
 * The tree as text. For trees without looks other than `^` and `$` it is an expression of the signature
 * dialect with the same meaning.
 */
export function printNode(node: Node): string {
  switch (node.kind) {
    case 'empty':
      return '(?:)';
    case 'bytes':
      return printSet(node.set);
    case 'look':
      return printLook(node);
    case 'sequence':
      return node.parts
        .map((part) => (part.kind === 'choice' ? `(?:${printNode(part)})` : printNode(part)))
        .join('');
    case 'choice':
      return node.branches.map(printNode).join('|');
    case 'repeat': {
      const body = node.body.kind === 'bytes' ? printNode(node.body) : `(?:${printNode(node.body)})`;
      return body + printRepeat(node.least, node.most);
    }
  }
}
