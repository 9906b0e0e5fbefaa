/**
 * Collects the first bytes of a connection when they come in pieces: in TCP segments, in fragments of DTLS
 * or in QUIC CRYPTO frames, in any order and more than once. A collector is a fixed buffer with a map of
 * which bytes are there; collectors come from a pool of fixed size (`slot-pool.ts`), so what all connections
 * together can hold is bounded.
 */

/** Bytes of one collector: four times a ClientHello with post-quantum key shares. */
export const COLLECTOR_LENGTH = 8192;

const HANDSHAKE = 22;

/**
 * DTLS (RFC 9147 section 4.1 and 5.2, RFC 6347): a record's header is type 1, version 2, epoch and number 8,
 * length 2; a handshake message's is type 1, length 3, sequence 2, fragment offset 3, fragment length 3.
 */
const DTLS_RECORD_HEADER = 13;
export const DTLS_MESSAGE_HEADER = 12;

/** `addDatagram`: there is something else than handshake records. */
export const COLLECT_OTHER = -1;

export class HandshakeCollector {
  readonly bytes: Uint8Array = new Uint8Array(COLLECTOR_LENGTH);
  /** One bit for each byte that came before those in front of it. */
  readonly #present = new Uint8Array(COLLECTOR_LENGTH >> 3);
  #hasGaps = false;
  /** Bytes from the beginning on without a gap. */
  length = 0;
  /** TCP sequence number of the first byte; −1 before the first segment. */
  #sequence = -1;
  /** Sequence number of the DTLS message at hand; −1 before the first. */
  #message = -1;

  clear(): void {
    if (this.#hasGaps) this.#present.fill(0);
    this.#hasGaps = false;
    this.length = 0;
    this.#sequence = -1;
    this.#message = -1;
  }

  /**
   * Takes a segment of a TCP stream whose first byte has the given sequence number. The first segment that
   * is taken is the beginning; what others bring of before it is left out. Returns the number of contiguous
   * bytes.
   */
  addSegment(sequence: number, source: Uint8Array, start: number, end: number): number {
    if (this.#sequence < 0) this.#sequence = sequence;
    const offset = (sequence - this.#sequence) | 0; // Modulo 2³², and before the beginning negative.
    if (offset >= 0) return this.add(offset, source, start, end);
    return this.add(0, source, Math.min(start - offset, end), end);
  }

  /**
   * Takes a DTLS datagram and adds the fragments of handshake messages in its records, whose header (that of
   * an unfragmented message) then stands at the beginning. Fragments come in any order; a message with
   * another sequence number begins anew, as a hello that answers a HelloVerifyRequest does. Returns the
   * number of contiguous bytes, or COLLECT_OTHER when the first record is of another kind.
   */
  addDatagram(source: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at + DTLS_RECORD_HEADER + DTLS_MESSAGE_HEADER <= end && source[at] === HANDSHAKE) {
      const body = at + DTLS_RECORD_HEADER;
      const bodyEnd = Math.min(end, body + ((source[at + 11] << 8) | source[at + 12]));
      if (bodyEnd < body + DTLS_MESSAGE_HEADER) break;
      this.#addFragment(source, body, bodyEnd);
      at = bodyEnd;
    }
    return at === start ? COLLECT_OTHER : this.length;
  }

  #addFragment(source: Uint8Array, start: number, end: number): void {
    const message = (source[start + 4] << 8) | source[start + 5];
    if (message !== this.#message) this.clear();
    this.#message = message;
    const offset = (source[start + 6] << 16) | (source[start + 7] << 8) | source[start + 8];
    const length = (source[start + 9] << 16) | (source[start + 10] << 8) | source[start + 11];
    const body = start + DTLS_MESSAGE_HEADER;
    this.add(0, source, start, body);
    this.add(DTLS_MESSAGE_HEADER + offset, source, body, Math.min(end, body + length));
  }

  /**
   * Takes bytes that belong at `offset` of the handshake stream; what lies beyond the buffer is dropped.
   * Returns the number of contiguous bytes from the beginning.
   */
  add(offset: number, source: Uint8Array, start: number, end: number): number {
    const count = Math.min(end - start, COLLECTOR_LENGTH - offset);
    if (count <= 0) return this.length;
    this.bytes.set(source.subarray(start, start + count), offset);
    if (offset > this.length) {
      this.#hasGaps = true;
      for (let at = offset; at < offset + count; at++) this.#present[at >> 3] |= 1 << (at & 7);
      return this.length;
    }
    this.length = Math.max(this.length, offset + count);
    if (this.#hasGaps) {
      while (this.length < COLLECTOR_LENGTH && this.#isPresent(this.length)) this.length++;
    }
    return this.length;
  }

  #isPresent(at: number): boolean {
    return (this.#present[at >> 3] & (1 << (at & 7))) !== 0;
  }

  /** No further byte can be taken. */
  get full(): boolean {
    return this.length === COLLECTOR_LENGTH;
  }
}
