/**
 * `npm run bench`: how fast captures are read and named, as ratios to `tcpdump -r FILE -w /dev/null`, which
 * only reads and writes. Whole processes, started by their launchers, in turn, several rounds; medians and
 * all single figures. Then what a packet costs as the number of flows grows.
 *
 *     l7dir        the patterns of `--l7dir`, such as l7-filter's
 *     signatures   the shipped signatures used the same way: names of protocols, nothing else
 *     classify     as users type it: signatures, hosts and applications inside TLS and QUIC, children, fragments
 *     … 2          the same with `--threads 2`
 *     ndpiReader   where it is installed
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
import { prepareLibrary } from '../src/app/library/prepare.ts';
import { findProgram } from '../src/app/setup/packages.ts';
import { PcapReader } from '../src/core/capture/pcap.ts';
import { DEFAULT_BUDGET } from '../src/core/classify/budget.ts';
import { median } from '../src/core/median.ts';
import { type ReplaySession, replaySession } from '../src/core/replay/session.ts';
import { capturePiece, readdress, writeSyntheticCapture } from './synthetic-capture.ts';

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

const layer7 = (capture: string, ...options: string[]): readonly string[] => [
  join(ROOT, 'layer7'),
  'classify',
  '--format',
  'jsonl',
  ...options,
  capture,
];

function compare(capture: string): Runs {
  const contenders: Contender[] = [{ name: 'tcpdump', argv: ['tcpdump', '-r', capture, '-w', '/dev/null'] }];
  if (findProgram('ndpiReader') !== undefined) {
    contenders.push({ name: 'ndpiReader', argv: ['ndpiReader', '-q', '-i', capture] });
  }
  const kinds: Record<string, readonly string[]> = {
    ...(values.l7dir === undefined ? {} : { l7dir: ['--l7dir', values.l7dir] }),
    signatures: ['--l7dir', join(ROOT, 'signatures')],
    classify: [],
  };
  for (const [name, options] of Object.entries(kinds)) {
    contenders.push({ name, argv: layer7(capture, ...options) });
    contenders.push({ name: `${name} 2`, argv: layer7(capture, ...options, '--threads', '2') });
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

type Runs = Readonly<Record<string, readonly Run[]>>;

/** What is held against what, and at most how much it may be. */
const GOALS: readonly (readonly [string, string, number?])[] = [
  ['l7dir', 'tcpdump', 2],
  ['l7dir 2', 'l7dir'],
  ['signatures', 'l7dir', 1],
  ['classify', 'l7dir', 1.3],
  ['classify', 'tcpdump'],
  ['classify 2', 'classify'],
  ['classify', 'ndpiReader'],
];

function print(runs: Runs): void {
  for (const [name, list] of Object.entries(runs)) {
    const wall = list.map((one) => one.wallSeconds);
    const resident = list.flatMap((one) => one.residentMegabytes ?? []);
    console.log(
      `${name.padEnd(12)} median ${median(wall).toFixed(2)} s  (${wall.map((seconds) => seconds.toFixed(2)).join(' ')})`,
      resident.length > 0 ? ` resident ${Math.max(...resident).toFixed(0)} MB` : '',
    );
  }
  for (const { pair, ratios, goal } of ratiosOf(runs)) {
    const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    const aim = goal === undefined ? '' : `  goal ${goal}`;
    console.log(`${pair.padEnd(24)} ${median(ratios).toFixed(2)}  (${spread})${aim}`);
  }
}

/** Ratios of wall times, one for each round: the two stood side by side when the machine was as it was then. */
function ratiosOf(runs: Runs): readonly { pair: string; ratios: readonly number[]; goal?: number }[] {
  return GOALS.flatMap(([name, reference, goal]) => {
    const [list, others] = [runs[name], runs[reference]];
    if (list === undefined || others === undefined) return [];
    const ratios = list.map((one, round) => one.wallSeconds / others[round]!.wallSeconds);
    return [{ pair: `${name} / ${reference}`, ratios, ...(goal === undefined ? {} : { goal }) }];
  });
}

/** Flows of the piece of capture that `growth` plays again and again, and the turns of each. */
const PIECE = { flows: 1000, turns: 2 };

/** Flows that are played for each figure. */
const PLAYED = 1_000_000;

/**
 * Processor time per packet at growing numbers of flows that are known at a time. The packets are always the
 * same but for the client's address, so the work on them is too; what grows is what the session remembers.
 * What it takes to change the addresses is taken off.
 */
function growth(): readonly { flows: number; nanosecondsPerPacket: number }[] {
  const piece = capturePiece(PIECE);
  const packets = piece.packets * (PLAYED / PIECE.flows);
  const { program } = prepareLibrary(
    { folder: values.l7dir, order: undefined, variant: 'kernel' },
    undefined,
  );
  const play = (session?: ReplaySession): void => {
    for (let round = 0; round < PLAYED / PIECE.flows; round++) {
      readdress(piece, round);
      const reader = new PcapReader();
      reader.window(piece.bytes, 0, piece.bytes.length);
      session?.drain(reader);
    }
  };
  const cost = (flows: number, inspects: boolean): number => {
    const before = process.cpuUsage();
    play(inspects ? replaySession(program, { ...SESSION, maxFlows: flows }) : undefined);
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1000) / packets;
  };
  return [1_000, 10_000, 100_000, 1_000_000].map((flows) => {
    const list = [1, 2].map(() => cost(flows, true) - cost(flows, false));
    const nanosecondsPerPacket = median(list);
    const single = list.map((one) => one.toFixed(0)).join(' ');
    console.log(
      `${String(flows).padStart(9)} flows  ${nanosecondsPerPacket.toFixed(0)} ns a packet  (${single})`,
    );
    return { flows, nanosecondsPerPacket };
  });
}

const SESSION = {
  budget: DEFAULT_BUDGET,
  seed: 1,
  children: false,
  reassemble: false,
};

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
    `${JSON.stringify({ date, machine, load: loadavg(), capture: basename(capture), runs, ratios: ratiosOf(runs), cost }, undefined, 1)}\n`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
