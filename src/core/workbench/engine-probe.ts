/**
 * The real engine, asked about single payloads: the same tables, the same scan and the same classifier that
 * name connections. Whatever the algebra says with an example in hand is said only after the engine agreed.
 */
import { DEFAULT_SET_LIMITS, type SetLimits } from '../automata/limits.ts';
import { BUDGET_LIMITS } from '../classify/budget.ts';
import { Classifier } from '../classify/classifier.ts';
import { FIRST_PROTOCOL, FROM_CLIENT, FROM_SERVER } from '../classify/connection-state.ts';
import { compileProgram, type Program } from '../classify/program.ts';
import { Layer7Error } from '../errors.ts';
import type { Evidence } from '../patterns/model.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../wire/packet-view.ts';
import { bytesText } from './bytes-text.ts';
import type { Piece } from './study.ts';

/** A connection of one packet: who sends it, over what. */
export interface ProbeFlow {
  readonly transport: 'tcp' | 'udp';
  readonly from: 'client' | 'server';
}

/** A connection of one packet that a piece of evidence looks at. */
export function probeFlow({ transport, view }: Evidence): ProbeFlow {
  return { transport: transport === 'udp' ? 'udp' : 'tcp', from: view === 'server' ? 'server' : 'client' };
}

/** Says what a library names a connection whose only packet carries a given payload. */
export class LibraryProbe {
  readonly #classifier: Classifier;
  readonly #view = new PacketView();

  constructor(program: Program) {
    // The widest budget: an example may be longer than what a daemon looks at by default.
    this.#classifier = new Classifier(program, {
      packets: BUDGET_LIMITS.packets.max,
      bytes: BUDGET_LIMITS.bytes.max,
      countsPackets: true,
    });
    this.#classifier.reserve(1);
  }

  /** A protocol's name, or null when the packet does not name the connection. */
  winner(payload: Uint8Array, flow: ProbeFlow): string | null {
    const view = this.#view;
    view.protocol = flow.transport === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP;
    view.payload = 0;
    view.payloadEnd = payload.length;
    view.payloadLength = payload.length;
    const direction = flow.from === 'client' ? FROM_CLIENT : FROM_SERVER;
    this.#classifier.begin(0, view.protocol);
    this.#classifier.packet(0, direction, view, payload);
    const verdict = this.#classifier.settled(0);
    return verdict >= FIRST_PROTOCOL ? this.#classifier.nameOf(verdict) : null;
  }
}

/** A program of one expression, and a way to ask it. */
interface Alone {
  readonly program: Program;
  readonly probe: LibraryProbe;
}

/** Says whether single expressions match single payloads: each as a library of its own. */
export class ExpressionProbe {
  readonly #alone = new Map<Piece, Alone>();
  readonly #limits: SetLimits;

  /** `limits`: what the pieces were compiled within. */
  constructor(limits: SetLimits = DEFAULT_SET_LIMITS) {
    this.#limits = limits;
  }

  #of(piece: Piece): Alone {
    let alone = this.#alone.get(piece);
    if (alone === undefined) {
      // The expression alone: neither conditions nor support, which are no part of its language.
      const evidence: Evidence = { ...piece.evidence, strength: 'strong', conditions: [], support: [] };
      const { program } = compileProgram([{ ...piece.protocol, evidence: [evidence] }], this.#limits);
      alone = { program, probe: new LibraryProbe(program) };
      this.#alone.set(piece, alone);
    }
    return alone;
  }

  /** The program of the expression alone: what it costs. */
  program(piece: Piece): Program {
    return this.#of(piece).program;
  }

  matches(piece: Piece, payload: Uint8Array): boolean {
    return this.#of(piece).probe.winner(payload, probeFlow(piece.evidence)) !== null;
  }

  /**
   * Checks an example against what was concluded of it.
   * @throws Layer7Error `WITNESS_REFUSED` when the engine sees it otherwise: a fault of ours.
   */
  expect(piece: Piece, payload: Uint8Array, expected: boolean): void {
    if (this.matches(piece, payload) === expected) return;
    throw new Layer7Error({
      code: 'WITNESS_REFUSED',
      kind: 'internal',
      message: `the engine does not agree that "${piece.label}" ${expected ? 'matches' : 'does not match'} an example`,
      given: bytesText(payload),
      next: 'this is a fault of layer7: please report it with the pattern and the example',
    });
  }
}
