/**
 * JA4, a fingerprint of TLS clients (FoxIO, "JA4: TLS Client Fingerprint"): what a ClientHello offers,
 * in a form that does not change when a client shuffles its extensions. GREASE values (RFC 8701) are left
 * out everywhere.
 *
 * ```
 * t13d1516h2_8daaf6152771_e5627efa2ab1
 * ││ ││ │ │  │            └ extensions, sorted, without server name and ALPN; then signature algorithms
 * ││ ││ │ │  └ cipher suites, sorted                           (both: first 12 digits of SHA-256)
 * ││ ││ │ └ first and last character of the first ALPN name
 * ││ ││ └ number of extensions
 * ││ │└ number of cipher suites
 * ││ └ d: a server name is there, i: none
 * │└ highest version offered
 * └ t TCP, q QUIC, d DTLS
 * ```
 */
import { sha256 } from '../crypto/sha256.ts';
import { type ClientHello, isGrease } from './tls-client-hello.ts';

/** What carries the hello. */
export const JA4_CARRIER = { tls: 't', quic: 'q', dtls: 'd' } as const;
export type Ja4Carrier = (typeof JA4_CARRIER)[keyof typeof JA4_CARRIER];

const SERVER_NAME = 0;
const ALPN = 16;

const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
  [0xfeff, 'd1'],
  [0xfefd, 'd2'],
  [0xfefc, 'd3'],
]);

/** The fingerprint of a hello that was read whole from `bytes`. */
export function ja4(carrier: Ja4Carrier, hello: ClientHello, bytes: Uint8Array): string {
  const ciphers = numbers(bytes, hello.cipherSuites, hello.cipherSuitesEnd);
  const extensions = extensionTypes(bytes, hello.extensions, hello.extensionsEnd);
  const algorithms = numbers(bytes, hello.signatureAlgorithms, hello.signatureAlgorithmsEnd);
  const named = extensions.includes(SERVER_NAME) ? 'd' : 'i';
  const compared = extensions.filter((type) => type !== SERVER_NAME && type !== ALPN);
  const offered = algorithms.length === 0 ? '' : `_${hexList(algorithms)}`;
  return [
    carrier + version(hello, bytes) + named + count(ciphers) + count(extensions) + firstAlpn(hello, bytes),
    ciphers.length === 0 ? NOTHING : digest(hexList(sorted(ciphers))),
    compared.length === 0 ? NOTHING : digest(hexList(sorted(compared)) + offered),
  ].join('_');
}

const NOTHING = '0'.repeat(12);

function version(hello: ClientHello, bytes: Uint8Array): string {
  const offered = numbers(bytes, hello.supportedVersions, hello.supportedVersionsEnd);
  // Versions of DTLS count downwards: 1.2 is 0xfefd, 1.3 is 0xfefc.
  const rank = (number: number): number => (number >= 0xfe00 ? 0x1_fe00 - number : number);
  const highest = offered.reduce((best, one) => (rank(one) > rank(best) ? one : best), offered[0] ?? 0);
  return VERSIONS.get(offered.length === 0 ? hello.version : highest) ?? '00';
}

function firstAlpn(hello: ClientHello, bytes: Uint8Array): string {
  const first = hello.alpn + 1;
  if (first >= hello.alpnEnd) return '00';
  const last = Math.min(hello.alpn + bytes[hello.alpn], hello.alpnEnd - 1);
  if (last < first) return '00';
  if (isAlphanumeric(bytes[first]) && isAlphanumeric(bytes[last])) {
    return String.fromCharCode(bytes[first], bytes[last]);
  }
  return hex(bytes[first], 2)[0] + hex(bytes[last], 2)[1];
}

/** The 16-bit numbers of a list, without GREASE. */
function numbers(bytes: Uint8Array, start: number, end: number): number[] {
  const list: number[] = [];
  for (let at = start; at + 2 <= end; at += 2) {
    const number = (bytes[at] << 8) | bytes[at + 1];
    if (!isGrease(number)) list.push(number);
  }
  return list;
}

function extensionTypes(bytes: Uint8Array, start: number, end: number): number[] {
  const list: number[] = [];
  for (let at = start; at + 4 <= end; at += 4 + ((bytes[at + 2] << 8) | bytes[at + 3])) {
    const type = (bytes[at] << 8) | bytes[at + 1];
    if (!isGrease(type)) list.push(type);
  }
  return list;
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

function count(list: readonly number[]): string {
  return String(Math.min(list.length, 99)).padStart(2, '0');
}

function sorted(list: readonly number[]): number[] {
  return [...list].sort((a, b) => a - b);
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

function hexList(list: readonly number[]): string {
  return list.map((number) => hex(number, 4)).join(',');
}

function digest(text: string): string {
  const hash = sha256(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  return Array.from(hash.subarray(0, 6), (byte) => hex(byte, 2)).join('');
}
