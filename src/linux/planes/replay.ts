/**
 * The replay plane: reads capture files block by block and runs them through a `ReplaySession` each. The
 * file is never held whole: one window of a few megabytes is filled again and again.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { BlockWindow } from '../../core/capture/block-window.ts';
import { MAGIC_LENGTH, openCapture } from '../../core/capture/open.ts';
import { type CaptureReader, DEFAULT_LIMITS, type EndReason, NEED_MORE } from '../../core/capture/reader.ts';
import { type Budget, checkBudget, DEFAULT_BUDGET } from '../../core/classify/budget.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import type { Program } from '../../core/classify/program.ts';
import { Layer7Error } from '../../core/errors.ts';
import { type ApplicationNames, Inspection, type InspectionOptions } from '../../core/replay/inspection.ts';
import {
  DEFAULT_MAX_FLOWS,
  type FlowOptions,
  ReplaySession,
  replaySession,
} from '../../core/replay/session.ts';
import type { Counters } from './plane.ts';
import { DividedInspector } from './replay-threads/divided-inspector.ts';
import { RemoteInspector } from './replay-threads/remote-inspector.ts';

export interface ReplayOptions {
  readonly budget?: Partial<Budget>;
  readonly maxFlows?: number;
  /** Absent: no second names. */
  readonly applications?: ApplicationNames;
  /** Whether announced connections carry their master's name; default true. */
  readonly children?: boolean;
  /** Whether fragments are put together; default true. */
  readonly reassemble?: boolean;
  /** With 2, a second thread looks into packets too: faster with a processor to itself, and 45 MB more. */
  readonly threads?: 1 | 2;
  /** Called after each block with the bytes read so far and the size of the file (0 for a pipe). */
  readonly onProgress?: (read: number, size: number) => void;
  readonly onFlow: (report: FlowReport) => void;
}

/** How a capture ended; everything before that has been reported. */
export interface ReplayResult {
  readonly reason: EndReason;
  readonly counters: Counters;
}

const BLOCK_SIZE = 1 << 20;

/** Where a file is read into: this thread's own, or shared with another. */
type Window = Pick<BlockWindow, 'bytes' | 'start' | 'end' | 'makeRoom' | 'filled'>;

/** A replayed capture whose flows are still to be taken, one by one, at the caller's pace. */
export interface Replay extends ReplayResult {
  /** The flows in the order in which they began, without those that were told to `onFlow` already. */
  readonly flows: Iterable<FlowReport>;
}

/**
 * Classifies one capture file. `onFlow` is told only the flows that a full table pushed out on the way.
 * @throws Layer7Error `CAPTURE_UNREADABLE` when the file cannot be opened or read.
 */
export function replay(path: string, program: Program, options: ReplayOptions): Replay {
  const inspection: InspectionOptions = {
    budget: checkBudget({ ...DEFAULT_BUDGET, ...options.budget }),
    children: options.children ?? true,
    ...(options.applications === undefined ? {} : { applications: options.applications }),
  };
  const flows: FlowOptions = {
    maxFlows: options.maxFlows ?? DEFAULT_MAX_FLOWS,
    seed: (Math.random() * 2 ** 32) >>> 0,
    reassemble: options.reassemble ?? true,
    onEvicted: options.onFlow,
  };
  if (options.threads === 2) return replayInTwo(path, program, inspection, flows, options.onProgress);
  const session = replaySession(program, { ...inspection, ...flows });
  const reason = readInto(path, session, options.onProgress);
  return { reason, counters: session.counters(), flows: session.reports() };
}

/** The same with a second thread, which looks into the packets. */
function replayInTwo(
  path: string,
  program: Program,
  options: InspectionOptions,
  flows: FlowOptions,
  onProgress: ReplayOptions['onProgress'],
): Replay {
  const there = new RemoteInspector(program, options, flows.maxFlows);
  try {
    const inspector = options.children
      ? there
      : new DividedInspector(new Inspection(program, options), there);
    const session = new ReplaySession(inspector, flows);
    const reason = readInto(path, session, onProgress, there.windows);
    there.fetch();
    return { reason, counters: session.counters(), flows: session.reports() };
  } finally {
    there.stop();
  }
}

/**
 * Classifies one capture file and reports every flow.
 * @throws Layer7Error `CAPTURE_UNREADABLE` when the file cannot be opened or read.
 */
export function replayFile(path: string, program: Program, options: ReplayOptions): ReplayResult {
  const { flows, ...result } = replay(path, program, options);
  for (const report of flows) options.onFlow(report);
  return result;
}

/**
 * Runs the packets of one capture file through a session, whose flows are then for the caller to look at.
 * @throws Layer7Error `CAPTURE_UNREADABLE` when the file cannot be opened or read.
 */
export function readInto(
  path: string,
  session: ReplaySession,
  onProgress?: ReplayOptions['onProgress'],
  window: Window = new BlockWindow(BLOCK_SIZE, DEFAULT_LIMITS.maxBlock + BLOCK_SIZE),
): EndReason {
  const file = openFile(path);
  try {
    return readCapture(file, path, session, window, onProgress);
  } finally {
    closeSync(file);
  }
}

function readCapture(
  file: number,
  path: string,
  session: ReplaySession,
  window: Window,
  onProgress: ReplayOptions['onProgress'],
): EndReason {
  const { size } = fstatSync(file);
  let read = 0;
  const fill = (): number => {
    const count = readBlock(file, path, window.bytes, window.end);
    window.filled(count);
    read += count;
    return count;
  };
  while (window.end < MAGIC_LENGTH && fill() > 0);
  const opened = openCapture(window.bytes.subarray(0, Math.min(window.end, MAGIC_LENGTH)));
  if (typeof opened === 'string') return opened;
  const reader: CaptureReader = opened;
  for (;;) {
    reader.window(window.bytes, window.start, window.end);
    if (session.drain(reader) !== NEED_MORE) return reader.reason;
    onProgress?.(read, size);
    if (!window.makeRoom(reader.position, reader.needed)) return reader.finish();
    const target = reader.needed;
    let ended = false;
    while (window.end < target && !ended) ended = fill() === 0;
    if (!ended) continue;
    reader.window(window.bytes, window.start, window.end);
    return reader.finish();
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readBlock(file: number, path: string, bytes: Uint8Array, at: number): number {
  try {
    return readSync(file, bytes, at, bytes.length - at, null);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Layer7Error {
  return new Layer7Error({
    code: 'CAPTURE_UNREADABLE',
    kind: 'input',
    message: 'the capture cannot be read',
    where: { file: path },
    cause: error instanceof Error ? error.message : String(error),
    next: 'check the name and the permissions of the file',
  });
}
