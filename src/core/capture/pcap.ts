/**
 * The pcap format (draft-ietf-opsawg-pcap): one file header, then records.
 *
 * ```
 * file    0 magic:4 | 4 major:2 minor:2 | 8 zone:4 | 12 accuracy:4 | 16 snapshot length:4 | 20 link type:4
 * record  0 seconds:4 | 4 fraction:4 | 8 captured length:4 | 12 original length:4 | 16 packet
 * ```
 * The magic number tells the byte order and the unit of the fraction:
 *
 * | magic      | fraction    |                                                                        |
 * | 0xa1b2c3d4 | microsecond |                                                                        |
 * | 0xa1b23c4d | nanosecond  |                                                                        |
 * | 0xa1b2cd34 | microsecond | Alexey Kuznetzov's variant: 8 more bytes in each record (interface, …) |
 *
 * Files before version 2.3 have the two lengths swapped; those of 2.3 may have. Of the link type, only the
 * lower 16 bits are the type; the rest tells the length of the frame check sequence, which is not needed.
 */
import { CaptureReader, DEFAULT_LIMITS, type EndReason, RECORD, type ReaderLimits } from './reader.ts';

const FILE_HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;
const MODIFIED_RECORD_HEADER_LENGTH = 24;
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const MAGIC_MODIFIED = 0xa1b2cd34;

/** Byte order of a pcap file, from its first four bytes read as big-endian. */
export function pcapByteOrder(magic: number): 'big' | 'little' | undefined {
  switch (magic >>> 0) {
    case MAGIC_MICROSECONDS:
    case MAGIC_NANOSECONDS:
    case MAGIC_MODIFIED:
      return 'big';
    case 0xd4c3b2a1:
    case 0x4d3cb2a1:
    case 0x34cdb2a1:
      return 'little';
    default:
      return undefined;
  }
}

export class PcapReader extends CaptureReader {
  readonly format = 'pcap';
  #headerRead = false;
  #littleEndian = true;
  #recordHeader = RECORD_HEADER_LENGTH;
  #nanosecondsPerUnit = 1000;
  #minorVersion = 4;
  #fileLinkType = 0;
  readonly #maxRecord: number;

  constructor(limits: Partial<ReaderLimits> = {}) {
    super();
    this.#maxRecord = limits.maxRecord ?? DEFAULT_LIMITS.maxRecord;
  }

  next(): number {
    if (this.ended) return this.stop(this.reason);
    if (!this.#headerRead) {
      const status = this.#readFileHeader();
      if (status !== RECORD) return status;
    }
    const header = this.#recordHeader;
    const at = this.position;
    const available = this.end - at;
    if (available < header) return this.need(header);
    const view = this.view;
    const little = this.#littleEndian;
    let captured = view.getUint32(at + 8, little);
    let original = view.getUint32(at + 12, little);
    if (this.#minorVersion <= 3 && (this.#minorVersion < 3 || captured > original)) {
      const swapped = captured;
      captured = original;
      original = swapped;
    }
    if (captured > this.#maxRecord) return this.stop('record-too-large');
    if (available < header + captured) return this.need(header + captured);
    this.seconds = view.getUint32(at, little);
    this.nanoseconds = view.getUint32(at + 4, little) * this.#nanosecondsPerUnit;
    this.offset = at + header;
    this.capturedLength = captured;
    this.originalLength = original;
    this.linkType = this.#fileLinkType;
    this.position = at + header + captured;
    this.records += 1;
    return RECORD;
  }

  #readFileHeader(): number {
    const at = this.position;
    if (this.end - at < FILE_HEADER_LENGTH) return this.need(FILE_HEADER_LENGTH);
    const order = pcapByteOrder(this.view.getUint32(at));
    if (order === undefined) return this.stop('not-a-capture');
    const little = order === 'little';
    const magic = this.view.getUint32(at, little);
    const major = this.view.getUint16(at + 4, little);
    if (major !== 2) return this.stop('unsupported-version');
    this.#littleEndian = little;
    this.#nanosecondsPerUnit = magic === MAGIC_NANOSECONDS ? 1 : 1000;
    this.#recordHeader = magic === MAGIC_MODIFIED ? MODIFIED_RECORD_HEADER_LENGTH : RECORD_HEADER_LENGTH;
    this.#minorVersion = this.view.getUint16(at + 6, little);
    this.#fileLinkType = this.view.getUint32(at + 20, little) & 0xffff;
    this.#headerRead = true;
    this.position = at + FILE_HEADER_LENGTH;
    return RECORD;
  }

  protected endsCleanly(): boolean {
    return this.#headerRead && this.position === this.end;
  }

  protected truncation(): EndReason {
    return this.#headerRead ? 'truncated-record' : 'truncated-header';
  }
}
