/**
 * Takes an expression apart into alternatives that may be compiled by themselves: `^(ab|cd)|ef` is `^ab`,
 * `^cd` and `ef`. Data matches the whole exactly when it matches one of them. A set of small automata is
 * easier to group than one large one: those that must stand at the start of the data soon have nothing
 * more to look for, and are kept apart from those that may begin anywhere.
 */
import { isEmpty } from './byte-set.ts';
import { choice, type Node, sequence } from './syntax.ts';

/** The alternatives of `node`: its branches, and those of a choice that stands first in it. */
export function alternatives(node: Node): readonly Node[] {
  if (node.kind === 'choice') return node.branches.flatMap(alternatives);
  if (node.kind !== 'sequence') return [node];
  const at = node.parts.findIndex((part) => part.kind !== 'look');
  const first = node.parts[at];
  if (first?.kind !== 'choice') return [node];
  const before = node.parts.slice(0, at);
  const after = node.parts.slice(at + 1);
  return alternatives(first).map((branch) => sequence([...before, branch, ...after], branch.at));
}

/** Whether every match of `node` begins at the start of the data. Errs towards no. */
export function isAnchored(node: Node): boolean {
  switch (node.kind) {
    case 'empty':
    case 'bytes':
      return false;
    case 'look':
      // Standing first, it is judged as where the match begins.
      return isEmpty(node.first.bytes);
    case 'sequence':
      return isAnchored(node.parts[0]!);
    case 'choice':
      return node.branches.every(isAnchored);
    case 'repeat':
      return node.least > 0 && isAnchored(node.body);
  }
}

/**
 * The alternatives of `node` in at most `most` bundles of anchored ones and as many of others, each bundle
 * one tree again.
 */
export function bundles(node: Node, most: number): readonly Node[] {
  const all = alternatives(node);
  return [all.filter(isAnchored), all.filter((branch) => !isAnchored(branch))].flatMap((branches) => {
    const size = Math.ceil(branches.length / most);
    const made: Node[] = [];
    for (let from = 0; from < branches.length; from += size) {
      made.push(choice(branches.slice(from, from + size), node.at));
    }
    return made;
  });
}
