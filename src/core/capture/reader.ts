/**
 * What every reader of capture files has in common. A reader is a pure, incremental parser: it is handed a
 * window of the file (a large array of bytes), walks over it record by record with `next()`, and says how
 * many bytes it needs when the window ends in the middle of one. It never copies and never allocates per
 * record: `next()` fills plain numeric fields, and the packet stays where it is in the window.
 *
 * ```
 * for (;;) {
 *   const status = reader.next();
 *   if (status === RECORD) use(reader.bytes, reader.offset, reader.offset + reader.capturedLength);
 *   else if (status === NEED_MORE) { … window(bytes, start, end) with at least reader.needed bytes from
 *                                       reader.position on, or finish() at the end of the file }
 *   else break;                       // ENDED: reader.reason says why
 * }
 * ```
 *
 * `BlockWindow` (in `block-window.ts`) keeps the bytes between two reads.
 */

/** `next()`: the fields describe one packet. */
export const RECORD = 0;
/** `next()`: `needed` bytes from `position` on must be in the window. */
export const NEED_MORE = 1;
/** `next()`: nothing more will come; `reason` says why. */
export const ENDED = 2;

/** Why reading ended. Everything before that point has been delivered. */
export type EndReason =
  /** Between two records: the file is whole. */
  | 'end-of-file'
  | 'empty-file'
  /** The first bytes are of no known format. */
  | 'not-a-capture'
  /** gzip, zstd, xz, lz4 or bzip2: unpack it first. */
  | 'compressed-file'
  | 'unsupported-version'
  /** The file ends within its header. */
  | 'truncated-header'
  /** The file ends within a record or block. */
  | 'truncated-record'
  /** A record or block is longer than the limit, which mostly means that the file is damaged. */
  | 'record-too-large'
  /** pcapng: a block's two lengths differ, are no multiple of 4, or do not hold what the block says. */
  | 'bad-block-length'
  | 'bad-byte-order-magic'
  /** pcapng: more interfaces than the limit. */
  | 'too-many-interfaces';

export interface ReaderLimits {
  /** Most bytes of one captured packet. libpcap's own largest snapshot length is 262,144. */
  readonly maxRecord: number;
  /** pcapng: most bytes of one block. */
  readonly maxBlock: number;
  /** pcapng: most interfaces of one section. */
  readonly maxInterfaces: number;
}

export const DEFAULT_LIMITS: ReaderLimits = {
  maxRecord: 1 << 20,
  maxBlock: 1 << 24,
  maxInterfaces: 4096,
};

export abstract class CaptureReader {
  /** `pcap` or `pcapng`. */
  abstract readonly format: string;
  /** The window that the offsets below refer to. */
  bytes: Uint8Array = new Uint8Array(0);
  /** The first byte of the window that is still needed. */
  position = 0;
  /** After NEED_MORE: bytes that must stand in the window from `position` on. */
  needed = 0;
  /** After ENDED. */
  reason: EndReason = 'end-of-file';

  /** Offset in `bytes` of the packet. */
  offset = 0;
  capturedLength = 0;
  /** Length on the wire. */
  originalLength = 0;
  linkType = 0;
  /** Time of capture, in seconds since 1970 and nanoseconds within the second. */
  seconds = 0;
  nanoseconds = 0;
  /** Packets delivered so far. */
  records = 0;
  /** Blocks or records that were stepped over because they could not be used. */
  skipped = 0;

  /** End of the window, DataView over it, and whether reading has ended. */
  protected end = 0;
  protected view: DataView = new DataView(new ArrayBuffer(0));
  protected ended = false;

  /**
   * Hands over the next window: `bytes[start … end)` continues the file at the byte that `position` stood
   * at before.
   */
  window(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = start;
    this.end = end;
  }

  /** Advances to the next packet: RECORD, NEED_MORE or ENDED. */
  abstract next(): number;

  /** Tells that the file has no more bytes than those in the window; sets `reason`. */
  finish(): EndReason {
    if (!this.ended) this.stop(this.endsCleanly() ? 'end-of-file' : this.truncation());
    return this.reason;
  }

  protected abstract endsCleanly(): boolean;

  /** What a file lacks that ends here. */
  protected abstract truncation(): EndReason;

  protected stop(reason: EndReason): number {
    this.ended = true;
    this.reason = reason;
    return ENDED;
  }

  protected need(bytes: number): number {
    this.needed = bytes;
    return NEED_MORE;
  }
}
