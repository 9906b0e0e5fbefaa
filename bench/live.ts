/**
 * `npm run bench:live`: what layer7 costs a router that forwards short HTTP connections. Three routers stand
 * side by side, all idle but the one whose turn it is:
 *
 *     plain      forwards, no rules at all
 *     conntrack  one rule that makes the kernel track connections, as any firewall or NAT does
 *     layer7     the daemon as `layer7 up` starts it
 *
 * Each round gives every router one turn at each of two servers, in an order that rotates; turns are short, so
 * that what else the machine does falls on all alike:
 *
 *     python     one process of Python's http.server, which is busy all the time: how much a router in the way
 *                slows down connections, as long as its own processor is not the limit
 *     nginx      answers so fast that loader, server and router together load the machine fully: the rate
 *                says what all of them cost, and no machine is worse off than this one
 *
 * The ratios of medians are the result; a rate by itself means little. Besides, processor time is taken per
 * connection and program, and the daemon's memory before the first round and after each.
 *
 * Usage: node bench/live.ts [--rounds N] [--requests N] [-- ARGUMENTS OF layer7 up]
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
import { median } from '../src/core/median.ts';

const ROOT = resolve(import.meta.dirname, '..');
const KINDS = ['plain', 'conntrack', 'layer7'] as const;
type Kind = (typeof KINDS)[number];
/** Ports of the two servers, and how many connections are made to each at a time: Python's queue is short. */
const SERVERS = { python: { port: 8000, concurrency: 4 }, nginx: { port: 80, concurrency: 32 } } as const;
type Server = keyof typeof SERVERS;
const SERVER_NAMES = Object.keys(SERVERS) as Server[];

/** The requirement: rate with layer7 over rate without. */
const GOAL = 0.95;

const { values, positionals: upArguments } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    /** Connections of a turn: ten rounds make forty thousand for each router. */
    requests: { type: 'string', default: '4000' },
  },
});
const rounds = Number(values.rounds);
const requests = Number(values.requests);

interface Turn {
  readonly round: number;
  readonly kind: Kind;
  readonly server: Server;
  /** Connections a second. */
  readonly rate: number;
  readonly failed: number;
  /** Milliseconds within which half, and 99 of 100, of the requests were answered. */
  readonly median: number;
  readonly p99: number;
  /** Microseconds of processor time per connection; the kernel's share falls on whom it interrupts. */
  readonly processor: { readonly loader: number; readonly servers: number; readonly layer7: number };
}

interface Router {
  readonly lab: Lab;
  readonly daemon?: LabDaemon;
}

async function standUp(kind: Kind): Promise<Router> {
  const lab = await Lab.create();
  const [nginx] = selectServices(['nginx']);
  await lab.start(nginx!);
  lab.server.write('www/greeting', 'hello from the lab\n');
  const python = [
    'python3',
    '-m',
    'http.server',
    '--directory',
    lab.server.path('www'),
    `${SERVERS.python.port}`,
  ];
  await lab.server.start(python, { ready: [`tcp/${SERVERS.python.port}`] });
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

async function turn({ lab }: Router, kind: Kind, server: Server, round: number): Promise<Turn> {
  const { topology } = lab;
  const before = [await processorTime(topology.server), await processorTime(topology.router)];
  const { port, concurrency } = SERVERS[server];
  const url = `http://${ADDRESSES.server.ipv4}:${port}/greeting`;
  const load = `TIMEFORMAT='%U %S'; time ab -q -n ${requests} -c ${concurrency} ${url}`;
  const finished = await lab.client.run(['bash', '-c', load], { timeout: 600_000 });
  const after = [await processorTime(topology.server), await processorTime(topology.router)];
  const number = (pattern: RegExp) => Number(pattern.exec(finished.stdout)?.[1]);
  const [user, system] = finished.stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return {
    round,
    kind,
    server,
    rate: number(/Requests per second:\s+([\d.]+)/),
    failed: number(/Failed requests:\s+(\d+)/),
    median: number(/^\s+50%\s+(\d+)/m),
    p99: number(/^\s+99%\s+(\d+)/m),
    processor: {
      loader: ((user! + system!) * 1e6) / requests,
      servers: (after[0]! - before[0]!) / requests,
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
        for (const server of SERVER_NAMES) {
          const result = await turn(routers.get(kind)!, kind, server, round);
          turns.push(result);
          const { rate, failed } = result;
          console.log(
            `round ${round + 1}  ${server.padEnd(6)} ${kind.padEnd(9)} ${rate.toFixed(0)}/s  failed ${failed}`,
          );
        }
      }
      memory.push(await memoryOf(busy.lab.topology.router));
    }
    return { turns, memory, counters: (await busy.daemon!.status()).health.counters };
  } finally {
    for (const { lab } of routers.values()) await lab.remove();
  }
}

const missing = await missingPackages(selectServices(['nginx']), packageCache());
if (
  process.getuid?.() !== 0 ||
  missing.installed.length > 0 ||
  findProgram('ab') === undefined ||
  findProgram('python3') === undefined
) {
  const command = [installCommand(missing) || 'apt-get install', 'apache2-utils', 'python3'].join(' ');
  console.error(`bench:live needs root, nginx, ab and python3: ${command}`);
  process.exit(4);
}

const load = loadavg();
const { turns, memory, counters } = await measure();
function summary(server: Server) {
  const of = (kind: Kind, value: (turn: Turn) => number) =>
    median(turns.filter((one) => one.kind === kind && one.server === server).map(value));
  const [plain, conntrack, layer7] = KINDS.map((kind) => of(kind, ({ rate }) => rate)) as [
    number,
    number,
    number,
  ];
  return {
    medians: { plain, conntrack, layer7 },
    ratios: {
      'layer7 / plain': layer7 / plain,
      'layer7 / conntrack': layer7 / conntrack,
      'conntrack / plain': conntrack / plain,
    },
    processorMicrosecondsPerConnection: Object.fromEntries(
      KINDS.map((kind) => [
        kind,
        {
          loader: of(kind, (one) => one.processor.loader),
          servers: of(kind, (one) => one.processor.servers),
          layer7: of(kind, (one) => one.processor.layer7),
        },
      ]),
    ),
  };
}

const summaries = Object.fromEntries(SERVER_NAMES.map((server) => [server, summary(server)]));
const result = {
  date: new Date().toISOString(),
  kernel: release(),
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  loadBefore: load,
  node: process.version,
  requests,
  rounds,
  servers: SERVERS,
  upArguments,
  goal: GOAL,
  summaries,
  memory,
  counters,
  turns,
};
const folder = join(ROOT, 'bench', 'results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `live-${result.date.replaceAll(/[:.]/g, '-')}.json`);
writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);

for (const [server, { medians, ratios, processorMicrosecondsPerConnection }] of Object.entries(summaries)) {
  console.log(`${server}: medians`);
  for (const kind of KINDS) {
    const { loader, servers, layer7 } = processorMicrosecondsPerConnection[kind]!;
    const parts = [loader, servers, layer7].map((part) => part.toFixed(0)).join(' + ');
    console.log(`  ${kind.padEnd(18)} ${medians[kind].toFixed(0)}/s   µs per connection ${parts}`);
  }
  for (const [name, ratio] of Object.entries(ratios)) console.log(`  ${name.padEnd(18)} ${ratio.toFixed(3)}`);
}
console.log(`goal                 ${GOAL}`);
console.log(`daemon's memory, MB  ${memory.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' ')}`);
console.log(`raw results          ${file}`);
