/**
 * A kernel made of one function: it gets each message that is sent and returns the datagrams to answer
 * with. What it does not answer, times out.
 */
import {
  type Message,
  MessageWriter,
  messages,
  NLM_F_ACK_TLVS,
  NLMSG_DONE,
  NLMSG_ERROR,
} from '../../../src/linux/netlink/message.ts';
import type { Transport } from '../../../src/linux/netlink/transport.ts';

export type FakeKernel = (request: Message) => readonly Uint8Array[];

/** A transport whose other end is `kernel`. `sent` keeps a copy of every datagram. */
export function fakeTransport(kernel: FakeKernel): Transport & { readonly sent: Uint8Array[] } {
  const waiting: Uint8Array[] = [];
  const sent: Uint8Array[] = [];
  return {
    portid: 4711,
    sent,
    send(bytes) {
      const copy = bytes.slice();
      sent.push(copy);
      for (const message of messages(copy, 0, copy.length)) waiting.push(...kernel(message));
    },
    receive: () => waiting.shift(),
    close() {},
  };
}

/** NLMSG_ERROR (errno 0: acknowledgement) that answers `request`, as netlink_ack() makes it. */
export function answer(
  request: Message,
  errno: number,
  extended?: { text: string; offset: number },
): Uint8Array {
  const writer = new MessageWriter(4096);
  const flags = extended === undefined ? 0 : NLM_F_ACK_TLVS;
  const at = writer.beginMessage(NLMSG_ERROR, flags, request.sequence);
  writer.raw(new Uint8Array(Int32Array.of(-errno).buffer));
  const whole = errno === 0 ? request.at + 16 : request.end;
  writer.raw(request.buffer.subarray(request.at, whole));
  if (extended !== undefined) {
    writer.attribute(1, Buffer.from(`${extended.text}\0`, 'latin1'));
    writer.attribute(2, new Uint8Array(Uint32Array.of(extended.offset).buffer));
  }
  writer.endMessage(at);
  return writer.bytes();
}

/** NLMSG_DONE that ends a dump. */
export function done(request: Message): Uint8Array {
  const writer = new MessageWriter(64);
  const at = writer.beginMessage(NLMSG_DONE, 2, request.sequence);
  writer.raw([0, 0, 0, 0]);
  writer.endMessage(at);
  return writer.bytes();
}
