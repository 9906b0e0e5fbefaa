/**
 * What supervisor and worker of the queue plane say to each other, over the IPC channel that Node opens
 * between parent and child. Types, and the numbers both must agree on. Packets do not go this way, but for the
 * few that somebody asked to see; the busiest message is the heartbeat, four times a second.
 *
 * ```
 * supervisor                      worker
 *     configure  ───────────────▶   loads the program
 *                ◀───────────────  ready
 *     start      ───────────────▶   begins to read the queue
 *                ◀───────────────  heartbeat (counters, decisions), helper, late
 *     reload, budget, ended  ───▶   between two batches
 *                ◀───────────────  reloaded | refused
 *     snapshot   ───────────────▶
 *                ◀───────────────  flows
 *     record     ───────────────▶   keeps the first packets of chosen connections
 *                ◀───────────────  recorded
 *     unrecord   ───────────────▶
 *                ◀───────────────  unrecorded
 *     stop       ───────────────▶   drains the queue and exits
 * ```
 */
import type { FlowReport } from '../../core/classify/flow-report.ts';
import type { Diagnostic } from '../../core/errors.ts';
import type { FlowRecord } from '../../core/workbench/flow-record.ts';
import type { Decision, HelperDecision } from './queue-decisions.ts';

/** Descriptor of the queue's socket in the worker: after stdin, stdout, stderr and the IPC channel. */
export const WORKER_SOCKET_FD = 4;

/** How often a worker says that its event loop turns, in milliseconds. */
export const HEARTBEAT_INTERVAL = 250;

/** Longest headers before the payload: IPv6 with some extension headers, and TCP with all options. */
const HEADER_ROOM = 256;

/** Bytes of each packet to copy so that `bytes` of payload come along. */
export function copyRangeFor(bytes: number): number {
  return bytes + HEADER_ROOM;
}

/** What connections can be called: a packed program, applications, and the id of each name. */
export interface ProgramFile {
  readonly path: string;
  /** Ids of the protocols, in the program's order. */
  readonly ids: readonly number[];
  /** Absent: no second names. */
  readonly applications?: {
    /** A file with the applications as JSON: `Application[]`. */
    readonly path: string;
    /** Their ids, in the order of the file. */
    readonly ids: readonly number[];
  };
  /** Tells programs apart; told with each decision. */
  readonly generation: number;
}

export interface WorkerConfig {
  readonly queue: number;
  readonly program: ProgramFile;
  /** l7-filter's `numpackets`: packets of a connection, both directions, that may pass before it is given up. */
  readonly packets: number;
  /** l7-filter's `maxdatalen`. */
  readonly bytes: number;
  /** Packets that the kernel holds at most. */
  readonly maxLength: number;
  /** Bits of the packet mark that carry the names, and the direction on the way in. */
  readonly mask: number;
  /** Bit of the packet mark that says "back from the daemon". */
  readonly seen: number;
  /** Undecided connections kept at one time. */
  readonly capacity: number;
  /** Ids of the protocols with a conntrack helper, whose decisions are told at once. */
  readonly helperIds: readonly number[];
  /** Decisions kept for the next heartbeat; further ones are not told, only counted. */
  readonly decisionLog: number;
}

export type ToWorker =
  | { readonly type: 'configure'; readonly config: WorkerConfig }
  | { readonly type: 'start' }
  | { readonly type: 'reload'; readonly request: number; readonly program: ProgramFile }
  | { readonly type: 'budget'; readonly packets: number; readonly bytes: number }
  /** Connections that conntrack has forgotten without a name: records of `conntrack-account.ts`. */
  | { readonly type: 'ended'; readonly records: Uint8Array }
  | { readonly type: 'snapshot'; readonly request: number; readonly limit: number }
  | { readonly type: 'record'; readonly wish: RecordWish }
  | { readonly type: 'unrecord'; readonly request: number }
  | { readonly type: 'stop' };

/** Which connections somebody wants to see the first packets of. */
export interface RecordWish {
  /** A filter of `workbench/flow-filter.ts`. */
  readonly filter: string;
  /** Connections, of each worker. */
  readonly most: number;
}

/** A connection with its first packets. */
export interface RecordedConnection {
  readonly report: FlowReport;
  readonly record: FlowRecord;
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly diagnostic: Diagnostic }
  | {
      readonly type: 'heartbeat';
      readonly counters: WorkerCounters;
      /** Records of `queue-decisions.ts`. */
      readonly decisions: Uint8Array;
    }
  | { readonly type: 'reloaded'; readonly request: number }
  | { readonly type: 'refused'; readonly request: number; readonly diagnostic: Diagnostic }
  | { readonly type: 'flows'; readonly request: number; readonly flows: readonly FlowReport[] }
  | { readonly type: 'recorded'; readonly connection: RecordedConnection }
  | { readonly type: 'unrecorded'; readonly request: number }
  /** Connections that got their names in silence. */
  | { readonly type: 'late'; readonly decisions: readonly Decision[] }
  | { readonly type: 'helper'; readonly decision: HelperDecision };

/** Counts of one worker since it started; all but the gauges only grow. */
export interface WorkerCounters {
  /** Packets read from the queue, and answered. */
  packets: number;
  /** Calls that read at least one. */
  batches: number;
  /** Connections that were given a name. */
  named: number;
  /** Of these, connections whose application was named too. */
  applications: number;
  /** Connections of which nothing can match any more. */
  unknown: number;
  /** Packets of connections that were decided already (bursts, repeats): marked again. */
  remarked: number;
  /** TCP segments that were wholly seen before: not looked at again. */
  repeats: number;
  /** TCP connections that took over addresses and ports of an undecided one. */
  portReuses: number;
  /** Undecided connections pushed out by newer ones because the table was full. */
  evicted: number;
  /** Undecided connections forgotten after a silence. */
  expired: number;
  /** Undecided connections forgotten because conntrack forgot them. */
  ended: number;
  /** Packets that came cut to the copy range. */
  truncated: number;
  /** Packets in which no TCP or UDP payload could be found. */
  undecoded: number;
  /** Packets that the kernel let pass because the socket was full (gaps in the packet ids). */
  overflowed: number;
  /** Verdicts that the kernel refused: of packets it had let go already. */
  refusedVerdicts: number;
  /** Decisions that did not fit into the log. */
  untold: number;
  /** Gauge: connections in the table now. */
  flows: number;
  /** Gauge: resident memory, bytes. */
  memory: number;
}

export function createWorkerCounters(): WorkerCounters {
  return {
    packets: 0,
    batches: 0,
    named: 0,
    applications: 0,
    unknown: 0,
    remarked: 0,
    repeats: 0,
    portReuses: 0,
    evicted: 0,
    expired: 0,
    ended: 0,
    truncated: 0,
    undecoded: 0,
    overflowed: 0,
    refusedVerdicts: 0,
    untold: 0,
    flows: 0,
    memory: 0,
  };
}
