/**
 * Connection tracking over netlink (linux/netfilter/nfnetlink_conntrack.h): requests that look up, list and
 * mark connections, and what the kernel says of one, decoded into an object. For the few connections that a
 * person or a rare event asks about; the stream of events has its own decoder, which makes no objects
 * (`conntrack-account.ts`).
 */
import { AttributeTable } from './attribute.ts';
import type { Request } from './connection.ts';
import { type Message, type MessageWriter, NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST } from './message.ts';
import {
  AF_INET,
  AF_INET6,
  beginNfnetlink,
  NFNETLINK_HDRLEN,
  NFNL_SUBSYS_CTNETLINK,
  nfnetlinkType,
} from './nfnetlink.ts';

const IPCTNL_MSG_CT_NEW = 0;
const IPCTNL_MSG_CT_GET = 1;
export const IPCTNL_MSG_CT_DELETE = 2;

export const CTA_TUPLE_ORIG = 1;
export const CTA_TUPLE_REPLY = 2;
export const CTA_STATUS = 3;
export const CTA_HELP = 5;
export const CTA_TIMEOUT = 7;
export const CTA_MARK = 8;
export const CTA_COUNTERS_ORIG = 9;
export const CTA_COUNTERS_REPLY = 10;
export const CTA_ID = 12;
export const CTA_TUPLE_MASTER = 14;
export const CTA_ZONE = 18;
export const CTA_MARK_MASK = 21;
const CTA_MAX = CTA_MARK_MASK;

export const CTA_TUPLE_IP = 1;
export const CTA_TUPLE_PROTO = 2;
export const CTA_IP_V4_SRC = 1;
export const CTA_IP_V4_DST = 2;
export const CTA_IP_V6_SRC = 3;
export const CTA_IP_V6_DST = 4;
export const CTA_PROTO_NUM = 1;
export const CTA_PROTO_SRC_PORT = 2;
export const CTA_PROTO_DST_PORT = 3;
export const CTA_COUNTERS_PACKETS = 1;
export const CTA_COUNTERS_BYTES = 2;
const CTA_HELP_NAME = 1;

const CTA_EXPECT_MASTER = 1;
const CTA_EXPECT_TUPLE = 2;
const CTA_EXPECT_HELP_NAME = 6;

/** One direction of a connection, as conntrack knows it. */
export interface Tuple {
  /** AF_INET or AF_INET6. */
  readonly family: number;
  /** IPPROTO_*. */
  readonly protocol: number;
  /** 4 or 16 bytes, network order. */
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  /** 0 for protocols without ports. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** Packets and bytes (IP headers included) of one direction; zero unless nf_conntrack_acct is on. */
export interface DirectionCounters {
  readonly packets: number;
  readonly bytes: number;
}

/** What the kernel says of one connection. */
export interface ConntrackEntry {
  readonly original: Tuple;
  readonly reply: Tuple;
  /** Original tuple of the connection that announced this one; absent when none did. */
  readonly master?: Tuple;
  readonly mark: number;
  /** Bits IPS_* (linux/netfilter/nf_conntrack_common.h). */
  readonly status: number;
  /** Seconds left. */
  readonly timeout: number;
  readonly id: number;
  readonly zone: number;
  /** Name of its conntrack helper, or empty. */
  readonly helper: string;
  readonly sent: DirectionCounters;
  readonly answered: DirectionCounters;
}

/** An announced connection: what a helper read in its master. */
export interface Expectation {
  readonly master: Tuple;
  /** What is expected; an address or port of zeros stands for any. */
  readonly expected: Tuple;
  readonly helper: string;
}

/** Looks one connection up by a tuple of either direction. ENOENT when there is none. */
export function getConntrack(tuple: Tuple, zone = 0): Request {
  return {
    operation: 'look up a connection',
    write(writer, sequence) {
      const at = begin(writer, IPCTNL_MSG_CT_GET, NLM_F_REQUEST | NLM_F_ACK, sequence, tuple.family);
      writeTuple(writer, CTA_TUPLE_ORIG, tuple);
      if (zone !== 0) writer.uint16(CTA_ZONE, zone);
      writer.endMessage(at);
    },
  };
}

/** Lists the connections of a family (AF_UNSPEC: all) whose mark, under `mask`, is `mark`. */
export function dumpConntrack(family: number, mark = 0, mask = 0): Request {
  return {
    operation: 'list connections',
    write(writer, sequence) {
      const at = begin(writer, IPCTNL_MSG_CT_GET, NLM_F_REQUEST | NLM_F_DUMP, sequence, family);
      if (mask !== 0) {
        writer.uint32(CTA_MARK, mark);
        writer.uint32(CTA_MARK_MASK, mask);
      }
      writer.endMessage(at);
    },
  };
}

/**
 * Sets the bits `mask` of a connection's mark to those of `mark`. ENOENT when it is gone.
 */
export function setConntrackMark(tuple: Tuple, mark: number, mask: number, zone = 0): Request {
  return {
    operation: 'mark a connection',
    write(writer, sequence) {
      const at = begin(writer, IPCTNL_MSG_CT_NEW, NLM_F_REQUEST | NLM_F_ACK, sequence, tuple.family);
      writeTuple(writer, CTA_TUPLE_ORIG, tuple);
      if (zone !== 0) writer.uint16(CTA_ZONE, zone);
      writer.uint32(CTA_MARK, mark);
      writer.uint32(CTA_MARK_MASK, mask);
      writer.endMessage(at);
    },
  };
}

/** Removes one connection from the table. ENOENT when it is gone. */
export function deleteConntrack(tuple: Tuple, zone = 0): Request {
  return {
    operation: 'remove a connection',
    write(writer, sequence) {
      const at = begin(writer, IPCTNL_MSG_CT_DELETE, NLM_F_REQUEST | NLM_F_ACK, sequence, tuple.family);
      writeTuple(writer, CTA_TUPLE_ORIG, tuple);
      if (zone !== 0) writer.uint16(CTA_ZONE, zone);
      writer.endMessage(at);
    },
  };
}

function begin(writer: MessageWriter, operation: number, flags: number, sequence: number, family: number) {
  return beginNfnetlink(writer, nfnetlinkType(NFNL_SUBSYS_CTNETLINK, operation), flags, sequence, family);
}

function writeTuple(writer: MessageWriter, type: number, tuple: Tuple): void {
  const isIpv6 = tuple.family === AF_INET6;
  const nest = writer.beginNested(type);
  const ip = writer.beginNested(CTA_TUPLE_IP);
  writer.attribute(isIpv6 ? CTA_IP_V6_SRC : CTA_IP_V4_SRC, tuple.source);
  writer.attribute(isIpv6 ? CTA_IP_V6_DST : CTA_IP_V4_DST, tuple.destination);
  writer.endNested(ip);
  const proto = writer.beginNested(CTA_TUPLE_PROTO);
  writer.uint8(CTA_PROTO_NUM, tuple.protocol);
  writer.uint16(CTA_PROTO_SRC_PORT, tuple.sourcePort);
  writer.uint16(CTA_PROTO_DST_PORT, tuple.destinationPort);
  writer.endNested(proto);
  writer.endNested(nest);
}

/** A connection, from the answer to a request or from an event. */
export function decodeConntrack(message: Message): ConntrackEntry {
  const { buffer } = message;
  const table = new AttributeTable(CTA_MAX).parse(buffer, message.at + NFNETLINK_HDRLEN, message.end);
  const help = nested(table, buffer, CTA_HELP, CTA_HELP_NAME);
  return {
    original: decodeTuple(table, buffer, CTA_TUPLE_ORIG),
    reply: decodeTuple(table, buffer, CTA_TUPLE_REPLY),
    ...(table.has(CTA_TUPLE_MASTER) ? { master: decodeTuple(table, buffer, CTA_TUPLE_MASTER) } : {}),
    mark: table.uint32(CTA_MARK),
    status: table.uint32(CTA_STATUS),
    timeout: table.uint32(CTA_TIMEOUT),
    id: table.uint32(CTA_ID),
    zone: table.uint16(CTA_ZONE),
    helper: help.text(CTA_HELP_NAME),
    sent: decodeCounters(table, buffer, CTA_COUNTERS_ORIG),
    answered: decodeCounters(table, buffer, CTA_COUNTERS_REPLY),
  };
}

/** An expectation, from an event. */
export function decodeExpectation(message: Message): Expectation {
  const { buffer } = message;
  const table = new AttributeTable(CTA_EXPECT_HELP_NAME);
  table.parse(buffer, message.at + NFNETLINK_HDRLEN, message.end);
  return {
    master: decodeTuple(table, buffer, CTA_EXPECT_MASTER),
    expected: decodeTuple(table, buffer, CTA_EXPECT_TUPLE),
    helper: table.text(CTA_EXPECT_HELP_NAME),
  };
}

/** A string that is equal for equal tuples, for use as a key. */
export function tupleKey(tuple: Tuple): string {
  const addresses = `${hex(tuple.source)} ${hex(tuple.destination)}`;
  return `${tuple.protocol} ${addresses} ${tuple.sourcePort} ${tuple.destinationPort}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The attributes within attribute `type` of `table`; an empty table when it is absent. */
function nested(table: AttributeTable, buffer: Uint8Array, type: number, maxType: number): AttributeTable {
  const inner = new AttributeTable(maxType);
  return table.has(type)
    ? inner.parse(buffer, table.start(type), table.end(type))
    : inner.parse(buffer, 0, 0);
}

function decodeTuple(table: AttributeTable, buffer: Uint8Array, type: number): Tuple {
  const tuple = nested(table, buffer, type, CTA_TUPLE_PROTO);
  const ip = nested(tuple, buffer, CTA_TUPLE_IP, CTA_IP_V6_DST);
  const proto = nested(tuple, buffer, CTA_TUPLE_PROTO, CTA_PROTO_DST_PORT);
  const isIpv6 = ip.has(CTA_IP_V6_SRC);
  return {
    family: isIpv6 ? AF_INET6 : AF_INET,
    protocol: proto.uint8(CTA_PROTO_NUM),
    source: ip.bytes(isIpv6 ? CTA_IP_V6_SRC : CTA_IP_V4_SRC),
    destination: ip.bytes(isIpv6 ? CTA_IP_V6_DST : CTA_IP_V4_DST),
    sourcePort: proto.uint16(CTA_PROTO_SRC_PORT),
    destinationPort: proto.uint16(CTA_PROTO_DST_PORT),
  };
}

function decodeCounters(table: AttributeTable, buffer: Uint8Array, type: number): DirectionCounters {
  const counters = nested(table, buffer, type, CTA_COUNTERS_BYTES);
  return { packets: counters.uint64(CTA_COUNTERS_PACKETS), bytes: counters.uint64(CTA_COUNTERS_BYTES) };
}
