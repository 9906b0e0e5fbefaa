/**
 * A worker's rehearsal. The per-packet path is compiled to machine code only once it has run some thousand
 * times; without a rehearsal the first connections of a worker's life would pay for that, each several times
 * its usual cost, on a machine that is busy forwarding. So before a worker says that it is ready it judges
 * made-up packets: HTTP over TCP and DNS-like datagrams, IPv4 and IPv6. What they leave behind is forgotten.
 */
import { IPPROTO_TCP, IPPROTO_UDP } from '../../core/wire/packet-view.ts';
import { MessageWriter } from '../netlink/message.ts';
import { AF_INET, AF_INET6, beginNfnetlink, NFNL_SUBSYS_QUEUE, nfnetlinkType } from '../netlink/nfnetlink.ts';
import { NFQA_MARK, NFQA_PACKET_HDR, NFQA_PAYLOAD, NFQNL_MSG_PACKET } from '../netlink/queue-messages.ts';
import { BATCH, type QueueLoop } from './queue-loop.ts';

/** Packets judged: fewer leave much to be compiled, more make no difference that can be measured. */
const PACKETS = 6400;

const REQUEST = 'GET /index.html HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: rehearsal/1.0\r\n\r\n';
const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n';
const DATAGRAM = '\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x03www\x07example\x03org\0\0\x01\0\x01';
const NOISE = '\x9f\x03\xe1 something that no protocol begins with \xd5\x80';

/** A packet to make up: `port` is the client's and tells connections apart. */
export interface MadeUpPacket {
  readonly family: typeof AF_INET | typeof AF_INET6;
  readonly protocol: typeof IPPROTO_TCP | typeof IPPROTO_UDP;
  readonly port: number;
  readonly fromServer: boolean;
  readonly sequence: number;
  /** One character for each byte. */
  readonly payload: string;
}

/** Lets `loop` judge made-up packets. `mask`: the mark's field. */
export function rehearse(loop: QueueLoop, mask: number): void {
  let id = 0;
  for (let round = 0; id < PACKETS; round++) {
    const messages: Uint8Array[] = [];
    for (let i = 0; i < BATCH; i++) messages.push(queuedMessage(++id, made(round, i), mask));
    loop.rehearse(messages);
  }
}

/** Connections of four packets each, sixteen to a batch: requests and answers, datagrams, noise. */
function made(round: number, i: number): MadeUpPacket {
  const step = i >> 4;
  const isTcp = (i & 1) === 0;
  const fromServer = (step & 1) === 1;
  const text = isTcp ? (fromServer ? RESPONSE : REQUEST) : DATAGRAM;
  return {
    family: (i & 6) === 6 ? AF_INET6 : AF_INET,
    protocol: isTcp ? IPPROTO_TCP : IPPROTO_UDP,
    port: (1024 + round * 16 + (i & 15)) & 0xffff,
    fromServer,
    // Sequence numbers of both halves of their range, which the machine holds differently.
    sequence: ((round * 0x10001 + step * 100) * 0x1001) >>> 0,
    payload: (i & 8) === 0 ? text : NOISE,
  };
}

/** The packet as the kernel would queue it (NFQNL_MSG_PACKET). */
export function queuedMessage(id: number, packet: MadeUpPacket, mask: number): Uint8Array {
  const writer = new MessageWriter(512);
  const type = nfnetlinkType(NFNL_SUBSYS_QUEUE, NFQNL_MSG_PACKET);
  const at = beginNfnetlink(writer, type, 0, 0, packet.family);
  const header = new DataView(new ArrayBuffer(7));
  header.setUint32(0, id, false);
  writer.attribute(NFQA_PACKET_HDR, new Uint8Array(header.buffer));
  // The lowest bit of the field: from the server.
  if (packet.fromServer) writer.uint32(NFQA_MARK, mask & -mask);
  writer.attribute(NFQA_PAYLOAD, ipPacket(packet));
  writer.endMessage(at);
  return writer.bytes();
}

function ipPacket(packet: MadeUpPacket): Uint8Array {
  const isIpv4 = packet.family === AF_INET;
  const isTcp = packet.protocol === IPPROTO_TCP;
  const headerLength = isIpv4 ? 20 : 40;
  const payload = headerLength + (isTcp ? 20 : 8);
  const bytes = new Uint8Array(payload + packet.payload.length);
  const view = new DataView(bytes.buffer);
  const [sourceHost, destinationHost] = packet.fromServer ? [2, 1] : [1, 2];
  const [sourcePort, destinationPort] = packet.fromServer ? [80, packet.port] : [packet.port, 80];
  if (isIpv4) {
    view.setUint16(0, 0x4500);
    view.setUint16(2, bytes.length);
    view.setUint16(8, 0x4000 | packet.protocol);
    // 192.0.2.0/24 (RFC 5737)
    view.setUint32(12, 0xc0000200 | sourceHost);
    view.setUint32(16, 0xc0000200 | destinationHost);
  } else {
    view.setUint16(0, 0x6000);
    view.setUint16(4, bytes.length - headerLength);
    view.setUint16(6, (packet.protocol << 8) | 0x40);
    // 2001:db8::/32 (RFC 3849)
    view.setUint32(8, 0x20010db8);
    view.setUint8(23, sourceHost);
    view.setUint32(24, 0x20010db8);
    view.setUint8(39, destinationHost);
  }
  view.setUint16(headerLength, sourcePort);
  view.setUint16(headerLength + 2, destinationPort);
  if (isTcp) {
    view.setUint32(headerLength + 4, packet.sequence);
    view.setUint16(headerLength + 12, 0x5018);
  } else {
    view.setUint16(headerLength + 4, bytes.length - headerLength);
  }
  for (let i = 0; i < packet.payload.length; i++) bytes[payload + i] = packet.payload.charCodeAt(i);
  return bytes;
}
