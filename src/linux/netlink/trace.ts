/**
 * Netlink traffic as people read it, for debugging: one line a message, with the names of the kernel
 * headers. What a schema below does not name is shown as its number and bytes, so a line never hides
 * anything.
 *
 * ```
 * CTNETLINK GET REQUEST|ACK seq=3 inet TUPLE_ORIG{IP{V4_SRC=192.0.2.1 V4_DST=…} PROTO{NUM=6 …}}
 * ERROR seq=3 errno=2
 * ```
 */
import { getSystemErrorMap } from 'node:util';
import { align, attributeLength, attributeType, NLA_HDRLEN, readUint32Big } from './attribute.ts';
import {
  extendedAcknowledgement,
  type Message,
  messageErrno,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_HDRLEN,
} from './message.ts';
import {
  AF_INET,
  AF_INET6,
  NFNETLINK_HDRLEN,
  NFNL_SUBSYS_CTNETLINK,
  NFNL_SUBSYS_CTNETLINK_EXP,
  NFNL_SUBSYS_QUEUE,
  operationOf,
  subsystemOf,
} from './nfnetlink.ts';

/** How one attribute is shown: its name, and how its payload reads. */
type Field = readonly [name: string, kind: 'number' | 'mark' | 'text' | 'address' | 'bytes' | Schema];
/** Attributes of a run, by type. */
interface Schema {
  readonly [type: number]: Field;
}

const TUPLE: Schema = {
  1: [
    'IP',
    {
      1: ['V4_SRC', 'address'],
      2: ['V4_DST', 'address'],
      3: ['V6_SRC', 'address'],
      4: ['V6_DST', 'address'],
    },
  ],
  2: ['PROTO', { 1: ['NUM', 'number'], 2: ['SRC_PORT', 'number'], 3: ['DST_PORT', 'number'] }],
};

const COUNTERS: Schema = { 1: ['PACKETS', 'number'], 2: ['BYTES', 'number'] };

const CONNTRACK: Schema = {
  1: ['TUPLE_ORIG', TUPLE],
  2: ['TUPLE_REPLY', TUPLE],
  3: ['STATUS', 'mark'],
  4: ['PROTOINFO', 'bytes'],
  5: ['HELP', { 1: ['NAME', 'text'] }],
  7: ['TIMEOUT', 'number'],
  8: ['MARK', 'mark'],
  9: ['COUNTERS_ORIG', COUNTERS],
  10: ['COUNTERS_REPLY', COUNTERS],
  11: ['USE', 'number'],
  12: ['ID', 'number'],
  14: ['TUPLE_MASTER', TUPLE],
  18: ['ZONE', 'number'],
  21: ['MARK_MASK', 'mark'],
  22: ['LABELS', 'bytes'],
};

const EXPECTATION: Schema = {
  1: ['MASTER', TUPLE],
  2: ['TUPLE', TUPLE],
  3: ['MASK', TUPLE],
  4: ['TIMEOUT', 'number'],
  5: ['ID', 'number'],
  6: ['HELP_NAME', 'text'],
  8: ['FLAGS', 'mark'],
};

const PACKET: Schema = {
  1: ['PACKET_HDR', 'bytes'],
  2: ['VERDICT_HDR', 'bytes'],
  3: ['MARK', 'mark'],
  5: ['IFINDEX_INDEV', 'number'],
  6: ['IFINDEX_OUTDEV', 'number'],
  9: ['HWADDR', 'bytes'],
  10: ['PAYLOAD', 'bytes'],
  13: ['CAP_LEN', 'number'],
  14: ['SKB_INFO', 'mark'],
};

const QUEUE_CONFIG: Schema = {
  1: ['CMD', 'bytes'],
  2: ['PARAMS', 'bytes'],
  3: ['QUEUE_MAXLEN', 'number'],
  4: ['MASK', 'mark'],
  5: ['FLAGS', 'mark'],
};

/** Per subsystem: its name and, by operation, name and schema of the message. */
const SUBSYSTEMS: Readonly<Record<number, readonly [string, readonly (readonly [string, Schema])[]]>> = {
  [NFNL_SUBSYS_CTNETLINK]: [
    'CTNETLINK',
    [
      ['NEW', CONNTRACK],
      ['GET', CONNTRACK],
      ['DELETE', CONNTRACK],
    ],
  ],
  [NFNL_SUBSYS_CTNETLINK_EXP]: [
    'EXP',
    [
      ['NEW', EXPECTATION],
      ['GET', EXPECTATION],
      ['DELETE', EXPECTATION],
    ],
  ],
  [NFNL_SUBSYS_QUEUE]: [
    'QUEUE',
    [
      ['PACKET', PACKET],
      ['VERDICT', PACKET],
      ['CONFIG', QUEUE_CONFIG],
      ['VERDICT_BATCH', PACKET],
    ],
  ],
};

const FAMILIES: Readonly<Record<number, string>> = { [AF_INET]: 'inet', [AF_INET6]: 'inet6' };

/** Longest payload shown in full, in bytes. */
const SHOWN_BYTES = 32;

/** One message as a line. */
export function describeMessage(message: Message): string {
  const sequence = `seq=${message.sequence}`;
  if (message.type === NLMSG_ERROR || message.type === NLMSG_DONE) return describeEnd(message, sequence);
  const [name, operations] = SUBSYSTEMS[subsystemOf(message.type)] ?? [
    `SUBSYSTEM_${subsystemOf(message.type)}`,
    [],
  ];
  const [operation, schema] = operations[operationOf(message.type)] ?? [`${operationOf(message.type)}`, {}];
  const { buffer } = message;
  const family = buffer[message.at + NLMSG_HDRLEN];
  const resource = (buffer[message.at + NLMSG_HDRLEN + 2] << 8) | buffer[message.at + NLMSG_HDRLEN + 3];
  return [
    name,
    operation,
    describeFlags(message.flags),
    sequence,
    FAMILIES[family] ?? `family=${family}`,
    ...(resource === 0 ? [] : [`res=${resource}`]),
    describeRun(buffer, message.at + NFNETLINK_HDRLEN, message.end, schema),
  ].join(' ');
}

function describeEnd(message: Message, sequence: string): string {
  const errno = messageErrno(message);
  if (errno === 0) return `${message.type === NLMSG_DONE ? 'DONE' : 'ACK'} ${sequence}`;
  const name = getSystemErrorMap().get(-errno)?.[0] ?? errno;
  const { message: text, offset } = extendedAcknowledgement(message);
  return [
    `ERROR ${sequence} ${name}`,
    ...(text === undefined ? [] : [JSON.stringify(text)]),
    ...(offset === undefined ? [] : [`at byte ${offset}`]),
  ].join(' ');
}

function describeFlags(flags: number): string {
  const names: string[] = [];
  if (flags & 1) names.push('REQUEST');
  if (flags & 2) names.push('MULTI');
  if (flags & 4) names.push('ACK');
  if ((flags & 0x300) === 0x300) names.push('DUMP');
  const rest = flags & ~((flags & 0x300) === 0x300 ? 0x307 : 7);
  if (rest !== 0) names.push(`0x${rest.toString(16)}`);
  return names.join('|') || '-';
}

function describeRun(buffer: Uint8Array, at: number, end: number, schema: Schema): string {
  const shown: string[] = [];
  let length = attributeLength(buffer, at, end);
  while (length !== 0) {
    const type = attributeType(buffer, at);
    const [name, kind] = schema[type] ?? [`${type}`, 'bytes'];
    const start = at + NLA_HDRLEN;
    shown.push(
      typeof kind === 'object'
        ? `${name}{${describeRun(buffer, start, at + length, kind)}}`
        : `${name}=${describePayload(buffer.subarray(start, at + length), kind)}`,
    );
    at += align(length);
    length = attributeLength(buffer, at, end);
  }
  if (at < end) shown.push(`(${end - at} bytes that are no attribute)`);
  return shown.join(' ');
}

function describePayload(bytes: Uint8Array, kind: string): string {
  if (kind === 'text') return JSON.stringify(new TextDecoder('latin1').decode(bytes).split('\0', 1)[0]);
  if (kind === 'mark' && bytes.length === 4) return `0x${readUint32Big(bytes, 0).toString(16)}`;
  if (kind === 'number' && bytes.length <= 8) {
    return bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n).toString();
  }
  if (kind === 'address' && bytes.length === 4) return bytes.join('.');
  const shown = Buffer.from(bytes.subarray(0, SHOWN_BYTES)).toString('hex');
  return bytes.length > SHOWN_BYTES ? `${shown}…(${bytes.length} bytes)` : shown;
}
