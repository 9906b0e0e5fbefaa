/**
 * The queue plane between a client and a server, in namespaces, for tests on the real kernel. The test's
 * own process is on the router.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decode, markField, namesOf } from '../../src/linux/netfilter/mark-field.ts';
import type { Incident } from '../../src/linux/planes/queue-guard.ts';
import { QueuePlane, type QueuePlaneOptions } from '../../src/linux/planes/queue-plane.ts';
import { Internet, whyNoCommand, whyNoNamespaces } from './namespaces.ts';
import { ProgramFolder, SOME } from './programs.ts';
import { installQueueRules, MASK, SEEN } from './queue-rules.ts';
import type { FetchResult } from './traffic.ts';

export const TRAFFIC = join(import.meta.dirname, 'traffic.ts');
/** Where the server of `traffic.ts` listens. */
export const PORT = 8500;
/** Id of `http` in the plane's program when the test gives no other. */
export const HTTP = 2;
const NAMES = ['unset', 'unknown', ...Object.keys(SOME)];

/** Why the rig cannot be used here; undefined when it can. */
export function whyNoQueueRig(): string | undefined {
  return (
    whyNoNamespaces() ??
    whyNoCommand('iptables-legacy', '--version') ??
    whyNoCommand('conntrack', '--version')
  );
}

/** Waits until `holds`, and fails after ten seconds with what was waited for. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (holds()) return;
    await sleep(50);
  }
  assert.fail(`waited in vain until ${what}`);
}

export class QueueRig {
  internet!: Internet;
  readonly folder = new ProgramFolder();
  /** Incidents of the plane in use. */
  readonly incidents: Incident[] = [];

  async open(): Promise<void> {
    this.internet = new Internet();
    this.internet.enter('router');
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const args = [TRAFFIC, 'serve', `${PORT}`];
    const server = this.internet.start('server', { stdio: [...stdio] }, process.execPath, ...args);
    assert.ok(server.stdout);
    await once(server.stdout, 'data');
  }

  close(): void {
    this.internet?.close();
  }

  /** Options of a plane that serves queue 0 with the program `SOME`. */
  base(): QueuePlaneOptions {
    return {
      firstQueue: 0,
      queues: 1,
      program: this.folder.write(SOME),
      packets: 10,
      bytes: 2048,
      mask: MASK,
      seen: SEEN,
      namesOf: (mark) => namesOf(markField(MASK, SEEN), new Map(NAMES.entries()), mark),
      onIncident: (incident) => this.incidents.push(incident),
    };
  }

  /** Serves the queues, with rules that fill them, while `use` runs. */
  async withPlane(
    change: Partial<QueuePlaneOptions>,
    use: (plane: QueuePlane) => Promise<void>,
  ): Promise<void> {
    this.incidents.length = 0;
    const options = { ...this.base(), ...change };
    const { queues, packets } = options;
    const plane = new QueuePlane(options);
    try {
      installQueueRules(this.internet, { queues: queues === 1 ? '0' : `0:${queues - 1}`, packets });
      await plane.start();
      await use(plane);
    } finally {
      await plane.close();
      this.internet.run('router', 'conntrack', '-F');
    }
  }

  /** Runs `traffic.ts` on the client to its end. */
  traffic(...args: (string | number)[]): string {
    return this.internet.run('client', process.execPath, TRAFFIC, ...args.map(String));
  }

  /** Fetches while something else happens. */
  async fetchWhile(
    host: string,
    count: number,
    width: number,
    meanwhile: () => Promise<void>,
  ): Promise<FetchResult> {
    const args = [TRAFFIC, 'fetch', host, PORT, count, width].map(String);
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = this.internet.start('client', { stdio: [...stdio] }, process.execPath, ...args);
    let text = '';
    child.stdout?.on('data', (data) => {
      text += data;
    });
    const ended = once(child, 'close');
    await meanwhile();
    await ended;
    return JSON.parse(text) as FetchResult;
  }

  /** Entries of the router's conntrack table, as `conntrack -L` prints them. */
  entries(...filter: string[]): string[] {
    const printed = this.internet.run('router', 'conntrack', '-L', '-o', 'extended', ...filter);
    return printed.split('\n').filter((line) => line !== '');
  }

  /** How many of the entries carry the id. */
  marked(id: number, lines: readonly string[]): number {
    const field = markField(MASK, SEEN);
    const markIn = (line: string): number => Number(/ mark=(\d+) /.exec(line)?.[1] ?? 0);
    return lines.filter((line) => decode(field, markIn(line)).nameId === id).length;
  }
}
