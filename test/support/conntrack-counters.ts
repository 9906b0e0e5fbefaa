/** Counters in conntrack messages by hand, for tests. */
import type { MessageWriter } from '../../src/linux/netlink/message.ts';

/** CTA_COUNTERS_ORIG; that of the other direction follows it (linux/netfilter/nfnetlink_conntrack.h). */
const CTA_COUNTERS_ORIG = 9;
const CTA_COUNTERS_PACKETS = 1;
const CTA_COUNTERS_BYTES = 2;

/** Packets and bytes of one direction. */
export type Counters = readonly [packets: bigint, bytes: bigint];

/** Writes the counters of a connection, the original direction first. */
export function writeCounters(writer: MessageWriter, counters: readonly Counters[]): void {
  for (const [direction, [packets, bytes]] of counters.entries()) {
    const nest = writer.beginNested(CTA_COUNTERS_ORIG + direction);
    writer.attribute(CTA_COUNTERS_PACKETS, bigEndian(packets));
    writer.attribute(CTA_COUNTERS_BYTES, bigEndian(bytes));
    writer.endNested(nest);
  }
}

function bigEndian(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
