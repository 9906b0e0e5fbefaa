/**
 * What inspection has found out about flows, in flat columns: what it takes to complete their reports, and
 * nothing else. Columns can be handed from one thread to another as they are.
 */
import type { OpenFlowReport } from '../classify/flow-report.ts';

/** The strings of a flow that has any. */
export interface FoundTexts {
  /** The host that was asked for, and whether an encrypted hello may stand behind it. */
  host?: string;
  ech?: true;
  ja4?: string;
}

export interface FindingsColumns {
  /** By verdict: its name. */
  readonly protocols: readonly string[];
  readonly applications: readonly string[];
  readonly verdict: Uint16Array<ArrayBuffer>;
  /** 1 + index of the application, 0 for none. */
  readonly application: Uint16Array<ArrayBuffer>;
  /** Number of the packet that decided, 0 for none, and the payload bytes seen by then. */
  readonly packet: Uint16Array<ArrayBuffer>;
  readonly bytes: Uint32Array<ArrayBuffer>;
  /** 1 for a child. */
  readonly child: Uint8Array<ArrayBuffer>;
  readonly texts: Map<number, FoundTexts>;
}

/** Room for `rows` flows. */
export function findingsColumns(
  rows: number,
  names: Pick<FindingsColumns, 'protocols' | 'applications'>,
): FindingsColumns {
  return {
    ...names,
    verdict: new Uint16Array(rows),
    application: new Uint16Array(rows),
    packet: new Uint16Array(rows),
    bytes: new Uint32Array(rows),
    child: new Uint8Array(rows),
    texts: new Map(),
  };
}

/** The buffers of the columns, to be handed over instead of copied. */
export function findingsBuffers(columns: FindingsColumns): readonly ArrayBuffer[] {
  const { verdict, application, packet, bytes, child } = columns;
  return [verdict.buffer, application.buffer, packet.buffer, bytes.buffer, child.buffer];
}

/** Adds to a report what stands in a row. */
export function describe(columns: FindingsColumns, row: number, report: OpenFlowReport): void {
  report.l7 = columns.protocols[columns.verdict[row]];
  const application = columns.application[row];
  if (application !== 0) report.app = columns.applications[application - 1];
  const texts = columns.texts.size === 0 ? undefined : columns.texts.get(row);
  if (texts !== undefined) {
    if (texts.host !== undefined) report.host = texts.host;
    if (texts.ech === true) report.ech = true;
    if (texts.ja4 !== undefined) report.ja4 = texts.ja4;
  }
  if (columns.child[row] !== 0) report.child = true;
  const packet = columns.packet[row];
  if (packet !== 0) report.decided = { packet, bytes: columns.bytes[row] };
}
