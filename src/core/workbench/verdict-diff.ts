/**
 * What a change would change: the same flows named twice, before and after, and which of them move from
 * which name to which. What was changed does not matter here: patterns, their order, or the budget.
 *
 * A flow is known by its capture and 5-tuple; of several in a row with one 5-tuple, the first of one run is
 * the first of the other.
 */
import type { FlowReport } from '../classify/flow-report.ts';
import { endpointText } from './endpoint-text.ts';

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
  /** How often each key has been seen in the run at hand. */
  #seen = new Map<string, number>();
  readonly #moves = new Map<string, MovedFlow[]>();
  #flows = 0;
  #packets = 0;
  #bytes = 0;
  #unpaired = 0;

  before(capture: string, report: FlowReport): void {
    this.#before.set(this.#key(capture, report), report);
  }

  /** The first run is over. */
  turn(): void {
    this.#seen = new Map();
  }

  after(capture: string, after: FlowReport): void {
    const key = this.#key(capture, after);
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

  #key(capture: string, { proto, src, sport, dst, dport }: FlowReport): string {
    const key = `${capture} ${proto} ${endpointText(src, sport)} ${endpointText(dst, dport)}`;
    const count = this.#seen.get(key) ?? 0;
    this.#seen.set(key, count + 1);
    return `${key} ${count}`;
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
