/**
 * The commands' end of the control socket: one request, one answer. A daemon's refusal arrives as the same
 * diagnostic that it would print itself.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Layer7Error } from '../../core/errors.ts';
import { isSystemError } from '../files.ts';
import { boundedLines, TOO_LONG } from '../lines.ts';
import { Refused } from '../refused.ts';
import type { ErrorReport } from './control-model.ts';
import { watchStopped } from './stopped-daemon.ts';

/** Longest answer that is read whole, in characters. */
const ANSWER_LIMIT = 64 << 20;

/**
 * How long a daemon may take to answer, in milliseconds. What changes something waits for the change before
 * it: a reload compiles, `set` enters rules, and `down` drains queues. One that is stopped is found out sooner.
 */
const PATIENCE = 30_000;
const PATIENCE_FOR_CHANGES = 120_000;

/** Path of the control socket in a run directory. */
export function controlSocket(runDir: string): string {
  return `${runDir}/control.sock`;
}

/**
 * Asks the daemon of `runDir` and returns its answer, which is what `control-model.ts` says for this path.
 * Throws `Layer7Error` `DAEMON_NOT_RUNNING`, `DAEMON_STOPPED`, `DAEMON_UNREACHABLE` or `DAEMON_ANSWER`, or
 * `Refused`.
 */
export async function askDaemon<T>(
  runDir: string,
  method: string,
  path: string,
  body?: unknown,
  patience: number = method === 'GET' ? PATIENCE : PATIENCE_FOR_CHANGES,
): Promise<T> {
  const response = await send(runDir, method, path, body, patience);
  return parseAnswer<T>(await readText(response), runDir);
}

/**
 * Asks for a list that may be long: one JSON value a line, given as they arrive. `stop` ends it early, as
 * leaving the loop does.
 */
export async function* streamFromDaemon<T>(
  runDir: string,
  path: string,
  body?: unknown,
  stop?: AbortSignal,
): AsyncGenerator<T> {
  const response = await send(runDir, body === undefined ? 'GET' : 'POST', path, body, PATIENCE);
  const hangUp = (): void => {
    response.destroy();
  };
  stop?.addEventListener('abort', hangUp, { once: true });
  try {
    if (stop?.aborted === true) return;
    for await (const line of boundedLines(response, ANSWER_LIMIT)) {
      if (line === TOO_LONG) throw strange('', runDir);
      if (line !== '') yield parseAnswer<T>(line, runDir);
    }
  } catch (error) {
    if (stop?.aborted === true) return;
    throw isSystemError(error, 'ECONNRESET') ? unreachable(error, runDir) : error;
  } finally {
    stop?.removeEventListener('abort', hangUp);
    response.destroy();
  }
}

async function send(
  runDir: string,
  method: string,
  path: string,
  body: unknown,
  patience: number,
): Promise<IncomingMessage> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = httpRequest(
      {
        socketPath: controlSocket(runDir),
        method,
        path,
        headers: content === undefined ? {} : { 'content-type': 'application/json' },
      },
      resolve,
    );
    const timer = setTimeout(
      () => call.destroy(new Error(`no answer within ${patience / 1000} s`)),
      patience,
    );
    let answer: IncomingMessage | undefined;
    // For as long as the answer takes, which may be a list without an end.
    const unwatch = watchStopped(runDir, (error) => {
      answer?.destroy(error);
      call.destroy(error);
    });
    call.on('error', (error) => reject(error instanceof Layer7Error ? error : unreachable(error, runDir)));
    call.on('response', (response) => {
      answer = response;
      clearTimeout(timer);
    });
    call.on('close', () => {
      clearTimeout(timer);
      unwatch();
    });
    call.end(content);
  });
  if ((response.statusCode ?? 500) < 400) return response;
  const text = await readText(response);
  const { errors } = parseAnswer<Partial<ErrorReport>>(text, runDir);
  const [first, ...others] = errors ?? [];
  if (first === undefined) throw strange(text, runDir);
  throw new Refused(first, others);
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    text += part;
    if (text.length > ANSWER_LIMIT) break;
  }
  return text;
}

function parseAnswer<T>(text: string, runDir: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw strange(text, runDir);
  }
}

function strange(text: string, runDir: string): Layer7Error {
  return new Layer7Error({
    code: 'DAEMON_ANSWER',
    kind: 'environment',
    message: 'what answers at the control socket does not speak as a layer7 daemon does',
    where: { file: controlSocket(runDir) },
    given: text.slice(0, 100),
    next: 'see whether daemon and command are of the same version: "layer7 down", then "layer7 up"',
  });
}

/** Why a socket could not be reached, in words. */
export function unreachable(error: Error, runDir: string): Layer7Error {
  const where = { file: controlSocket(runDir) };
  if (isSystemError(error, 'ENOENT', 'ECONNREFUSED')) {
    return new Layer7Error({
      code: 'DAEMON_NOT_RUNNING',
      kind: 'environment',
      message: 'no layer7 daemon runs here',
      where,
      next: 'start it with "layer7 up", or name its --run-dir',
    });
  }
  if (isSystemError(error, 'EACCES', 'EPERM')) {
    return new Layer7Error({
      code: 'DAEMON_FORBIDDEN',
      kind: 'permission',
      message: 'only root may talk to the daemon',
      where,
      next: 'run the same command with sudo',
    });
  }
  return new Layer7Error({
    code: 'DAEMON_UNREACHABLE',
    kind: 'environment',
    message: 'the daemon did not answer',
    where,
    cause: error.message,
    next: 'see its log in the run folder; if it hangs, end it with "kill -9" and run "layer7 up", which clears up',
  });
}
