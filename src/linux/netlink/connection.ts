/**
 * Requests and their answers: sends a message, reads until the kernel has acknowledged it or a dump is
 * done, and turns a refusal into an `OpError` that keeps errno and the kernel's own sentence. Synchronous:
 * the kernel answers netlink requests within the send call, so there is nothing to wait for.
 *
 * A request is a value made by a pure function (`queue-messages.ts`, `conntrack-messages.ts`); this is the
 * only place where it meets a kernel. With a `trace` every message is described as it passes.
 */
import { Layer7Error } from '../../core/errors.ts';
import { ENOBUFS } from '../ffi/libc.ts';
import { OpError } from '../ffi/op-error.ts';
import {
  extendedAcknowledgement,
  type Message,
  MessageWriter,
  messageErrno,
  messages,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_NOOP,
  NLMSG_OVERRUN,
} from './message.ts';
import { describeMessage } from './trace.ts';
import type { Transport } from './transport.ts';

/** Something to ask of the kernel. */
export interface Request {
  /** What it is for, in words that complete "the kernel refused …". */
  readonly operation: string;
  /** Writes the message. It must have NLM_F_ACK or NLM_F_DUMP set, or there is no answer to wait for. */
  write(writer: MessageWriter, sequence: number): void;
}

/** Takes one line for each message that passes. */
export type Trace = (line: string) => void;

export interface ConnectionOptions {
  readonly trace?: Trace | undefined;
  /** Bytes of the longest request. */
  readonly requestBytes?: number;
}

export class Connection {
  readonly transport: Transport;
  readonly #writer: MessageWriter;
  readonly #trace: Trace | undefined;
  #sequence = 0;

  constructor(transport: Transport, options: ConnectionOptions = {}) {
    this.transport = transport;
    this.#writer = new MessageWriter(options.requestBytes ?? 4096);
    this.#trace = options.trace;
  }

  /**
   * Sends `request` and gives each message of the answer to `visit`; the acknowledgement and the end of a
   * dump are not given. The messages are valid during the call only.
   * @throws OpError when the kernel refuses; Layer7Error `NETLINK_TIMEOUT` when it does not answer in the
   * transport's time.
   */
  execute(request: Request, visit?: (message: Message) => void): void {
    const sequence = this.#begin(request);
    for (;;) {
      const datagram = this.transport.receive();
      if (datagram === undefined) throw timeout(request.operation);
      for (const message of messages(datagram, 0, datagram.length)) {
        this.#trace?.(`← ${describeMessage(message)}`);
        // What answers an earlier request, or none, is not for us.
        if (message.sequence !== sequence || message.type === NLMSG_NOOP) continue;
        if (message.type === NLMSG_OVERRUN) throw new OpError(request.operation, ENOBUFS);
        if (message.type === NLMSG_ERROR || message.type === NLMSG_DONE) {
          const errno = messageErrno(message);
          if (errno === 0) return;
          throw new OpError(request.operation, errno, extendedAcknowledgement(message));
        }
        visit?.(message);
      }
    }
  }

  /** Idempotent. */
  close(): void {
    this.transport.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #begin(request: Request): number {
    // 0 marks messages that the kernel sends unasked.
    this.#sequence = (this.#sequence % 0x7fff_ffff) + 1;
    request.write(this.#writer.reset(), this.#sequence);
    const bytes = this.#writer.bytes();
    if (this.#trace !== undefined) {
      for (const message of messages(bytes, 0, bytes.length)) this.#trace(`→ ${describeMessage(message)}`);
    }
    this.transport.send(bytes);
    return this.#sequence;
  }
}

function timeout(operation: string): Layer7Error {
  return new Layer7Error({
    code: 'NETLINK_TIMEOUT',
    kind: 'environment',
    message: `the kernel did not answer in time: ${operation}`,
    next: 'try again; if it stays, another program may be holding the kernel up',
  });
}
