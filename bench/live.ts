/**
 * `npm run bench:live`: what layer7 costs a router that forwards short HTTP connections. Three routers stand
 * side by side, all idle but the one whose turn it is:
 *
 *     plain      forwards, no rules at all
 *     conntrack  one rule that makes the kernel track connections, as any firewall or NAT does
 *     layer7     the daemon as `layer7 up` starts it
 *
 * Each round lets every router have its turn, in an order that rotates, so that what else the machine does
 * falls on all alike. A rate by itself means little on a shared machine; the ratios of medians are the
 * result. The daemon's memory is taken before the first round and after each.
 *
 * Usage: node bench/live.ts [--rounds N] [--requests N] [--concurrency N]
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
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

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '40000' },
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
}

interface Router {
  readonly lab: Lab;
  readonly daemon?: LabDaemon;
}

async function standUp(kind: Kind): Promise<Router> {
  const lab = await Lab.create();
  const [nginx] = selectServices(['nginx']);
  await lab.start(nginx!);
  // Forty thousand connections to one port need more local ports than the default, and to use them again.
  await setKernel(lab.topology.client, 'net/ipv4/ip_local_port_range', '1024 65535');
  await setKernel(lab.topology.client, 'net/ipv4/tcp_tw_reuse', '1');
  if (kind === 'conntrack') {
    await lab.router.must('iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP'.split(' '));
  }
  if (kind !== 'layer7') return { lab };
  return { lab, daemon: await LabDaemon.up(lab.router, { launcher: join(ROOT, 'layer7') }) };
}

async function turn(lab: Lab, kind: Kind, round: number): Promise<Turn> {
  const url = `http://${ADDRESSES.server.ipv4}/greeting`;
  const argv = ['ab', '-q', '-n', `${requests}`, '-c', `${concurrency}`, url];
  const report = await lab.client.must(argv, { timeout: 600_000 });
  const number = (pattern: RegExp) => Number(pattern.exec(report)?.[1]);
  return {
    round,
    kind,
    rate: number(/Requests per second:\s+([\d.]+)/),
    failed: number(/Failed requests:\s+(\d+)/),
    median: number(/^\s+50%\s+(\d+)/m),
    p99: number(/^\s+99%\s+(\d+)/m),
  };
}

/** Resident bytes of the daemon and its workers. */
async function memoryOf(lab: Lab): Promise<number> {
  let kilobytes = 0;
  for (const pid of await processesIn(lab.topology.router)) {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function measure(): Promise<{ turns: Turn[]; memory: number[]; counters: unknown }> {
  const routers = new Map<Kind, Router>();
  try {
    for (const kind of KINDS) routers.set(kind, await standUp(kind));
    const { lab: busy, daemon } = routers.get('layer7')!;
    const memory = [await memoryOf(busy)];
    const turns: Turn[] = [];
    for (let round = 0; round < rounds; round++) {
      const order = KINDS.map((_, i) => KINDS[(i + round) % KINDS.length]!);
      for (const kind of order) {
        const result = await turn(routers.get(kind)!.lab, kind, round);
        turns.push(result);
        console.log(
          `round ${round + 1}  ${kind.padEnd(9)} ${result.rate.toFixed(0)}/s  failed ${result.failed}`,
        );
      }
      memory.push(await memoryOf(busy));
    }
    return { turns, memory, counters: (await daemon!.status()).health.counters };
  } finally {
    for (const { lab } of routers.values()) await lab.remove();
  }
}

const missing = await missingPackages(selectServices(['nginx']), packageCache());
if (process.getuid?.() !== 0 || missing.installed.length > 0 || findProgram('ab') === undefined) {
  const command = [installCommand(missing) || 'apt-get install', 'apache2-utils'].join(' ');
  console.error(`bench:live needs root, nginx and ab: ${command}`);
  process.exit(4);
}

const { turns, memory, counters } = await measure();
const medians = Object.fromEntries(
  KINDS.map((kind) => [kind, medianOf(turns.filter((one) => one.kind === kind).map(({ rate }) => rate))]),
) as Record<Kind, number>;
const ratios = {
  'layer7 / conntrack': medians.layer7 / medians.conntrack,
  'layer7 / plain': medians.layer7 / medians.plain,
  'conntrack / plain': medians.conntrack / medians.plain,
};
const result = {
  date: new Date().toISOString(),
  kernel: release(),
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  node: process.version,
  requests,
  concurrency,
  goal: GOAL,
  medians,
  ratios,
  memory,
  counters,
  turns,
};
const folder = join(ROOT, 'bench', 'results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `live-${result.date.replaceAll(/[:.]/g, '-')}.json`);
writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);

for (const kind of KINDS) console.log(`median   ${kind.padEnd(9)} ${medians[kind].toFixed(0)}/s`);
for (const [name, ratio] of Object.entries(ratios)) console.log(`${name.padEnd(20)} ${ratio.toFixed(3)}`);
console.log(`goal                 ${GOAL}`);
console.log(`daemon's memory, MB  ${memory.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' ')}`);
console.log(`raw results          ${file}`);
