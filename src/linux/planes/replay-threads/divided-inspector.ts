/**
 * Inspection divided between this thread and another one, flow by flow. A new flow goes to the other thread
 * as long as that one keeps up, else this one looks into it itself; so neither waits for the other for long,
 * and where the second processor is busy with something else, little is lost.
 *
 * Left out: children. Whether a flow is one depends on what others have announced, so then all flows must be
 * with one inspection.
 */
import type { FlowReport, OpenFlowReport } from '../../../core/classify/flow-report.ts';
import { grown } from '../../../core/grown.ts';
import type { Inspector } from '../../../core/replay/inspection.ts';
import type { PacketView } from '../../../core/wire/packet-view.ts';
import type { RemoteInspector } from './remote-inspector.ts';

/** Packets that may be waiting for the other thread when it is given another flow. */
const MOST_WAITING = 256;

export class DividedInspector implements Inspector {
  readonly #here: Inspector;
  readonly #there: RemoteInspector;
  /** By slot: 1 for a flow that this thread looks into. */
  #isHere = new Uint8Array(0);

  constructor(here: Inspector, there: RemoteInspector) {
    this.#here = here;
    this.#there = there;
  }

  reserve(size: number): void {
    this.#isHere = grown(this.#isHere, size);
    this.#here.reserve(size);
    this.#there.reserve(size);
  }

  begin(slot: number, serial: number, view: PacketView, bytes: Uint8Array, seconds: number): void {
    const isHere = this.#there.waiting > MOST_WAITING;
    this.#isHere[slot] = isHere ? 1 : 0;
    if (isHere) this.#here.begin(slot, serial, view, bytes, seconds);
    else this.#there.begin(slot, serial);
  }

  packet(slot: number, direction: number, view: PacketView, bytes: Uint8Array, seconds: number): void {
    if (this.#isHere[slot] !== 0) this.#here.packet(slot, direction, view, bytes, seconds);
    else this.#there.packet(slot, direction, view, bytes, seconds);
  }

  describe(slot: number, report: OpenFlowReport): void {
    if (this.#isHere[slot] !== 0) this.#here.describe(slot, report);
    else this.#there.describe(slot, report);
  }

  end(slot: number, report?: OpenFlowReport, tell?: (report: FlowReport) => void): void {
    if (this.#isHere[slot] === 0) this.#there.end(slot, report, tell);
    else this.#here.end(slot, report, (described) => this.#there.tellInTurn(described, tell));
  }
}
