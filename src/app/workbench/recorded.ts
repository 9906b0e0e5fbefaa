/**
 * Captures read with their first packets kept: for the commands that look into payloads. Which flows are
 * kept is the user's filter, judged from the first packet as far as it can be and again at the end.
 */
import { type Budget, DEFAULT_BUDGET } from '../../core/classify/budget.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import type { Program } from '../../core/classify/program.ts';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { ApplicationNames } from '../../core/replay/inspection.ts';
import { DEFAULT_MAX_FLOWS, type ReplaySession, replaySession } from '../../core/replay/session.ts';
import { type FlowFilter, factsOfPacket } from '../../core/workbench/flow-filter.ts';
import { type FlowRecord, FlowRecorder } from '../../core/workbench/flow-record.ts';
import { readInto } from '../../linux/planes/replay.ts';
import { captureFault } from '../capture-fault.ts';
import { diagnosticOf } from '../log.ts';
import { captureLabels } from './capture-labels.ts';

/** One flow of a capture with its first packets. */
export interface RecordedFlow {
  readonly capture: string;
  readonly report: FlowReport;
  readonly record: FlowRecord;
}

export interface RecordedOptions {
  readonly budget?: Partial<Budget>;
  readonly filter: FlowFilter;
  /** Whether announced connections carry their master's name, and fragments are put together. */
  readonly asConntrack: boolean;
  readonly applications?: ApplicationNames;
  readonly onProgress?: (capture: string, read: number, size: number) => void;
}

export interface RecordedCaptures {
  readonly flows: readonly RecordedFlow[];
  /** Captures that could not be read in full, and flows that there was no room for. */
  readonly faults: readonly Diagnostic[];
}

/** Reads captures and returns the flows that `filter` takes. A broken capture costs only itself. */
export function recordCaptures(
  paths: readonly string[],
  program: Program,
  options: RecordedOptions,
): RecordedCaptures {
  const flows: RecordedFlow[] = [];
  const faults: Diagnostic[] = [];
  const labels = captureLabels(paths);
  for (const path of paths) {
    try {
      recordOne(path, labels.get(path)!, program, options, flows, faults);
    } catch (error) {
      if (!(error instanceof Layer7Error)) throw error;
      faults.push(diagnosticOf(error));
    }
  }
  return { flows, faults };
}

function recordOne(
  path: string,
  capture: string,
  program: Program,
  options: RecordedOptions,
  flows: RecordedFlow[],
  faults: Diagnostic[],
): void {
  const { filter, applications, onProgress } = options;
  const budget = { ...DEFAULT_BUDGET, ...options.budget };
  const take = (slot: number, record: FlowRecord | undefined): void => {
    if (record === undefined) return;
    const report = session.report(slot);
    if (filter(report) === true) flows.push({ capture, report, record });
  };
  const recorder = new FlowRecorder(
    { packets: budget.packets },
    (view, bytes) => filter(factsOfPacket(view, bytes)) !== false,
    take,
  );
  const session: ReplaySession = replaySession(program, {
    budget,
    maxFlows: DEFAULT_MAX_FLOWS,
    seed: (Math.random() * 2 ** 32) >>> 0,
    children: options.asConntrack,
    reassemble: options.asConntrack,
    observer: recorder,
    ...(applications === undefined ? {} : { applications }),
  });
  const reason = readInto(path, session, (read, size) => onProgress?.(capture, read, size));
  for (const slot of session.flows.slots()) take(slot, recorder.record(slot));
  const fault = captureFault(path, { reason, counters: session.counters() });
  if (fault !== undefined) faults.push(fault);
  const missed = recorder.refused + recorder.cut;
  if (missed > 0) {
    faults.push({
      code: 'FLOWS_NOT_KEPT',
      kind: 'input',
      message: `there was no room for the first packets of ${missed} connections`,
      where: { file: path },
      next: 'choose fewer connections with --flow',
    });
  }
}
