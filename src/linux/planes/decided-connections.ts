/**
 * Connections that have their name, remembered for as long as packets of them may still be on their way,
 * which get the same mark again. Once conntrack has the mark, the kernel queues no more packets; some are in
 * the queue already, though. A TCP connection is forgotten when every packet queued before its verdict has
 * been read. The first packets of a UDP burst each carry a conntrack entry of their own, of which one
 * survives, perhaps an unmarked one: so a UDP connection is remembered for some seconds.
 */
import type { FlowTable } from '../../core/flow/flow-table.ts';
import { grown } from '../../core/grown.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from '../../core/wire/packet-view.ts';
import { SlotQueue } from './slot-queue.ts';

/** The field of a connection of which nothing is known yet. */
export const UNDECIDED = 0;

/** Seconds for which a decided UDP connection is remembered. */
const UDP_MEMORY = 3;

/** Connections remembered at one time, of each transport. */
const CAPACITY = 16384;

export class DecidedConnections {
  /** By slot: the field of its mark; UNDECIDED while pending, too. */
  mark = new Uint32Array(0);
  readonly #table: FlowTable;
  readonly #tcp = new SlotQueue(CAPACITY);
  readonly #udp = new SlotQueue(CAPACITY);

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** Makes room for slots below `size`. */
  reserve(size: number): void {
    this.mark = grown(this.mark, size);
  }

  /** The connection in `slot` has got its name. */
  add(slot: number, mark: number, seconds: number): void {
    this.mark[slot] = mark;
    const isTcp = this.#table.protocol(slot) === IPPROTO_TCP;
    const remembered = isTcp ? this.#tcp : this.#udp;
    if (remembered.isFull) this.#forget(remembered.takeSlot(), isTcp ? IPPROTO_TCP : IPPROTO_UDP);
    remembered.add(slot, seconds);
  }

  /** Number of TCP connections that are remembered: for `forgetTcp`. */
  get tcp(): number {
    return this.#tcp.length;
  }

  /** Forgets the `count` TCP connections that have been remembered for longest. */
  forgetTcp(count: number): void {
    for (let i = 0; i < count; i++) this.#forget(this.#tcp.takeSlot(), IPPROTO_TCP);
  }

  /** Forgets UDP connections that time has passed over. */
  tick(seconds: number): void {
    const udp = this.#udp;
    while (udp.length > 0 && udp.oldestTime <= seconds - UDP_MEMORY) {
      this.#forget(udp.takeSlot(), IPPROTO_UDP);
    }
  }

  clear(): void {
    while (this.#tcp.length > 0) this.#tcp.takeSlot();
    while (this.#udp.length > 0) this.#udp.takeSlot();
  }

  /** Forgets a decided connection, unless its slot belongs to another by now. */
  #forget(slot: number, protocol: number): void {
    if (this.mark[slot] !== UNDECIDED && this.#table.protocol(slot) === protocol) this.#table.remove(slot);
  }
}
