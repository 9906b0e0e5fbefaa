/**
 * An expression's automaton as a graph in the DOT language of Graphviz: what the scan does with each byte.
 * The state from which nothing can match is left out; a byte for which no edge is drawn leads there.
 */
import { DEAD, type Dfa, MATCHED } from '../automata/dfa.ts';
import { Layer7Error } from '../errors.ts';
import { type ByteSet, byteSet, bytesOf, NO_BYTES, printSet, union } from '../regex/byte-set.ts';
import { shortened } from './layout.ts';

/** States of a drawing that somebody could still read. */
export const GRAPH_STATES = 400;
const LABEL = 40;

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Bytes by the state that they lead to from `state`. */
function edgesOf({ transitions, classes }: Dfa, state: number): Map<number, ByteSet> {
  const edges = new Map<number, ByteSet>();
  for (let byte = 0; byte < 256; byte += 1) {
    const target = transitions[state * classes.count + classes.of[byte]!]!;
    if (target !== DEAD) edges.set(target, union(edges.get(target) ?? NO_BYTES, byteSet(byte)));
  }
  return edges;
}

/**
 * The automaton as a DOT document.
 * @throws Layer7Error `GRAPH_TOO_LARGE`
 */
export function stateGraphDot(dfa: Dfa, title: string, limit: number = GRAPH_STATES): string {
  if (dfa.states > limit) {
    throw new Layer7Error({
      code: 'GRAPH_TOO_LARGE',
      kind: 'input',
      message: `the automaton of "${title}" has too many states to be drawn`,
      given: String(dfa.states),
      limit,
      next: 'draw the expression instead: --draw railroad',
    });
  }
  const lines = [
    `digraph ${quoted(title)} {`,
    '  rankdir=LR; node [shape=circle, fontname=monospace]; edge [fontname=monospace];',
    '  start [shape=point];',
    `  start -> ${dfa.start};`,
  ];
  for (let state = MATCHED; state < dfa.states; state += 1) {
    if (state === MATCHED && !dfa.transitions.includes(MATCHED) && dfa.start !== MATCHED) continue;
    const label =
      state === MATCHED ? 'matched' : dfa.accepting[state] === 1 ? `${state}\\nat the end` : String(state);
    lines.push(`  ${state} [label="${label}"${dfa.accepting[state] === 1 ? ', shape=doublecircle' : ''}];`);
    if (state === MATCHED) continue;
    for (const [target, set] of edgesOf(dfa, state)) {
      const isNulOnly = dfa.dropsNul && target === state && bytesOf(set).join() === '0';
      if (isNulOnly) continue;
      lines.push(`  ${state} -> ${target} [label=${quoted(shortened(printSet(set), LABEL))}];`);
    }
  }
  lines.push('}');
  return `${lines.join('\n')}\n`;
}
