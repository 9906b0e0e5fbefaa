/**
 * `node fuzz/run.ts TARGET [--seconds N] [--seed N]`: feeds a parser with damaged inputs until the time is
 * over or one shows a fault, which is then kept in `fuzz/corpus/TARGET/`. Without arguments it lists the
 * targets. The seed is printed, and repeats the run.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { MAX_INPUT } from './support/mutate.ts';
import { corpusFolder, targetNames } from './support/target.ts';
import type { WorkerData, WorkerResult } from './support/worker.ts';

/** An input that takes longer than this is a fault. */
const HANG_SECONDS = 10;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const [name] = positionals;
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? (Math.random() * 2 ** 32) >>> 0);
if (name === undefined || !targetNames().includes(name) || !(seconds > 0) || !Number.isInteger(seed)) {
  console.error('usage: node fuzz/run.ts TARGET [--seconds N] [--seed N]');
  console.error(`targets: ${targetNames().join(', ')}`);
  process.exit(2);
}

const data: WorkerData = { name, seed, seconds, shared: new SharedArrayBuffer(8 + MAX_INPUT) };
console.log(`${name}: ${seconds} s, seed ${seed}`);
const worker = new Worker(new URL('./support/worker.ts', import.meta.url), { workerData: data });
const numbers = new Int32Array(data.shared, 0, 2);
let last = -1;
const watch = setInterval(() => {
  const tried = Atomics.load(numbers, 0);
  if (tried === last) {
    const input = new Uint8Array(data.shared, 8, Atomics.load(numbers, 1)).slice();
    fail(tried + 1, input, `no answer within ${HANG_SECONDS} s`);
  }
  last = tried;
}, HANG_SECONDS * 1000);
worker.on('error', (error) => {
  throw error;
});
worker.on('message', (result: WorkerResult) => {
  clearInterval(watch);
  if ('input' in result) fail(result.tried, result.input, result.message);
  console.log(`${name}: ${result.tried} inputs, no fault`);
});

/** Keeps the input and ends. */
function fail(tried: number, input: Uint8Array, message: string): never {
  const folder = corpusFolder(name!);
  const file = join(folder, createHash('sha256').update(input).digest('hex').slice(0, 16));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, input);
  console.error(`${name}: input ${tried} shows a fault (seed ${seed}); kept as ${file}\n${message}`);
  process.exit(1);
}
