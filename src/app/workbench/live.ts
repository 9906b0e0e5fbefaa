/** Connections of a running daemon with their first packets, and the patterns that it names them by. */
import { type Budget, DEFAULT_BUDGET } from '../../core/classify/budget.ts';
import type { FlowRecord } from '../../core/workbench/flow-record.ts';
import { askDaemon, streamFromDaemon } from '../daemon/control-client.ts';
import type { RecordedFlow, RecordRequest, StatusReport } from '../daemon/control-model.ts';
import { loadPatterns, type Patterns } from './patterns.ts';
import type { RecordedFlow as Recorded } from './recorded.ts';

/** What a daemon names connections by. */
export interface LivePatterns {
  readonly library: Patterns;
  readonly budget: Budget;
}

/** Reads the patterns of the daemon of `runDir`, in its order. Throws what `askDaemon` throws. */
export async function livePatterns(runDir: string): Promise<LivePatterns> {
  const { l7dir, order, dialect, limits, budget } = await askDaemon<StatusReport>(runDir, 'GET', '/status');
  return {
    library: loadPatterns({
      files: [],
      l7dir,
      protocols: order,
      dialect: dialect ?? 'kernel',
      limit: limits,
    }),
    // The kernel counts the packets of live connections.
    budget: { ...DEFAULT_BUDGET, packets: budget.numpackets, bytes: budget.maxdatalen, countsPackets: false },
  };
}

function recordOf({ protocol, packets }: RecordedFlow): FlowRecord {
  return {
    protocol,
    packets: packets.map(({ payload, ...facts }) => ({
      ...facts,
      payload: new Uint8Array(Buffer.from(payload, 'base64')),
    })),
  };
}

/** Connections that begin from now on, as they are decided. */
export async function* liveFlows(runDir: string, request: RecordRequest): AsyncGenerator<Recorded> {
  for await (const flow of streamFromDaemon<RecordedFlow>(runDir, '/record', request)) {
    yield { capture: 'live', report: flow.report, record: recordOf(flow) };
  }
}
