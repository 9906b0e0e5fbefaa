/**
 * Collects the first handshake message of a connection when it comes in pieces: over several TLS records
 * and TCP segments in order, or over QUIC CRYPTO frames in any order. A collector is a fixed buffer with a
 * map of which bytes are there; collectors come from a pool of fixed size (`slot-pool.ts`), so what all
 * connections together can hold is bounded.
 */

/** Bytes of one collector: four times a ClientHello with post-quantum key shares. */
export const COLLECTOR_LENGTH = 8192;

/** Length of a TLS record's header (RFC 8446 section 5.1): type 1, version 2, length 2. */
const RECORD_HEADER = 5;
const HANDSHAKE = 22;

/** `addRecords`: the stream holds something else than handshake records. */
export const COLLECT_OTHER = -1;

export class HandshakeCollector {
  readonly bytes: Uint8Array = new Uint8Array(COLLECTOR_LENGTH);
  /** One bit per byte. */
  readonly #present = new Uint8Array(COLLECTOR_LENGTH >> 3);
  /** Bytes from the beginning on without a gap. */
  length = 0;
  /** Of the TLS record at hand: header bytes seen, and bytes of its body to come. */
  #header = 0;
  #bodyLength = 0;
  #body = 0;

  clear(): void {
    this.#present.fill(0);
    this.length = 0;
    this.#header = 0;
    this.#bodyLength = 0;
    this.#body = 0;
  }

  /**
   * Takes bytes of a TLS stream, in order, and appends what their handshake records carry. Returns the
   * number of contiguous bytes, or COLLECT_OTHER when another kind of record begins.
   */
  addRecords(source: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#body > 0) {
        const taken = Math.min(this.#body, end - at);
        this.add(this.length, source, at, at + taken);
        this.#body -= taken;
        at += taken;
        continue;
      }
      const byte = source[at++];
      if (this.#header === 0 && byte !== HANDSHAKE) return COLLECT_OTHER;
      if (this.#header === 3) this.#bodyLength = byte << 8;
      if (this.#header === 4) this.#bodyLength |= byte;
      this.#header++;
      if (this.#header < RECORD_HEADER) continue;
      this.#header = 0;
      this.#body = this.#bodyLength;
    }
    return this.length;
  }

  /**
   * Takes bytes that belong at `offset` of the handshake stream; what lies beyond the buffer is dropped.
   * Returns the number of contiguous bytes from the beginning.
   */
  add(offset: number, source: Uint8Array, start: number, end: number): number {
    const count = Math.min(end - start, COLLECTOR_LENGTH - offset);
    if (count <= 0) return this.length;
    for (let i = 0; i < count; i++) {
      const at = offset + i;
      this.bytes[at] = source[start + i];
      this.#present[at >> 3] |= 1 << (at & 7);
    }
    while (
      this.length < COLLECTOR_LENGTH &&
      (this.#present[this.length >> 3] & (1 << (this.length & 7))) !== 0
    ) {
      this.length++;
    }
    return this.length;
  }

  /** No further byte can be taken. */
  get full(): boolean {
    return this.length === COLLECTOR_LENGTH;
  }
}
