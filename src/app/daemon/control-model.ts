/**
 * What the daemon and the commands say to each other, as JSON over HTTP over the control socket.
 *
 * ```
 * GET  /status             → StatusReport
 * GET  /flows?proto=a,b    → one LiveFlow a line
 * PUT  /budget {Budget…}   → BudgetReport
 * POST /record {RecordRequest}  → one RecordedFlow a line, until enough, the time is up, or the asker is gone
 * POST /watch {seconds}    → one TrafficTick a line, every so many seconds until the asker is gone
 * POST /check {seconds}    → CheckReport, after so many seconds
 * POST /reload             → ReloadReport
 * POST /down               → DownReport, when all rules are gone; the daemon then ends
 * ```
 * A refusal has a status of 400 or above and an `ErrorReport`.
 */
import type { Balance } from '../../core/accounting/adding-up.ts';
import type { AccountRow } from '../../core/accounting/row.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import type { Diagnostic } from '../../core/errors.ts';
import type { Layer7Rule } from '../../linux/netfilter/layer7-rules.ts';
import type { BlockReport } from '../policy/block-log.ts';

export interface Traffic {
  readonly connections: number;
  readonly packets: number;
  readonly bytes: number;
}

/** A protocol or application, `unset` or `unknown`, with what it has on the line. */
export interface ProtocolTraffic {
  readonly name: string;
  readonly id: number;
  /** Connections that conntrack knows at this moment. */
  readonly live: Traffic;
  /** Connections that ended since the daemon started. */
  readonly ended: Traffic;
}

export interface Health {
  readonly workers: number;
  /** Workers that died or hung and were replaced. */
  readonly restarts: number;
  /** Named counts of the planes, the kernel's queues and the event socket. */
  readonly counters: Readonly<Record<string, number>>;
}

export interface BudgetReport {
  readonly numpackets: number;
  readonly maxdatalen: number;
}

export interface StatusReport {
  readonly version: string;
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Folder of the patterns; undefined for the shipped signatures. */
  readonly l7dir?: string;
  /** Order of precedence that the user gave, and the dialect of `.pat` files. */
  readonly order?: readonly string[];
  readonly dialect?: 'kernel' | 'userspace';
  /** Limits of the compiler that the user set, as NAME=NUMBER. */
  readonly limits?: readonly string[];
  /** Protocols, and applications, that can be named now. */
  readonly protocols: number;
  readonly applicationNames: number;
  readonly budget: BudgetReport;
  /** False when net.netfilter.nf_conntrack_acct is off: then packets and bytes are not counted. */
  readonly accounting: boolean;
  readonly health: Health;
  /** Protocols with any traffic, the most bytes first. */
  readonly traffic: readonly ProtocolTraffic[];
  /** The same for applications, whose connections are those of a protocol as well. */
  readonly applications: readonly ProtocolTraffic[];
  /** What passed of connections that the applied policy blocks, before they had their name. */
  readonly blocked: readonly BlockReport[];
}

export interface LiveFlow {
  /** `tcp`, `udp`, or the number of another IP protocol. */
  readonly proto: string;
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly packets: number;
  readonly bytes: number;
  readonly l7: string;
  /** Application, where the connection has one. */
  readonly app?: string;
}

/** Asks for the first packets of connections that begin from now on. */
export interface RecordRequest {
  /** A filter as `layer7 explain --flow` takes it; empty for all. */
  readonly filter: string;
  /** Connections. */
  readonly most: number;
  readonly seconds: number;
}

/** A connection with its first packets, payload in base64. */
export interface RecordedFlow {
  readonly report: FlowReport;
  /** IP protocol number. */
  readonly protocol: number;
  readonly packets: readonly {
    /** 0 from the client, 1 from the server. */
    readonly direction: number;
    readonly sourcePort: number;
    readonly destinationPort: number;
    readonly tcpFlags: number;
    readonly sequence: number;
    readonly payload: string;
    readonly payloadLength: number;
  }[];
}

/** What was accounted in a span of time that has just ended. */
export interface TrafficTick {
  /** ISO 8601, UTC: its end. */
  readonly time: string;
  /** How long it was. */
  readonly seconds: number;
  readonly rows: readonly AccountRow[];
}

/** Whether the accounts agree with the counters of the interfaces. */
export interface CheckReport {
  readonly seconds: number;
  readonly holds: boolean;
  /** One for each direction of each interface that a route leads to. */
  readonly balances: readonly Balance[];
  /** Interfaces that no route leads to. */
  readonly passedOver: readonly string[];
  /** Whether packets that rules exempt from tracking, and invalid ones, could be counted. */
  readonly countsExempt: boolean;
  /** Whether the policy in force is another one than when the check began: queues came or went. */
  readonly policyChanged: boolean;
}

/** Longest span that `watch` and `check` take, in seconds. */
export const LONGEST_WATCH = 3600;

export interface ReloadReport {
  readonly protocols: number;
  /** Names that were not there before, and names that are gone. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly warnings: readonly Diagnostic[];
}

export interface DownReport {
  /** Rules of the user's own that match names and were left. */
  readonly keptRules: readonly Layer7Rule[];
}

export interface ErrorReport {
  /** At least one; the first is the most important. */
  readonly errors: readonly Diagnostic[];
}
