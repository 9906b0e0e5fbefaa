/**
 * Runs a session in a thread of its own, so that the main thread can tell when an input makes it hang. The
 * input under test lies in shared memory.
 *
 * ```
 * Int32 0: inputs tried | Int32 1: length of the input | from byte 8: the input
 * ```
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Finding, fuzz } from './session.ts';
import { loadTarget } from './target.ts';

export interface WorkerData {
  readonly name: string;
  readonly seed: number;
  readonly seconds: number;
  readonly shared: SharedArrayBuffer;
}

/** What the worker sends when it ends. */
export type WorkerResult =
  | { readonly tried: number }
  | { readonly tried: number; readonly input: Uint8Array; readonly message: string };

const { name, seed, seconds, shared } = workerData as WorkerData;
const numbers = new Int32Array(shared, 0, 2);
const bytes = new Uint8Array(shared, 8);
const until = performance.now() + seconds * 1000;
let result: WorkerResult = { tried: 0 };
try {
  const session = fuzz(name, await loadTarget(name), seed, (input) => {
    bytes.set(input);
    Atomics.store(numbers, 1, input.length);
  });
  for (const tried of session) {
    Atomics.store(numbers, 0, tried);
    result = { tried };
    if ((tried & 63) === 0 && performance.now() > until) break;
  }
} catch (error) {
  if (!(error instanceof Finding)) throw error;
  result = { tried: result.tried + 1, input: error.input, message: error.message };
}
parentPort?.postMessage(result);
