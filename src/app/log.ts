/**
 * What the program says while it works: lines for people, or one JSON object a line. Where they go is a
 * function, so that the daemon can write to a file, to its parent and to nothing at all by turns.
 *
 * Left out: levels to filter by. The daemon says little: what changed, what it could not do, and counts.
 */
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { type Diagnostic, formatDiagnostic, Layer7Error } from '../core/errors.ts';
import { printableLines } from '../core/printable.ts';

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export type LogLevel = 'info' | 'warning' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface LogRecord {
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: LogFields;
  readonly diagnostic?: Diagnostic;
}

/** Takes finished records. */
export type LogSink = (record: LogRecord) => void;

/** One line of JSON, without its end of line. */
export function formatJson(record: LogRecord): string {
  const { time, level, message, fields, diagnostic } = record;
  return JSON.stringify({
    time,
    level,
    message,
    ...fields,
    ...(diagnostic === undefined ? {} : diagnosticFields(diagnostic)),
  });
}

function diagnosticFields(diagnostic: Diagnostic): object {
  const { message: _message, ...rest } = diagnostic;
  return rest;
}

/** As people read it; an error or warning says that it is one. Nothing in it can steer a terminal. */
export function formatText(record: LogRecord): string {
  const prefix = record.level === 'info' ? 'layer7: ' : `layer7: ${record.level}: `;
  const text = record.diagnostic === undefined ? record.message : formatDiagnostic(record.diagnostic);
  const fields = Object.entries(record.fields ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  return printableLines(`${prefix}${[text, ...fields].join(' ')}`);
}

export function formatRecord(record: LogRecord, format: LogFormat): string {
  return format === 'json' ? formatJson(record) : formatText(record);
}

/** Makes records and hands them to whatever sinks are attached at the moment. */
export class Log {
  readonly #sinks = new Set<LogSink>();

  constructor(...sinks: readonly LogSink[]) {
    for (const sink of sinks) this.#sinks.add(sink);
  }

  attach(sink: LogSink): void {
    this.#sinks.add(sink);
  }

  detach(sink: LogSink): void {
    this.#sinks.delete(sink);
  }

  info(message: string, fields?: LogFields): void {
    this.#emit('info', message, fields);
  }

  warning(message: string, fields?: LogFields): void {
    this.#emit('warning', message, fields);
  }

  /** A fault, with all that a `Layer7Error` says of it. */
  error(error: unknown, level: LogLevel = 'error'): void {
    const diagnostic = diagnosticOf(error);
    this.#emit(level, diagnostic.message, undefined, diagnostic);
  }

  #emit(level: LogLevel, message: string, fields?: LogFields, diagnostic?: Diagnostic): void {
    const record: LogRecord = {
      time: new Date().toISOString(),
      level,
      message,
      ...(fields === undefined ? {} : { fields }),
      ...(diagnostic === undefined ? {} : { diagnostic }),
    };
    for (const sink of this.#sinks) sink(record);
  }
}

/** The diagnostic of any thrown value; what is not a `Layer7Error` is a fault of ours. */
export function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof Layer7Error) return error.diagnostic;
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'INTERNAL',
    kind: 'internal',
    message: 'something failed that layer7 did not expect',
    cause,
    next: 'please report this text together with what you did',
  };
}

/** A sink that writes to a stream, such as standard error. */
export function streamSink(stream: { write(text: string): unknown }, format: LogFormat): LogSink {
  return (record) => {
    stream.write(`${formatRecord(record, format)}\n`);
  };
}

/**
 * A sink that appends to a file of at most `limit` bytes; a full file becomes `PATH.1`, replacing the one
 * before. A disk that refuses must not stop the daemon: such lines are lost.
 */
export function fileSink(path: string, format: LogFormat, limit = 1 << 20): LogSink {
  return (record) => {
    const stamp = format === 'json' ? '' : `${record.time} `;
    try {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size >= limit) renameSync(path, `${path}.1`);
      appendFileSync(path, `${stamp}${formatRecord(record, format)}\n`, { mode: 0o640 });
    } catch {
      // Lost, as said above.
    }
  };
}
