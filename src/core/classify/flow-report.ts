/**
 * What is said of one connection, by every plane in the same words.
 */

export interface FlowReport {
  readonly proto: 'tcp' | 'udp';
  /** Text form of the addresses; `src` is the side that sent the first packet. */
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  /** Packets, and payload bytes as they were on the wire, of both directions. */
  readonly packets: number;
  readonly bytes: number;
  /** Protocol name, `unknown` or `unset`. */
  readonly l7: string;
  /** Name of the application, where the connection's host is one of its. */
  readonly app?: string;
  /** The host that the connection asked for. */
  readonly host?: string;
  /** The client's hello carries an encrypted one, or what looks like it: the host may be a cover. */
  readonly ech?: true;
  /** Fingerprint of the TLS client, where it was asked for. */
  readonly ja4?: string;
  /** Where it was decided: number of the packet in the connection (from 1) and payload bytes seen by then. */
  readonly decided?: { readonly packet: number; readonly bytes: number };
  /** For a connection that carries its master's name: that it does. */
  readonly child?: true;
}

/** A report in the making. */
export type OpenFlowReport = { -readonly [K in keyof FlowReport]: FlowReport[K] };
