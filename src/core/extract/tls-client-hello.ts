/**
 * The TLS ClientHello (RFC 8446 section 4.1.2; for DTLS RFC 9147 section 5.3): where in the bytes the server
 * name, the protocols offered by ALPN and the lists that fingerprints are made of stand. Nothing is copied
 * and nothing allocated: the record is reused, its fields are offsets.
 *
 * The reader is total: every length is checked against the bytes that are there, a list inside a list
 * against the outer one. A hello that is cut short is read as far as it goes, so that a name in the first
 * bytes of a long hello is not lost.
 *
 * ```
 * type 1 | length 3 | version 2 | random 32 | session id 1+n | [DTLS cookie 1+n] | cipher suites 2+n
 * | compression 1+n | extensions 2+n: { type 2 | length 2 | … }
 * ```
 */

/** The whole hello was read. */
export const HELLO_READ = 0;
/** It goes on after the bytes that were given; what is there was read. */
export const HELLO_CUT = 1;
/** The message is no ClientHello. */
export const HELLO_OTHER = 2;
/** Its lengths contradict each other. */
export const HELLO_BAD = 3;

/** What the codes are called in counters. */
export const HELLO_REASONS = ['hello-read', 'hello-cut', 'hello-other', 'hello-bad'] as const;

/** Type of the handshake message. */
export const CLIENT_HELLO = 1;
const HANDSHAKE_RECORD = 22;
const RANDOM_LENGTH = 32;

/** Extension numbers (IANA, TLS ExtensionType Values). */
const SERVER_NAME = 0;
const SUPPORTED_GROUPS = 10;
const SIGNATURE_ALGORITHMS = 13;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;
const ENCRYPTED_CLIENT_HELLO = 0xfe0d;

/** Type of a name in `server_name` (RFC 6066 section 3). */
const HOST_NAME = 0;

/** Where things stand; an end of 0 means that there is no such thing. */
export class ClientHello {
  /** `legacy_version`. */
  version = 0;
  /** The host name of `server_name`. */
  serverName = 0;
  serverNameEnd = 0;
  /** ALPN: the list of names, each with its length before it. */
  alpn = 0;
  alpnEnd = 0;
  /** Two bytes each. */
  cipherSuites = 0;
  cipherSuitesEnd = 0;
  supportedVersions = 0;
  supportedVersionsEnd = 0;
  supportedGroups = 0;
  supportedGroupsEnd = 0;
  signatureAlgorithms = 0;
  signatureAlgorithmsEnd = 0;
  /** All extensions, each with type and length before it. */
  extensions = 0;
  extensionsEnd = 0;
  /** The hello carries an encrypted one: the server name is the outer one. */
  encryptedHello = false;

  clear(): void {
    this.version = 0;
    this.serverName = this.serverNameEnd = 0;
    this.alpn = this.alpnEnd = 0;
    this.cipherSuites = this.cipherSuitesEnd = 0;
    this.supportedVersions = this.supportedVersionsEnd = 0;
    this.supportedGroups = this.supportedGroupsEnd = 0;
    this.signatureAlgorithms = this.signatureAlgorithmsEnd = 0;
    this.extensions = this.extensionsEnd = 0;
    this.encryptedHello = false;
  }
}

/** Values that clients send to keep servers tolerant: 0x0a0a, 0x1a1a … 0xfafa (RFC 8701). */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/**
 * Whether a stream that begins with these bytes begins with a ClientHello: a handshake record of SSL 3.0 or
 * later whose message has that type, as far as the bytes go.
 */
export function opensTls(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    start < end &&
    bytes[start] === HANDSHAKE_RECORD &&
    (end - start < 2 || bytes[start + 1] === 3) &&
    (end - start < 6 || bytes[start + 5] === CLIENT_HELLO)
  );
}

/**
 * Reads the handshake message at `bytes[start … end)` into `hello`: HELLO_*.
 * `headerLength` is 4 in TLS and QUIC, 12 in DTLS, whose hello also has a cookie.
 */
export function readClientHello(
  hello: ClientHello,
  bytes: Uint8Array,
  start: number,
  end: number,
  headerLength: 4 | 12 = 4,
): number {
  hello.clear();
  if (start >= end) return HELLO_CUT;
  if (bytes[start] !== CLIENT_HELLO) return HELLO_OTHER;
  if (start + headerLength > end) return HELLO_CUT;
  const length = (bytes[start + 1] << 16) | (bytes[start + 2] << 8) | bytes[start + 3];
  const messageEnd = start + headerLength + length;
  const limit = Math.min(end, messageEnd);
  const cut = messageEnd > end;

  let at = start + headerLength;
  if (at + 2 + RANDOM_LENGTH > limit) return cut ? HELLO_CUT : HELLO_BAD;
  hello.version = read16(bytes, at);
  at += 2 + RANDOM_LENGTH;
  for (let list = headerLength === 12 ? 2 : 1; list > 0; list--) {
    // Session identifier, and the cookie of DTLS.
    if (at >= limit) return cut ? HELLO_CUT : HELLO_BAD;
    at += 1 + bytes[at];
  }
  if (at + 2 > limit) return cut ? HELLO_CUT : HELLO_BAD;
  hello.cipherSuites = at + 2;
  at = hello.cipherSuites + read16(bytes, at);
  if (at >= limit) return cut ? HELLO_CUT : HELLO_BAD;
  hello.cipherSuitesEnd = at;
  at += 1 + bytes[at];
  if (at === limit && !cut) return HELLO_READ; // No extensions, as before TLS 1.0's.
  if (at + 2 > limit) return cut ? HELLO_CUT : HELLO_BAD;
  const extensionsEnd = at + 2 + read16(bytes, at);
  if (extensionsEnd > messageEnd) return HELLO_BAD;
  hello.extensions = at + 2;
  hello.extensionsEnd = Math.min(extensionsEnd, limit);
  return readExtensions(hello, bytes, extensionsEnd, limit);
}

function readExtensions(hello: ClientHello, bytes: Uint8Array, extensionsEnd: number, limit: number): number {
  let at = hello.extensions;
  while (at < extensionsEnd) {
    if (at + 4 > limit) return limit < extensionsEnd ? HELLO_CUT : HELLO_BAD;
    const type = read16(bytes, at);
    const start = at + 4;
    const end = start + read16(bytes, at + 2);
    if (end > extensionsEnd) return HELLO_BAD;
    if (end > limit) return HELLO_CUT;
    readExtension(hello, bytes, type, start, end);
    at = end;
  }
  return HELLO_READ;
}

function readExtension(
  hello: ClientHello,
  bytes: Uint8Array,
  type: number,
  start: number,
  end: number,
): void {
  switch (type) {
    case SERVER_NAME:
      readServerName(hello, bytes, start, end);
      return;
    case ALPN:
      if (start + 2 > end || start + 2 + read16(bytes, start) > end) return;
      hello.alpn = start + 2;
      hello.alpnEnd = start + 2 + read16(bytes, start);
      return;
    case SUPPORTED_VERSIONS:
      if (start >= end || start + 1 + bytes[start] > end) return;
      hello.supportedVersions = start + 1;
      hello.supportedVersionsEnd = start + 1 + bytes[start];
      return;
    case SUPPORTED_GROUPS:
      if (start + 2 > end || start + 2 + read16(bytes, start) > end) return;
      hello.supportedGroups = start + 2;
      hello.supportedGroupsEnd = start + 2 + read16(bytes, start);
      return;
    case SIGNATURE_ALGORITHMS:
      if (start + 2 > end || start + 2 + read16(bytes, start) > end) return;
      hello.signatureAlgorithms = start + 2;
      hello.signatureAlgorithmsEnd = start + 2 + read16(bytes, start);
      return;
    case ENCRYPTED_CLIENT_HELLO:
      hello.encryptedHello = true;
      return;
    default:
  }
}

/** The first host name of the list (RFC 6066 section 3), and of the first such extension if there are two. */
function readServerName(hello: ClientHello, bytes: Uint8Array, start: number, end: number): void {
  if (hello.serverNameEnd > 0) return;
  let at = start + 2;
  while (at + 3 <= end) {
    const name = at + 3;
    const nameEnd = name + read16(bytes, at + 1);
    if (nameEnd > end) return;
    if (bytes[at] === HOST_NAME && nameEnd > name) {
      hello.serverName = name;
      hello.serverNameEnd = nameEnd;
      return;
    }
    at = nameEnd;
  }
}

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}
