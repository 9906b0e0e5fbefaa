/**
 * NFQUEUE over netlink (linux/netfilter/nfnetlink_queue.h): the requests that bind and configure a queue,
 * the verdicts, and the layout of a queued packet. A packet stays held in the kernel until its verdict
 * comes, on the socket that the queue is bound to.
 *
 * A verdict message is always the same 40 bytes, so a run of them is written as a template once and only
 * packet id and mark are filled in (`VerdictBatch`):
 *
 * ```
 *  0  nlmsghdr     40, NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_VERDICT, NLM_F_REQUEST, 0, 0
 * 16  nfgenmsg     AF_UNSPEC, 0, be16 queue number
 * 20  nlattr       12, NFQA_VERDICT_HDR     24 be32 verdict   28 be32 packet id
 * 32  nlattr        8, NFQA_MARK            36 be32 packet mark
 * ```
 */
import { fixedMemory } from '../ffi/libc.ts';
import type { Request } from './connection.ts';
import { MessageWriter, NLM_F_ACK, NLM_F_REQUEST } from './message.ts';
import { AF_UNSPEC, beginNfnetlink, NFNL_SUBSYS_QUEUE, nfnetlinkType } from './nfnetlink.ts';

export const NFQNL_MSG_PACKET = 0;
export const NFQNL_MSG_VERDICT = 1;
export const NFQNL_MSG_CONFIG = 2;
export const NFQNL_MSG_VERDICT_BATCH = 3;

/** Attributes of a queued packet and of a verdict. */
export const NFQA_PACKET_HDR = 1;
export const NFQA_VERDICT_HDR = 2;
export const NFQA_MARK = 3;
export const NFQA_IFINDEX_INDEV = 5;
export const NFQA_IFINDEX_OUTDEV = 6;
export const NFQA_PAYLOAD = 10;
export const NFQA_CAP_LEN = 13;

const NFQNL_CFG_CMD_BIND = 1;
const NFQNL_COPY_PACKET = 2;

const NFQA_CFG_CMD = 1;
const NFQA_CFG_PARAMS = 2;
const NFQA_CFG_QUEUE_MAXLEN = 3;
const NFQA_CFG_MASK = 4;
const NFQA_CFG_FLAGS = 5;

/** Packets pass when the queue is full or its reader too slow, instead of being dropped. */
export const NFQA_CFG_F_FAIL_OPEN = 1;
/** Packets come unsegmented, as the stack has them. */
export const NFQA_CFG_F_GSO = 4;

/** The packet goes through the same hook again. */
export const NF_REPEAT = 4;

/** `#define NFQNL_MAX_COPY_RANGE (0xffff - NLA_HDRLEN)` */
export const MAX_COPY_RANGE = 0xffff - 4;

export interface QueueConfig {
  readonly number: number;
  /** Bytes of each packet to copy, from its IP header; at most MAX_COPY_RANGE. */
  readonly copyRange: number;
  /** Packets held at most. */
  readonly maxLength: number;
}

/**
 * Binds the queue to the socket and configures it in one message: a queue bound but not yet configured
 * would drop what it is given. EPERM means that another socket has it.
 */
export function bindQueue(config: QueueConfig): Request {
  return {
    operation: `bind queue ${config.number}`,
    write(writer, sequence) {
      const at = beginConfig(writer, config.number, sequence, NLM_F_REQUEST | NLM_F_ACK);
      // struct nfqnl_msg_config_cmd { __u8 command; __u8 _pad; __be16 pf; }
      writer.attribute(NFQA_CFG_CMD, [NFQNL_CFG_CMD_BIND, 0, 0, 0]);
      writeParams(writer, config);
      const flags = NFQA_CFG_F_FAIL_OPEN | NFQA_CFG_F_GSO;
      writer.uint32(NFQA_CFG_MASK, flags);
      writer.uint32(NFQA_CFG_FLAGS, flags);
      writer.endMessage(at);
    },
  };
}

/**
 * Changes copy range and length of a bound queue. No acknowledgement is asked for, because packets and
 * acknowledgements would share the socket that a worker is reading.
 */
export function reconfigureQueue(config: QueueConfig): Uint8Array {
  const writer = new MessageWriter(128);
  const at = beginConfig(writer, config.number, 0, NLM_F_REQUEST);
  writeParams(writer, config);
  writer.endMessage(at);
  return writer.bytes();
}

/**
 * One verdict for every packet held with an id up to `maxId`. Packet marks stay as they are.
 */
export function batchVerdict(queue: number, verdict: number, maxId: number): Uint8Array {
  const writer = new MessageWriter(128);
  const type = nfnetlinkType(NFNL_SUBSYS_QUEUE, NFQNL_MSG_VERDICT_BATCH);
  const at = beginNfnetlink(writer, type, NLM_F_REQUEST, 0, AF_UNSPEC, queue);
  const header = new DataView(new ArrayBuffer(8));
  header.setUint32(0, verdict, false);
  header.setUint32(4, maxId, false);
  writer.attribute(NFQA_VERDICT_HDR, new Uint8Array(header.buffer));
  writer.endMessage(at);
  return writer.bytes();
}

function beginConfig(writer: MessageWriter, queue: number, sequence: number, flags: number): number {
  const type = nfnetlinkType(NFNL_SUBSYS_QUEUE, NFQNL_MSG_CONFIG);
  return beginNfnetlink(writer, type, flags, sequence, AF_UNSPEC, queue);
}

function writeParams(writer: MessageWriter, config: QueueConfig): void {
  // struct nfqnl_msg_config_params { __be32 copy_range; __u8 copy_mode; } __attribute__ ((packed));
  const params = new DataView(new ArrayBuffer(5));
  params.setUint32(0, Math.min(config.copyRange, MAX_COPY_RANGE), false);
  params.setUint8(4, NFQNL_COPY_PACKET);
  writer.attribute(NFQA_CFG_PARAMS, new Uint8Array(params.buffer));
  writer.uint32(NFQA_CFG_QUEUE_MAXLEN, config.maxLength);
}

const VERDICT_BYTES = 40;
const VERDICT_ID = 28;
const VERDICT_MARK = 36;

/** A run of verdicts for one queue, sent with one system call. All are NF_REPEAT with a packet mark. */
export class VerdictBatch {
  /** What to send: the first `length` bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(queue: number, capacity: number) {
    this.bytes = fixedMemory(capacity * VERDICT_BYTES);
    const view = new DataView(this.bytes.buffer);
    for (let at = 0; at < this.bytes.length; at += VERDICT_BYTES) {
      view.setUint32(at, VERDICT_BYTES, true);
      view.setUint16(at + 4, nfnetlinkType(NFNL_SUBSYS_QUEUE, NFQNL_MSG_VERDICT), true);
      view.setUint16(at + 6, NLM_F_REQUEST, true);
      view.setUint16(at + 18, queue, false);
      view.setUint16(at + 20, 12, true);
      view.setUint16(at + 22, NFQA_VERDICT_HDR, true);
      view.setUint32(at + 24, NF_REPEAT, false);
      view.setUint16(at + 32, 8, true);
      view.setUint16(at + 34, NFQA_MARK, true);
    }
  }

  clear(): void {
    this.length = 0;
  }

  /** Adds the verdict of packet `id`; at most `capacity` of them. */
  add(id: number, mark: number): void {
    const { bytes, length } = this;
    writeUint32Big(bytes, length + VERDICT_ID, id);
    writeUint32Big(bytes, length + VERDICT_MARK, mark);
    this.length = length + VERDICT_BYTES;
  }
}

function writeUint32Big(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
