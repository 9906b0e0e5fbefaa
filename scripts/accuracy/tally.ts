/** Counts over judged flows: by label, and as the rates that the page shows. */
import type { Judged, Outcome } from './labels.ts';

export interface Counts {
  readonly flows: number;
  readonly right: number;
  readonly wrong: number;
  readonly unnamed: number;
}

/** Rates over the flows that the labeller recognised by content, and over those that it did not. */
export interface Rates {
  readonly flows: number;
  readonly labels: number;
  readonly right: number;
  /** Mean over labels. */
  readonly macro: number;
  readonly wrong: number;
  readonly unnamed: number;
  readonly opaqueFlows: number;
  readonly opaqueNamed: number;
  /** Packets of a named flow up to its name: median, and nine of ten. */
  readonly median: number;
  readonly ninth: number;
}

export const isRecognised = ({ label }: Judged): boolean => label.confidence === 'DPI';

export function countsByLabel(judged: readonly Judged[]): ReadonlyMap<string, Counts> {
  const byLabel = Map.groupBy(judged.filter(isRecognised), ({ label }) => label.label);
  return new Map([...byLabel].map(([label, flows]) => [label, countsOf(flows)]));
}

function countsOf(flows: readonly Judged[]): Counts {
  const of = (outcome: Outcome): number => flows.filter((flow) => flow.outcome === outcome).length;
  return { flows: flows.length, right: of('right'), wrong: of('wrong'), unnamed: of('unnamed') };
}

export function ratesOf(judged: readonly Judged[]): Rates {
  const recognised = judged.filter(isRecognised);
  const opaque = judged.filter((flow) => !isRecognised(flow));
  const { right, wrong, unnamed, flows } = countsOf(recognised);
  const byLabel = [...countsByLabel(judged).values()];
  const packets = recognised
    .flatMap(({ names, flow }) => (names.length > 0 ? (flow?.decided?.packet ?? []) : []))
    .sort((a, b) => a - b);
  return {
    flows,
    labels: byLabel.length,
    right: right / flows,
    macro: byLabel.reduce((sum, counts) => sum + counts.right / counts.flows, 0) / byLabel.length,
    wrong: wrong / flows,
    unnamed: unnamed / flows,
    opaqueFlows: opaque.length,
    opaqueNamed: opaque.filter(({ names }) => names.length > 0).length / opaque.length,
    median: packets[packets.length >> 1] ?? 0,
    ninth: packets[Math.floor(packets.length * 0.9)] ?? 0,
  };
}
