/**
 * One queue, held by the supervisor: the netlink socket that it is bound to. The kernel hands packets to
 * this socket and takes verdicts from it alone, whichever process reads and writes it; that is why the
 * supervisor opens it and the worker inherits it. As long as one of them lives, no held packet is lost.
 */
import { Layer7Error } from '../../core/errors.ts';
import { send } from '../ffi/libc.ts';
import { OpError } from '../ffi/op-error.ts';
import { Connection, type Trace } from '../netlink/connection.ts';
import { NETLINK_NETFILTER } from '../netlink/nfnetlink.ts';
import {
  batchVerdict,
  bindQueue,
  NF_REPEAT,
  type QueueConfig,
  reconfigureQueue,
} from '../netlink/queue-messages.ts';
import { SocketTransport } from '../netlink/transport.ts';
import { findHolders, readQueue } from './queue-status.ts';

/** How long the kernel may take to answer, in milliseconds. */
const TIMEOUT = 5000;

export interface QueueSocketOptions extends QueueConfig {
  /**
   * Room for packets not read yet, in bytes, as setsockopt(2) takes it: the kernel grants twice that for its
   * own records. It is what bounds the queue; see `queue-supervisor.ts`.
   */
  readonly receiveBuffer: number;
  readonly trace?: Trace | undefined;
}

export class QueueSocket {
  readonly number: number;
  readonly #transport: SocketTransport;

  /**
   * Opens a socket in this process's network namespace and binds the queue to it.
   * @throws Layer7Error `QUEUE_HELD` when another socket has it; OpError for everything else.
   */
  constructor(options: QueueSocketOptions) {
    this.number = options.number;
    this.#transport = new SocketTransport(NETLINK_NETFILTER, {
      receiveBuffer: options.receiveBuffer,
      timeout: TIMEOUT,
      ignoresOverflow: true,
    });
    try {
      new Connection(this.#transport, { trace: options.trace }).execute(bindQueue(options));
    } catch (error) {
      this.#transport.close();
      throw refusalOf(options.number, error);
    }
  }

  get fd(): number {
    return this.#transport.fd;
  }

  /** Changes copy range and length. */
  reconfigure(copyRange: number, maxLength: number): void {
    this.#send(reconfigureQueue({ number: this.number, copyRange, maxLength }));
  }

  /**
   * Sends every held packet through its hook again, marks unchanged: it meets the queue rule once more and is
   * queued anew, to be read by whoever reads the socket now.
   */
  requeueHeld(): void {
    const status = readQueue(this.number);
    if (status === undefined || status.held === 0) return;
    this.#send(batchVerdict(this.number, NF_REPEAT, status.lastId));
  }

  /** Closes this process's copy of the socket. With the last copy the queue goes. Idempotent. */
  close(): void {
    this.#transport.close();
  }

  #send(message: Uint8Array): void {
    const sent = send(this.fd, message, message.length, 0);
    if (sent < 0) throw new OpError(`send(2) to queue ${this.number}`, -sent);
  }
}

/** EPERM has two reasons: the queue is somebody else's, or we are not allowed to have any. */
function refusalOf(number: number, error: unknown): unknown {
  if (!(error instanceof OpError) || error.errnoName !== 'EPERM') return error;
  const queue = readQueue(number);
  if (queue === undefined) return error;
  const holders = findHolders(queue.portid).map(({ pid, command }) => `process ${pid} (${command})`);
  const held = holders.length === 0 ? `netlink port ${queue.portid}` : holders.join(' and ');
  return new Layer7Error({
    code: 'QUEUE_HELD',
    kind: 'conflict',
    message: `queue ${number} is held by ${held}`,
    given: String(number),
    next: 'end that process first, or use another queue number or another network namespace',
  });
}
