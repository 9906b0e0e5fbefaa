/** Captures through a plan: replayed as `classify` does it, every packet asked about. */
import type { SetLimits } from '../../core/automata/limits.ts';
import { DEFAULT_BUDGET } from '../../core/classify/budget.ts';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { Plan } from '../../core/policy/plan.ts';
import { type Preview, PreviewCounter, type PreviewOptions } from '../../core/policy/preview.ts';
import { Timelines, timelineOptions } from '../../core/policy/timeline.ts';
import { DEFAULT_MAX_FLOWS, type ReplaySession, replaySession } from '../../core/replay/session.ts';
import { applicationNames } from '../../linux/planes/application-names.ts';
import { readInto } from '../../linux/planes/replay.ts';
import { captureFault } from '../capture-fault.ts';
import { DEFAULT_STATE_DIR } from '../daemon/places.ts';
import { loadApplications } from '../library/applications.ts';
import { prepareLibrary, refuseUsageErrors } from '../library/prepare.ts';
import { cacheFolder } from '../library/program-cache.ts';
import { diagnosticOf } from '../log.ts';

export interface CaptureOptions extends PreviewOptions {
  readonly l7dir: string | undefined;
  /** What expressions and their set may cost. */
  readonly limits?: SetLimits;
  readonly budget: { readonly packets: number; readonly bytes: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (path: string, read: number, size: number) => void;
}

/** What the plan would have done with the captures, and what was wrong with them. A broken one costs itself. */
export function previewCaptures(
  plan: Plan,
  paths: readonly string[],
  options: CaptureOptions,
): { readonly preview: Preview; readonly faults: readonly Diagnostic[] } {
  const { l7dir, limits, budget, onProgress } = options;
  const library = prepareLibrary(
    { folder: l7dir, order: undefined, variant: 'kernel', ...(limits === undefined ? {} : { limits }) },
    cacheFolder(DEFAULT_STATE_DIR, options.env),
  );
  refuseUsageErrors(library.errors);
  const faults: Diagnostic[] = [...library.errors];
  const applications = l7dir === undefined ? applicationNames(loadApplications().applications) : undefined;
  const counter = new PreviewCounter(plan, options);
  for (const path of paths) {
    try {
      const timelines: Timelines = new Timelines(timelineOptions(plan, budget.packets + 1), (slot, slices) =>
        counter.add(session.report(slot), slices),
      );
      const session: ReplaySession = replaySession(library.program, {
        budget: { ...DEFAULT_BUDGET, ...budget },
        maxFlows: DEFAULT_MAX_FLOWS,
        seed: (Math.random() * 2 ** 32) >>> 0,
        children: true,
        reassemble: true,
        observer: timelines,
        ...(applications === undefined ? {} : { applications }),
      });
      const reason = readInto(path, session, (read, size) => onProgress(path, read, size));
      for (const slot of session.flows.slots()) counter.add(session.report(slot), timelines.slices(slot));
      const fault = captureFault(path, { reason, counters: session.counters() });
      if (fault !== undefined) faults.push(fault);
    } catch (error) {
      if (!(error instanceof Layer7Error)) throw error;
      faults.push(diagnosticOf(error));
    }
  }
  return { preview: counter.result(), faults };
}
