/**
 * The labelled flows, and how the flows of a replay are joined to them: by capture, transport, addresses as
 * they are written, and ports, whichever side is named first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowReport } from '../../src/core/classify/flow-report.ts';

/** One line of `corpus/labels.jsonl`. */
export interface Label {
  readonly capture: string;
  readonly proto: string;
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly label: string;
  readonly app?: string;
  /** `DPI` where the labeller recognised the flow by its content. */
  readonly confidence: string;
  /** What the labeller takes for the host: what the client asked for, or another name of it. */
  readonly host?: string;
}

export function readLabels(shared: string): readonly Label[] {
  const lines = readFileSync(join(shared, 'corpus/labels.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Label);
}

type Ends = Pick<FlowReport, 'proto' | 'src' | 'sport' | 'dst' | 'dport'>;

export function keyOf(capture: string, { proto, src, sport, dst, dport }: Ends | Label): string {
  return [capture, proto, ...[`${src}#${sport}`, `${dst}#${dport}`].sort()].join(' ');
}

/** What a set of names calls each label: name → labels. */
export type Aliases = ReadonlyMap<string, readonly string[]>;

/** What was said of each flow, by its key. */
export type Verdicts = ReadonlyMap<string, FlowReport>;

/** How one flow came out. */
export type Outcome = 'right' | 'wrong' | 'unnamed';

export interface Judged {
  readonly label: Label;
  /** Protocol and application, without `unknown` and `unset`. */
  readonly names: readonly string[];
  readonly outcome: Outcome;
  /** The flow is not in the replay under these addresses. */
  readonly lost: boolean;
  readonly flow: FlowReport | undefined;
}

const NO_NAME = new Set(['unknown', 'unset']);

/** Judges the flow of a label: right when a name given to it carries its label or its application. */
export function judge(label: Label, verdicts: Verdicts, aliases: Aliases): Judged {
  const flow = verdicts.get(keyOf(label.capture, label));
  const names = [flow?.l7, flow?.app].filter((name) => name !== undefined && !NO_NAME.has(name)) as string[];
  const carried = names.flatMap((name) => aliases.get(name) ?? []);
  const isRight = carried.includes(label.label) || (label.app !== undefined && carried.includes(label.app));
  const outcome = isRight ? 'right' : names.length > 0 ? 'wrong' : 'unnamed';
  return { label, names, outcome, lost: flow === undefined, flow };
}
