/**
 * The client hello of Google's QUIC before TLS (versions Q0xx): a message `CHLO` of tagged values, in clear
 * text, among which `SNI` is the host. Up to Q046 it stands in a stream frame behind a header that changed
 * with every version, so the message is looked for by its tag near the head of the datagram; in Q050 it is
 * what the CRYPTO frames of an Initial packet carry (`quic-initial.ts`).
 *
 * ```
 * "CHLO" | number of tags u16le | 0 0 | per tag: tag 4, end of its value u32le | values
 * ```
 * Ends count from the first value on and grow; a value begins where that of the tag before ended.
 */

/** The host is at `name … nameEnd`. */
export const CHLO_READ = 0;
/** The message goes on after the bytes that were given. */
export const CHLO_CUT = 1;
/** There is no such message here. */
export const CHLO_OTHER = 2;
/** A message without a host, or one that contradicts itself. */
export const CHLO_BAD = 3;

export const CHLO_REASONS = ['chlo-read', 'chlo-cut', 'chlo-other', 'chlo-bad'] as const;

const CHLO = 0x43484c4f;
const SNI = 0x534e4900;
const HEADER_LENGTH = 8;
const TAG_LENGTH = 8;

/** Public header, packet hash and frame header together are shorter. */
const SEARCHED = 96;
const MAX_TAGS = 128;

export class GoogleHello {
  name = 0;
  nameEnd = 0;

  /** Looks for the message in a datagram, `bytes[start … end)`: CHLO_*. */
  search(bytes: Uint8Array, start: number, end: number): number {
    this.name = this.nameEnd = 0;
    const last = Math.min(end - HEADER_LENGTH, start + SEARCHED);
    for (let at = start; at <= last; at++) {
      if (read32(bytes, at) === CHLO) return this.read(bytes, at, end);
    }
    return CHLO_OTHER;
  }

  /** Reads the message at `bytes[start … end)`: CHLO_*. */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.name = this.nameEnd = 0;
    if (start + HEADER_LENGTH > end) return CHLO_CUT;
    if (read32(bytes, start) !== CHLO) return CHLO_OTHER;
    const tags = bytes[start + 4] | (bytes[start + 5] << 8);
    if (tags === 0 || tags > MAX_TAGS || bytes[start + 6] !== 0 || bytes[start + 7] !== 0) return CHLO_BAD;
    const values = start + HEADER_LENGTH + tags * TAG_LENGTH;
    if (values > end) return CHLO_CUT;
    let valueEnd = 0;
    for (let at = start + HEADER_LENGTH; at < values; at += TAG_LENGTH) {
      const valueStart = valueEnd;
      valueEnd = read32le(bytes, at + 4);
      if (valueEnd < valueStart) return CHLO_BAD;
      if (read32(bytes, at) !== SNI) continue;
      if (values + valueEnd > end) return CHLO_CUT;
      this.name = values + valueStart;
      this.nameEnd = values + valueEnd;
      return valueEnd > valueStart ? CHLO_READ : CHLO_BAD;
    }
    return CHLO_BAD;
  }
}

function read32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

function read32le(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 3] << 24) | (bytes[at + 2] << 16) | (bytes[at + 1] << 8) | bytes[at]) >>> 0;
}
