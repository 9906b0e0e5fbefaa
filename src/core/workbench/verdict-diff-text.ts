/** What a change would change, for people and for programs. */
import type { FlowReport } from '../classify/flow-report.ts';
import { flowText } from './endpoint-text.ts';
import { countText, percentText, plural, type Section, sizeText, tableText, wrapped } from './layout.ts';
import type { Move, VerdictDiff } from './verdict-diff.ts';

const INDENT = '  ';
/** Flows of a move that are shown as examples. */
const EXAMPLES = 2;

export interface DiffTextOptions {
  /** Every flow that moves. */
  readonly everything?: boolean;
}

function summary({ flows, bytes, moves, unpaired }: VerdictDiff): Section {
  const moved = moves.reduce((sum, move) => sum + move.flows.length, 0);
  const movedBytes = moves.reduce((sum, move) => sum + move.bytes, 0);
  const title =
    moved === 0
      ? `No connection changes its name, of ${plural(flows, 'connection')}`
      : `${countText(moved)} of ${plural(flows, 'connection')} change their name (${percentText(moved / flows)})`;
  const lines =
    moved === 0 ? [] : wrapped(`${sizeText(movedBytes)} of ${sizeText(bytes)} of payload.`, INDENT);
  if (unpaired > 0) {
    lines.push(...wrapped(`${plural(unpaired, 'connection')} could not be paired and are left out.`, INDENT));
  }
  return { title, lines };
}

function examples({ from, to, flows }: Move, everything: boolean): string[] {
  const shown = everything ? flows : flows.slice(0, EXAMPLES);
  const lines = wrapped(`${from} to ${to}:`, INDENT);
  for (const { capture, after } of shown)
    lines.push(...wrapped(`${capture}: ${flowText(after)}`, `${INDENT}  `));
  const more = flows.length - shown.length;
  if (more > 0) lines.push(`${INDENT}  and ${countText(more)} more`);
  return lines;
}

/** The difference in sections of 80 columns. */
export function diffSections(diff: VerdictDiff, { everything = false }: DiffTextOptions = {}): Section[] {
  const { moves } = diff;
  if (moves.length === 0) return [summary(diff)];
  const table = tableText(
    [
      { title: 'FROM' },
      { title: 'TO' },
      { title: 'CONNECTIONS', align: 'right' },
      { title: 'PACKETS', align: 'right' },
      { title: 'BYTES', align: 'right' },
    ],
    moves.map(({ from, to, flows, packets, bytes }) => [
      from,
      to,
      countText(flows.length),
      countText(packets),
      sizeText(bytes),
    ]),
    INDENT,
  );
  return [
    summary(diff),
    { title: 'Moves, the largest first', lines: table },
    {
      title: everything ? 'Connections that move' : 'For example',
      lines: moves.flatMap((move) => examples(move, everything)),
    },
  ];
}

export interface DiffJson {
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
  readonly unpaired: number;
  readonly moves: readonly {
    readonly from: string;
    readonly to: string;
    readonly flows: number;
    readonly packets: number;
    readonly bytes: number;
    /** The flows as they are reported after the change. */
    readonly list: readonly (FlowReport & { readonly capture: string })[];
  }[];
}

export function diffJson({ flows, packets, bytes, moves, unpaired }: VerdictDiff): DiffJson {
  return {
    flows,
    packets,
    bytes,
    unpaired,
    moves: moves.map((move) => ({
      from: move.from,
      to: move.to,
      flows: move.flows.length,
      packets: move.packets,
      bytes: move.bytes,
      list: move.flows.map(({ capture, after }) => ({ capture, ...after })),
    })),
  };
}
