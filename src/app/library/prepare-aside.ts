/**
 * `prepareLibrary` in a thread of its own: compiling can take seconds, in which the daemon must go on
 * looking after its workers. This file is both ends.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import { diagnosticOf } from '../log.ts';
import { type LibraryNames, libraryNames } from './groups.ts';
import { type LibraryChoice, prepareLibrary } from './prepare.ts';

export interface AsideLibrary {
  /** The compiled program, as `packProgram` writes it. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** Names in order of precedence. */
  readonly protocols: readonly string[];
  readonly names: LibraryNames;
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

interface Task {
  readonly choice: LibraryChoice;
  readonly cache: string | undefined;
}

type Answer = { readonly library: AsideLibrary } | { readonly failure: Diagnostic };

/** As `prepareLibrary`, without blocking the caller. Throws the same. */
export async function prepareAside(choice: LibraryChoice, cache: string | undefined): Promise<AsideLibrary> {
  const task: Task = { choice, cache };
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  const answer = await new Promise<Answer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (status) => reject(new Error(`the compiling thread ended with status ${status}`)));
  });
  if ('failure' in answer) throw new Layer7Error(answer.failure);
  return answer.library;
}

function work({ choice, cache }: Task): Answer {
  try {
    const { program, packed, errors, warnings } = prepareLibrary(choice, cache);
    const names = libraryNames(choice);
    return { library: { packed, protocols: program.protocols, names, errors, warnings } };
  } catch (error) {
    return { failure: diagnosticOf(error) };
  }
}

if (!isMainThread && parentPort !== null) parentPort.postMessage(work(workerData as Task));
