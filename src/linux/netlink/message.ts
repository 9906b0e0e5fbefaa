/**
 * Netlink messages: writing them into a preallocated buffer, and finding them in what the kernel sent. Each
 * function carries the C macro that it mirrors (linux/netlink.h).
 *
 * ```
 * struct nlmsghdr   0 u32 length   4 u16 type   6 u16 flags   8 u32 sequence   12 u32 portid   16 payload
 * struct nlmsgerr  16 i32 error   20 nlmsghdr of the request, and its payload unless capped, then attributes
 * ```
 *
 * Several messages may follow one another in one buffer; each begins at a multiple of four.
 */
import { Layer7Error } from '../../core/errors.ts';
import type { ExtendedAcknowledgement } from '../ffi/op-error.ts';
import {
  AttributeTable,
  align,
  NLA_F_NESTED,
  NLA_HDRLEN,
  readUint16Little,
  readUint32Little,
} from './attribute.ts';

/** `#define NLMSG_HDRLEN ((int) NLMSG_ALIGN(sizeof(struct nlmsghdr)))` */
export const NLMSG_HDRLEN = 16;

export const NLM_F_REQUEST = 0x01;
export const NLM_F_ACK = 0x04;
/** `#define NLM_F_DUMP (NLM_F_ROOT|NLM_F_MATCH)` */
export const NLM_F_DUMP = 0x300;
export const NLM_F_CAPPED = 0x100;
export const NLM_F_ACK_TLVS = 0x200;

export const NLMSG_NOOP = 0x1;
export const NLMSG_ERROR = 0x2;
export const NLMSG_DONE = 0x3;
export const NLMSG_OVERRUN = 0x4;

const NLMSGERR_ATTR_MSG = 1;
const NLMSGERR_ATTR_OFFS = 2;

/** A message in a buffer that is someone else's: valid until that buffer is used again. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly portid: number;
  readonly buffer: Uint8Array;
  /** Offset of the header. */
  readonly at: number;
  /** One past its last byte, padding left out. */
  readonly end: number;
}

/**
 * `#define NLMSG_OK(nlh,len) ((len) >= (int)sizeof(struct nlmsghdr) && (nlh)->nlmsg_len >=
 * sizeof(struct nlmsghdr) && (nlh)->nlmsg_len <= (len))`: the message's length, or 0 when there is no whole one.
 */
export function messageLength(buffer: Uint8Array, at: number, end: number): number {
  if (at + NLMSG_HDRLEN > end) return 0;
  const length = readUint32Little(buffer, at);
  return length < NLMSG_HDRLEN || at + length > end ? 0 : length;
}

/**
 * `#define NLMSG_NEXT(nlh,len) …`: the messages from `at` to before `end`, in order. What is left of a
 * message cut short is not given.
 */
export function* messages(buffer: Uint8Array, at: number, end: number): Generator<Message> {
  let length = messageLength(buffer, at, end);
  while (length !== 0) {
    yield {
      type: readUint16Little(buffer, at + 4),
      flags: readUint16Little(buffer, at + 6),
      sequence: readUint32Little(buffer, at + 8),
      portid: readUint32Little(buffer, at + 12),
      buffer,
      at,
      end: at + length,
    };
    at += align(length);
    length = messageLength(buffer, at, end);
  }
}

/** errno of an NLMSG_ERROR or NLMSG_DONE message as a positive number; 0 for an acknowledgement. */
export function messageErrno(message: Message): number {
  const at = message.at + NLMSG_HDRLEN;
  return at + 4 > message.end ? 0 : -(readUint32Little(message.buffer, at) | 0);
}

/** What an NLMSG_ERROR says beyond errno, when the socket asked for it with NETLINK_EXT_ACK. */
export function extendedAcknowledgement(message: Message): ExtendedAcknowledgement {
  if ((message.flags & NLM_F_ACK_TLVS) === 0) return {};
  const request = message.at + NLMSG_HDRLEN + 4;
  if (request + NLMSG_HDRLEN > message.end) return {};
  const capped = (message.flags & NLM_F_CAPPED) !== 0;
  const length = capped ? NLMSG_HDRLEN : readUint32Little(message.buffer, request);
  const table = new AttributeTable(NLMSGERR_ATTR_OFFS);
  table.parse(message.buffer, request + align(length), message.end);
  const text = table.text(NLMSGERR_ATTR_MSG);
  return {
    ...(text === '' ? {} : { message: text }),
    // Netlink's own numbers are in the machine's byte order.
    ...(table.has(NLMSGERR_ATTR_OFFS)
      ? { offset: readUint32Little(message.buffer, table.start(NLMSGERR_ATTR_OFFS)) }
      : {}),
  };
}

/** Writes messages one after the other into its own buffer. Reused: `reset` begins anew. */
export class MessageWriter {
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  /** Bytes written so far. */
  length = 0;

  constructor(capacity = 1024) {
    this.buffer = new Uint8Array(new ArrayBuffer(capacity));
    this.#view = new DataView(this.buffer.buffer);
  }

  reset(): this {
    this.length = 0;
    return this;
  }

  /** Begins a message and returns where, for `endMessage`. The kernel fills in the portid. */
  beginMessage(type: number, flags: number, sequence: number): number {
    const at = this.#room(NLMSG_HDRLEN);
    this.#view.setUint32(at, 0, true);
    this.#view.setUint16(at + 4, type, true);
    this.#view.setUint16(at + 6, flags, true);
    this.#view.setUint32(at + 8, sequence, true);
    this.#view.setUint32(at + 12, 0, true);
    return at;
  }

  /** Closes the message begun at `at`: writes its length and pads. */
  endMessage(at: number): void {
    this.#view.setUint32(at, this.length - at, true);
    this.#pad();
  }

  /** Bytes outside of any attribute, such as a subsystem's own header. */
  raw(bytes: ArrayLike<number>): void {
    const at = this.#room(bytes.length);
    this.buffer.set(bytes, at);
  }

  /** `nla_put(skb, type, len, data)` */
  attribute(type: number, bytes: ArrayLike<number>): void {
    const at = this.#header(type, bytes.length);
    this.buffer.set(bytes, at);
    this.#pad();
  }

  uint8(type: number, value: number): void {
    this.buffer[this.#header(type, 1)] = value;
    this.#pad();
  }

  /** `nla_put_be16` */
  uint16(type: number, value: number): void {
    this.#view.setUint16(this.#header(type, 2), value, false);
    this.#pad();
  }

  /** `nla_put_be32` */
  uint32(type: number, value: number): void {
    this.#view.setUint32(this.#header(type, 4), value, false);
  }

  /** `nla_nest_start(skb, type)`: returns where, for `endNested`. */
  beginNested(type: number): number {
    return this.#header(type | NLA_F_NESTED, 0) - NLA_HDRLEN;
  }

  /** `nla_nest_end(skb, start)` */
  endNested(at: number): void {
    this.#view.setUint16(at, this.length - at, true);
  }

  /** What has been written, as a view. */
  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  #header(type: number, payload: number): number {
    const at = this.#room(NLA_HDRLEN + payload);
    this.#view.setUint16(at, NLA_HDRLEN + payload, true);
    this.#view.setUint16(at + 2, type, true);
    return at + NLA_HDRLEN;
  }

  /** Takes `bytes` (and keeps three for padding). @throws Layer7Error when the buffer is full. */
  #room(bytes: number): number {
    const at = this.length;
    if (at + bytes + 3 > this.buffer.length) {
      throw new Layer7Error({
        code: 'NETLINK_MESSAGE_TOO_LONG',
        kind: 'internal',
        message: 'a netlink message does not fit into its buffer',
        limit: this.buffer.length,
        next: 'give the writer a larger buffer',
      });
    }
    this.length = at + bytes;
    return at;
  }

  #pad(): void {
    while ((this.length & 3) !== 0) this.buffer[this.length++] = 0;
  }
}
