/**
 * The ground of the live tests: why a test cannot run here (and is skipped, with that reason printed), a
 * router with layer7 on it, iptables as a user types it, and the kernel's own word on each connection.
 */

import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveFlow } from '../../src/app/daemon/control-model.ts';
import { packageCache } from '../../src/app/lab/cache.ts';
import { selectServices } from '../../src/app/lab/catalogue.ts';
import { LabDaemon } from '../../src/app/lab/daemon.ts';
import type { Host } from '../../src/app/lab/host.ts';
import { Lab } from '../../src/app/lab/lab.ts';
import { installCommand, missingPackages } from '../../src/app/lab/packages.ts';
import { type Finished, run } from '../../src/app/lab/process.ts';
import type { Visit } from '../../src/app/lab/service.ts';
import type { TopologyOptions } from '../../src/app/lab/topology.ts';
import { flowKey, judge } from '../../src/app/lab/verdicts.ts';
import { findProgram } from '../../src/app/setup/packages.ts';
import { markField, namesOf } from '../../src/linux/netfilter/mark-field.ts';

/** Root of the project. */
export const PROJECT = resolve(import.meta.dirname, '..', '..');

export const LAUNCHER = join(PROJECT, 'layer7');

/** Script for traffic that no ordinary client makes. */
export const PEER = join(import.meta.dirname, 'lab-peer.ts');

/** Both ways in which iptables talks to the kernel. */
export const VARIANTS = ['legacy', 'nft'] as const;
export type Variant = (typeof VARIANTS)[number];

/**
 * Why a live test with these services and programs cannot run here, or false when it can. The reason is
 * proven: the user is asked for, packages are looked up, and a namespace is made and removed.
 */
export async function whyNotLive(
  needs: { readonly services?: readonly string[]; readonly programs?: readonly string[] } = {},
): Promise<string | false> {
  if (process.getuid?.() !== 0) return 'not root: network namespaces cannot be made';
  const programs = ['ip', 'nsenter', 'conntrack', ...(needs.programs ?? [])];
  const absent = programs.filter((program) => findProgram(program) === undefined);
  if (absent.length > 0) return `programs that are not installed: ${absent.join(' ')}`;
  const services = needs.services ?? [];
  const missing = await missingPackages(
    services.length === 0 ? [] : selectServices(services),
    packageCache(),
  );
  if (missing.installed.length + missing.unpacked.length > 0) {
    const names = [...missing.installed, ...missing.unpacked].join(' ');
    return `packages that are not there: ${names} (get them with: ${installCommand(missing) || 'layer7 lab --install'})`;
  }
  namespaceFault ??= probeNamespaces();
  return await namespaceFault;
}

let namespaceFault: Promise<string | false> | undefined;

/** Makes a network namespace and removes it: the one proof that it can be done. */
async function probeNamespaces(): Promise<string | false> {
  const name = `l7probe-${process.pid}`;
  const made = await run(['ip', 'netns', 'add', name]);
  if (made.status !== 0) return `no network namespaces here: ${made.stderr.trim()}`;
  await run(['ip', 'netns', 'delete', name]);
  return false;
}

let extensionFolder: Promise<string> | undefined;

/** Folder of the iptables extension, built once for all tests of this process. */
export function buildExtension(): Promise<string> {
  extensionFolder ??= (async () => {
    const folder = join(PROJECT, '.cache', 'test-extension', `${process.pid}`);
    mkdirSync(folder, { recursive: true });
    const source = join(PROJECT, 'extensions', 'libxt_layer7.c');
    const built = await run([
      'gcc',
      '-O2',
      '-shared',
      '-fPIC',
      '-o',
      join(folder, 'libxt_layer7.so'),
      source,
    ]);
    if (built.status !== 0) throw new Error(built.stderr);
    return folder;
  })();
  return extensionFolder;
}

export interface LiveOptions extends TopologyOptions {
  readonly services?: readonly string[];
  /** Arguments of `layer7 up`; a function where they depend on the lab's folders. */
  readonly up?: readonly string[] | ((lab: Lab) => readonly string[]);
  readonly launcher?: string;
  /** Namespace in which layer7 runs. */
  readonly on?: 'router' | 'client' | 'server';
  /** Run before layer7 starts. */
  readonly prepare?: (lab: Lab) => Promise<void>;
}

/** A lab with layer7 on its router. Disposable: `await using live = await Live.start(…)`. */
export class Live {
  readonly lab: Lab;
  readonly host: Host;
  #daemon: LabDaemon | undefined;
  readonly #options: LiveOptions;

  private constructor(lab: Lab, options: LiveOptions) {
    this.lab = lab;
    this.host = lab[options.on ?? 'router'];
    this.#options = options;
  }

  static async start(options: LiveOptions = {}): Promise<Live> {
    const lab = await Lab.create(options);
    const live = new Live(lab, options);
    try {
      const { services = [] } = options;
      // Of no names, `selectServices` makes all services.
      for (const service of services.length === 0 ? [] : selectServices(services)) {
        await lab.start(service);
      }
      await options.prepare?.(lab);
      await live.up();
    } catch (error) {
      await lab.remove();
      throw error;
    }
    return live;
  }

  get daemon(): LabDaemon {
    if (this.#daemon === undefined) throw new Error('layer7 was never started here');
    return this.#daemon;
  }

  async up(...more: readonly string[]): Promise<LabDaemon> {
    const { up = [], launcher = LAUNCHER } = this.#options;
    const first = typeof up === 'function' ? up(this.lab) : up;
    this.#daemon = await LabDaemon.up(this.host, { launcher, upArguments: [...first, ...more] });
    return this.#daemon;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lab.remove();
  }

  /** `iptables-legacy -A …` as a user types it on the router, with the extension at hand. */
  async iptables(tool: string, ...args: readonly string[]): Promise<Finished> {
    const standard = (await run(['pkg-config', '--variable=xtlibdir', 'xtables'])).stdout.trim();
    const folders = [await buildExtension(), standard || '/usr/lib/x86_64-linux-gnu/xtables'];
    return this.host.run([tool, ...args], {
      env: { XTABLES_LIBDIR: folders.join(':'), LAYER7_RUN_DIR: this.daemon.runDir },
    });
  }

  /** Like `iptables`, but must succeed. */
  async rule(tool: string, ...args: readonly string[]): Promise<string> {
    const finished = await this.iptables(tool, ...args);
    if (finished.status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${finished.stderr}`);
    return finished.stdout;
  }

  /** Packets and bytes that each rule of a chain has counted, in order, from `-L -v -x -n`. */
  async counted(tool: string, table: string, chain: string): Promise<readonly Counted[]> {
    const listing = await this.rule(tool, '-t', table, '-L', chain, '-v', '-x', '-n');
    return listing
      .split('\n')
      .slice(2)
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [packets, bytes] = line.trim().split(/\s+/);
        return { packets: Number(packets), bytes: Number(bytes), text: line.trim() };
      });
  }

  /** Id → name, as the file for iptables says it. */
  names(): ReadonlyMap<number, string> {
    const text = readFileSync(join(this.daemon.runDir, 'protocols'), 'utf8');
    const names = new Map<number, string>();
    for (const [, name, id] of text.matchAll(/^(?:protocol|application) (\S+) (\d+)$/gm))
      names.set(Number(id), name!);
    return names;
  }

  /** Every connection that the kernel tracks, named by its mark alone: what rules see. */
  async tracked(): Promise<readonly TrackedFlow[]> {
    const names = this.names();
    const flows: TrackedFlow[] = [];
    for (const family of ['ipv4', 'ipv6']) {
      const listed = await this.host.run(['conntrack', '-L', '-f', family, '-o', 'extended']);
      for (const line of listed.stdout.split('\n')) {
        const flow = parseTracked(line, names);
        if (flow !== undefined) flows.push(flow);
      }
    }
    return flows;
  }

  /**
   * Makes a visit and judges the connections that it made by their marks. Waits a moment for children whose
   * master was named late, and for what is named only once it is silent. Returns the faults: none when all
   * is as it should be.
   */
  async faultsOf(visit: Visit, address: string): Promise<readonly string[]> {
    const before = new Set((await this.tracked()).map(flowKey));
    await this.lab.visit(visit, address);
    for (let attempt = 0; ; attempt++) {
      const flows = (await this.tracked()).filter((flow) => !before.has(flowKey(flow)));
      const { faults } = judge(visit.expect, flows);
      if (faults.length === 0 || attempt === 120) return faults;
      await sleep(50);
    }
  }
}

export interface Counted {
  readonly packets: number;
  readonly bytes: number;
  readonly text: string;
}

export interface TrackedFlow extends LiveFlow {
  readonly mark: number;
  readonly state: string;
}

/** A line of `conntrack -L -o extended`. */
function parseTracked(line: string, names: ReadonlyMap<number, string>): TrackedFlow | undefined {
  const pattern =
    /^ipv[46]\s+\d+\s+(\S+)\s+\d+\s+\d+\s+(?:([A-Z_0-9]+)\s+)?src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/;
  const found = pattern.exec(line);
  if (found === null) return undefined;
  const [, proto, state, src, dst, sport, dport] = found;
  const mark = Number(/ mark=(\d+)/.exec(line)?.[1] ?? 0);
  const sum = (field: string) =>
    [...line.matchAll(new RegExp(` ${field}=(\\d+)`, 'g'))].reduce((total, [, n]) => total + Number(n), 0);
  return {
    proto: proto!,
    src: src!,
    sport: Number(sport),
    dst: dst!,
    dport: Number(dport),
    packets: sum('packets'),
    bytes: sum('bytes'),
    ...namesOf(markField(), names, mark),
    mark,
    state: state ?? '',
  };
}

/** Waits until `condition` holds; throws with `what` after `patience` milliseconds. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  patience = 10_000,
): Promise<void> {
  for (let waited = 0; waited < patience; waited += 50) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error(`waited ${patience} ms for: ${what}`);
}
