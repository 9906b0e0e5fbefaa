/**
 * The supervisor's stand-in for a worker that is dead, hung or not there yet: lets every packet of the
 * queue go on at once, as undecided, with its mark and through the user's rules. It looks at nothing in the
 * packets; naming connections is for the worker that comes next.
 *
 * Packets that the former worker had read but not answered are no longer in the socket. They are sent
 * through their hook again and so come back into it; until the worker is surely gone it may take some, so
 * that is repeated.
 */
import { EAGAIN, EINTR, ENOBUFS, MSG_DONTWAIT, send, type Watch, watchReadable } from '../ffi/libc.ts';
import { OpError } from '../ffi/op-error.ts';
import { ReceiveRing } from '../ffi/receive-ring.ts';
import { VerdictBatch } from '../netlink/queue-messages.ts';
import { QueuedPacket } from './queue-packet.ts';
import type { QueueSocket } from './queue-socket.ts';

const BATCH = 64;
/** Room for the attributes before the payload; the payload may be cut. */
const SLOT_SIZE = 256;
/** Milliseconds between two looks for packets that are held but not in the socket. */
const REPEAT_INTERVAL = 50;

export class StandIn {
  /** Packets let go. */
  released = 0;
  readonly #socket: QueueSocket;
  readonly #clear: number;
  readonly #seen: number;
  readonly #ring = new ReceiveRing(BATCH, SLOT_SIZE);
  readonly #packet = new QueuedPacket();
  readonly #verdicts: VerdictBatch;
  #watch: Watch | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `mask`, `seen`: the bits of the packet mark that are ours. */
  constructor(socket: QueueSocket, mask: number, seen: number) {
    this.#socket = socket;
    this.#clear = ~(mask | seen);
    this.#seen = seen;
    this.#verdicts = new VerdictBatch(socket.number, BATCH);
  }

  /** Lets everything go that is held, and from now on everything that comes. */
  start(): void {
    if (this.#watch !== undefined) return;
    this.releaseNow();
    this.#watch = watchReadable(this.#socket.fd, () => this.#drain());
    this.#timer = setInterval(() => this.#socket.requeueHeld(), REPEAT_INTERVAL);
  }

  /** Leaves the queue to a worker. */
  stop(): void {
    this.#watch?.close();
    this.#watch = undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Lets everything go that is held now. */
  releaseNow(): void {
    // What is in the socket first: those packets need not be queued a second time.
    this.#drain();
    this.#socket.requeueHeld();
    this.#drain();
  }

  #drain(): void {
    for (;;) {
      const count = this.#ring.receive(this.#socket.fd, MSG_DONTWAIT);
      if (count === -EAGAIN) return;
      if (count === -EINTR || count === -ENOBUFS) continue;
      if (count < 0) throw new OpError(`recvmmsg(2) on queue ${this.#socket.number}`, -count);
      this.#release(count);
      if (count < BATCH) return;
    }
  }

  #release(count: number): void {
    const { data, slotSize } = this.#ring;
    const packet = this.#packet;
    const verdicts = this.#verdicts;
    verdicts.clear();
    for (let i = 0; i < count; i++) {
      const at = i * slotSize;
      if (!packet.read(data, at, at + this.#ring.length(i))) continue;
      verdicts.add(packet.id, (packet.mark & this.#clear) | this.#seen);
      this.released++;
    }
    if (verdicts.length === 0) return;
    const sent = send(this.#socket.fd, verdicts.bytes, verdicts.length, 0);
    if (sent < 0) throw new OpError(`send(2) to queue ${this.#socket.number}`, -sent);
  }
}
