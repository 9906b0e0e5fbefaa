/**
 * One sight of a connection: what the kernel's connection tracking says of it at a moment, or when it ends.
 * The numbers grow while the connection lives. An object of this kind is filled anew for each message, so
 * whoever wants to keep something copies it.
 */
export interface Sight {
  /** The kernel's number for the connection, 32 bits; nearly unique among those that live. */
  readonly id: number;
  /** Both ports of the client's direction in one number; tells two connections of the same id apart. */
  readonly ports: number;
  /** IP protocol number. */
  readonly protocol: number;
  /** Port of the side that answers, after any address translation; 0 where there are no ports. */
  readonly responderPort: number;
  readonly mark: number;
  /** False when the kernel keeps no counters for it: it is older than the counting. */
  readonly isCounted: boolean;
  /** From the side that began the connection; bytes from the IP header on. */
  readonly sentPackets: number;
  readonly sentBytes: number;
  readonly answeredPackets: number;
  readonly answeredBytes: number;
  /** IP version, 4 or 6; 0 when the addresses are missing. */
  readonly version: number;
  /** Address of the side that began it: four big-endian words, IPv4 in the first. */
  readonly originator: Uint32Array;
  /** Address of the side that answers, after any address translation. */
  readonly responder: Uint32Array;
}
