/**
 * What a change would change: the same flows named twice, before and after, and which of them move from
 * which name to which. What was changed does not matter here: patterns, their order, or the budget.
 *
 * Flows are paired as `flow-key.ts` says.
 */
import type { FlowReport } from '../classify/flow-report.ts';
import { FlowKeys } from './flow-key.ts';

/** A flow that moves. */
export interface MovedFlow {
  readonly capture: string;
  readonly before: FlowReport;
  readonly after: FlowReport;
}

/** All flows that move from one name to another. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly flows: readonly MovedFlow[];
  readonly packets: number;
  readonly bytes: number;
}

export interface VerdictDiff {
  /** Flows, packets and bytes that were compared. */
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
  /** Largest first: by bytes, then by flows. */
  readonly moves: readonly Move[];
  /** Flows that only one of the two runs has seen; 0 unless the captures changed in between. */
  readonly unpaired: number;
}

/** Takes the flows of the first run, then those of the second, and tells the difference. */
export class VerdictComparer {
  readonly #before = new Map<string, FlowReport>();
  #keys = new FlowKeys();
  readonly #moves = new Map<string, MovedFlow[]>();
  #flows = 0;
  #packets = 0;
  #bytes = 0;
  #unpaired = 0;

  before(capture: string, report: FlowReport): void {
    this.#before.set(this.#keys.key(capture, report), report);
  }

  /** The first run is over. */
  turn(): void {
    this.#keys = new FlowKeys();
  }

  after(capture: string, after: FlowReport): void {
    const key = this.#keys.key(capture, after);
    const before = this.#before.get(key);
    if (before === undefined) {
      this.#unpaired += 1;
      return;
    }
    this.#before.delete(key);
    this.#flows += 1;
    this.#packets += after.packets;
    this.#bytes += after.bytes;
    if (before.l7 === after.l7) return;
    const move = `${before.l7} ${after.l7}`;
    const flows = this.#moves.get(move);
    if (flows === undefined) this.#moves.set(move, [{ capture, before, after }]);
    else flows.push({ capture, before, after });
  }

  result(): VerdictDiff {
    const moves = [...this.#moves.values()].map((flows): Move => {
      const { before, after } = flows[0]!;
      return {
        from: before.l7,
        to: after.l7,
        flows,
        packets: flows.reduce((sum, flow) => sum + flow.after.packets, 0),
        bytes: flows.reduce((sum, flow) => sum + flow.after.bytes, 0),
      };
    });
    return {
      flows: this.#flows,
      packets: this.#packets,
      bytes: this.#bytes,
      moves: moves.toSorted((a, b) => b.bytes - a.bytes || b.flows.length - a.flows.length),
      unpaired: this.#unpaired + this.#before.size,
    };
  }
}

/** The moves from or to one of `names`; `any` stands for every name. */
export function movesOf({ moves }: VerdictDiff, names: readonly string[]): readonly Move[] {
  return moves.filter(({ from, to }) => names.some((name) => name === 'any' || name === from || name === to));
}
