/**
 * ClientHellos, TLS and DTLS records, and QUIC Initial packets by hand.
 */
import { createCipheriv, createHmac } from 'node:crypto';
import { hkdfLabel, quicVersion } from '../../src/core/extract/quic-version.ts';
import { bytes, latin1, u16, u32 } from './bytes.ts';

export interface HelloFields {
  /** Absent: no `server_name`. */
  readonly name?: string;
  readonly alpn?: readonly string[];
  readonly ciphers?: readonly number[];
  readonly versions?: readonly number[];
  readonly groups?: readonly number[];
  readonly algorithms?: readonly number[];
  /** Further extensions, before the others. */
  readonly first?: readonly Uint8Array[];
  /** Further extensions, behind the others. */
  readonly last?: readonly Uint8Array[];
  readonly legacyVersion?: number;
  readonly sessionId?: Uint8Array;
  /** DTLS: the cookie; its absence makes a TLS hello. */
  readonly cookie?: Uint8Array;
}

const list16 = (numbers: readonly number[]): Uint8Array => bytes(...numbers.map(u16));
const prefixed8 = (content: Uint8Array): Uint8Array => bytes(content.length, content);
const prefixed16 = (content: Uint8Array): Uint8Array => bytes(u16(content.length), content);

export function extension(type: number, content: Uint8Array = new Uint8Array(0)): Uint8Array {
  return bytes(u16(type), prefixed16(content));
}

/** `server_name` with one host name. */
export function serverName(name: string | Uint8Array): Uint8Array {
  const text = typeof name === 'string' ? latin1(name) : name;
  return extension(0, prefixed16(bytes(0, prefixed16(text))));
}

/** Body of a ClientHello: what follows the handshake header. */
export function helloBody(fields: HelloFields = {}): Uint8Array {
  const { name, alpn, versions, groups, algorithms } = fields;
  const extensions = bytes(
    ...(fields.first ?? []),
    ...(name === undefined ? [] : [serverName(name)]),
    ...(alpn === undefined
      ? []
      : [extension(16, prefixed16(bytes(...alpn.map((one) => prefixed8(latin1(one))))))]),
    ...(versions === undefined ? [] : [extension(43, prefixed8(list16(versions)))]),
    ...(groups === undefined ? [] : [extension(10, prefixed16(list16(groups)))]),
    ...(algorithms === undefined ? [] : [extension(13, prefixed16(list16(algorithms)))]),
    ...(fields.last ?? []),
  );
  return bytes(
    u16(fields.legacyVersion ?? 0x0303),
    new Uint8Array(32).fill(7),
    prefixed8(fields.sessionId ?? new Uint8Array(32).fill(9)),
    fields.cookie === undefined ? '' : prefixed8(fields.cookie),
    prefixed16(list16(fields.ciphers ?? [0x1301, 0x1302])),
    prefixed8(Uint8Array.of(0)),
    extensions.length === 0 ? '' : prefixed16(extensions),
  );
}

/** The handshake message of TLS and QUIC. */
export function clientHello(fields: HelloFields = {}): Uint8Array {
  const body = helloBody(fields);
  return bytes(1, body.length >> 16, u16(body.length & 0xffff), body);
}

/** TLS records of the given content, cut every `size` bytes. */
export function records(content: Uint8Array, size: number = 1 << 14, type = 22): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += size) {
    parts.push(bytes(type, 3, 1, prefixed16(content.subarray(at, at + size))));
  }
  return bytes(...parts);
}

const u24 = (value: number): Uint8Array => u32(value).subarray(1);

/** A DTLS record with one fragment of a handshake message. */
export function dtlsFragment(
  body: Uint8Array,
  start: number = 0,
  end: number = body.length,
  sequence: number = 0,
  type: number = 1,
): Uint8Array {
  const piece = body.subarray(start, end);
  const header = bytes(type, u24(body.length), u16(sequence), u24(start), u24(piece.length));
  return bytes(22, 0xfe, 0xfd, u16(0), u16(0), u32(sequence), prefixed16(bytes(header, piece)));
}

/** A QUIC variable-length integer of as few bytes as it needs (RFC 9000 section 16). */
export function varint(value: number): Uint8Array {
  if (value < 0x40) return Uint8Array.of(value);
  return value < 0x4000 ? u16(0x4000 | value) : u32(0x8000_0000 + value);
}

export function cryptoFrame(offset: number, data: Uint8Array, type = 6): Uint8Array {
  return bytes(type, varint(offset), varint(data.length), data);
}

export interface InitialFields {
  readonly version?: number;
  /** Connection identifier that the keys follow from. */
  readonly original?: Uint8Array;
  /** The one in the header, when it is another. */
  readonly destination?: Uint8Array;
  readonly token?: Uint8Array;
  readonly number?: number;
  /** Packet number length, 1 to 4. */
  readonly numberLength?: number;
}

/** An Initial packet of a client, sealed (RFC 9001 section 5), with `frames` inside. */
export function initialPacket(frames: Uint8Array, fields: InitialFields = {}): Uint8Array {
  const { version: number = 1, original = latin1('8 octets'), numberLength = 2 } = fields;
  const version = quicVersion(number)!;
  const hmac = (key: Uint8Array, message: Uint8Array): Uint8Array =>
    createHmac('sha256', key).update(message).digest();
  const secret = hmac(hmac(version.salt, original), hkdfLabel('client in', 32));
  const key = hmac(secret, version.labels.key).subarray(0, 16);
  const iv = hmac(secret, version.labels.iv).subarray(0, 12);
  const protection = hmac(secret, version.labels.headerProtection).subarray(0, 16);

  const payload = frames.length < 4 ? bytes(frames, new Uint8Array(4)) : frames;
  const packetNumber = u32(fields.number ?? 0).subarray(4 - numberLength);
  const header = bytes(
    0xc0 | (version.initialType << 4) | (numberLength - 1),
    u32(number),
    prefixed8(fields.destination ?? original),
    prefixed8(new Uint8Array(0)),
    varint(fields.token?.length ?? 0),
    fields.token ?? '',
    varint(numberLength + payload.length + 16),
    packetNumber,
  );
  const nonce = iv.slice();
  for (let i = 0; i < numberLength; i++) nonce[12 - numberLength + i]! ^= packetNumber[i]!;
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(header);
  const sealed = bytes(cipher.update(payload), cipher.final(), cipher.getAuthTag());
  const packet = bytes(header, sealed);
  const at = header.length - numberLength;
  const mask = createCipheriv('aes-128-ecb', protection, null).update(packet.subarray(at + 4, at + 20));
  packet[0]! ^= mask[0]! & 0x0f;
  for (let i = 0; i < numberLength; i++) packet[at + i]! ^= mask[1 + i]!;
  return packet;
}

/** Google's own hello: tags and their values. */
export function googleHello(values: Readonly<Record<string, string>>): Uint8Array {
  const little = (value: number): Uint8Array => u32(value).reverse();
  let end = 0;
  const index = Object.entries(values).map(([tag, value]) => {
    end += value.length;
    return bytes(tag.padEnd(4, '\0'), little(end));
  });
  return bytes('CHLO', index.length, 0, 0, 0, ...index, ...Object.values(values));
}
