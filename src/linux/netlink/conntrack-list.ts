/**
 * The list of connections, read piece by piece. The kernel makes the next piece (some 32 KB, about a hundred
 * connections) whenever one is taken, so a reader that takes a few at a time and then lets others have their
 * turn holds nothing up, however long the list is. Nothing is lost meanwhile, but a connection may end after
 * its piece was made and before it is read.
 */
import { OpError } from '../ffi/op-error.ts';
import { align, readUint16Little, readUint32Little } from './attribute.ts';
import { dumpConntrack } from './conntrack-messages.ts';
import type { EventHandler } from './event-socket.ts';
import { MessageWriter, messageErrno, messageLength, NLMSG_DONE, NLMSG_ERROR } from './message.ts';
import { AF_UNSPEC, NETLINK_NETFILTER } from './nfnetlink.ts';
import { SocketTransport, type Transport } from './transport.ts';

/** Longest wait for a piece, in milliseconds; the kernel has it ready. */
const PATIENCE = 5000;

export class ConntrackList {
  readonly #transport: Transport;
  readonly #writer = new MessageWriter(256);
  #sequence = 0;

  /** @throws OpError */
  constructor(transport?: Transport) {
    this.#transport =
      transport ?? new SocketTransport(NETLINK_NETFILTER, { timeout: PATIENCE, receiveBuffer: 1 << 20 });
  }

  /** Asks for the list anew. What is left of an earlier one is passed over. @throws OpError */
  start(): void {
    this.#sequence = (this.#sequence % 0x7fff_ffff) + 1;
    dumpConntrack(AF_UNSPEC).write(this.#writer.reset(), this.#sequence);
    this.#transport.send(this.#writer.bytes());
  }

  /** Gives the connections of the next piece to `handler`; false when it was the last. @throws OpError */
  next(handler: EventHandler): boolean {
    const buffer = this.#transport.receive();
    if (buffer === undefined) throw new OpError('list connections', ETIMEDOUT);
    let at = 0;
    for (;;) {
      const length = messageLength(buffer, at, buffer.length);
      if (length === 0) return true;
      if (readUint32Little(buffer, at + 8) === this.#sequence) {
        const type = readUint16Little(buffer, at + 4);
        if (type === NLMSG_DONE || type === NLMSG_ERROR) {
          const errno = messageErrno({
            buffer,
            at,
            end: at + length,
            type,
            flags: 0,
            sequence: 0,
            portid: 0,
          });
          if (errno !== 0) throw new OpError('list connections', errno);
          return false;
        }
        handler(buffer, at, at + length);
      }
      at += align(length);
    }
  }

  /** Idempotent. */
  close(): void {
    this.#transport.close();
  }
}

const ETIMEDOUT = 110;
