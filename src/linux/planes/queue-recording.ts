/**
 * The first packets of chosen connections, kept by a worker while somebody wants to see them. Bounded in
 * connections and bytes, and gone with the wish: a worker that is not asked keeps no payload.
 */
import type { Budget } from '../../core/classify/budget.ts';
import { factsOfPacket, parseFlowFilter } from '../../core/workbench/flow-filter.ts';
import { type FlowRecord, FlowRecorder } from '../../core/workbench/flow-record.ts';
import type { QueueFlows } from './queue-flows.ts';
import type { RecordedConnection, RecordWish } from './queue-protocol.ts';

/** Payload that a worker keeps for a wish, in bytes. */
const KEPT_BYTES = 16 << 20;

export class QueueRecording {
  readonly #flows: QueueFlows;
  readonly #recorder: FlowRecorder;
  readonly #tell: (slot: number, record: FlowRecord) => void;

  /**
   * Begins to watch `flows`. `onRecorded` is given each connection once, when it is decided.
   * @throws Layer7Error `FLOW_FILTER`.
   */
  constructor(
    flows: QueueFlows,
    wish: RecordWish,
    budget: Budget,
    onRecorded: (connection: RecordedConnection) => void,
  ) {
    const filter = parseFlowFilter(wish.filter);
    let left = wish.most;
    this.#flows = flows;
    this.#tell = (slot, record) => {
      const report = flows.describe(slot);
      if (left === 0 || filter(report) !== true) return;
      left -= 1;
      onRecorded({ report, record });
      if (left === 0) flows.observer = undefined;
    };
    this.#recorder = new FlowRecorder(
      { packets: budget.packets, bytes: KEPT_BYTES },
      (view, bytes) => filter(factsOfPacket(view, bytes)) !== false,
      this.#tell,
    );
    flows.observer = this.#recorder;
  }

  /** Tells of the connections that are still undecided, and keeps nothing any more. */
  end(): void {
    this.#flows.observer = undefined;
    for (const [slot, record] of this.#recorder.records()) this.#tell(slot, record);
  }
}
