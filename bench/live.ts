/**
 * `npm run bench:live`: what layer7 costs a router that forwards short HTTP connections. Three routers stand
 * side by side, all idle but the one whose turn it is:
 *
 *     plain      forwards, no rules at all
 *     conntrack  one rule that makes the kernel track connections, as any firewall or NAT does
 *     layer7     the daemon as `layer7 up` starts it
 *
 * Each round gives every router one turn, in an order that rotates; turns are short, so that what else the
 * machine does falls on all alike. Loader, server and router share one machine and load it fully, so the
 * rate says what all of them cost together: the harshest reading. The ratios of medians are the result; a
 * rate by itself means little. Besides, processor time is taken per connection and program, and the daemon's
 * memory before the first round and after each.
 *
 * Usage: node bench/live.ts [--rounds N] [--requests N] [--concurrency N] [-- ARGUMENTS OF layer7 up]
 */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { packageCache } from '../src/app/lab/cache.ts';
import { selectServices } from '../src/app/lab/catalogue.ts';
import { LabDaemon } from '../src/app/lab/daemon.ts';
import { Lab } from '../src/app/lab/lab.ts';
import { installCommand, missingPackages } from '../src/app/lab/packages.ts';
import { ADDRESSES, processesIn, setKernel } from '../src/app/lab/topology.ts';
import { findProgram } from '../src/app/setup/packages.ts';

const ROOT = resolve(import.meta.dirname, '..');
const KINDS = ['plain', 'conntrack', 'layer7'] as const;
type Kind = (typeof KINDS)[number];

/** The requirement: rate with layer7 over rate without. */
const GOAL = 0.95;

const { values, positionals: upArguments } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    /** Connections of a turn: ten rounds make forty thousand for each router. */
    requests: { type: 'string', default: '4000' },
    concurrency: { type: 'string', default: '32' },
  },
});
const rounds = Number(values.rounds);
const requests = Number(values.requests);
const concurrency = Number(values.concurrency);

interface Turn {
  readonly round: number;
  readonly kind: Kind;
  /** Connections a second. */
  readonly rate: number;
  readonly failed: number;
  /** Milliseconds within which half, and 99 of 100, of the requests were answered. */
  readonly median: number;
  readonly p99: number;
  /** Microseconds of processor time per connection; the kernel's share falls on whom it interrupts. */
  readonly processor: { readonly loader: number; readonly server: number; readonly layer7: number };
}

interface Router {
  readonly lab: Lab;
  readonly daemon?: LabDaemon;
}

async function standUp(kind: Kind): Promise<Router> {
  const lab = await Lab.create();
  const [nginx] = selectServices(['nginx']);
  await lab.start(nginx!);
  // Tens of thousands of connections to one port need more local ports than the default.
  await setKernel(lab.topology.client, 'net/ipv4/ip_local_port_range', '1024 65535');
  await setKernel(lab.topology.client, 'net/ipv4/tcp_tw_reuse', '1');
  if (kind === 'conntrack') {
    await lab.router.must('iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP'.split(' '));
  }
  if (kind !== 'layer7') return { lab };
  return { lab, daemon: await LabDaemon.up(lab.router, { launcher: join(ROOT, 'layer7'), upArguments }) };
}

/** Microseconds of processor time that the processes of a namespace have used so far. */
async function processorTime(namespace: string): Promise<number> {
  let nanoseconds = 0;
  for (const pid of await processesIn(namespace)) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]);
    }
  }
  return nanoseconds / 1000;
}

async function turn({ lab }: Router, kind: Kind, round: number): Promise<Turn> {
  const { router, server } = lab.topology;
  const before = [await processorTime(server), await processorTime(router)];
  const url = `http://${ADDRESSES.server.ipv4}/greeting`;
  const load = `TIMEFORMAT='%U %S'; time ab -q -n ${requests} -c ${concurrency} ${url}`;
  const finished = await lab.client.run(['bash', '-c', load], { timeout: 600_000 });
  const after = [await processorTime(server), await processorTime(router)];
  const number = (pattern: RegExp) => Number(pattern.exec(finished.stdout)?.[1]);
  const [user, system] = finished.stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return {
    round,
    kind,
    rate: number(/Requests per second:\s+([\d.]+)/),
    failed: number(/Failed requests:\s+(\d+)/),
    median: number(/^\s+50%\s+(\d+)/m),
    p99: number(/^\s+99%\s+(\d+)/m),
    processor: {
      loader: ((user! + system!) * 1e6) / requests,
      server: (after[0]! - before[0]!) / requests,
      layer7: (after[1]! - before[1]!) / requests,
    },
  };
}

/** Resident bytes of everything that runs on a router: the daemon and its workers. */
async function memoryOf(namespace: string): Promise<number> {
  let kilobytes = 0;
  for (const pid of await processesIn(namespace)) {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

/**
 * Gives the sessions of all programs of the lab, each of which is one to the scheduler (sched(7),
 * autogroup), the same high weight: other users of the machine then disturb less.
 */
async function weigh(routers: Iterable<Router>): Promise<void> {
  const pids: (number | 'self')[] = ['self'];
  for (const { lab } of routers) {
    for (const name of lab.topology.namespaces) pids.push(...(await processesIn(name)));
  }
  for (const pid of pids) {
    try {
      writeFileSync(`/proc/${pid}/autogroup`, '-20');
    } catch {
      // This kernel has no such groups.
    }
  }
}

async function measure(): Promise<{ turns: Turn[]; memory: number[]; counters: unknown }> {
  const routers = new Map<Kind, Router>();
  try {
    for (const kind of KINDS) routers.set(kind, await standUp(kind));
    await weigh(routers.values());
    const busy = routers.get('layer7')!;
    const memory = [await memoryOf(busy.lab.topology.router)];
    const turns: Turn[] = [];
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < KINDS.length; i++) {
        const kind = KINDS[(i + round) % KINDS.length]!;
        const result = await turn(routers.get(kind)!, kind, round);
        turns.push(result);
        console.log(
          `round ${round + 1}  ${kind.padEnd(9)} ${result.rate.toFixed(0)}/s  failed ${result.failed}`,
        );
      }
      memory.push(await memoryOf(busy.lab.topology.router));
    }
    return { turns, memory, counters: (await busy.daemon!.status()).health.counters };
  } finally {
    for (const { lab } of routers.values()) await lab.remove();
  }
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const missing = await missingPackages(selectServices(['nginx']), packageCache());
if (process.getuid?.() !== 0 || missing.installed.length > 0 || findProgram('ab') === undefined) {
  const command = [installCommand(missing) || 'apt-get install', 'apache2-utils'].join(' ');
  console.error(`bench:live needs root, nginx and ab: ${command}`);
  process.exit(4);
}

const load = loadavg();
const { turns, memory, counters } = await measure();
const of = (kind: Kind, value: (turn: Turn) => number) =>
  medianOf(turns.filter((one) => one.kind === kind).map(value));
const medians = Object.fromEntries(KINDS.map((kind) => [kind, of(kind, ({ rate }) => rate)]));
const processor = Object.fromEntries(
  KINDS.map((kind) => [
    kind,
    {
      loader: of(kind, (one) => one.processor.loader),
      server: of(kind, (one) => one.processor.server),
      layer7: of(kind, (one) => one.processor.layer7),
    },
  ]),
);
const ratios = {
  'layer7 / conntrack': medians.layer7! / medians.conntrack!,
  'layer7 / plain': medians.layer7! / medians.plain!,
  'conntrack / plain': medians.conntrack! / medians.plain!,
};
const result = {
  date: new Date().toISOString(),
  kernel: release(),
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  loadBefore: load,
  node: process.version,
  requests,
  rounds,
  concurrency,
  upArguments,
  goal: GOAL,
  medians,
  ratios,
  processorMicrosecondsPerConnection: processor,
  memory,
  counters,
  turns,
};
const folder = join(ROOT, 'bench', 'results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `live-${result.date.replaceAll(/[:.]/g, '-')}.json`);
writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);

for (const kind of KINDS) {
  const { loader, server, layer7 } = processor[kind]!;
  const parts = [loader, server, layer7].map((part) => part.toFixed(0)).join(' + ');
  console.log(`median   ${kind.padEnd(9)} ${medians[kind]!.toFixed(0)}/s   µs per connection ${parts}`);
}
for (const [name, ratio] of Object.entries(ratios)) console.log(`${name.padEnd(20)} ${ratio.toFixed(3)}`);
console.log(`goal                 ${GOAL}`);
console.log(`daemon's memory, MB  ${memory.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' ')}`);
console.log(`raw results          ${file}`);
