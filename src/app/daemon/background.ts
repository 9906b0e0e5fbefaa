/**
 * `layer7 up` in the background: a process of its own that goes on when the command returns. Until
 * connections are being named the two are connected, so whatever keeps the daemon from starting is told
 * where the command was typed; from then on the daemon writes to its log file.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Diagnostic, EXIT_STATUS, Layer7Error } from '../../core/errors.ts';
import { fileSink, type Log, type LogFormat, type LogRecord, type LogSink } from '../log.ts';
import { diagnosticsOf, Refused } from '../refused.ts';
import { makeFolder, runPaths } from './folders.ts';
import { runDaemon } from './foreground.ts';
import { refuseSecond } from './instance-lock.ts';
import { refuseSecondInNamespace } from './namespace-lock.ts';
import type { DaemonSettings } from './settings.ts';

/** What the daemon tells the command that started it. */
type Message =
  | { readonly type: 'log'; readonly record: LogRecord }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly errors: readonly Diagnostic[] };

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

/** Whether this process was started by `startInBackground`. */
export function isBackgroundProcess(): boolean {
  return process.send !== undefined && process.env.LAYER7_BACKGROUND === '1';
}

/**
 * Starts a daemon with the same words of the command line; resolves to its pid when connections are being
 * named. `say` gets what it logs until then. Throws the errors that kept it from starting, or
 * `DAEMON_FAILED` when it went without a word.
 */
export async function startInBackground(
  words: readonly string[],
  settings: DaemonSettings,
  say: LogSink,
): Promise<number> {
  const { log, pid } = runPaths(settings.runDir);
  refuseSecondInNamespace();
  refuseSecond(pid);
  makeFolder(settings.runDir);
  const out = openSync(log, 'a', 0o640);
  const child = spawn(process.execPath, [...process.execArgv, MAIN, ...words], {
    detached: true,
    env: { ...process.env, LAYER7_BACKGROUND: '1' },
    stdio: ['ignore', out, out, 'ipc'],
  });
  closeSync(out);
  // A command that is interrupted takes the half-started daemon with it.
  const interrupt = (): void => {
    child.kill('SIGTERM');
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('message', (message: Message) => {
        if (message.type === 'log') say(message.record);
        else if (message.type === 'ready') resolve(child.pid ?? 0);
        else reject(refusal(message.errors));
      });
      child.on('error', reject);
      child.on('exit', (status, signal) => reject(failed(signal ?? `exit status ${status}`, log)));
    });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function refusal([first, ...others]: readonly Diagnostic[]): Error {
  return first === undefined ? new Error('the daemon failed') : new Refused(first, others);
}

function failed(how: string, log: string): Layer7Error {
  return new Layer7Error({
    code: 'DAEMON_FAILED',
    kind: 'environment',
    message: `the daemon ended before it was ready: ${how}`,
    where: { file: log },
    next: 'read the end of its log, or run "layer7 up --foreground" to watch it',
  });
}

/** The other end: runs the daemon and tells the command how it goes. Resolves to the exit status. */
export async function runInBackground(
  settings: DaemonSettings,
  log: Log,
  format: LogFormat,
): Promise<number> {
  log.attach(fileSink(runPaths(settings.runDir).log, format));
  const tell = (message: Message): void => {
    if (process.connected) process.send?.(message);
  };
  const toCommand: LogSink = (record) => tell({ type: 'log', record });
  log.attach(toCommand);
  // The command may be gone: the daemon goes on without it.
  process.on('disconnect', () => log.detach(toCommand));
  try {
    await runDaemon(settings, log, () => {
      tell({ type: 'ready' });
      log.detach(toCommand);
    });
    return 0;
  } catch (error) {
    log.detach(toCommand);
    const errors = diagnosticsOf(error);
    for (const diagnostic of errors) log.error(new Layer7Error(diagnostic));
    tell({ type: 'failed', errors });
    return EXIT_STATUS[errors[0].kind];
  }
}
