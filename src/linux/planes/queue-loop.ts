/**
 * The loop of a worker: read a batch of packets from the queue's socket, ask for the names of each packet's
 * connection, answer all of them with one call. Every packet is answered at once with NF_REPEAT: it goes
 * through the same hook again, where the rule at the top sees the mark, saves the names and lets the packet go
 * on to the user's own rules.
 *
 * ```
 * packet mark on the way in    field: 1 when the packet goes in the reply direction, else 0
 * packet mark on the way out   (in & ~(mask | seen)) | seen | field      0: still undecided
 * ```
 *
 * When packets come fast the loop waits for the next one in the call that reads it, and not in the event loop:
 * that takes two system calls a packet instead of three, and no object is made for the event.
 *
 * Nothing is allocated per packet, with exceptions that happen a few times in a connection's life at most: the
 * table of connections doubling, the pieces of a hello or request that are put together, and a decision that
 * the supervisor wants to know at once.
 */
import { performance } from 'node:perf_hooks';
import { FROM_CLIENT, FROM_SERVER } from '../../core/classify/connection-state.ts';
import { decodeIp } from '../../core/wire/decode.ts';
import { DECODED } from '../../core/wire/layers.ts';
import { PacketView } from '../../core/wire/packet-view.ts';
import { EAGAIN, EINTR, ENOBUFS, MSG_DONTWAIT, MSG_WAITFORONE, send } from '../ffi/libc.ts';
import { OpError } from '../ffi/op-error.ts';
import { ReceiveRing } from '../ffi/receive-ring.ts';
import type { MarkField } from '../netfilter/mark-field.ts';
import { VerdictBatch } from '../netlink/queue-messages.ts';
import { DecisionLog, type HelperDecision, helperDecision } from './queue-decisions.ts';
import type { QueueFlows } from './queue-flows.ts';
import { QueuedPacket } from './queue-packet.ts';
import { copyRangeFor, type WorkerConfig, type WorkerCounters } from './queue-protocol.ts';

/** Packets read by one call. */
export const BATCH = 64;

/** Milliseconds after which the event loop has its turn (heartbeats, requests). */
const TURN = 50;

/** Room in a slot for netlink headers and attributes around the packet. */
const ATTRIBUTE_ROOM = 256;

export interface QueueLoopOptions {
  readonly fd: number;
  readonly config: WorkerConfig;
  readonly field: MarkField;
  readonly flows: QueueFlows;
  readonly counters: WorkerCounters;
  /** Seconds of a clock that only goes forward. */
  readonly clock: () => number;
  /** Seconds since 1970. */
  readonly calendar: () => number;
  /** A connection of a helper protocol has been named and its packet released. */
  readonly onHelper: (decision: HelperDecision) => void;
}

export class QueueLoop {
  readonly log: DecisionLog;
  /** Whether `run` waits for further packets once it has read some; for as long as the socket lets it. */
  waits = false;
  /** Generation of the program in use. */
  generation: number;
  readonly #fd: number;
  readonly #flows: QueueFlows;
  readonly #counters: WorkerCounters;
  readonly #clock: () => number;
  readonly #calendar: () => number;
  readonly #onHelper: (decision: HelperDecision) => void;
  readonly #helperIds: ReadonlySet<number>;
  readonly #helpers: HelperDecision[] = [];
  readonly #clear: number;
  readonly #field: MarkField;
  readonly #packet = new QueuedPacket();
  readonly #view = new PacketView();
  readonly #verdicts: VerdictBatch;
  #ring: ReceiveRing;
  #lastId = -1;

  constructor(options: QueueLoopOptions) {
    const { config } = options;
    this.generation = config.program.generation;
    this.#fd = options.fd;
    this.#flows = options.flows;
    this.#counters = options.counters;
    this.#clock = options.clock;
    this.#calendar = options.calendar;
    this.#onHelper = options.onHelper;
    this.#helperIds = new Set(config.helperIds);
    this.#field = options.field;
    this.#clear = ~options.field.packetBits;
    this.#verdicts = new VerdictBatch(config.queue, BATCH);
    this.#ring = ringFor(config.bytes);
    this.log = new DecisionLog(config.decisionLog);
  }

  /** Makes room for packets that are copied with `bytes` of payload. Not to be called within `run`. */
  setBytes(bytes: number): void {
    const ring = ringFor(bytes);
    if (ring.slotSize > this.#ring.slotSize) this.#ring = ring;
  }

  /**
   * Reads and answers what is there, for one turn. True when nothing is left.
   * @throws OpError when the socket fails, or verdicts cannot be sent: the packets are then for whoever
   * holds the socket next.
   */
  run(): boolean {
    const end = performance.now() + TURN;
    let flags = MSG_DONTWAIT;
    do {
      // Packets of these connections that were queued before their verdict have all been read when the
      // socket is found empty by a call made after it.
      const settled = this.#flows.decidedTcp;
      const count = this.#ring.receive(this.#fd, flags);
      if (count === -EAGAIN) {
        this.#flows.forgetTcp(settled);
        return true;
      }
      if (count === -EINTR || count === -ENOBUFS) continue;
      if (count < 0) throw new OpError('recvmmsg(2) on the queue', -count);
      this.#answer(count);
      if (count === BATCH) continue;
      this.#flows.forgetTcp(settled);
      if (!this.waits) return true;
      flags = MSG_WAITFORONE;
    } while (performance.now() < end);
    return false;
  }

  /** Forgets what a rehearsal left behind. */
  reset(): void {
    this.#lastId = -1;
    this.#helpers.length = 0;
    this.log.take();
  }

  /**
   * Takes messages as if they had been received, at most BATCH of them, and returns the verdicts that would
   * be sent: a view that is valid until the next call.
   */
  rehearse(messages: readonly Uint8Array[]): Uint8Array {
    for (const [i, message] of messages.entries()) this.#ring.put(i, message);
    const settled = this.#flows.decidedTcp;
    this.#judge(messages.length);
    this.#flows.forgetTcp(settled);
    return this.#verdicts.bytes.subarray(0, this.#verdicts.length);
  }

  /** Finds the verdicts of the `count` messages in the ring, and sends them. */
  #answer(count: number): void {
    this.#judge(count);
    const verdicts = this.#verdicts;
    if (verdicts.length === 0) return;
    const sent = send(this.#fd, verdicts.bytes, verdicts.length, 0);
    if (sent < 0) throw new OpError('send(2) of verdicts', -sent);
    if (this.#helpers.length > 0) for (const decision of this.#helpers.splice(0)) this.#onHelper(decision);
  }

  #judge(count: number): void {
    const ring = this.#ring;
    const packet = this.#packet;
    const verdicts = this.#verdicts;
    const seconds = this.#clock();
    verdicts.clear();
    for (let i = 0; i < count; i++) {
      const at = i * ring.slotSize;
      if (!packet.read(ring.data, at, at + ring.length(i))) {
        this.#counters.refusedVerdicts++;
        continue;
      }
      this.#countGap(packet.id);
      const field = this.#identify(ring.data, seconds);
      verdicts.add(packet.id, (packet.mark & this.#clear) | this.#field.seen | field);
      this.#counters.packets++;
    }
    this.#counters.batches++;
  }

  /** The field of the mark of the packet at hand: what its connection is called. */
  #identify(buffer: Uint8Array, seconds: number): number {
    const packet = this.#packet;
    const view = this.#view;
    if (packet.wholeLength !== 0) this.#counters.truncated++;
    if (decodeIp(view, buffer, packet.start, packet.end) !== DECODED) {
      this.#counters.undecoded++;
      return 0;
    }
    const { mask, shift } = this.#field;
    const direction = (packet.mark & mask) >>> shift === FROM_SERVER ? FROM_SERVER : FROM_CLIENT;
    const field = this.#flows.packet(view, buffer, direction, seconds, packet);
    if (this.#flows.decided) this.#tell(buffer, direction, field);
    return field;
  }

  #tell(buffer: Uint8Array, direction: number, field: number): void {
    const { decision } = this.#flows;
    this.log.add(this.#view, buffer, decision, this.#packet, this.#calendar(), this.generation);
    this.#counters.untold = this.log.untold;
    const id = (field & this.#field.nameMask) >>> this.#field.shift;
    if (this.#helperIds.has(id)) this.#helpers.push(helperDecision(this.#view, buffer, direction, id));
  }

  /** Ids count up by one for each packet, also for those that did not fit into the socket and went on. */
  #countGap(id: number): void {
    const gap = (id - this.#lastId - 1) >>> 0;
    if (this.#lastId >= 0 && gap < 0x8000_0000) this.#counters.overflowed += gap;
    this.#lastId = id;
  }
}

function ringFor(bytes: number): ReceiveRing {
  const size = copyRangeFor(bytes) + ATTRIBUTE_ROOM;
  return new ReceiveRing(BATCH, Math.max(4096, (size + 63) & ~63));
}
