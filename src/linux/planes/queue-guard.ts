/**
 * Keeps one queue served. At any time either a worker reads it or the stand-in does:
 *
 * ```
 *            ready                    silent, or gone
 *  STAND-IN ───────▶ WORKER ───────────────────────────▶ STAND-IN ─▶ …
 *     ▲ a worker is started, at once the first time, later with growing pauses
 * ```
 *
 * A worker is hung when its pulse has stopped for `hangAfter` milliseconds; it is killed, being our child.
 * The packets that it held go on at once. Every such change is counted.
 */
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import {
  copyRangeFor,
  createWorkerCounters,
  type FromWorker,
  HEARTBEAT_INTERVAL,
  type RecordWish,
  type ToWorker,
  type WorkerConfig,
  type WorkerCounters,
} from './queue-protocol.ts';
import type { QueueSocket } from './queue-socket.ts';
import { StandIn } from './stand-in.ts';
import { WorkerProcess } from './worker-process.ts';

/** Pauses before a worker is started again, in milliseconds: 0, 100, 200, … up to the longest. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;
/** A worker that has served for so long had a good start: pauses begin anew. */
const GOOD_START = 10_000;
/** Workers that may die before one has ever served, until the start counts as failed. */
const START_ATTEMPTS = 3;
/** How long a worker may take from its start until it is ready. */
const START_TIMEOUT = 15_000;
/** Number of a request whose answer nobody waits for. */
const NOBODY = 0;
/** How long a worker may take to drain its queue when it is told to stop. */
const STOP_TIMEOUT = 2000;

/** Something that went wrong and was dealt with, for the log. */
export interface Incident {
  readonly queue: number;
  readonly event: 'worker-hung' | 'worker-gone' | 'worker-failed' | 'worker-ready';
  readonly pid: number | undefined;
  readonly detail: string;
}

export interface GuardOptions {
  /** Milliseconds of silence after which a worker counts as hung. */
  readonly hangAfter: number;
  /** Folder for compiled sources: see `WorkerProcess`. */
  readonly compileCache: string | undefined;
}

export interface GuardHandlers {
  /** Everything that the worker says but what concerns the guard alone. */
  onMessage(message: FromWorker): void;
  onIncident(incident: Incident): void;
  /** The worker that served answers nothing any more. */
  onStandDown(): void;
}

export class QueueGuard {
  /** Workers that hung, that went by themselves, and that were started. */
  hung = 0;
  gone = 0;
  started = 0;
  readonly #socket: QueueSocket;
  readonly #standIn: StandIn;
  readonly #handlers: GuardHandlers;
  readonly #options: GuardOptions;
  #config: WorkerConfig;
  /** What the present worker has been told of it. */
  #told: WorkerConfig;
  /** Connections whose first packets somebody wants, whichever worker serves. */
  #wish: RecordWish | undefined;
  #worker: WorkerProcess | undefined;
  #isServing = false;
  #isClosing = false;
  #servingSince = 0;
  #failures = 0;
  #respawn: NodeJS.Timeout | undefined;
  #lastTick = performance.now();
  /** Sums of the workers before the present one, and its latest counters. */
  readonly #past = createWorkerCounters();
  #present = createWorkerCounters();
  #first = Promise.withResolvers<void>();
  #next = Promise.withResolvers<void>();
  #closed = Promise.withResolvers<void>();

  constructor(socket: QueueSocket, config: WorkerConfig, options: GuardOptions, handlers: GuardHandlers) {
    this.#socket = socket;
    this.#config = config;
    this.#told = config;
    this.#options = options;
    this.#handlers = handlers;
    this.#standIn = new StandIn(socket, config.mask, config.seen);
  }

  /** Process of the worker that serves the queue now. */
  get pid(): number | undefined {
    return this.#isServing ? this.#worker?.pid : undefined;
  }

  /** Packets that the stand-in has let go. */
  get released(): number {
    return this.#standIn.released;
  }

  /**
   * Resolves when the first worker serves the queue.
   * @throws Layer7Error what the worker says when it cannot start.
   */
  start(): Promise<void> {
    this.#standIn.start();
    this.#spawn();
    return this.#first.promise;
  }

  /** Resolves when a worker serves; after `patience` milliseconds also without one. */
  async serving(patience: number): Promise<void> {
    const given = Promise.withResolvers<void>();
    const timer = setTimeout(given.resolve, patience);
    await Promise.race([this.#next.promise, given.promise]);
    clearTimeout(timer);
  }

  /** Program and budget from now on, whichever worker serves. */
  reconfigure(change: Partial<Pick<WorkerConfig, 'program' | 'packets' | 'bytes'>>): void {
    this.#config = { ...this.#config, ...change };
    if (this.#isServing) this.#catchUp();
  }

  /** Has the worker, and those after it, keep the first packets of these connections; `undefined` ends that. */
  record(wish: RecordWish | undefined): void {
    this.#wish = wish;
    if (wish !== undefined) this.send({ type: 'record', wish });
  }

  /** False when no worker is there to hear it. */
  send(message: ToWorker): boolean {
    if (!this.#isServing || this.#worker === undefined) return false;
    if (message.type === 'reload') this.#told = { ...this.#told, program: message.program };
    this.#worker.send(message);
    return true;
  }

  /** Tells the worker what has changed since it was started. */
  #catchUp(): void {
    const { program, packets, bytes } = this.#config;
    if (this.#told.program !== program) this.send({ type: 'reload', request: NOBODY, program });
    if (this.#told.packets !== packets || this.#told.bytes !== bytes) {
      this.send({ type: 'budget', packets, bytes });
    }
    this.#told = this.#config;
  }

  /** Sums of all workers of this queue; gauges of the present one. */
  counters(): WorkerCounters {
    const sum = addCounters(this.#past, this.#present);
    sum.flows = this.#isServing ? this.#present.flows : 0;
    sum.memory = this.#isServing ? this.#present.memory : 0;
    return sum;
  }

  /** To be called every HEARTBEAT_INTERVAL: looks whether the worker still has a pulse. */
  tick(): void {
    const now = performance.now();
    const wasAway = now - this.#lastTick > 3 * HEARTBEAT_INTERVAL;
    this.#lastTick = now;
    const worker = this.#worker;
    if (worker === undefined || !worker.isAlive) return;
    // Pulses that came while this process itself was held up are still in the channel.
    if (wasAway) worker.excuse();
    if (worker.silence() <= (this.#isServing ? this.#options.hangAfter : START_TIMEOUT)) return;
    this.hung++;
    this.#tell('worker-hung', `silent for ${Math.round(worker.silence())} ms`);
    this.#standDown();
    worker.kill();
  }

  /** Ends the worker once it has drained the queue; nothing is held afterwards. Idempotent. */
  async close(): Promise<void> {
    if (this.#isClosing) return this.#closed.promise;
    this.#isClosing = true;
    clearTimeout(this.#respawn);
    this.#rejectStart(
      new Layer7Error({
        code: 'QUEUE_CLOSED',
        kind: 'environment',
        message: 'the queue was closed before its worker was ready',
        next: 'start the daemon again',
      }),
    );
    if (!this.send({ type: 'stop' })) this.#worker?.kill();
    const impatience = setTimeout(() => this.#worker?.kill(), STOP_TIMEOUT);
    if (this.#worker === undefined || !this.#worker.isAlive) this.#closed.resolve();
    await this.#closed.promise;
    clearTimeout(impatience);
    this.#standIn.stop();
    this.#socket.reconfigure(copyRangeFor(this.#config.bytes), 0);
    this.#standIn.releaseNow();
  }

  #spawn(): void {
    this.started++;
    this.#present = createWorkerCounters();
    this.#told = this.#config;
    const worker = new WorkerProcess(this.#socket.fd, this.#config, this.#options.compileCache, {
      onMessage: (message) => {
        if (worker === this.#worker) this.#hear(message);
      },
      onExit: (reason) => {
        if (worker === this.#worker) this.#bury(reason);
      },
    });
    this.#worker = worker;
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#standIn.stop();
        this.#isServing = true;
        this.#servingSince = performance.now();
        this.#catchUp();
        this.record(this.#wish);
        this.#worker?.send({ type: 'start' });
        this.#tell('worker-ready', 'serves the queue');
        this.#first.resolve();
        this.#next.resolve();
        break;
      case 'failed':
        this.#fail(message.diagnostic);
        break;
      case 'heartbeat':
        this.#present = message.counters;
        break;
      default:
        break;
    }
    this.#handlers.onMessage(message);
  }

  /** The worker says that it cannot go on. */
  #fail(diagnostic: Diagnostic): void {
    this.#tell('worker-failed', diagnostic.message);
    this.#rejectStart(new Layer7Error(diagnostic));
    this.#standDown();
    this.#worker?.kill();
  }

  #bury(reason: string): void {
    if (this.#isClosing) {
      this.#closed.resolve();
      return;
    }
    this.gone++;
    this.#tell('worker-gone', reason);
    if (this.#isServing && performance.now() - this.#servingSince > GOOD_START) this.#failures = 0;
    this.#standDown();
    // Whatever it took between standing down and its end.
    this.#socket.requeueHeld();
    for (const name of counterNames) this.#past[name] += this.#present[name];
    this.#present = createWorkerCounters();
    this.#worker = undefined;
    if (this.#failures + 1 >= START_ATTEMPTS) this.#rejectStart(startFailed(reason));
    const pause = this.#failures === 0 ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
    this.#failures++;
    this.#respawn = setTimeout(() => this.#spawn(), pause);
  }

  /** Without effect once a worker has served. */
  #rejectStart(error: Layer7Error): void {
    this.#first.promise.catch(() => {});
    this.#first.reject(error);
  }

  #standDown(): void {
    if (this.#isServing) this.#next = Promise.withResolvers();
    this.#isServing = false;
    this.#standIn.start();
    this.#handlers.onStandDown();
  }

  #tell(event: Incident['event'], detail: string): void {
    this.#handlers.onIncident({ queue: this.#socket.number, event, pid: this.#worker?.pid, detail });
  }
}

function startFailed(reason: string): Layer7Error {
  return new Layer7Error({
    code: 'WORKER_CANNOT_START',
    kind: 'environment',
    message: `the worker of the queue plane ends before it is ready (${reason})`,
    next: 'read what it said on standard error',
  });
}

const counterNames = Object.keys(createWorkerCounters()) as (keyof WorkerCounters)[];

/** The sum of two sets of counters. */
export function addCounters(a: WorkerCounters, b: WorkerCounters): WorkerCounters {
  const sum = createWorkerCounters();
  for (const name of counterNames) sum[name] = a[name] + b[name];
  return sum;
}
