/**
 * Events of the kernel: a socket that has joined multicast groups, read from the event loop. Messages are
 * handed over in place, by offset, and are gone when the handler returns. When events come faster than they
 * are read the kernel drops some and says so once; that is counted in `overruns`.
 */
import { EAGAIN, EINTR, ENOBUFS, MSG_DONTWAIT, type Watch, watchReadable } from '../ffi/libc.ts';
import { ReceiveRing } from '../ffi/receive-ring.ts';
import { align } from './attribute.ts';
import { messageLength } from './message.ts';
import { NETLINK_NETFILTER } from './nfnetlink.ts';
import { SocketTransport } from './transport.ts';

/** A message that begins at `at` and ends before `end`. */
export type EventHandler = (buffer: Uint8Array, at: number, end: number) => void;

export interface EventSocketOptions {
  readonly groups: readonly number[];
  /** Room for events not read yet, in bytes. */
  readonly receiveBuffer?: number;
  /**
   * Read only when `drain` is called. For events that nobody waits for: to wake up for each of them costs
   * three times what it takes to read them together.
   */
  readonly onDemand?: boolean;
}

const SLOTS = 64;
/** A conntrack event is some 300 bytes, 500 with everything in it. */
const SLOT_SIZE = 2048;
/** Calls of recvmmsg before other events of the loop have their turn. */
const ROUNDS = 16;

export class EventSocket {
  /** How often the kernel had to drop events. */
  overruns = 0;
  /** Messages longer than a slot, dropped. */
  truncated = 0;
  readonly #socket: SocketTransport;
  readonly #ring = new ReceiveRing(SLOTS, SLOT_SIZE);
  readonly #watch: Watch | undefined;
  readonly #handler: EventHandler;

  /** Joins the groups in this process's network namespace. @throws OpError */
  constructor(options: EventSocketOptions, handler: EventHandler) {
    this.#handler = handler;
    this.#socket = new SocketTransport(NETLINK_NETFILTER, {
      groups: options.groups,
      receiveBuffer: options.receiveBuffer ?? 16 << 20,
    });
    if (options.onDemand !== true) {
      this.#watch = watchReadable(this.#socket.fd, () => this.#drain(ROUNDS));
    }
  }

  /** Reads what is waiting now, without going through the event loop. */
  drain(): void {
    this.#drain(Number.POSITIVE_INFINITY);
  }

  /** Idempotent. */
  close(): void {
    this.#watch?.close();
    this.#socket.close();
  }

  #drain(rounds: number): void {
    const ring = this.#ring;
    for (let round = 0; round < rounds; round++) {
      const count = ring.receive(this.#socket.fd, MSG_DONTWAIT);
      if (count === -ENOBUFS) {
        this.overruns++;
        continue;
      }
      if (count === -EINTR) continue;
      if (count === -EAGAIN || count <= 0) return;
      for (let i = 0; i < count; i++) this.#deliver(i);
      if (count < ring.count) return;
    }
  }

  #deliver(slot: number): void {
    const ring = this.#ring;
    if (ring.isTruncated(slot)) {
      this.truncated++;
      return;
    }
    let at = slot * ring.slotSize;
    const end = at + ring.length(slot);
    let length = messageLength(ring.data, at, end);
    while (length !== 0) {
      this.#handler(ring.data, at, at + length);
      at += align(length);
      length = messageLength(ring.data, at, end);
    }
  }
}
