/**
 * The daemon's end of the control socket: routes to what the daemon can do, and faults to the diagnostics
 * that the command prints. Knows HTTP and nothing of the kernel.
 *
 * The socket is root's alone (mode 0600), made so before anybody can connect.
 */
import { chmodSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { type Diagnostic, type ErrorKind, Layer7Error } from '../../core/errors.ts';
import { diagnosticsOf } from '../refused.ts';
import { controlSocket } from './control-client.ts';
import {
  type BudgetReport,
  type CheckReport,
  type DownReport,
  type ErrorReport,
  type LiveFlow,
  LONGEST_WATCH,
  type RecordedFlow,
  type RecordRequest,
  type ReloadReport,
  type StatusReport,
  type TrafficTick,
} from './control-model.ts';
import { RECORD_LIMITS } from './recording.ts';

/** What can be asked of a daemon. */
export interface Controlled {
  status(): Promise<StatusReport>;
  /** Lines of live connections, only of `protocols` when given. */
  flows(protocols: readonly string[] | undefined): AsyncIterable<LiveFlow>;
  setBudget(change: Partial<BudgetReport>): Promise<BudgetReport>;
  /** First packets of connections that begin from now on; ends early when `gone` says so. */
  record(request: RecordRequest, gone: AbortSignal): AsyncIterable<RecordedFlow>;
  /** What was accounted in each span of so many seconds, until `gone`. */
  watch(seconds: number, gone: AbortSignal): AsyncIterable<TrafficTick>;
  /** Holds the accounts of so many seconds against the interfaces. */
  check(seconds: number, gone: AbortSignal): Promise<CheckReport>;
  /** Throws `Refused` when the new patterns cannot be used. */
  reload(): Promise<ReloadReport>;
  down(): Promise<DownReport>;
  /** Called once the answer to `down` is on its way. */
  end(): void;
}

const HTTP_STATUS: Readonly<Record<ErrorKind, 400 | 403 | 409 | 422 | 500 | 503>> = {
  internal: 500,
  usage: 400,
  input: 422,
  environment: 503,
  permission: 403,
  conflict: 409,
};

const budgetChange = z.strictObject({
  numpackets: z.number().int().optional(),
  maxdatalen: z.number().int().optional(),
});

const recordRequest = z.strictObject({
  filter: z.string().max(10_000),
  most: z.number().int().min(1).max(RECORD_LIMITS.most),
  seconds: z.number().int().min(1).max(RECORD_LIMITS.seconds),
});

const span = z.strictObject({ seconds: z.number().int().min(1).max(LONGEST_WATCH) });

/** The routes, over any daemon. */
export function controlRoutes(daemon: Controlled): Hono {
  const app = new Hono();
  app.get('/status', async (context) => context.json(await daemon.status()));
  app.get('/flows', (context) => {
    const names = context.req.query('proto')?.split(',');
    return stream(context, async (out) => {
      let lines = '';
      for await (const flow of daemon.flows(names)) {
        lines += `${JSON.stringify(flow)}\n`;
        if (lines.length < 65_536) continue;
        await out.write(lines);
        lines = '';
      }
      await out.write(lines);
    });
  });
  app.put('/budget', async (context) => {
    const change = budgetChange.safeParse(await context.req.json().catch(() => undefined));
    if (!change.success) throw badBody(change.error.message);
    const { numpackets, maxdatalen } = change.data;
    const budget = await daemon.setBudget({
      ...(numpackets === undefined ? {} : { numpackets }),
      ...(maxdatalen === undefined ? {} : { maxdatalen }),
    });
    return context.json(budget);
  });
  app.post('/record', async (context) => {
    const request = recordRequest.safeParse(await context.req.json().catch(() => undefined));
    if (!request.success) throw badBody(request.error.message);
    const gone = new AbortController();
    const flows = daemon.record(request.data, gone.signal);
    return stream(context, async (out) => {
      out.onAbort(() => gone.abort());
      // Lets the asker know that it is heard, however long the first connection takes.
      await out.write('\n');
      for await (const flow of flows) await out.write(`${JSON.stringify(flow)}\n`);
    });
  });
  app.post('/watch', async (context) => {
    const request = span.safeParse(await context.req.json().catch(() => undefined));
    if (!request.success) throw badBody(request.error.message);
    const gone = new AbortController();
    const ticks = daemon.watch(request.data.seconds, gone.signal);
    return stream(context, async (out) => {
      out.onAbort(() => gone.abort());
      await out.write('\n');
      for await (const tick of ticks) await out.write(`${JSON.stringify(tick)}\n`);
    });
  });
  app.post('/check', async (context) => {
    const request = span.safeParse(await context.req.json().catch(() => undefined));
    if (!request.success) throw badBody(request.error.message);
    return context.json(await daemon.check(request.data.seconds, context.req.raw.signal));
  });
  app.post('/reload', async (context) => context.json(await daemon.reload()));
  app.post('/down', async (context) => {
    const report = await daemon.down();
    setImmediate(() => daemon.end());
    return context.json(report);
  });
  app.notFound((context) => context.json(errorReport([unknownPath(context.req.path)]), 400));
  app.onError((error, context) => {
    const errors = diagnosticsOf(error);
    return context.json(errorReport(errors), HTTP_STATUS[errors[0]?.kind ?? 'internal']);
  });
  return app;
}

function errorReport(errors: readonly Diagnostic[]): ErrorReport {
  return { errors };
}

function badBody(cause: string): Layer7Error {
  return new Layer7Error({
    code: 'CONTROL_REQUEST',
    kind: 'usage',
    message: 'the daemon does not understand the request',
    cause,
    next: 'use the layer7 command of the same version as the daemon',
  });
}

function unknownPath(path: string): Diagnostic {
  return badBody(`no such path: ${path}`).diagnostic;
}

export interface ControlServer {
  /** Stops answering and removes the socket. Idempotent. */
  close(): void;
}

/**
 * Answers at the control socket of `runDir`. The caller holds the lock of the run directory, so a socket
 * that is already there is the trace of a crash and is removed.
 */
export async function serveControl(runDir: string, daemon: Controlled): Promise<ControlServer> {
  const path = controlSocket(runDir);
  rmSync(path, { force: true });
  const server = createAdaptorServer({ fetch: controlRoutes(daemon).fetch }) as Server;
  // One request a connection: so the end of the daemon never waits for a client that keeps one open.
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(before);
  }
  chmodSync(path, 0o600);
  return {
    close: () => {
      server.close();
      server.closeIdleConnections();
      rmSync(path, { force: true });
    },
  };
}
