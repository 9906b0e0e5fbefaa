/**
 * A ring of packets between two threads, in memory that both see. An entry says where a packet stands and
 * what its headers said; the bytes themselves stay in the window they were read into. One thread writes, the
 * other reads, in order, and each waits for the other when the ring is full or empty.
 *
 * ```
 * control   0 HEAD: entries written   16 TAIL: entries done with   32 FAILED: 1 when the reader has given up
 * entry     0 OP  1 SLOT  2 FLAGS  3 WINDOW  4 SERIAL  5 SECONDS  6 PORTS  7 SEQUENCE
 *           8 SOURCE  9 DESTINATION  10 PAYLOAD  11 PAYLOAD_END  12 PAYLOAD_LENGTH  13 IP  (14, 15 unused)
 * ```
 * Counts are 32 bits wide and wrap; a cache line of their own keeps the threads from disturbing each other.
 */
import type { PacketView } from '../../../core/wire/packet-view.ts';

/** What an entry asks for. */
export const OP_PACKET = 0;
export const OP_FIRST_PACKET = 1;
/** Slots below SLOT may come. */
export const OP_RESERVE = 2;
/** The flow in SLOT is no more; SERIAL is the row its findings go to, or −1. */
export const OP_END = 3;
/** A window, or an answer, is to be taken from, or sent through, the port. */
export const OP_WINDOW = 4;
export const OP_TELL_ENDED = 5;
export const OP_TELL_ALL = 6;
export const OP_STOP = 7;

export const SLOT = 1;
export const FLAGS = 2;
export const WINDOW = 3;
export const SERIAL = 4;
export const SECONDS = 5;
const PORTS = 6;
const SEQUENCE = 7;
const SOURCE = 8;
const DESTINATION = 9;
const PAYLOAD = 10;
const PAYLOAD_END = 11;
const PAYLOAD_LENGTH = 12;
const IP = 13;

const ENTRY_SHIFT = 4;
const ENTRIES = 1 << 12;
const HEAD = 0;
const TAIL = 16;
const FAILED = 32;
const CONTROL_WORDS = 64;

/** Entries that are handed over at a time. */
const BATCH = 128;

/** Milliseconds after which a waiting thread looks whether the other one still lives. */
const PATIENCE = 1000;

export function createRing(): SharedArrayBuffer {
  return new SharedArrayBuffer((CONTROL_WORDS + (ENTRIES << ENTRY_SHIFT)) * 4);
}

/** The writing end. */
export class RingWriter {
  readonly words: Int32Array;
  #written = 0;
  #done = 0;
  readonly #failure: () => Error;

  /** `failure`: what to throw when the reader has failed. */
  constructor(ring: SharedArrayBuffer, failure: () => Error) {
    this.words = new Int32Array(ring);
    this.#failure = failure;
  }

  /** Entries written so far. */
  get written(): number {
    return this.#written;
  }

  /** Entries that the reader is not done with. */
  get waiting(): number {
    return (this.#written - Atomics.load(this.words, TAIL)) | 0;
  }

  /** Index in `words` of the next entry, whose words are the caller's until `commit`. */
  claim(op: number): number {
    if (((this.#written - this.#done) | 0) >= ENTRIES) this.waitFor((this.#written - ENTRIES / 2) | 0);
    const at = CONTROL_WORDS + ((this.#written & (ENTRIES - 1)) << ENTRY_SHIFT);
    this.words[at] = op;
    return at;
  }

  commit(): void {
    this.#written = (this.#written + 1) | 0;
    if ((this.#written & (BATCH - 1)) === 0) this.publish();
  }

  /** Hands over what was committed. */
  publish(): void {
    Atomics.store(this.words, HEAD, this.#written);
    Atomics.notify(this.words, HEAD);
  }

  /**
   * Waits until the reader is done with the first `entries` entries.
   * @throws what `failure` gives, when the reader has failed.
   */
  waitFor(entries: number): void {
    this.publish();
    for (;;) {
      const done = Atomics.load(this.words, TAIL);
      this.#done = done;
      if (((entries - done) | 0) <= 0) return;
      if (this.failed) throw this.#failure();
      Atomics.wait(this.words, TAIL, done, PATIENCE);
    }
  }

  /** Whether the reader has failed. */
  get failed(): boolean {
    return Atomics.load(this.words, FAILED) !== 0;
  }
}

/** The reading end. */
export class RingReader {
  readonly words: Int32Array;
  #read = 0;
  #head = 0;

  constructor(ring: SharedArrayBuffer) {
    this.words = new Int32Array(ring);
  }

  /** Index in `words` of the next entry; waits for it. The one before is done with. */
  next(): number {
    if (this.#read === this.#head) this.#wait();
    else if ((this.#read & (BATCH - 1)) === 0) this.release();
    const at = CONTROL_WORDS + ((this.#read & (ENTRIES - 1)) << ENTRY_SHIFT);
    this.#read = (this.#read + 1) | 0;
    return at;
  }

  #wait(): void {
    this.release();
    for (;;) {
      this.#head = Atomics.load(this.words, HEAD);
      if (this.#head !== this.#read) return;
      Atomics.wait(this.words, HEAD, this.#read);
    }
  }

  /** Tells the writer that all entries taken so far are done with. */
  release(): void {
    Atomics.store(this.words, TAIL, this.#read);
    Atomics.notify(this.words, TAIL);
  }

  /** Tells the writer that nothing more will be read. */
  fail(): void {
    Atomics.store(this.words, FAILED, 1);
    Atomics.notify(this.words, TAIL);
  }
}

/** Writes the packet in `view` into the entry at `at`. */
export function writeView(words: Int32Array, at: number, direction: number, view: PacketView): void {
  words[at + FLAGS] =
    direction | (view.ipVersion === 6 ? 2 : 0) | (view.protocol << 8) | (view.tcpFlags << 16);
  words[at + PORTS] = (view.sourcePort << 16) | view.destinationPort;
  words[at + SEQUENCE] = view.sequence;
  words[at + SOURCE] = view.source;
  words[at + DESTINATION] = view.destination;
  words[at + PAYLOAD] = view.payload;
  words[at + PAYLOAD_END] = view.payloadEnd;
  words[at + PAYLOAD_LENGTH] = view.payloadLength;
  words[at + IP] = view.ip;
}

/** Reads the packet in the entry at `at` into `view`; returns its direction. */
export function readView(words: Int32Array, at: number, view: PacketView): number {
  const flags = words[at + FLAGS];
  const ports = words[at + PORTS];
  view.ipVersion = (flags & 2) === 0 ? 4 : 6;
  view.protocol = (flags >>> 8) & 0xff;
  view.tcpFlags = (flags >>> 16) & 0xff;
  view.sourcePort = ports >>> 16;
  view.destinationPort = ports & 0xffff;
  view.sequence = words[at + SEQUENCE] >>> 0;
  view.source = words[at + SOURCE];
  view.destination = words[at + DESTINATION];
  view.payload = words[at + PAYLOAD];
  view.payloadEnd = words[at + PAYLOAD_END];
  view.payloadLength = words[at + PAYLOAD_LENGTH];
  view.ip = words[at + IP];
  view.fragment = 0;
  return flags & 1;
}
