/**
 * Memory for receiving many messages with one system call. All of it is allocated once and stays where it
 * is; recvmmsg(2) writes each message into a slot of its own.
 *
 * ```
 * headers   count × struct mmsghdr (64 bytes)     → vectors[i], length received at byte 56
 * vectors   count × struct iovec   (16 bytes)     → slots[i]
 * data      count × slotSize bytes, slot i at i × slotSize
 * ```
 *
 * Left out: sender addresses and control messages, which netlink users here do not need.
 */
import { addressOf, fixedMemory, IOVEC_SIZE, MMSGHDR_SIZE, receiveMany } from './libc.ts';

/** Offsets in `struct mmsghdr` (msg_hdr first), in bytes. */
const MSG_IOV = 16;
const MSG_IOVLEN = 24;
/** `msg_hdr.msg_flags` and `msg_len`, in 32-bit words. */
const MSG_FLAGS_WORD = 12;
const MSG_LEN_WORD = 14;
const HEADER_WORDS = MMSGHDR_SIZE / 4;

const MSG_TRUNC_FLAG = 0x20;

export class ReceiveRing {
  /** Slots in the ring: messages received by one call at most. */
  readonly count: number;
  /** Bytes of a slot; a longer message is cut. */
  readonly slotSize: number;
  /** The received bytes; slot i begins at i × slotSize. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly #headers: Uint8Array<ArrayBuffer>;
  readonly #headerWords: Uint32Array;
  /** Kept so that the memory the headers point to lives as long as the ring. */
  readonly #vectors: Uint8Array<ArrayBuffer>;

  constructor(count: number, slotSize: number) {
    this.count = count;
    this.slotSize = slotSize;
    this.data = fixedMemory(count * slotSize);
    this.#headers = fixedMemory(count * MMSGHDR_SIZE);
    this.#headerWords = new Uint32Array(this.#headers.buffer);
    this.#vectors = fixedMemory(count * IOVEC_SIZE);
    const data = addressOf(this.data);
    const vectors = addressOf(this.#vectors);
    const headerView = new DataView(this.#headers.buffer);
    const vectorView = new DataView(this.#vectors.buffer);
    for (let i = 0; i < count; i++) {
      vectorView.setBigUint64(i * IOVEC_SIZE, data + BigInt(i * slotSize), true);
      vectorView.setBigUint64(i * IOVEC_SIZE + 8, BigInt(slotSize), true);
      headerView.setBigUint64(i * MMSGHDR_SIZE + MSG_IOV, vectors + BigInt(i * IOVEC_SIZE), true);
      headerView.setBigUint64(i * MMSGHDR_SIZE + MSG_IOVLEN, 1n, true);
    }
  }

  /** Fills the ring from slot 0: messages received, or −errno (−EAGAIN when there are none). */
  receive(fd: number, flags: number): number {
    return receiveMany(fd, this.#headers, this.count, flags);
  }

  /** Puts a message into slot `i` as if it had been received; it must fit. */
  put(i: number, message: Uint8Array): void {
    this.data.set(message, i * this.slotSize);
    this.#headerWords[i * HEADER_WORDS + MSG_LEN_WORD] = message.length;
    this.#headerWords[i * HEADER_WORDS + MSG_FLAGS_WORD] = 0;
  }

  /** Bytes of the message in slot `i`, at most `slotSize`. */
  length(i: number): number {
    return this.#headerWords[i * HEADER_WORDS + MSG_LEN_WORD];
  }

  /** True when the message in slot `i` was longer than the slot. */
  isTruncated(i: number): boolean {
    return (this.#headerWords[i * HEADER_WORDS + MSG_FLAGS_WORD] & MSG_TRUNC_FLAG) !== 0;
  }
}
