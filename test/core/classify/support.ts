/** Small connections for the classifier's tests: programs from one-line evidence, packets from strings. */
import { type Budget, DEFAULT_BUDGET } from '../../../src/core/classify/budget.ts';
import { Classifier } from '../../../src/core/classify/classifier.ts';
import { compileProgram } from '../../../src/core/classify/program.ts';
import type { Dialect, Evidence, Protocol, View } from '../../../src/core/patterns/model.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../../../src/core/wire/packet-view.ts';

export interface EvidenceSketch extends Partial<Omit<Evidence, 'expression'>> {
  readonly expression: string;
  readonly dialect?: Dialect;
  readonly view?: View;
}

export function protocol(
  name: string,
  evidence: readonly EvidenceSketch[],
  ports: Protocol['ports'] = [],
): Protocol {
  return {
    name,
    title: name,
    reference: '',
    groups: [],
    ports,
    aliases: { ndpi: [], wireshark: [], iana: [] },
    attributes: [],
    file: `${name}.test`,
    evidence: evidence.map((sketch) => ({
      protocol: name,
      transport: 'either',
      view: 'both',
      conditions: [],
      strength: 'strong',
      support: [],
      ...sketch,
      expression: { text: sketch.expression, dialect: sketch.dialect ?? 'signature' },
    })),
  };
}

/** Bytes of a string of characters below 256. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export interface Segment {
  readonly from?: 'client' | 'server';
  readonly data: string;
  readonly sequence?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

/** One connection under test. */
export class Connection {
  readonly classifier: Classifier;
  readonly #view = new PacketView();
  readonly #sequence = [1000, 5000];

  constructor(
    protocols: readonly Protocol[],
    transport: 'tcp' | 'udp' = 'tcp',
    budget: Partial<Budget> = {},
  ) {
    const { program, diagnostics } = compileProgram(protocols);
    if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
    this.classifier = new Classifier(program, { ...DEFAULT_BUDGET, ...budget });
    this.classifier.reserve(2);
    this.#view.protocol = transport === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP;
    this.classifier.begin(1, this.#view.protocol);
  }

  /** Sends one packet and returns the name so far. */
  send(segment: Segment | string): string {
    const { from = 'client', data, ...rest } = typeof segment === 'string' ? { data: segment } : segment;
    const direction = from === 'client' ? 0 : 1;
    const payload = bytes(data);
    const buffer = new Uint8Array(payload.length + 7);
    buffer.set(payload, 5);
    const view = this.#view;
    view.payload = 5;
    view.payloadEnd = 5 + payload.length;
    view.payloadLength = payload.length;
    view.sourcePort = rest.sourcePort ?? (direction === 0 ? 40000 : 9999);
    view.destinationPort = rest.destinationPort ?? (direction === 0 ? 9999 : 40000);
    view.sequence = rest.sequence ?? this.#sequence[direction];
    this.#sequence[direction] = view.sequence + payload.length;
    return this.classifier.nameOf(this.classifier.packet(1, direction, view, buffer));
  }
}
