/**
 * Whether the daemon that a command waits for is stopped (SIGSTOP, a debugger): it then never answers, while
 * its workers go on naming connections. Looked up in /proc; a daemon that cannot be seen from here, as one in
 * another PID namespace, is taken to run.
 */
import { readFileSync } from 'node:fs';
import { Layer7Error } from '../../core/errors.ts';
import { runPaths } from './folders.ts';

/** How often it is looked at while a command waits, in milliseconds. */
const INTERVAL = 1000;
/** Looks in a row that must find it stopped. */
const LOOKS = 2;

/** Pid of the daemon of `runDir` and the letter of its state (proc(5)); undefined when it is not to be seen. */
function stateOf(runDir: string): { readonly pid: number; readonly state: string } | undefined {
  const pid = Number.parseInt(textOf(runPaths(runDir).pid), 10);
  if (!(pid > 0)) return undefined;
  const state = /^State:\s+(\S)/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  return state === undefined ? undefined : { pid, state };
}

/** Empty when the file is not there, or is gone while it is read, as those of a process can be. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Calls `onStopped` once when the daemon of `runDir` is found to be stopped, until the result is called. */
export function watchStopped(runDir: string, onStopped: (error: Layer7Error) => void): () => void {
  let looks = 0;
  const timer = setInterval(() => {
    const found = stateOf(runDir);
    looks = found !== undefined && /[Tt]/.test(found.state) ? looks + 1 : 0;
    if (found === undefined || looks < LOOKS) return;
    clearInterval(timer);
    onStopped(stopped(found.pid, found.state));
  }, INTERVAL);
  return () => clearInterval(timer);
}

function stopped(pid: number, state: string): Layer7Error {
  return new Layer7Error({
    code: 'DAEMON_STOPPED',
    kind: 'environment',
    message: `the daemon (process ${pid}) does not answer: it is stopped (state ${state})`,
    next: `let it go on with "kill -CONT ${pid}"; until then its workers name connections`,
  });
}
