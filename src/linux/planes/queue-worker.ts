/**
 * A worker of the queue plane: the process that names connections. It inherits the socket of one queue from
 * the supervisor and does as it is told over IPC (`queue-protocol.ts`). It holds nothing that would be
 * missed: when it dies, the supervisor lets its packets go and starts another.
 *
 * Should the supervisor be gone instead, the worker is the last owner of the socket: it tells the kernel to
 * queue nothing more, answers what is held, and ends.
 *
 * This file is an entry point; importing it starts a worker.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Application } from '../../core/applications/model.ts';
import { type Budget, checkBudget } from '../../core/classify/budget.ts';
import { unpackProgram } from '../../core/classify/program.ts';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import { makeBlocking, send, type Watch, watchReadable } from '../ffi/libc.ts';
import { markField } from '../netfilter/mark-field.ts';
import { reconfigureQueue } from '../netlink/queue-messages.ts';
import { applicationNames } from './application-names.ts';
import { QueueFlows } from './queue-flows.ts';
import { QueueLoop } from './queue-loop.ts';
import type { QueueNames } from './queue-names.ts';
import {
  copyRangeFor,
  createWorkerCounters,
  type FromWorker,
  HEARTBEAT_INTERVAL,
  type ProgramFile,
  type RecordWish,
  type ToWorker,
  WORKER_SOCKET_FD,
  type WorkerConfig,
} from './queue-protocol.ts';
import { QueueRecording } from './queue-recording.ts';
import { rehearse } from './rehearsal.ts';

/** Length of a queue that holds nothing: every packet goes on at once, because the queue fails open. */
const NOTHING_HELD = 0;

/** Milliseconds for which a busy loop waits for the next packet: so long that most come within. */
const PATIENCE = 2;

class QueueWorker {
  readonly #config: WorkerConfig;
  readonly #counters = createWorkerCounters();
  readonly #flows: QueueFlows;
  readonly #loop: QueueLoop;
  #budget: Budget;
  #watch: Watch | undefined;
  #recording: QueueRecording | undefined;
  #beats = 0;
  /** Packets before the last heartbeat. */
  #packetsBefore = 0;
  /** The supervisor has not taken the last heartbeat yet: it is stopped, or held up. */
  #isBeatOut = false;

  constructor(config: WorkerConfig) {
    this.#config = config;
    this.#budget = budgetOf(config.packets, config.bytes);
    const field = markField(config.mask, config.seen);
    this.#flows = new QueueFlows({
      ...loadNames(config.program),
      field,
      budget: this.#budget,
      capacity: config.capacity,
      seed: crypto.getRandomValues(new Uint32Array(1))[0],
      counters: this.#counters,
    });
    this.#loop = new QueueLoop({
      fd: WORKER_SOCKET_FD,
      config,
      field,
      flows: this.#flows,
      counters: this.#counters,
      clock: monotonicSeconds,
      calendar: () => Math.floor(Date.now() / 1000),
      onHelper: (decision) => say({ type: 'helper', decision }),
    });
    this.#rehearse();
    setInterval(() => this.#beat(), HEARTBEAT_INTERVAL);
  }

  start(): void {
    if (this.#watch !== undefined) return;
    this.#watch = watchReadable(WORKER_SOCKET_FD, () => this.#loop.run());
    makeBlocking(WORKER_SOCKET_FD, PATIENCE);
  }

  reload(request: number, file: ProgramFile): void {
    try {
      this.#flows.swap(loadNames(file), monotonicSeconds());
      this.#loop.generation = file.generation;
      say({ type: 'reloaded', request });
    } catch (error) {
      say({ type: 'refused', request, diagnostic: diagnosticOf(error) });
    }
  }

  setBudget(packets: number, bytes: number): void {
    this.#budget = budgetOf(packets, bytes);
    this.#flows.setBudget(this.#budget);
    this.#loop.setBytes(bytes);
    this.#reconfigure(this.#config.maxLength);
  }

  forgetEnded(records: Uint8Array): void {
    this.#flows.forgetEnded(records);
  }

  snapshot(request: number, limit: number): void {
    say({ type: 'flows', request, flows: this.#flows.undecided(limit) });
  }

  record(wish: RecordWish): void {
    this.#recording?.end();
    this.#recording = new QueueRecording(this.#flows, wish, this.#budget, (connection) =>
      say({ type: 'recorded', connection }),
    );
  }

  unrecord(request: number): void {
    this.#recording?.end();
    this.#recording = undefined;
    say({ type: 'unrecorded', request });
  }

  /** Answers everything that is held, lets the kernel queue no more, and ends the process. */
  stop(): void {
    this.#reconfigure(NOTHING_HELD);
    while (!this.#loop.run()) {}
    this.#watch?.close();
    process.exit(0);
  }

  /** On the very objects that will do the work, since the compiler knows them by identity. */
  #rehearse(): void {
    rehearse(this.#loop, this.#config.mask);
    this.#loop.reset();
    this.#flows.clear();
    Object.assign(this.#counters, createWorkerCounters());
  }

  #reconfigure(maxLength: number): void {
    const copyRange = copyRangeFor(this.#budget.bytes);
    const message = reconfigureQueue({ number: this.#config.queue, copyRange, maxLength });
    send(WORKER_SOCKET_FD, message, message.length, 0);
  }

  #sayLate(): void {
    const late = this.#flows.takeLate();
    if (late.length === 0) return;
    const when = { time: Date.now(), generation: this.#loop.generation };
    say({ type: 'late', decisions: late.map((decision) => ({ ...decision, ...when })) });
  }

  #beat(): void {
    this.#beats++;
    const { packets } = this.#counters;
    this.#loop.waits = packets - this.#packetsBefore >= HEARTBEAT_INTERVAL / PATIENCE;
    this.#packetsBefore = packets;
    if (this.#beats % (1000 / HEARTBEAT_INTERVAL) === 0) {
      this.#flows.tick(monotonicSeconds());
      this.#sayLate();
      this.#counters.memory = process.memoryUsage.rss();
    }
    if (this.#isBeatOut) return;
    this.#isBeatOut = true;
    const heartbeat = { counters: this.#counters, decisions: this.#loop.log.take() };
    say({ type: 'heartbeat', ...heartbeat }, () => {
      this.#isBeatOut = false;
    });
  }
}

function monotonicSeconds(): number {
  return Math.floor(performance.now() / 1000);
}

function budgetOf(packets: number, bytes: number): Budget {
  return checkBudget({ packets, bytes, countsPackets: false });
}

/** @throws Layer7Error when a file cannot be read or is not what it should be. */
function loadNames({ path, ids, applications }: ProgramFile): QueueNames {
  // A copy of its own: the file's bytes must begin at a multiple of 8 of their buffer.
  const program = unpackProgram(new Uint8Array(readFileSync(path)));
  if (applications === undefined) return { program, ids };
  const known = JSON.parse(readFileSync(applications.path, 'utf8')) as Application[];
  return { program, ids, applications: { names: applicationNames(known), ids: applications.ids } };
}

function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof Layer7Error) return error.diagnostic;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'WORKER_FAILED', kind: 'internal', message };
}

/** `done` is called when the message has left this process. */
function say(message: FromWorker, done = (): void => {}): void {
  // An error means that the supervisor is gone; `disconnect` deals with that.
  process.send?.(message, done);
}

let worker: QueueWorker | undefined;

function obey(message: ToWorker): void {
  switch (message.type) {
    case 'configure':
      configure(message.config);
      break;
    case 'start':
      worker?.start();
      break;
    case 'reload':
      worker?.reload(message.request, message.program);
      break;
    case 'budget':
      worker?.setBudget(message.packets, message.bytes);
      break;
    case 'ended':
      worker?.forgetEnded(message.records);
      break;
    case 'snapshot':
      worker?.snapshot(message.request, message.limit);
      break;
    case 'record':
      worker?.record(message.wish);
      break;
    case 'unrecord':
      worker?.unrecord(message.request);
      break;
    case 'stop':
      worker?.stop();
      break;
  }
}

function configure(config: WorkerConfig): void {
  try {
    worker = new QueueWorker(config);
    say({ type: 'ready' });
  } catch (error) {
    say({ type: 'failed', diagnostic: diagnosticOf(error) });
  }
}

function main(): void {
  // Starting, stopping and reloading are the supervisor's business.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGTSTP'] as const) process.on(signal, () => {});
  process.on('uncaughtException', (error) => {
    process.send?.({ type: 'failed', diagnostic: diagnosticOf(error) }, () => process.exit(1));
  });
  process.on('message', (message) => obey(message as ToWorker));
  process.on('disconnect', () => {
    if (worker === undefined) process.exit(0);
    worker.stop();
  });
}

main();
