/**
 * What an expression means, by walking its tree: slow, and plain enough to be believed. The judge of all
 * stages. Only for expressions whose looks are the same where a match begins and ends as elsewhere (the
 * kernel and the signature dialect).
 */
import { has } from '../../../../src/core/regex/byte-set.ts';
import type { Neighbour, Node, Syntax } from '../../../../src/core/regex/syntax.ts';

function holds(neighbour: Neighbour, data: Uint8Array, at: number): boolean {
  const byte = data[at];
  return byte === undefined ? neighbour.edge : has(neighbour.bytes, byte);
}

/** Where matches of `node` end that begin at any of `starts`. */
function ends(node: Node, data: Uint8Array, starts: ReadonlySet<number>): Set<number> {
  switch (node.kind) {
    case 'empty':
      return new Set(starts);
    case 'bytes':
      return new Set(
        [...starts].filter((at) => at < data.length && has(node.set, data[at]!)).map((at) => at + 1),
      );
    case 'look':
      return new Set(
        [...starts].filter((at) => holds(node.behind, data, at - 1) && holds(node.ahead, data, at)),
      );
    case 'sequence':
      return node.parts.reduce((reached, part) => ends(part, data, reached), new Set(starts));
    case 'choice':
      return new Set(node.branches.flatMap((branch) => [...ends(branch, data, starts)]));
    case 'repeat': {
      let reached = new Set(starts);
      for (let count = 0; count < node.least; count += 1) reached = ends(node.body, data, reached);
      const all = new Set(reached);
      for (let count = node.least; count < node.most && reached.size > 0; count += 1) {
        reached = new Set([...ends(node.body, data, reached)].filter((at) => !all.has(at)));
        for (const at of reached) all.add(at);
      }
      return all;
    }
  }
}

/** The data as the expression sees it. */
export function seenBy(syntax: Syntax, data: Uint8Array): Uint8Array {
  return syntax.dropsNul ? data.filter((byte) => byte !== 0) : data;
}

/** Positions in `data`, as the expression sees it, at which some match ends if the data ends at `data.length`. */
export function matchEnds(syntax: Syntax, data: Uint8Array): Set<number> {
  const starts = new Set(Array.from({ length: data.length + 1 }, (_, at) => at));
  return ends(syntax.root, data, starts);
}

/** Whether the expression matches somewhere in `payload`, taken as the whole of the data. */
export function treeMatches(syntax: Syntax, payload: Uint8Array): boolean {
  return matchEnds(syntax, seenBy(syntax, payload)).size > 0;
}
