/**
 * The queue plane's first half: holds the queues of a network namespace and sees to it that each is served.
 * It never looks at a packet. Patterns, budget and forgotten connections are handed on to the workers; what
 * they decide and count comes back here.
 *
 * How much is held. Packets wait in the socket's buffer until a worker reads them, and that buffer is what
 * fills first: it is smaller, in packets, than the queue's length. So a packet too many always finds the
 * socket full, takes an id with it and goes on unlooked at (fail-open), and the gap in the ids counts it.
 * A queue that filled up first would let it pass uncounted.
 */
import { checkBudget } from '../../core/classify/budget.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import { Layer7Error } from '../../core/errors.ts';
import { parseFlowFilter } from '../../core/workbench/flow-filter.ts';
import type { Trace } from '../netlink/connection.ts';
import type { Decision, HelperDecision } from './queue-decisions.ts';
import { type GuardHandlers, type Incident, QueueGuard } from './queue-guard.ts';
import {
  copyRangeFor,
  type FromWorker,
  HEARTBEAT_INTERVAL,
  type ProgramFile,
  type RecordedConnection,
  type RecordWish,
  type ToWorker,
  type WorkerCounters,
} from './queue-protocol.ts';
import { QueueSocket } from './queue-socket.ts';
import { readQueues } from './queue-status.ts';

/** Defaults of `QueueSupervisorOptions`. */
export const QUEUE_DEFAULTS = {
  capacity: 131_072,
  receiveBuffer: 4 << 20,
  maxLength: 16_384,
  hangAfter: 1000,
  decisionLog: 4096,
} as const;

/** How long a worker may take to answer a request, in milliseconds. */
const ANSWER_TIMEOUT = 5000;

export interface QueueSupervisorOptions {
  readonly firstQueue: number;
  /** Queues, and workers: one for each. */
  readonly queues: number;
  readonly program: ProgramFile;
  readonly packets: number;
  readonly bytes: number;
  /** Bits of the packet mark that are ours: the field, and the bit "back from the daemon". */
  readonly mask: number;
  readonly seen: number;
  /** Ids of protocols with a conntrack helper. */
  readonly helperIds?: readonly number[];
  /** Undecided connections that a worker keeps at most. */
  readonly capacity?: number;
  /** Room for packets not read yet, per queue, in bytes as setsockopt(2) takes it. */
  readonly receiveBuffer?: number;
  /** Packets held at most, per queue. */
  readonly maxLength?: number;
  /** Milliseconds of silence after which a worker counts as hung. */
  readonly hangAfter?: number;
  /** Decisions told per worker and heartbeat. */
  readonly decisionLog?: number;
  /** Folder in which workers keep compiled sources, to start faster and smaller; ours alone to write. */
  readonly compileCache?: string;
  /** Records of `queue-decisions.ts`. */
  readonly onDecisions?: (records: Uint8Array) => void;
  readonly onHelper?: (decision: HelperDecision) => void;
  /** Connections whose mark is to be set in conntrack: nothing else will. */
  readonly onLate?: (decisions: readonly Decision[]) => void;
  readonly onIncident?: (incident: Incident) => void;
  readonly trace?: Trace;
}

/** One queue and its worker. */
export interface QueueReport {
  readonly queue: number;
  /** Process of its worker; absent while the stand-in serves. */
  readonly pid?: number;
  readonly workersStarted: number;
  readonly workersHung: number;
  readonly workersGone: number;
  /** Packets let go unlooked at while there was no worker. */
  readonly released: number;
  /** Packets held at this moment. */
  readonly held: number;
  /** Dropped by the kernel; 0 as long as the queue fails open. */
  readonly dropped: number;
  readonly counters: WorkerCounters;
}

/** A request that a worker has not answered yet. */
interface Pending {
  readonly queue: number;
  /** Undefined: the worker is gone. */
  readonly resolve: (message: FromWorker | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export class QueueSupervisor {
  readonly #options: QueueSupervisorOptions;
  readonly #sockets: QueueSocket[] = [];
  readonly #guards: QueueGuard[] = [];
  readonly #requests = new Map<number, Pending>();
  #program: ProgramFile;
  #nextRequest = 1;
  #onRecorded: ((connection: RecordedConnection) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Opens and binds the queues, in the network namespace of this process. All or none.
   * @throws Layer7Error `QUEUE_HELD`, `BUDGET_OUT_OF_RANGE`; OpError.
   */
  constructor(options: QueueSupervisorOptions) {
    checkBudget({ packets: options.packets, bytes: options.bytes, countsPackets: false });
    this.#options = options;
    this.#program = options.program;
    try {
      for (let i = 0; i < options.queues; i++) {
        this.#sockets.push(
          new QueueSocket({
            number: options.firstQueue + i,
            copyRange: copyRangeFor(options.bytes),
            maxLength: options.maxLength ?? QUEUE_DEFAULTS.maxLength,
            receiveBuffer: options.receiveBuffer ?? QUEUE_DEFAULTS.receiveBuffer,
            trace: options.trace,
          }),
        );
      }
    } catch (error) {
      for (const socket of this.#sockets) socket.close();
      throw error;
    }
  }

  /**
   * Starts the workers; resolves when all serve. Until then packets pass as undecided.
   * @throws Layer7Error what a worker says when it cannot start. Everything is given back then.
   */
  async start(): Promise<void> {
    for (const socket of this.#sockets) this.#guards.push(this.#guard(socket));
    this.#timer = setInterval(() => {
      for (const guard of this.#guards) guard.tick();
    }, HEARTBEAT_INTERVAL);
    const starts = await Promise.allSettled(this.#guards.map((guard) => guard.start()));
    const failure = starts.find((start) => start.status === 'rejected');
    if (failure === undefined) return;
    await this.close();
    throw failure.reason;
  }

  /**
   * Puts another program in place in every worker, between two batches. Undecided connections start again
   * with it. When a worker refuses it, all keep the old one. One that ends meanwhile may do so for any reason:
   * its successor is asked again.
   * @throws Layer7Error what the worker says, `WORKER_LOST` or `WORKER_SILENT`; then the old one is in force.
   */
  async reload(program: ProgramFile): Promise<void> {
    try {
      let answers = await this.#askAll((request) => ({ type: 'reload', request, program }));
      if (answers.includes(undefined)) {
        await Promise.all(this.#guards.map((guard) => guard.serving(ANSWER_TIMEOUT)));
        answers = await this.#askAll((request) => ({ type: 'reload', request, program }));
      }
      for (const answer of answers) {
        if (answer === undefined) throw workerLost();
        if (answer.type === 'refused') throw new Layer7Error(answer.diagnostic);
      }
      this.#program = program;
    } finally {
      for (const guard of this.#guards) guard.reconfigure({ program: this.#program });
    }
  }

  /**
   * Changes the budget, at once and for connections under way too. The packets are counted by the kernel's
   * rules, which the caller must change as well.
   * @throws Layer7Error `BUDGET_OUT_OF_RANGE`.
   */
  setBudget(packets: number, bytes: number): void {
    checkBudget({ packets, bytes, countsPackets: false });
    for (const guard of this.#guards) guard.reconfigure({ packets, bytes });
  }

  /** Tells the workers which undecided connections conntrack has forgotten: `ConntrackAccount.takeEnded`. */
  forgetEnded(records: Uint8Array): void {
    if (records.length === 0) return;
    for (const guard of this.#guards) guard.send({ type: 'ended', records });
  }

  /** The undecided connections that the workers know, at most `limit` of each worker. */
  async undecided(limit = 10_000): Promise<FlowReport[]> {
    const answers = await this.#askAll((request) => ({ type: 'snapshot', request, limit }));
    return answers.flatMap((answer) => (answer?.type === 'flows' ? answer.flows : []));
  }

  /**
   * Has the workers keep the first packets of chosen connections; `onRecorded` is given each connection when
   * it is decided, and the rest when `unrecord` is called.
   * @throws Layer7Error `RECORDING_BUSY` when somebody else has asked before; `FLOW_FILTER`.
   */
  record(wish: RecordWish, onRecorded: (connection: RecordedConnection) => void): void {
    parseFlowFilter(wish.filter);
    if (this.#onRecorded !== undefined) {
      throw new Layer7Error({
        code: 'RECORDING_BUSY',
        kind: 'conflict',
        message: 'the first packets of connections are being kept for somebody else already',
        next: 'try again when that has ended',
      });
    }
    this.#onRecorded = onRecorded;
    for (const guard of this.#guards) guard.record(wish);
  }

  /** Ends what `record` began; resolves when everything has been given. */
  async unrecord(): Promise<void> {
    for (const guard of this.#guards) guard.record(undefined);
    try {
      await this.#askAll((request) => ({ type: 'unrecord', request }));
    } finally {
      this.#onRecorded = undefined;
    }
  }

  /** State of each queue. */
  report(): QueueReport[] {
    const statuses = readQueues();
    return this.#guards.map((guard, i) => {
      const number = this.#sockets[i].number;
      const status = statuses.find((one) => one.number === number);
      return {
        queue: number,
        ...(guard.pid === undefined ? {} : { pid: guard.pid }),
        workersStarted: guard.started,
        workersHung: guard.hung,
        workersGone: guard.gone,
        released: guard.released,
        held: status?.held ?? 0,
        dropped: (status?.dropped ?? 0) + (status?.userDropped ?? 0),
        counters: guard.counters(),
      };
    });
  }

  /** Ends the workers; lets every held packet go; gives the queues back. Idempotent. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#guards.map((guard) => guard.close()));
    for (const socket of this.#sockets) socket.close();
    for (const [request, pending] of this.#requests) {
      this.#requests.delete(request);
      pending.reject(unanswered());
    }
  }

  #guard(socket: QueueSocket): QueueGuard {
    const options = this.#options;
    const handlers: GuardHandlers = {
      onMessage: (message) => this.#hear(message),
      onIncident: (incident) => options.onIncident?.(incident),
      onStandDown: () => this.#excuse(socket.number),
    };
    const config = {
      queue: socket.number,
      program: this.#program,
      packets: options.packets,
      bytes: options.bytes,
      maxLength: options.maxLength ?? QUEUE_DEFAULTS.maxLength,
      mask: options.mask,
      seen: options.seen,
      capacity: options.capacity ?? QUEUE_DEFAULTS.capacity,
      helperIds: options.helperIds ?? [],
      decisionLog: options.decisionLog ?? QUEUE_DEFAULTS.decisionLog,
    };
    const { hangAfter = QUEUE_DEFAULTS.hangAfter, compileCache } = options;
    return new QueueGuard(socket, config, { hangAfter, compileCache }, handlers);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'heartbeat':
        if (message.decisions.length > 0) this.#options.onDecisions?.(message.decisions);
        break;
      case 'helper':
        this.#options.onHelper?.(message.decision);
        break;
      case 'late':
        this.#options.onLate?.(message.decisions);
        break;
      case 'recorded':
        this.#onRecorded?.(message.connection);
        break;
      case 'reloaded':
      case 'refused':
      case 'unrecorded':
      case 'flows':
        this.#requests.get(message.request)?.resolve(message);
        break;
      default:
        break;
    }
  }

  /** Nothing is waited for any more from the worker of this queue, which is gone. */
  #excuse(queue: number): void {
    for (const pending of this.#requests.values()) if (pending.queue === queue) pending.resolve(undefined);
  }

  /** Asks every worker that serves, and waits for the answers: undefined from one that goes meanwhile. */
  async #askAll(make: (request: number) => ToWorker): Promise<(FromWorker | undefined)[]> {
    const answers: Promise<FromWorker | undefined>[] = [];
    for (const [index, guard] of this.#guards.entries()) {
      const request = this.#nextRequest++;
      if (!guard.send(make(request))) continue;
      const { promise, resolve, reject } = Promise.withResolvers<FromWorker | undefined>();
      const timer = setTimeout(() => reject(unanswered()), ANSWER_TIMEOUT);
      this.#requests.set(request, { queue: this.#sockets[index].number, resolve, reject });
      answers.push(
        promise.finally(() => {
          clearTimeout(timer);
          this.#requests.delete(request);
        }),
      );
    }
    return await Promise.all(answers);
  }
}

function workerLost(): Layer7Error {
  return new Layer7Error({
    code: 'WORKER_LOST',
    kind: 'environment',
    message: 'two workers, one after the other, ended while they took up the new patterns',
    next: 'see why in the log; fewer patterns may help if memory is short; the old ones stay in force',
  });
}

function unanswered(): Layer7Error {
  return new Layer7Error({
    code: 'WORKER_SILENT',
    kind: 'environment',
    message: 'a worker did not answer in time',
    next: 'try again: a worker that hangs is replaced within seconds',
  });
}
