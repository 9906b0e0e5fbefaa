/**
 * layer7 itself inside the lab: the daemon runs in one namespace (the router's, as a rule) through the same
 * launcher that a user calls, with a run directory of its own, and is asked through its control socket.
 * Unix sockets are files, so they are reached from outside the namespace too.
 */

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Layer7Error } from '../../core/errors.ts';
import { askDaemon, controlSocket, streamFromDaemon } from '../daemon/control-client.ts';
import type { DownReport, LiveFlow, StatusReport } from '../daemon/control-model.ts';
import { labCache } from './cache.ts';
import type { Host } from './host.ts';
import type { Child, Finished } from './process.ts';

const START_PATIENCE = 60_000;
const START_POLL = 50;

export interface DaemonOptions {
  /** Path of the launcher, `layer7`. */
  readonly launcher: string;
  /** Further arguments of `layer7 up`. */
  readonly upArguments?: readonly string[];
  readonly runDir?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Lets every daemon of a lab find what an earlier one has compiled: a lab is always new, its patterns are
 * not. An instance keeps them in the folder `cache` of its state directory.
 */
function shareCompiledPatterns(runDir: string): void {
  const link = join(runDir, 'cache');
  if (existsSync(link)) return;
  const shared = join(labCache(), 'compiled');
  mkdirSync(shared, { recursive: true });
  symlinkSync(shared, link);
}

export class LabDaemon {
  readonly host: Host;
  readonly runDir: string;
  readonly launcher: string;
  readonly child: Child;

  private constructor(host: Host, launcher: string, runDir: string, child: Child) {
    this.host = host;
    this.launcher = launcher;
    this.runDir = runDir;
    this.child = child;
  }

  /** Starts `layer7 up` and waits until it answers. Throws `LAB_DAEMON_FAILED` with what it said. */
  static async up(host: Host, options: DaemonOptions): Promise<LabDaemon> {
    const runDir = options.runDir ?? host.makeFolder('run');
    shareCompiledPatterns(runDir);
    const argv = [options.launcher, 'up', '--foreground', '--run-dir', runDir];
    const child = await host.start([...argv, ...(options.upArguments ?? [])], {
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    const daemon = new LabDaemon(host, options.launcher, runDir, child);
    await daemon.#answers();
    return daemon;
  }

  async #answers(): Promise<void> {
    for (let waited = 0; waited < START_PATIENCE && this.child.running; waited += START_POLL) {
      if (existsSync(controlSocket(this.runDir))) {
        try {
          await this.status();
          return;
        } catch {
          // It listens but is not ready.
        }
      }
      await sleep(START_POLL);
    }
    throw new Layer7Error({
      code: 'LAB_DAEMON_FAILED',
      kind: 'environment',
      message: this.child.running
        ? 'layer7 up did not become ready'
        : `layer7 up ended with status ${this.child.status}`,
      cause: this.child.said().trim(),
      next: 'see what it said; "layer7 version" tells whether the command itself can run',
    });
  }

  status(): Promise<StatusReport> {
    return askDaemon<StatusReport>(this.runDir, 'GET', '/status');
  }

  /** Connections that the router knows at this moment. */
  async flows(): Promise<readonly LiveFlow[]> {
    return await Array.fromAsync(streamFromDaemon<LiveFlow>(this.runDir, '/flows'));
  }

  /** Runs a command of layer7 against this daemon, as a user would. */
  layer7(command: string, ...args: readonly string[]): Promise<Finished> {
    return this.host.run([this.launcher, command, '--run-dir', this.runDir, ...args], { timeout: 60_000 });
  }

  /** Asks the daemon to take everything back, and waits until its process has ended. */
  async down(): Promise<DownReport> {
    const report = await askDaemon<DownReport>(this.runDir, 'POST', '/down');
    await this.child.ended();
    return report;
  }
}
