/**
 * The queue plane behind the interface that all planes share: supervisor and workers in the network
 * namespace of this process. The rules that send packets to the queues are not its business; they must be
 * there for anything to come.
 */
import type { FlowReport } from '../../core/classify/flow-report.ts';
import type { MarkNames } from '../netfilter/mark-field.ts';
import type { Counters, Plane } from './plane.ts';
import { DECISION_RECORD, decodeDecisions } from './queue-decisions.ts';
import { addCounters } from './queue-guard.ts';
import { createWorkerCounters } from './queue-protocol.ts';
import { QueueSupervisor, type QueueSupervisorOptions } from './queue-supervisor.ts';

/** Decisions kept for `flows` at least; of more, the oldest go. */
const KEPT_DECISIONS = 10_000;

export interface QueuePlaneOptions extends Omit<QueueSupervisorOptions, 'onDecisions'> {
  /** The names that a mark stands for. */
  readonly namesOf: (mark: number) => MarkNames;
}

export class QueuePlane implements Plane {
  readonly name = 'queue';
  readonly supervisor: QueueSupervisor;
  readonly #namesOf: (mark: number) => MarkNames;
  /** Blocks of records as they came, oldest first: decoded only when somebody asks. */
  readonly #decisions: Uint8Array[] = [];
  #decisionBytes = 0;
  #undecided: readonly FlowReport[] = [];
  #ended = Promise.withResolvers<void>();

  /** @throws as `QueueSupervisor` */
  constructor(options: QueuePlaneOptions) {
    this.#namesOf = options.namesOf;
    this.supervisor = new QueueSupervisor({ ...options, onDecisions: (records) => this.#keep(records) });
  }

  /** Resolves when all workers serve. */
  start(): Promise<void> {
    return this.supervisor.start();
  }

  /** Runs until `close` is called. */
  async run(): Promise<void> {
    await this.start();
    await this.#ended.promise;
  }

  /** Asks the workers for the connections that are undecided, which `flows` then includes. */
  async refresh(): Promise<void> {
    this.#undecided = await this.supervisor.undecided();
  }

  /** The latest decisions, and the undecided connections as of the last `refresh`. */
  *flows(): Iterable<FlowReport> {
    for (const records of this.#decisions) yield* decodeDecisions(records, this.#namesOf);
    yield* this.#undecided;
  }

  counters(): Counters {
    const reports = this.supervisor.report();
    const sum = reports.map((report) => report.counters).reduce(addCounters, createWorkerCounters());
    return {
      ...sum,
      held: reports.reduce((total, report) => total + report.held, 0),
      dropped: reports.reduce((total, report) => total + report.dropped, 0),
      released: reports.reduce((total, report) => total + report.released, 0),
      workersHung: reports.reduce((total, report) => total + report.workersHung, 0),
      workersGone: reports.reduce((total, report) => total + report.workersGone, 0),
    };
  }

  async close(): Promise<void> {
    await this.supervisor.close();
    this.#ended.resolve();
  }

  #keep(records: Uint8Array): void {
    this.#decisions.push(records);
    this.#decisionBytes += records.length;
    while (this.#decisionBytes - this.#decisions[0].length >= KEPT_DECISIONS * DECISION_RECORD) {
      this.#decisionBytes -= this.#decisions[0].length;
      this.#decisions.shift();
    }
  }
}
