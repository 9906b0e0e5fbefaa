/**
 * The handshake messages of a TLS stream without the records that carry them (RFC 8446 section 5.1): a
 * message may be cut into several records, and several may share one. Reads the head of a stream as far as
 * it is there, again from the beginning each time; it is a few kilobytes at most.
 *
 * ```
 * record: type 1 (22 handshake) | version 2 | length 2 | content
 * ```
 */

const HEADER_LENGTH = 5;
const HANDSHAKE = 22;

/** Bytes of handshake messages that are kept: four times a ClientHello with post-quantum key shares. */
export const RECORDS_LENGTH = 8192;

export class TlsRecords {
  /** Content of the handshake records up to `length`. */
  readonly bytes: Uint8Array = new Uint8Array(RECORDS_LENGTH);
  length = 0;
  /** Nothing can follow: a record of another type begins, or there is no more room. */
  ended = false;

  /** Reads the stream that begins at `source[start … end)`. */
  read(source: Uint8Array, start: number, end: number): void {
    this.length = 0;
    this.ended = false;
    let at = start;
    while (at < end && !this.ended) {
      if (source[at] !== HANDSHAKE) {
        this.ended = true;
        return;
      }
      const content = at + HEADER_LENGTH;
      if (content > end) return;
      const contentEnd = content + ((source[at + 3] << 8) | source[at + 4]);
      const count = Math.min(Math.min(contentEnd, end) - content, RECORDS_LENGTH - this.length);
      this.bytes.set(source.subarray(content, content + count), this.length);
      this.length += count;
      this.ended = this.length === RECORDS_LENGTH;
      at = contentEnd;
    }
  }
}
