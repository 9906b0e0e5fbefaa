/**
 * A plane is a way for packets to reach the classifier and for names to leave it: a capture that is
 * replayed, NFQUEUE, later an eBPF program. All planes answer to this one interface, and one conformance
 * suite runs on all of them: the same packets give the same verdicts.
 */

/** What a plane says about one connection, once when it is decided and once more when it ends. */
export interface FlowReport {
  /** `tcp` or `udp`. */
  readonly proto: string;
  /** Text form of the addresses; `src` is the side that sent the first packet. */
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  /** Packets and bytes of IP payload data seen so far, both directions. */
  readonly packets: number;
  readonly bytes: number;
  /** Protocol name, `unknown` or `unset`. */
  readonly l7: string;
  /** Where it was decided: number of the packet in the connection (from 1) and payload bytes seen by then. */
  readonly decided?: { readonly packet: number; readonly bytes: number };
}

/** Named counts of what a plane did and refused; monotonic. */
export type Counters = Readonly<Record<string, number>>;

export interface Plane {
  readonly name: 'replay' | 'queue' | 'kernel';
  /** Runs until the source of packets ends (replay) or `close` is called (live). */
  run(): Promise<void>;
  /** Flows known at this moment. */
  flows(): Iterable<FlowReport>;
  counters(): Counters;
  /** Gives back everything that was taken from the machine. Idempotent. */
  close(): Promise<void>;
}
