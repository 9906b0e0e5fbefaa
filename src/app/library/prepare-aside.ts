/**
 * `prepareLibrary` in a thread of its own, with the applications and the groups: compiling can take seconds,
 * in which the daemon must go on looking after its workers. This file is both ends.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Application } from '../../core/applications/model.ts';
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import { carrierOf } from '../../linux/netfilter/mark-field.ts';
import { diagnosticOf } from '../log.ts';
import { type ApplicationLibrary, loadApplications, pickApplications } from './applications.ts';
import { groupMembers, type LibraryNames, libraryNames } from './groups.ts';
import { type LibraryChoice, loadLibrary, prepareLibrary } from './prepare.ts';

export interface AsideLibrary {
  /** The compiled program, as `packProgram` writes it. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** Names in order of precedence. */
  readonly protocols: readonly string[];
  /** Those asked for; none where no protocol carries any. */
  readonly applications: readonly Application[];
  /** Those of protocols and applications that can be given, by group, both sorted. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly names: LibraryNames;
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Which patterns and which applications. */
export interface NamesChoice extends LibraryChoice {
  /** Names of the shipped applications; undefined for all, where the signatures are the shipped ones. */
  readonly applications: readonly string[] | undefined;
}

interface Task {
  readonly choice: NamesChoice;
  readonly cache: string | undefined;
}

/** Called when compiling takes longer than `after` milliseconds, once, with the number of protocols. */
export interface Patience {
  readonly after: number;
  readonly onLong: (protocols: number) => void;
}

type Answer = { readonly compiling: number } | Result;
type Result = { readonly library: AsideLibrary } | { readonly failure: Diagnostic };

/** As `prepareLibrary`, without blocking the caller. Throws the same. */
export async function prepareAside(
  choice: NamesChoice,
  cache: string | undefined,
  patience?: Patience,
): Promise<AsideLibrary> {
  const task: Task = { choice, cache };
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  const answer = await new Promise<Result>((resolve, reject) => {
    worker.on('message', (message: Answer) => {
      if (!('compiling' in message)) return resolve(message);
      if (patience === undefined) return;
      const left = patience.after - (performance.now() - begun);
      if (left <= 0) patience.onLong(message.compiling);
      else timer = setTimeout(() => patience.onLong(message.compiling), left);
    });
    worker.once('error', reject);
    worker.once('exit', (status) => reject(new Error(`the compiling thread ended with status ${status}`)));
  }).finally(() => clearTimeout(timer));
  if ('failure' in answer) throw new Layer7Error(answer.failure);
  return answer.library;
}

function work({ choice, cache }: Task, say: (answer: Answer) => void): Result {
  try {
    const onCompile = (compiling: number): void => say({ compiling });
    const { program, packed, errors, warnings } = prepareLibrary(choice, cache, onCompile);
    const { protocols } = program;
    const chosen = chooseApplications(choice, protocols);
    const known = loadLibrary(choice).protocols.filter(({ name }) => protocols.includes(name));
    return {
      library: {
        packed,
        protocols,
        applications: chosen.applications,
        groups: groupMembers([...chosen.applications, ...known]),
        names: libraryNames(known, chosen.applications),
        errors: [...errors, ...chosen.errors],
        warnings,
      },
    };
  } catch (error) {
    return { failure: diagnosticOf(error) };
  }
}

/** Patterns of a user's own come without the shipped applications, as their names may differ. */
function chooseApplications(
  { folder, applications }: NamesChoice,
  protocols: readonly string[],
): ApplicationLibrary {
  const carries = protocols.some((name) => carrierOf(name) > 0);
  if (folder !== undefined || !carries) return { applications: [], errors: [] };
  return pickApplications(loadApplications(), applications);
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const say = (answer: Answer): void => port.postMessage(answer);
  say(work(workerData as Task, say));
}
