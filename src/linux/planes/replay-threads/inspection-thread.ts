/**
 * The thread that looks into packets: takes them from the ring, inspects, tells when a flow need not be looked
 * into any more, and in the end what it has found out.
 */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { findingsBuffers, findingsColumns } from '../../../core/replay/findings.ts';
import { Inspection } from '../../../core/replay/inspection.ts';
import { PacketView } from '../../../core/wire/packet-view.ts';
import {
  OP_END,
  OP_FIRST_PACKET,
  OP_PACKET,
  OP_RESERVE,
  OP_STOP,
  OP_TELL_ALL,
  OP_TELL_ENDED,
  OP_WINDOW,
  RingReader,
  readView,
  SECONDS,
  SERIAL,
  SLOT,
  WINDOW,
} from './packet-ring.ts';
import { type Answer, ENDED_ROWS, type NewWindow, type ThreadSetup, unpackNames } from './thread-setup.ts';

const setup = workerData as ThreadSetup;
const { port } = setup;
const ring = new RingReader(setup.ring);

try {
  inspectAll();
} catch (error) {
  const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  port.postMessage({ failure } satisfies Answer);
  ring.fail();
}
port.close();

function inspectAll(): void {
  const { program, budget, children, names } = setup;
  const inspection = new Inspection(program, {
    budget,
    children,
    ...(names === undefined ? {} : { applications: unpackNames(names) }),
  });
  const windows = [...setup.windows];
  const closed = new Int32Array(setup.closed);
  const view = new PacketView();
  const { words } = ring;
  let slots = 0;
  let ended = findingsColumns(ENDED_ROWS, inspection.names);
  for (;;) {
    const at = ring.next();
    const slot = words[at + SLOT];
    switch (words[at]) {
      case OP_PACKET:
      case OP_FIRST_PACKET: {
        const isFirst = words[at] === OP_FIRST_PACKET;
        if (!isFirst && inspection.open[slot] === 0) break;
        const direction = readView(words, at, view);
        const seconds = words[at + SECONDS] >>> 0;
        const serial = words[at + SERIAL];
        const bytes = windows[words[at + WINDOW]];
        if (isFirst) inspection.begin(slot, serial, view, bytes, seconds);
        inspection.packet(slot, direction, view, bytes, seconds);
        if (inspection.open[slot] === 0) closed[slot] = serial;
        break;
      }
      case OP_RESERVE:
        slots = slot;
        inspection.reserve(slots);
        break;
      case OP_END: {
        const row = words[at + SERIAL];
        if (row >= 0) inspection.record(slot, ended, row);
        inspection.end(slot);
        break;
      }
      case OP_WINDOW: {
        const { index, window } = receiveMessageOnPort(port)!.message as NewWindow;
        windows[index] = window;
        break;
      }
      case OP_TELL_ENDED:
        port.postMessage({ columns: ended } satisfies Answer, [...findingsBuffers(ended)]);
        ended = findingsColumns(ENDED_ROWS, inspection.names);
        break;
      case OP_TELL_ALL: {
        const columns = findingsColumns(slots, inspection.names);
        for (let row = 0; row < slots; row += 1) inspection.record(row, columns, row);
        port.postMessage({ columns } satisfies Answer, [...findingsBuffers(columns)]);
        break;
      }
      case OP_STOP:
        return;
    }
  }
}
