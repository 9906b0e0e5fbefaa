/**
 * A place in the lab where programs run: one network namespace and one private folder. Servers get their
 * configuration, data and logs below that folder and nothing of the machine's own; whatever was started
 * here is ended by `end`.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Layer7Error } from '../../core/errors.ts';
import { Child, type Finished, mustRun, type RunOptions, run } from './process.ts';

export interface StartOptions {
  /** Ports that must be open before the start counts as done: `tcp/80`, `udp/53`. */
  readonly ready?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const START_PATIENCE = 20_000;
const START_POLL = 25;

export class Host {
  readonly namespace: string | undefined;
  readonly folder: string;
  readonly #children: Child[] = [];

  constructor(namespace: string | undefined, folder: string) {
    this.namespace = namespace;
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  /** Makes a folder below the host's own and returns its path. */
  makeFolder(name: string, mode = 0o755): string {
    const path = this.path(name);
    mkdirSync(path, { recursive: true, mode });
    return path;
  }

  /** Writes a file below the host's own folder and returns its path. */
  write(name: string, content: string | Uint8Array, mode = 0o644): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    return path;
  }

  run(argv: readonly string[], options: Omit<RunOptions, 'namespace'> = {}): Promise<Finished> {
    return run(argv, { cwd: this.folder, ...options, ...this.#place() });
  }

  /** Runs a program that must end with status 0; returns what it printed. Throws `LAB_COMMAND_FAILED`. */
  must(argv: readonly string[], options: Omit<RunOptions, 'namespace'> = {}): Promise<string> {
    return mustRun(argv, { cwd: this.folder, ...options, ...this.#place() });
  }

  /**
   * Starts a program that stays, and waits until its ports are open. Throws `LAB_SERVER_FAILED`, with the
   * end of its log, when it ends or does not open them.
   */
  async start(argv: readonly string[], options: StartOptions = {}): Promise<Child> {
    const name = argv[0]!.slice(argv[0]!.lastIndexOf('/') + 1);
    const child = await Child.start(argv, {
      log: this.path(`${name}-${this.#children.length}.log`),
      cwd: options.cwd ?? this.folder,
      ...(options.env === undefined ? {} : { env: options.env }),
      ...this.#place(),
    });
    this.#children.push(child);
    await waitForPorts(child, options.ready ?? []);
    return child;
  }

  /** Ends every program that was started here, the youngest first. */
  async end(): Promise<void> {
    for (const child of this.#children.splice(0).reverse()) await child.end();
  }

  #place(): { namespace?: string } {
    return this.namespace === undefined ? {} : { namespace: this.namespace };
  }
}

async function waitForPorts(child: Child, ports: readonly string[]): Promise<void> {
  let missing = ports;
  for (let waited = 0; missing.length > 0; waited += START_POLL) {
    if (!child.running || waited > START_PATIENCE) {
      throw new Layer7Error({
        code: 'LAB_SERVER_FAILED',
        kind: 'environment',
        message: child.running
          ? `${child.name} did not open ${missing.join(', ')}`
          : `${child.name} ended with status ${child.status} before it opened ${missing.join(', ')}`,
        cause: child.said().trim(),
        next: 'see what the server said; "layer7 lab --install" brings its packages up to date',
      });
    }
    await sleep(START_POLL);
    const open = openPorts(child.pid);
    missing = ports.filter((port) => !open.has(port));
  }
}

/** TCP_LISTEN of include/net/tcp_states.h, as /proc/net/tcp prints it. */
const LISTEN_STATE = '0A';

/**
 * Ports on which some socket of a process' namespace listens (TCP) or is bound (UDP), read from
 * /proc/PID/net. No connection is made, so the waiting never shows up as traffic.
 */
export function openPorts(pid: number): ReadonlySet<string> {
  const ports = new Set<string>();
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
    const transport = table.slice(0, 3);
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/net/${table}`, 'latin1');
    } catch {
      continue;
    }
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields.length < 4 || (transport === 'tcp' && fields[3] !== LISTEN_STATE)) continue;
      const port = Number.parseInt(fields[1]!.slice(fields[1]!.lastIndexOf(':') + 1), 16);
      ports.add(`${transport}/${port}`);
    }
  }
  return ports;
}
