/**
 * Plays a conversation into a classifier that holds the whole shipped library, as a plane would: a TCP
 * connection begins with its handshake, sequence numbers run on, each packet says who sent it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Classifier } from '../../src/core/classify/classifier.ts';
import { FROM_CLIENT, FROM_SERVER } from '../../src/core/classify/connection-state.ts';
import { compileProgram } from '../../src/core/classify/program.ts';
import type { Diagnostic } from '../../src/core/errors.ts';
import { buildLibrary, type Library } from '../../src/core/patterns/library.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView, TCP_ACK, TCP_SYN } from '../../src/core/wire/packet-view.ts';
import type { CasePacket } from './cases.ts';

export const SIGNATURES: string = new URL('../../signatures/', import.meta.url).pathname;

/** The shipped library, read from its folder. */
export function shippedLibrary(): Library {
  const files = readdirSync(decodeURIComponent(SIGNATURES), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sig'))
    .map((name) => {
      const path = `${decodeURIComponent(SIGNATURES)}${name}`;
      return { path, text: readFileSync(path, 'utf8') };
    });
  return buildLibrary(files);
}

export interface Conversation {
  readonly transport: 'tcp' | 'udp';
  readonly clientPort: number;
  readonly serverPort: number;
  readonly packets: readonly CasePacket[];
}

export class Player {
  /** What was wrong with single expressions. */
  readonly diagnostics: readonly Diagnostic[];
  readonly #classifier: Classifier;
  readonly #view = new PacketView();

  constructor(library: Library) {
    const { program, diagnostics } = compileProgram(library.protocols);
    this.diagnostics = diagnostics;
    this.#classifier = new Classifier(program);
    this.#classifier.reserve(1);
  }

  /** The name that the conversation has when it ends: a protocol's, `unknown`, or `unset`. */
  play(conversation: Conversation): string {
    const tcp = conversation.transport === 'tcp';
    const sequence = [1000, 9000];
    this.#classifier.begin(0, tcp ? IPPROTO_TCP : IPPROTO_UDP);
    const send = (fromClient: boolean, payload: Uint8Array, flags: number): void => {
      const view = this.#view;
      const side = fromClient ? FROM_CLIENT : FROM_SERVER;
      view.protocol = tcp ? IPPROTO_TCP : IPPROTO_UDP;
      view.sourcePort = fromClient ? conversation.clientPort : conversation.serverPort;
      view.destinationPort = fromClient ? conversation.serverPort : conversation.clientPort;
      view.tcpFlags = flags;
      view.sequence = sequence[side]!;
      view.payload = 0;
      view.payloadEnd = payload.length;
      view.payloadLength = payload.length;
      sequence[side]! += payload.length + (flags & TCP_SYN ? 1 : 0);
      this.#classifier.packet(0, side, view, payload);
    };
    if (tcp) {
      const none = new Uint8Array(0);
      send(true, none, TCP_SYN);
      send(false, none, TCP_SYN | TCP_ACK);
      send(true, none, TCP_ACK);
    }
    for (const { fromClient, payload } of conversation.packets) send(fromClient, payload, TCP_ACK);
    return this.#classifier.nameOf(this.#classifier.settled(0));
  }
}
