/**
 * Programs that the lab runs, in a network namespace or in the machine's own: short ones that are awaited
 * (`run`), and servers that stay (`Child`).
 *
 * A namespace is entered with `nsenter --net=FILE`, which becomes the program by exec, so the pid that we
 * know is the program's own, and which leaves mounts alone (`ip netns exec` mounts another /sys and hides
 * /sys/fs/bpf). Every child leads a process group of its own and is ended as a group, so that a server's
 * workers go with it. No shell reads any argument.
 */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

import { Layer7Error } from '../../core/errors.ts';

export interface RunOptions {
  /** Name of a network namespace below /run/netns; the machine's own when absent. */
  readonly namespace?: string;
  readonly input?: string | Uint8Array;
  /** Milliseconds after which the program is killed. */
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** What a program left behind. `status` is null when a signal ended it. */
export interface Finished {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const DEFAULT_TIMEOUT = 30_000;
const LARGEST_OUTPUT = 64 << 20;
const PROGRAM_NEXT = 'install the package that has it: "layer7 lab --install" brings all that the lab needs';

/** The argument vector that runs `argv` inside a namespace. */
export function inside(namespace: string | undefined, argv: readonly string[]): readonly string[] {
  return namespace === undefined ? argv : ['nsenter', `--net=/run/netns/${namespace}`, '--', ...argv];
}

/**
 * Runs a program to its end and returns what it left, whatever its status.
 * Throws `LAB_PROGRAM_MISSING` when it cannot be started at all.
 */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const [file, ...args] = inside(options.namespace, argv);
  return new Promise((resolve, reject) => {
    const child = execFile(
      file!,
      args,
      {
        encoding: 'utf8',
        timeout: options.timeout ?? DEFAULT_TIMEOUT,
        killSignal: 'SIGKILL',
        maxBuffer: LARGEST_OUTPUT,
        env: { ...process.env, ...options.env },
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      },
      (error, stdout, stderr) => {
        if (error !== null && child.pid === undefined) {
          reject(
            new Layer7Error({
              code: 'LAB_PROGRAM_MISSING',
              kind: 'environment',
              message: `${file} could not be started`,
              given: argv.join(' '),
              cause: error.message,
              next: PROGRAM_NEXT,
            }),
          );
        } else resolve({ status: child.exitCode, signal: child.signalCode, stdout, stderr });
      },
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** Like `run`, but a status other than 0 is an error (`LAB_COMMAND_FAILED`) that carries the program's words. */
export async function mustRun(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const finished = await run(argv, options);
  if (finished.status === 0) return finished.stdout;
  throw new Layer7Error({
    code: 'LAB_COMMAND_FAILED',
    kind: 'environment',
    message: `${argv[0]} ended with ${finished.signal ?? `status ${finished.status}`}`,
    given: argv.join(' '),
    cause: (finished.stderr || finished.stdout).trim().slice(-2000),
    next: 'see what the program said; the same command can be tried by hand',
  });
}

/** Is there a process with this id? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export interface ChildOptions extends Omit<RunOptions, 'timeout' | 'input'> {
  /** File that receives both output streams. */
  readonly log: string;
}

/** A program that stays until it is ended. */
export class Child {
  readonly name: string;
  readonly log: string;
  readonly #process: ChildProcess;

  private constructor(name: string, log: string, child: ChildProcess) {
    this.name = name;
    this.log = log;
    this.#process = child;
  }

  /** Starts a program in a process group of its own. Throws `LAB_PROGRAM_MISSING`. */
  static async start(argv: readonly string[], options: ChildOptions): Promise<Child> {
    const [file, ...args] = inside(options.namespace, argv);
    const log = openSync(options.log, 'a');
    const child = spawn(file!, args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    closeSync(log);
    const started = new Child(argv[0]!, options.log, child);
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw new Layer7Error({
        code: 'LAB_PROGRAM_MISSING',
        kind: 'environment',
        message: `${argv[0]} could not be started`,
        given: argv.join(' '),
        cause: (error as Error).message,
        next: PROGRAM_NEXT,
      });
    }
    child.on('error', () => {});
    return started;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Exit status, or null while it runs or when a signal ended it. */
  get status(): number | null {
    return this.#process.exitCode;
  }

  /** The end of what it printed. */
  said(): string {
    return readFileSync(this.log, 'utf8').slice(-4000);
  }

  /** Sends a signal to the whole group; no error when it is gone already. */
  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The group ended before the signal.
    }
  }

  /** Resolves when the program has ended. */
  async ended(): Promise<void> {
    if (this.running) await once(this.#process, 'exit');
  }

  /** Asks with SIGTERM, and after `patience` milliseconds insists with SIGKILL. Idempotent. */
  async end(patience = 3000): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), patience);
    await this.ended();
    clearTimeout(timer);
    this.signal('SIGKILL');
  }
}
