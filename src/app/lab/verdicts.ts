/**
 * Did the connections of a visit get the names they were to get? Pure: expectations and flows in, a
 * judgement out.
 */

import type { LiveFlow } from '../daemon/control-model.ts';
import type { Expected } from './service.ts';

export interface Judgement {
  readonly right: boolean;
  /** Connections by the name they got. */
  readonly seen: Readonly<Record<string, number>>;
  /** What is not as expected, a sentence each. */
  readonly faults: readonly string[];
}

/** Something that tells one live connection from another. */
export function flowKey(flow: LiveFlow): string {
  return `${flow.proto} ${flow.src} ${flow.sport} ${flow.dst} ${flow.dport}`;
}

/** Judges flows of one visit. Flows of transports that no expectation speaks of are left out. */
export function judge(expected: readonly Expected[], flows: readonly LiveFlow[]): Judgement {
  const seen: Record<string, number> = {};
  const found = expected.map(() => 0);
  const faults: string[] = [];
  for (const flow of flows) {
    const index = expectationOf(expected, flow);
    if (index === -1) continue;
    seen[flow.l7] = (seen[flow.l7] ?? 0) + 1;
    found[index]! += 1;
    const { protocol } = expected[index]!;
    if (flow.l7 !== protocol) faults.push(`${flowKey(flow)} is ${flow.l7}, not ${protocol}`);
  }
  expected.forEach(({ transport, port, protocol, connections = 1 }, index) => {
    if (found[index]! >= connections) return;
    const where = port === undefined ? `other ${transport} ports` : `${transport} ${port}`;
    faults.push(`${found[index]} of ${connections} connections seen on ${where} (${protocol})`);
  });
  return { right: faults.length === 0, seen, faults };
}

/** An expectation with the flow's port, or else the one for ports that are not known before. */
function expectationOf(expected: readonly Expected[], flow: LiveFlow): number {
  const exact = expected.findIndex(
    ({ transport, port }) => transport === flow.proto && (port === flow.dport || port === flow.sport),
  );
  if (exact !== -1) return exact;
  return expected.findIndex(({ transport, port }) => transport === flow.proto && port === undefined);
}
