/**
 * The name that a DNS message is about (RFC 1035 section 4.1, RFC 6762 for mDNS, RFC 4795 for LLMNR): that
 * of its first question, or, where an announcement asks nothing, that of its first answer. It is written out
 * with dots into a buffer that is reused. It is the first name of the message, so there is nothing before it
 * that a compressed name could point to.
 */

/** The name is in `bytes[0 … length)`. */
export const DNS_READ = 0;
/** The message ends inside the name or before it. */
export const DNS_CUT = 1;
/** There is no name, the root's apart. */
export const DNS_NONE = 2;
/** A compressed label, a type of label that there is not, or a name of more than 255 bytes. */
export const DNS_BAD = 3;

export const DNS_REASONS = ['dns-read', 'dns-cut', 'dns-none', 'dns-bad'] as const;

const HEADER_LENGTH = 12;
const MAX_NAME = 255;
const MAX_LABEL = 63;
const DOT = 0x2e;

export class DnsName {
  readonly bytes: Uint8Array = new Uint8Array(MAX_NAME);
  length = 0;

  /** Reads the message at `source[start … end)`: DNS_*. */
  read(source: Uint8Array, start: number, end: number): number {
    this.length = 0;
    if (start + HEADER_LENGTH >= end) return DNS_CUT;
    const questions = (source[start + 4] << 8) | source[start + 5];
    const answers = (source[start + 6] << 8) | source[start + 7];
    if (questions + answers === 0) return DNS_NONE;
    let at = start + HEADER_LENGTH;
    for (;;) {
      if (at >= end) return DNS_CUT;
      const length = source[at];
      if (length === 0) return this.length === 0 ? DNS_NONE : DNS_READ;
      if (length > MAX_LABEL) return DNS_BAD;
      const result = this.#label(source, at + 1, at + 1 + length, end);
      if (result !== DNS_READ) return result;
      at += 1 + length;
    }
  }

  #label(source: Uint8Array, start: number, labelEnd: number, end: number): number {
    if (labelEnd > end) return DNS_CUT;
    if (this.length + 1 + labelEnd - start > MAX_NAME) return DNS_BAD;
    if (this.length > 0) this.bytes[this.length++] = DOT;
    for (let at = start; at < labelEnd; at++) this.bytes[this.length++] = source[at];
    return DNS_READ;
  }
}
