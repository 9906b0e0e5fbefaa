/**
 * Inspection on a second processor. This thread reads the file, decodes, and tells flows apart; the other one
 * (`inspection-thread.ts`) looks into the packets of flows that are still open. What it finds is the same to
 * the letter, for it gets every packet that matters in the same order.
 *
 * That a flow is no longer open is told by a word of shared memory, which may be seen late: packets that
 * come until then are sent in vain and ignored there.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { DEFAULT_LIMITS } from '../../../core/capture/reader.ts';
import type { FlowReport, OpenFlowReport } from '../../../core/classify/flow-report.ts';
import type { Program } from '../../../core/classify/program.ts';
import { grown } from '../../../core/grown.ts';
import { describe, type FindingsColumns } from '../../../core/replay/findings.ts';
import type { InspectionOptions, Inspector } from '../../../core/replay/inspection.ts';
import type { PacketView } from '../../../core/wire/packet-view.ts';
import {
  createRing,
  OP_END,
  OP_FIRST_PACKET,
  OP_PACKET,
  OP_RESERVE,
  OP_STOP,
  OP_TELL_ALL,
  OP_TELL_ENDED,
  OP_WINDOW,
  RingWriter,
  SECONDS,
  SERIAL,
  SLOT,
  WINDOW,
  writeView,
} from './packet-ring.ts';
import { SharedWindows, WINDOW_SIZE, WINDOWS } from './shared-windows.ts';
import { type Answer, ENDED_ROWS, type NewWindow, packNames, type ThreadSetup } from './thread-setup.ts';

/** Room for the longest datagram that is put together from fragments, with its headers. */
const SIDE_SIZE = 1 << 17;

/** The inspecting thread makes few objects, so a small heap does. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4 };

interface EndedFlow {
  readonly report: OpenFlowReport;
  /** Whether the report is complete already. */
  readonly isDescribed: boolean;
  readonly tell: ((report: FlowReport) => void) | undefined;
}

export class RemoteInspector implements Inspector {
  /** Where the file is read into. */
  readonly windows: SharedWindows;
  readonly #ring: RingWriter;
  readonly #port: MessagePort;
  readonly #closed: Int32Array;
  /** By slot: number of the flow there, from 1. */
  #serials = new Int32Array(0);
  #isFirst = false;
  /** For packets that stand in no window: datagrams put together from fragments. */
  readonly #side: Uint8Array;
  #sideUsedUntil = 0;
  /** Flows that have ended, and whose findings are still to be fetched. */
  #ended: EndedFlow[] = [];
  #all: FindingsColumns | undefined;

  /** Starts the thread. `maxFlows`: slots are below. */
  constructor(program: Program, { budget, children, applications }: InspectionOptions, maxFlows: number) {
    const ring = createRing();
    const closed = new SharedArrayBuffer(maxFlows * 4);
    const windows = [
      ...Array.from({ length: WINDOWS }, () => sharedBytes(WINDOW_SIZE)),
      sharedBytes(SIDE_SIZE),
    ];
    const { port1, port2 } = new MessageChannel();
    const setup: ThreadSetup = {
      program,
      budget,
      children,
      ...(applications === undefined ? {} : { names: packNames(applications) }),
      ring,
      windows,
      closed,
      port: port2,
    };
    new Worker(new URL('./inspection-thread.ts', import.meta.url), {
      workerData: setup,
      transferList: [port2],
      resourceLimits: RESOURCE_LIMITS,
    }).unref();
    port1.unref();
    this.#port = port1;
    this.#ring = new RingWriter(ring, () => this.#failure());
    this.#closed = new Int32Array(closed);
    this.#side = windows[WINDOWS];
    const limit = DEFAULT_LIMITS.maxBlock + WINDOW_SIZE;
    this.windows = new SharedWindows(windows.slice(0, WINDOWS), this.#ring, limit, (index, window) => {
      this.#port.postMessage({ index, window } satisfies NewWindow);
      this.#send(OP_WINDOW, 0, 0);
    });
  }

  /** Packets that the thread has not looked into yet. */
  get waiting(): number {
    return this.#ring.waiting;
  }

  reserve(size: number): void {
    this.#serials = grown(this.#serials, size);
    this.#send(OP_RESERVE, size, 0);
  }

  /** The flow's first packet goes with the call of `packet` that follows. */
  begin(slot: number, serial: number): void {
    this.#serials[slot] = serial + 1;
    this.#isFirst = true;
  }

  packet(slot: number, direction: number, view: PacketView, bytes: Uint8Array, seconds: number): void {
    const serial = this.#serials[slot];
    if (this.#closed[slot] === serial) return;
    const window = bytes === this.windows.bytes ? this.windows.index : this.#copyAside(view, bytes);
    const { words } = this.#ring;
    const at = this.#ring.claim(this.#isFirst ? OP_FIRST_PACKET : OP_PACKET);
    this.#isFirst = false;
    words[at + SLOT] = slot;
    words[at + WINDOW] = window;
    words[at + SERIAL] = serial;
    words[at + SECONDS] = seconds;
    writeView(words, at, direction, view);
    this.#ring.commit();
    if (window === WINDOWS) this.#sideUsedUntil = this.#ring.written;
  }

  #copyAside(view: PacketView, bytes: Uint8Array): number {
    this.#ring.waitFor(this.#sideUsedUntil);
    this.#side.set(bytes.subarray(0, Math.min(view.payloadEnd, SIDE_SIZE)));
    return WINDOWS;
  }

  end(slot: number, report?: OpenFlowReport, tell?: (report: FlowReport) => void): void {
    if (report === undefined) {
      this.#send(OP_END, slot, -1);
      return;
    }
    this.#send(OP_END, slot, this.#ended.length);
    this.#keep({ report, tell, isDescribed: false });
  }

  /** Tells a complete report in its turn: behind those of flows that have ended before. */
  tellInTurn(report: FlowReport, tell: ((report: FlowReport) => void) | undefined): void {
    if (this.#ended.length === 0) tell?.(report);
    else this.#keep({ report, tell, isDescribed: true });
  }

  #keep(flow: EndedFlow): void {
    this.#ended.push(flow);
    if (this.#ended.length === ENDED_ROWS) this.#tellEnded();
  }

  #tellEnded(): void {
    if (this.#ended.length === 0) return;
    const columns = this.#ask(OP_TELL_ENDED);
    for (const [row, { report, tell, isDescribed }] of this.#ended.entries()) {
      if (!isDescribed) describe(columns, row, report);
      tell?.(report);
    }
    this.#ended = [];
  }

  /** No packet will follow: fetches what has been found out. */
  fetch(): void {
    this.#tellEnded();
    this.#all = this.#ask(OP_TELL_ALL);
  }

  /** Ends the thread. What was fetched stays. */
  stop(): void {
    if (!this.#ring.failed) this.#send(OP_STOP, 0, 0);
    this.#ring.publish();
    this.#port.close();
  }

  /** Only after `fetch`. */
  describe(slot: number, report: OpenFlowReport): void {
    if (this.#all === undefined) throw new Error('findings are described before they were fetched');
    describe(this.#all, slot, report);
  }

  #send(op: number, slot: number, serial: number): void {
    const at = this.#ring.claim(op);
    this.#ring.words[at + SLOT] = slot;
    this.#ring.words[at + SERIAL] = serial;
    this.#ring.commit();
  }

  /** Waits for an answer. Throws what the other thread has failed of. */
  #ask(op: number): FindingsColumns {
    this.#send(op, 0, 0);
    this.#ring.waitFor(this.#ring.written);
    const answer = this.#answer();
    if (answer === undefined || 'failure' in answer) throw this.#failure(answer);
    return answer.columns;
  }

  #failure(answer: Answer | undefined = this.#answer()): Error {
    const failure = answer !== undefined && 'failure' in answer ? answer.failure : 'no reason was given';
    return new Error(`the thread that inspects packets has failed: ${failure}`);
  }

  #answer(): Answer | undefined {
    return receiveMessageOnPort(this.#port)?.message as Answer | undefined;
  }
}

function sharedBytes(size: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(size));
}
