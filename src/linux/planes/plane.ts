/**
 * A plane is a way for packets to reach the classifier and for names to leave it: a capture that is
 * replayed, NFQUEUE, later an eBPF program. All planes answer to this one interface, and one conformance
 * suite runs on all of them: the same packets give the same verdicts.
 */
import type { FlowReport } from '../../core/classify/flow-report.ts';

/** Named counts of what a plane did and refused; monotonic. */
export type Counters = Readonly<Record<string, number>>;

export interface Plane {
  readonly name: 'replay' | 'queue' | 'kernel';
  /** Runs until the source of packets ends (replay) or `close` is called (live). */
  run(): Promise<void>;
  /** Flows known at this moment. */
  flows(): Iterable<FlowReport>;
  counters(): Counters;
  /** Gives back everything that was taken from the machine. Idempotent. */
  close(): Promise<void>;
}
