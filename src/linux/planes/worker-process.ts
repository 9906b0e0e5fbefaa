/**
 * A worker as the supervisor sees it: a child process with the queue's socket among its descriptors, an IPC
 * channel, and a pulse. It leads a session of its own, so that what stops the supervisor's process group
 * (Ctrl-Z, kill -STOP) leaves one of the two that lets traffic go on. Knows how to start it, talk to it,
 * notice that it hangs, and end it; what to do then is for `queue-guard.ts`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker, WorkerConfig } from './queue-protocol.ts';

/** Flags of the worker's Node: a small heap, since everything large lies outside of it. */
const NODE_FLAGS = ['--max-semi-space-size=2', '--disable-warning=ExperimentalWarning'];

export interface WorkerHandlers {
  onMessage(message: FromWorker): void;
  /** The process is gone; called once. */
  onExit(reason: string): void;
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  #isAlive = true;
  /** When it was last heard of, in the milliseconds of `performance.now`. */
  #lastHeard = performance.now();

  /**
   * Starts a worker that inherits the queue's socket `fd`, and configures it. `compileCache`: folder in which
   * Node keeps compiled sources, by default that of this process; with one, a worker starts in a third of the
   * time and without the memory that the compiler of TypeScript takes. Nobody else may write there.
   */
  constructor(fd: number, config: WorkerConfig, compileCache: string | undefined, handlers: WorkerHandlers) {
    const entry = fileURLToPath(new URL('./queue-worker.ts', import.meta.url));
    const cache = compileCache ?? getCompileCacheDir();
    this.#child = fork(entry, [], {
      execArgv: NODE_FLAGS,
      env: cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: cache },
      serialization: 'advanced',
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc', fd],
    });
    this.#child.on('message', (message) => {
      this.#lastHeard = performance.now();
      handlers.onMessage(message as FromWorker);
    });
    const gone = (reason: string): void => {
      if (!this.#isAlive) return;
      this.#isAlive = false;
      handlers.onExit(reason);
    };
    this.#child.on('exit', (code, signal) => gone(signal === null ? `exit status ${code}` : signal));
    this.#child.on('error', (error) => gone(error.message));
    this.send({ type: 'configure', config });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Milliseconds since it was last heard of. */
  silence(): number {
    return performance.now() - this.#lastHeard;
  }

  /** Forgets a silence that was not its own: the supervisor itself was not listening. */
  excuse(): void {
    this.#lastHeard = performance.now();
  }

  send(message: ToWorker): void {
    // Without a channel the process is going, which `exit` will tell.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** SIGKILL, which a stopped process obeys too. */
  kill(): void {
    if (this.#isAlive) this.#child.kill('SIGKILL');
  }
}
