/**
 * A queued packet as the kernel hands it over (NFQNL_MSG_PACKET): a record that is filled from the netlink
 * message in place, once per packet, and reused. The IP packet itself stays in the buffer.
 *
 * ```
 * struct nfqnl_msg_packet_hdr   0 be32 packet_id   4 be16 hw_protocol   6 u8 hook
 * ```
 */
import {
  align,
  attributeLength,
  attributeType,
  NLA_HDRLEN,
  readUint16Little,
  readUint32Big,
} from '../netlink/attribute.ts';
import { NFNETLINK_HDRLEN, NFNL_SUBSYS_QUEUE, nfnetlinkType } from '../netlink/nfnetlink.ts';
import {
  NFQA_CAP_LEN,
  NFQA_IFINDEX_INDEV,
  NFQA_IFINDEX_OUTDEV,
  NFQA_MARK,
  NFQA_PACKET_HDR,
  NFQA_PAYLOAD,
  NFQNL_MSG_PACKET,
} from '../netlink/queue-messages.ts';

const PACKET_TYPE = nfnetlinkType(NFNL_SUBSYS_QUEUE, NFQNL_MSG_PACKET);
const PACKET_HDR_SIZE = 7;

/** The hook of packets that pass through (`enum nf_inet_hooks`). */
export const NF_INET_FORWARD = 2;

export class QueuedPacket {
  /** Names the packet in its verdict; counts up by one, also for packets that could not be delivered. */
  id = 0;
  /** Packet mark, unsigned; 0 when the kernel sends none. */
  mark = 0;
  /** NF_INET_*: the hook in which it is held. */
  hook = 0;
  /** Interface indexes; 0 when there is none. */
  inputInterface = 0;
  outputInterface = 0;
  /** Where the IP packet begins, and one past its last copied byte; both 0 when nothing was copied. */
  start = 0;
  end = 0;
  /** Length of the IP packet when it was cut to the copy range, else 0. */
  wholeLength = 0;

  /**
   * Reads the netlink message from `at` to before `end`. True when it is a queued packet, which then must be
   * answered; false for anything else (the kernel's refusals of earlier verdicts).
   */
  read(buffer: Uint8Array, at: number, end: number): boolean {
    if (end - at < NFNETLINK_HDRLEN || readUint16Little(buffer, at + 4) !== PACKET_TYPE) return false;
    this.mark = 0;
    this.inputInterface = 0;
    this.outputInterface = 0;
    this.start = 0;
    this.end = 0;
    this.wholeLength = 0;
    let hasId = false;
    let position = at + NFNETLINK_HDRLEN;
    let length = attributeLength(buffer, position, end);
    while (length !== 0) {
      const value = position + NLA_HDRLEN;
      switch (attributeType(buffer, position)) {
        case NFQA_PACKET_HDR:
          if (length < NLA_HDRLEN + PACKET_HDR_SIZE) break;
          this.id = readUint32Big(buffer, value);
          this.hook = buffer[value + 6];
          hasId = true;
          break;
        case NFQA_MARK:
          this.mark = readUint32Big(buffer, value);
          break;
        case NFQA_IFINDEX_INDEV:
          this.inputInterface = readUint32Big(buffer, value);
          break;
        case NFQA_IFINDEX_OUTDEV:
          this.outputInterface = readUint32Big(buffer, value);
          break;
        case NFQA_CAP_LEN:
          this.wholeLength = readUint32Big(buffer, value);
          break;
        case NFQA_PAYLOAD:
          this.start = value;
          this.end = position + length;
          break;
        default:
          break;
      }
      position += align(length);
      length = attributeLength(buffer, position, end);
    }
    return hasId;
  }
}
