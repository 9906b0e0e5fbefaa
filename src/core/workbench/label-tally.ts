/**
 * What a pattern matches among flows whose protocol is known: by label, how many it matches. The labels come
 * from a file beside the captures or, where there is none, from the library itself.
 */
import type { FlowReport } from '../classify/flow-report.ts';
import type { Protocol } from '../patterns/model.ts';
import { tupleKey } from './flow-key.ts';

export interface LabelRow {
  readonly label: string;
  readonly flows: number;
  readonly matched: number;
  /** The label is one of the pattern's own names. */
  readonly isOwn: boolean;
}

export interface LabelTally {
  /** Labels with matches, most matches first; then the others, most flows first. */
  readonly rows: readonly LabelRow[];
  readonly flows: number;
  readonly matched: number;
  /** Flows of the pattern's own labels, and how many of them it matches. */
  readonly own: number;
  readonly ownMatched: number;
}

/** Labels of flows, read from lines of JSON. */
export interface Labels {
  readonly of: (capture: string, report: FlowReport) => string | undefined;
  readonly count: number;
  /** Numbers of lines that could not be read. */
  readonly broken: readonly number[];
}

function isLabel(value: unknown): value is Parameters<typeof tupleKey>[1] & {
  readonly capture: string;
  readonly label: string;
} {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Readonly<Record<string, unknown>>;
  return (
    ['capture', 'proto', 'src', 'dst', 'label'].every((name) => typeof entry[name] === 'string') &&
    ['sport', 'dport'].every((name) => typeof entry[name] === 'number')
  );
}

/** Reads labels: one object a line with `capture`, `proto`, `src`, `sport`, `dst`, `dport`, `label`. */
export function parseLabels(text: string): Labels {
  const labels = new Map<string, string>();
  const broken: number[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      value = null;
    }
    if (isLabel(value)) labels.set(tupleKey(value.capture, value), value.label);
    else broken.push(index + 1);
  });
  return {
    of: (capture, report) => labels.get(tupleKey(capture, report)),
    count: labels.size,
    broken,
  };
}

/** Whether `label` is a name of the protocol: its own, or what another tool calls it. */
function isOwnLabel(label: string, { name, aliases }: Protocol): boolean {
  const lower = label.toLowerCase();
  const names = [name, ...aliases.ndpi, ...aliases.wireshark];
  return names.some((known) => known.toLowerCase() === lower);
}

/** Counts matches by label. */
export class LabelCounter {
  readonly #protocols: readonly Protocol[];
  readonly #counts = new Map<string, { flows: number; matched: number }>();

  /** `protocols` are what is tried: their names tell which labels are their own. */
  constructor(protocols: readonly Protocol[]) {
    this.#protocols = protocols;
  }

  add(label: string, isMatched: boolean): void {
    const count = this.#counts.get(label) ?? { flows: 0, matched: 0 };
    count.flows += 1;
    if (isMatched) count.matched += 1;
    this.#counts.set(label, count);
  }

  result(): LabelTally {
    const rows = [...this.#counts]
      .map(
        ([label, count]): LabelRow => ({
          label,
          ...count,
          isOwn: this.#protocols.some((protocol) => isOwnLabel(label, protocol)),
        }),
      )
      .toSorted((a, b) => b.matched - a.matched || b.flows - a.flows || (a.label < b.label ? -1 : 1));
    const sum = (key: 'flows' | 'matched', of: readonly LabelRow[]): number =>
      of.reduce((total, row) => total + row[key], 0);
    const own = rows.filter(({ isOwn }) => isOwn);
    return {
      rows,
      flows: sum('flows', rows),
      matched: sum('matched', rows),
      own: sum('flows', own),
      ownMatched: sum('matched', own),
    };
  }
}
