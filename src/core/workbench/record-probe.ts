/**
 * The classifier, asked about recorded flows: the packets of a record fed to a program as a plane feeds
 * them, with the budget of the original run.
 */
import type { Budget } from '../classify/budget.ts';
import { Classifier } from '../classify/classifier.ts';
import { FIRST_PROTOCOL, NO_EVIDENCE } from '../classify/connection-state.ts';
import type { Program } from '../classify/program.ts';
import { PacketView } from '../wire/packet-view.ts';
import { type FlowRecord, showPacket } from './flow-record.ts';

/** What a program makes of a record. */
export interface RecordVerdict {
  /** A protocol's name, `unknown` or `unset`. */
  readonly name: string;
  /** Number of the evidence that named it, or null. */
  readonly evidence: number | null;
  /** Index of the packet whose evidence decided, or at which it was given up; −1 while unset. */
  readonly packet: number;
}

export class RecordProbe {
  readonly #classifier: Classifier;
  readonly #view = new PacketView();

  /** @throws Layer7Error `BUDGET_OUT_OF_RANGE`. */
  constructor(program: Program, budget: Budget) {
    this.#classifier = new Classifier(program, budget);
    this.#classifier.reserve(1);
  }

  verdict(record: FlowRecord): RecordVerdict {
    const classifier = this.#classifier;
    const view = this.#view;
    const { state } = classifier;
    view.protocol = record.protocol;
    classifier.begin(0, record.protocol);
    let index = -1;
    for (const packet of record.packets) {
      index += 1;
      showPacket(view, packet);
      const verdict = classifier.packet(0, packet.direction, view, packet.payload);
      if (verdict === 0) continue;
      const evidence = verdict >= FIRST_PROTOCOL ? state.decidedEvidence[0]! : NO_EVIDENCE;
      return {
        name: classifier.nameOf(verdict),
        evidence: evidence === NO_EVIDENCE ? null : evidence,
        packet: evidence === NO_EVIDENCE ? index : state.decidedPacket[0]! - 1,
      };
    }
    // It may have ended while it waited for what its evidence yields to.
    const evidence = state.decidedEvidence[0]!;
    if (evidence === NO_EVIDENCE)
      return { name: classifier.nameOf(state.verdict[0]!), evidence: null, packet: -1 };
    return { name: classifier.nameOf(classifier.settled(0)), evidence, packet: state.decidedPacket[0]! - 1 };
  }
}
