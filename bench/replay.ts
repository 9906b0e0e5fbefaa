/**
 * `npm run bench`: how fast captures are read and named, as ratios to `tcpdump -r FILE -w /dev/null`, which
 * only reads and writes. Whole processes, started by their launchers, in turn, several rounds; medians and
 * all single figures. Then what a packet costs as the number of flows grows.
 *
 * Usage: node bench/replay.ts [--capture FILE] [--l7dir DIR] [--rounds N]
 *
 * Without a capture one is made. Results are kept under bench/results with date and machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { writeSyntheticCapture } from './synthetic-capture.ts';

const ROOT = resolve(import.meta.dirname, '..');

const { values } = parseArgs({
  options: {
    capture: { type: 'string' },
    l7dir: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
});
const rounds = Number(values.rounds);
const scratch = mkdtempSync(join(tmpdir(), 'layer7-bench-'));

interface Run {
  readonly wallSeconds: number;
  readonly cpuSeconds?: number;
  readonly residentMegabytes?: number;
}

interface Contender {
  readonly name: string;
  readonly argv: readonly string[];
}

function run({ argv }: Contender): Run {
  const resources = join(scratch, 'resources.json');
  rmSync(resources, { force: true });
  const [program, ...args] = argv;
  const began = performance.now();
  const result = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: `--import=${pathToFileURL(join(ROOT, 'bench/resources.ts')).href}`,
      BENCH_RESOURCES: resources,
    },
  });
  const wallSeconds = (performance.now() - began) / 1000;
  if (result.error !== undefined || result.status !== 0) {
    throw new Error(`${argv.join(' ')} failed: ${result.error ?? result.stderr}`);
  }
  return { wallSeconds, ...readResources(resources) };
}

function readResources(path: string): Partial<Run> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Run>;
  } catch {
    return {};
  }
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const layer7 = (capture: string, ...options: string[]): readonly string[] => [
  join(ROOT, 'layer7'),
  'classify',
  '--format',
  'jsonl',
  ...options,
  capture,
];

function compare(capture: string): Record<string, readonly Run[]> {
  const contenders: Contender[] = [
    { name: 'tcpdump', argv: ['tcpdump', '-r', capture, '-w', '/dev/null'] },
    { name: 'signatures', argv: layer7(capture) },
  ];
  if (values.l7dir !== undefined) {
    contenders.push({ name: 'l7dir', argv: layer7(capture, '--l7dir', values.l7dir) });
  }
  const runs: Record<string, Run[]> = {};
  for (const contender of contenders) run(contender); // Files into memory, patterns into the cache.
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      runs[contender.name] ??= [];
      runs[contender.name].push(run(contender));
    }
  }
  return runs;
}

function print(runs: Record<string, readonly Run[]>): void {
  const reference = median(runs.tcpdump.map((one) => one.wallSeconds));
  for (const [name, list] of Object.entries(runs)) {
    const wall = list.map((one) => one.wallSeconds);
    const resident = list.flatMap((one) => one.residentMegabytes ?? []);
    console.log(
      `${name.padEnd(12)} ${(median(wall) / reference).toFixed(2)} × tcpdump`,
      ` median ${median(wall).toFixed(2)} s  (${wall.map((seconds) => seconds.toFixed(2)).join(' ')})`,
      resident.length > 0 ? ` resident ${Math.max(...resident).toFixed(0)} MB` : '',
    );
  }
}

/** Time per packet at growing numbers of flows, start of the process taken off. */
function growth(): readonly { flows: number; packets: number; nanosecondsPerPacket: number }[] {
  const none = join(scratch, 'none.pcap');
  writeSyntheticCapture(none, { flows: 1, turns: 1 });
  const start = median([1, 2, 3].map(() => run({ name: '', argv: layer7(none) }).wallSeconds));
  return [1_000, 10_000, 100_000, 1_000_000].map((flows) => {
    const path = join(scratch, `${flows}.pcap`);
    // The same number of packets in all, as far as a connection of eight packets allows.
    const packets = writeSyntheticCapture(path, { flows, turns: Math.max(2, Math.round(2_000_000 / flows)) });
    const wall = median([1, 2, 3].map(() => run({ name: '', argv: layer7(path) }).wallSeconds));
    rmSync(path);
    const nanosecondsPerPacket = ((wall - start) / packets) * 1e9;
    console.log(
      `${String(flows).padStart(9)} flows  ${packets} packets  ${nanosecondsPerPacket.toFixed(0)} ns a packet`,
    );
    return { flows, packets, nanosecondsPerPacket };
  });
}

try {
  const capture = values.capture ?? join(scratch, 'made.pcap');
  if (values.capture === undefined) writeSyntheticCapture(capture, { flows: 150_000, turns: 10 });
  console.log(`${basename(capture)}: ${(statSync(capture).size / 1e6).toFixed(0)} MB, ${rounds} rounds`);
  const runs = compare(capture);
  print(runs);
  const cost = growth();
  const results = join(ROOT, 'bench/results');
  mkdirSync(results, { recursive: true });
  const date = new Date().toISOString();
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, kernel: release(), node: process.version };
  writeFileSync(
    join(results, `replay-${date.slice(0, 19).replaceAll(':', '')}.json`),
    `${JSON.stringify({ date, machine, load: loadavg(), capture: basename(capture), runs, cost }, undefined, 1)}\n`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
