/**
 * Packets by hand, for tests: one builder per protocol header, each taking the payload that it carries, and
 * on top of them whole packets and conversations between endpoints written as text (`10.0.0.1:80`,
 * `[fe80::1]:80`). Lengths and checksums are right unless a test says otherwise.
 *
 * ```
 * ethernet(tcpPacket('10.0.0.1:4000', '10.0.0.2:80', 'GET / HTTP/1.1\r\n\r\n'))
 * tcpConversation('10.0.0.1:4000', '10.0.0.2:80', [['client', 'GET /'], ['server', '200']])
 * ```
 */
import { parseAddress } from '../../src/core/wire/address.ts';
import { bytes, u16, u32 } from './bytes.ts';

export type Payload = Uint8Array | string;

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;

/** The bytes of an address written as text. */
export function address(text: string): Uint8Array {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** `10.0.0.1:80` or `[::1]:80`. */
export function endpoint(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

/** An Ethernet II frame. Without a type, it is told by the version of the IP packet inside. */
export function ethernet(payload: Uint8Array, etherType: number = etherTypeOf(payload)): Uint8Array {
  return bytes(Uint8Array.of(2, 0, 0, 0, 0, 1), Uint8Array.of(2, 0, 0, 0, 0, 2), u16(etherType), payload);
}

/** EtherType of an IP packet. */
export function etherTypeOf(packet: Uint8Array): number {
  return packet[0]! >> 4 === 6 ? 0x86dd : 0x0800;
}

/** A VLAN tag; stands after the EtherType 0x8100 or 0x88a8. */
export function vlan(id: number, payload: Uint8Array, etherType: number = etherTypeOf(payload)): Uint8Array {
  return bytes(u16(id), u16(etherType), payload);
}

/** LLC and SNAP. */
export function snap(payload: Uint8Array, etherType: number = etherTypeOf(payload)): Uint8Array {
  return bytes(0xaa, 0xaa, 0x03, 0, 0, 0, u16(etherType), payload);
}

export interface Ipv4Fields {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly identification?: number;
  /** In bytes; a multiple of 8. */
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
  /** A multiple of 4 bytes. */
  readonly options?: Uint8Array;
  /** Instead of the right one. */
  readonly totalLength?: number;
}

export function ipv4(fields: Ipv4Fields, payload: Payload): Uint8Array {
  const data = bytes(payload);
  const options = fields.options ?? new Uint8Array(0);
  const headerLength = 20 + options.length;
  const header = bytes(
    0x40 | (headerLength / 4),
    0,
    u16(fields.totalLength ?? headerLength + data.length),
    u16(fields.identification ?? 0),
    u16((fields.moreFragments ? 0x2000 : 0) | ((fields.fragmentOffset ?? 0) / 8)),
    64,
    fields.protocol,
    u16(0),
    address(fields.source),
    address(fields.destination),
    options,
  );
  header.set(u16(checksum(header)), 10);
  return bytes(header, data);
}

export interface Ipv6Fields {
  readonly source: string;
  readonly destination: string;
  readonly nextHeader: number;
  /** Extension headers as they stand between the header and the payload. */
  readonly extensions?: Uint8Array;
  readonly payloadLength?: number;
}

export function ipv6(fields: Ipv6Fields, payload: Payload): Uint8Array {
  const data = bytes(fields.extensions ?? '', payload);
  return bytes(
    u32(0x6000_0000),
    u16(fields.payloadLength ?? data.length),
    fields.nextHeader,
    64,
    address(fields.source),
    address(fields.destination),
    data,
  );
}

/** An IPv6 extension header of 8 bytes: hop-by-hop or destination options, filled with padding. */
export function optionsHeader(nextHeader: number): Uint8Array {
  return bytes(nextHeader, 0, 1, 4, 0, 0, 0, 0);
}

/** An IPv6 fragment header. */
export function fragmentHeader(
  nextHeader: number,
  fragmentOffset: number,
  moreFragments: boolean,
  identification: number,
): Uint8Array {
  return bytes(nextHeader, 0, u16(fragmentOffset | (moreFragments ? 1 : 0)), u32(identification));
}

export interface TcpFields {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence?: number;
  readonly acknowledgment?: number;
  readonly flags?: number;
  /** A multiple of 4 bytes. */
  readonly options?: Uint8Array;
}

/** A TCP segment; its checksum is 0 until it is put into a packet by `ip`. */
export function tcp(fields: TcpFields, payload: Payload = ''): Uint8Array {
  const options = fields.options ?? new Uint8Array(0);
  return bytes(
    u16(fields.sourcePort),
    u16(fields.destinationPort),
    u32(fields.sequence ?? 1),
    u32(fields.acknowledgment ?? 0),
    ((20 + options.length) / 4) << 4,
    fields.flags ?? PSH | ACK,
    u16(65535),
    u16(0),
    u16(0),
    options,
    payload,
  );
}

/** A UDP datagram; its checksum is 0 until it is put into a packet by `ip`. */
export function udp(
  fields: { readonly sourcePort: number; readonly destinationPort: number },
  payload: Payload = '',
): Uint8Array {
  const data = bytes(payload);
  return bytes(u16(fields.sourcePort), u16(fields.destinationPort), u16(8 + data.length), u16(0), data);
}

/** GRE version 0 without options. */
export function gre(protocol: number, payload: Uint8Array): Uint8Array {
  return bytes(u16(0), u16(protocol), payload);
}

/** An IP packet of the addresses' version around a transport segment, whose checksum is filled in. */
export function ip(
  source: string,
  destination: string,
  protocol: number,
  segment: Uint8Array,
  more: Partial<Ipv4Fields> = {},
): Uint8Array {
  const from = address(source);
  const to = address(destination);
  const data = segment.slice();
  const at = protocol === TCP ? 16 : protocol === UDP ? 6 : protocol === ICMPV6 ? 2 : -1;
  if (at >= 0) {
    data.set(u16(0), at);
    const sum = checksum(bytes(from, to, u32(data.length), u32(protocol), data));
    data.set(u16(sum === 0 ? 0xffff : sum), at);
  }
  return from.length === 4
    ? ipv4({ source, destination, protocol, ...more }, data)
    : ipv6({ source, destination, nextHeader: protocol }, data);
}

/** A TCP segment in an IP packet. */
export function tcpPacket(
  from: string,
  to: string,
  payload: Payload = '',
  more: Partial<TcpFields> = {},
): Uint8Array {
  const [source, destination] = [endpoint(from), endpoint(to)];
  return ip(
    source.address,
    destination.address,
    TCP,
    tcp({ sourcePort: source.port, destinationPort: destination.port, ...more }, payload),
  );
}

/** A UDP datagram in an IP packet. */
export function udpPacket(from: string, to: string, payload: Payload = ''): Uint8Array {
  const [source, destination] = [endpoint(from), endpoint(to)];
  return ip(
    source.address,
    destination.address,
    UDP,
    udp({ sourcePort: source.port, destinationPort: destination.port }, payload),
  );
}

/** An ICMP or ICMPv6 echo (or its reply) in an IP packet. */
export function echoPacket(
  source: string,
  destination: string,
  identifier: number,
  payload: Payload = '',
  reply = false,
): Uint8Array {
  const v6 = address(source).length === 16;
  const type = v6 ? (reply ? 129 : 128) : reply ? 0 : 8;
  const message = bytes(type, 0, u16(0), u16(identifier), u16(1), payload);
  if (!v6) message.set(u16(checksum(message)), 2);
  return ip(source, destination, v6 ? ICMPV6 : ICMP, message);
}

export type Turn = readonly [side: 'client' | 'server', payload: Payload];

/**
 * The IP packets of a whole TCP connection: handshake, one segment a turn (sequence and acknowledgment
 * numbers advance), and a close by the client.
 */
export function tcpConversation(client: string, server: string, turns: readonly Turn[]): Uint8Array[] {
  let sent = 1000;
  let received = 5000;
  const fromClient = (flags: number, payload: Payload = ''): Uint8Array =>
    tcpPacket(client, server, payload, { flags, sequence: sent, acknowledgment: received });
  const fromServer = (flags: number, payload: Payload = ''): Uint8Array =>
    tcpPacket(server, client, payload, { flags, sequence: received, acknowledgment: sent });
  const packets = [tcpPacket(client, server, '', { flags: SYN, sequence: sent++ })];
  packets.push(fromServer(SYN | ACK));
  received += 1;
  packets.push(fromClient(ACK));
  for (const [side, payload] of turns) {
    if (side === 'client') {
      packets.push(fromClient(PSH | ACK, payload));
      sent += payload.length;
    } else {
      packets.push(fromServer(PSH | ACK, payload));
      received += payload.length;
    }
  }
  packets.push(fromClient(FIN | ACK));
  sent += 1;
  packets.push(fromServer(FIN | ACK));
  received += 1;
  packets.push(fromClient(ACK));
  return packets;
}

/** The IP packets of a UDP exchange, one datagram a turn. */
export function udpConversation(client: string, server: string, turns: readonly Turn[]): Uint8Array[] {
  return turns.map(([side, payload]) =>
    side === 'client' ? udpPacket(client, server, payload) : udpPacket(server, client, payload),
  );
}

/** Cuts an IPv4 packet into fragments of at most `size` (a multiple of 8) bytes of data. */
export function fragmentIpv4(packet: Uint8Array, size: number, identification: number): Uint8Array[] {
  const headerLength = (packet[0]! & 0x0f) * 4;
  const data = packet.subarray(headerLength);
  const fragments: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += size) {
    const more = at + size < data.length;
    const header = packet.slice(0, headerLength);
    const piece = data.subarray(at, at + size);
    header.set(u16(headerLength + piece.length), 2);
    header.set(u16(identification), 4);
    header.set(u16((more ? 0x2000 : 0) | (at / 8)), 6);
    header.set(u16(0), 10);
    header.set(u16(checksum(header)), 10);
    fragments.push(bytes(header, piece));
  }
  return fragments;
}

/** Cuts an IPv6 packet without extension headers into fragments. */
export function fragmentIpv6(packet: Uint8Array, size: number, identification: number): Uint8Array[] {
  const header = packet.slice(0, 40);
  const nextHeader = header[6]!;
  const data = packet.subarray(40);
  const fragments: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += size) {
    const piece = data.subarray(at, at + size);
    const head = header.slice();
    head[6] = 44;
    head.set(u16(8 + piece.length), 4);
    fragments.push(
      bytes(head, fragmentHeader(nextHeader, at, at + size < data.length, identification), piece),
    );
  }
  return fragments;
}

/** The Internet checksum (RFC 1071). */
export function checksum(data: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 2) sum += (data[i]! << 8) | (data[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
