/**
 * The database in a thread of its own: a slow disk then holds up neither the daemon's watch over its workers
 * nor its control socket. This file is both ends.
 *
 * A minute that cannot be written is lost and counted, and said once until it works again; the next minute
 * is another attempt. While the thread is behind, a bounded number of minutes wait.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { AccountRow } from '../../core/accounting/row.ts';
import type { Diagnostic } from '../../core/errors.ts';
import { diagnosticOf } from '../log.ts';
import { AccountDatabase, type DatabaseOptions, reasonToSetAside, unwritable } from './account-database.ts';

/** Minutes that may wait for the thread. */
const MOST_WAITING = 10;
/** How long the end waits for the last minute, in milliseconds. */
const LAST_PATIENCE = 10_000;

type Task = { readonly start: number; readonly rows: readonly AccountRow[] } | 'close';

interface Answer {
  readonly notes: readonly string[];
  readonly failure?: Diagnostic;
  readonly shrunk: number;
}

/** Hears what people should know. */
export interface WriterEvents {
  note(message: string): void;
  failure(diagnostic: Diagnostic): void;
}

export class AccountWriter {
  /** Minutes that are in the database. */
  written = 0;
  /** Minutes that could not be written. */
  lost = 0;
  /** Times that rows had to go before their age. */
  shrunk = 0;
  readonly #options: DatabaseOptions;
  readonly #events: WriterEvents;
  #thread: Worker | undefined;
  #waiting = 0;
  #isFailing = false;
  #ended = Promise.withResolvers<void>();

  constructor(options: DatabaseOptions, events: WriterEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Hands over the rows of a minute; returns at once. */
  write(start: number, rows: readonly AccountRow[]): void {
    if (this.#waiting >= MOST_WAITING) {
      this.lost++;
      return;
    }
    this.#waiting++;
    this.#post({ start, rows });
  }

  /** Resolves when all that was handed over is in the database, or cannot be. */
  async close(): Promise<void> {
    if (this.#thread === undefined) return;
    this.#post('close');
    const patience = setTimeout(() => this.#ended.resolve(), LAST_PATIENCE);
    await this.#ended.promise;
    clearTimeout(patience);
    await this.#thread?.terminate();
    this.#thread = undefined;
  }

  #post(task: Task): void {
    this.#thread ??= this.#start();
    this.#thread.postMessage(task);
  }

  #start(): Worker {
    const thread = new Worker(new URL(import.meta.url), { workerData: this.#options });
    this.#ended = Promise.withResolvers();
    thread.on('message', (answer: Answer) => this.#hear(answer));
    thread.on('error', (error) => this.#fail(diagnosticOf(error)));
    thread.on('exit', () => {
      this.lost += this.#waiting;
      this.#waiting = 0;
      this.#thread = undefined;
      this.#ended.resolve();
    });
    return thread;
  }

  #hear({ notes, failure, shrunk }: Answer): void {
    this.#waiting--;
    this.shrunk = shrunk;
    for (const note of notes) this.#events.note(note);
    if (failure !== undefined) {
      this.lost++;
      this.#fail(failure);
      return;
    }
    this.written++;
    if (this.#isFailing) this.#events.note('the accounts are being written again');
    this.#isFailing = false;
  }

  #fail(diagnostic: Diagnostic): void {
    if (!this.#isFailing) this.#events.failure(diagnostic);
    this.#isFailing = true;
  }
}

/** The thread's end. */
class Writing {
  readonly #options: DatabaseOptions;
  #database: AccountDatabase | undefined;
  /** Of the databases before the present one. */
  #shrunkBefore = 0;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  write(start: number, rows: readonly AccountRow[]): Answer {
    const notes: string[] = [];
    for (let attempt = 0; ; attempt++) {
      try {
        const database = this.#open(notes);
        database.write(start, rows);
        return { notes, shrunk: this.#shrunkBefore + database.shrunk };
      } catch (error) {
        this.close();
        // Opened anew, a damaged file is set aside.
        if (reasonToSetAside(error) !== undefined && attempt === 0) continue;
        const failure = unwritable(this.#options.path, error).diagnostic;
        return { notes, failure, shrunk: this.#shrunkBefore };
      }
    }
  }

  #open(notes: string[]): AccountDatabase {
    if (this.#database === undefined) {
      this.#database = AccountDatabase.open(this.#options, Date.now());
      notes.push(...this.#database.notes);
    }
    return this.#database;
  }

  close(): void {
    this.#shrunkBefore += this.#database?.shrunk ?? 0;
    this.#database?.close();
    this.#database = undefined;
  }
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const writing = new Writing(workerData as DatabaseOptions);
  port.on('message', (task: Task) => {
    if (task !== 'close') {
      port.postMessage(writing.write(task.start, task.rows));
      return;
    }
    writing.close();
    port.close();
  });
}
