/**
 * What is told of a queued packet's connection besides its name: the two sides in the order in which they
 * spoke, and when its protocol was found.
 */
import type { Classifier } from '../../core/classify/classifier.ts';
import { FROM_CLIENT, UNKNOWN, UNSET } from '../../core/classify/connection-state.ts';
import type { FlowReport } from '../../core/classify/flow-report.ts';
import type { FlowTable } from '../../core/flow/flow-table.ts';
import { grown } from '../../core/grown.ts';
import { IPPROTO_TCP } from '../../core/wire/packet-view.ts';

export class QueueFlowReports {
  /** By slot: packets met when its protocol was found; 0 before. */
  decidedPacket = new Uint16Array(0);
  readonly #table: FlowTable;
  /** By slot: 1 when the first packet met was the server's. */
  #isServerFirst = new Uint8Array(0);

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** Makes room for slots below `capacity`. */
  reserve(capacity: number): void {
    this.decidedPacket = grown(this.decidedPacket, capacity);
    this.#isServerFirst = grown(this.#isServerFirst, capacity);
  }

  /** A new connection has been given `slot`; its first packet went in this direction. */
  begin(slot: number, direction: number): void {
    this.decidedPacket[slot] = 0;
    this.#isServerFirst[slot] = direction === FROM_CLIENT ? 0 : 1;
  }

  /** The protocol of the connection is known with the packet at hand. */
  found(slot: number): void {
    this.decidedPacket[slot] = this.#table.packets(slot);
  }

  /** The connection in `slot` while it is undecided. */
  undecided(slot: number, classifier: Classifier): FlowReport {
    const ends = this.#table.endpoints(slot);
    const swapped = this.#isServerFirst[slot] !== 0;
    return {
      proto: this.#table.protocol(slot) === IPPROTO_TCP ? 'tcp' : 'udp',
      src: swapped ? ends.destination : ends.source,
      sport: swapped ? ends.destinationPort : ends.sourcePort,
      dst: swapped ? ends.source : ends.destination,
      dport: swapped ? ends.sourcePort : ends.destinationPort,
      packets: this.#table.packets(slot),
      bytes: this.#table.bytes(slot),
      l7: classifier.nameOf(classifier.settled(slot)),
    };
  }

  /** The connection with its names; one that has used up its packets is what the kernel calls it. */
  decided(slot: number, classifier: Classifier, app: string | undefined): FlowReport {
    const report = this.undecided(slot, classifier);
    const { decidedPacket, bytes } = classifier.state;
    const isGivenUp = report.l7 === classifier.nameOf(UNSET) && report.packets >= classifier.budget.packets;
    return {
      ...report,
      ...(isGivenUp ? { l7: classifier.nameOf(UNKNOWN) } : {}),
      ...(app === undefined ? {} : { app }),
      ...(decidedPacket[slot] === 0 ? {} : { decided: { packet: decidedPacket[slot], bytes: bytes[slot] } }),
    };
  }
}
