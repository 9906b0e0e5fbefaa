/**
 * The pcapng format (draft-ietf-opsawg-pcapng): a sequence of blocks, in sections.
 *
 * ```
 * block            0 type:4 | 4 length:4 | 8 body … | length − 4: the length again
 * section header   8 byte-order magic:4 | 12 major:2 minor:2 | 16 section length:8 | 24 options
 * interface        8 link type:2 reserved:2 | 12 snapshot length:4 | 16 options
 * enhanced packet  8 interface:4 | 12 time:8 | 20 captured:4 | 24 original:4 | 28 packet, padded | options
 * simple packet    8 original:4 | 12 packet, padded
 * packet (old)     8 interface:2 drops:2 | 12 time:8 | 20 captured:4 | 24 original:4 | 28 packet, padded | options
 * ```
 * A section header sets the byte order and forgets all interfaces. Other blocks (names, statistics, secrets,
 * custom) are stepped over, also where they are larger than the window. A packet of an interface that was
 * never described is skipped and counted.
 */
import { Interfaces } from './interfaces.ts';
import { CaptureReader, DEFAULT_LIMITS, type EndReason, RECORD, type ReaderLimits } from './reader.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const BYTE_ORDER_MAGIC_SWAPPED = 0x4d3c2b1a;
const SMALLEST_BLOCK = 12;
const SMALLEST_SECTION_HEADER = 28;
const SMALLEST_INTERFACE = 20;
const SMALLEST_PACKET = 32;
const SMALLEST_SIMPLE_PACKET = 16;

/** Does a file that begins with these four bytes (read in any order: the number is a palindrome) look like pcapng? */
export function isPcapng(magic: number): boolean {
  return magic >>> 0 === SECTION_HEADER;
}

/** Internal answer of the block readers: go on with the next block. */
const NEXT_BLOCK = 3;

export class PcapngReader extends CaptureReader {
  readonly format = 'pcapng';
  readonly #limits: ReaderLimits;
  readonly #interfaces: Interfaces;
  #littleEndian = true;
  #sections = 0;
  /** Bytes of an unused block that are not in the window yet. */
  #toSkip = 0;

  constructor(limits: Partial<ReaderLimits> = {}) {
    super();
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#interfaces = new Interfaces();
  }

  next(): number {
    if (this.ended) return this.stop(this.reason);
    for (;;) {
      if (this.#toSkip > 0 && !this.#skip()) return this.need(1);
      const at = this.position;
      const available = this.end - at;
      if (available < SMALLEST_BLOCK) return this.need(SMALLEST_BLOCK);
      const type = this.view.getUint32(at, this.#littleEndian);
      if (type === SECTION_HEADER) {
        const reason = this.#readByteOrder(at);
        if (reason !== undefined) return this.stop(reason);
      } else if (this.#sections === 0) {
        return this.stop('not-a-capture');
      }
      const length = this.view.getUint32(at + 4, this.#littleEndian);
      if (length < SMALLEST_BLOCK || (length & 3) !== 0) return this.stop('bad-block-length');
      if (!isUsed(type)) {
        this.#toSkip = length;
        continue;
      }
      if (length > this.#limits.maxBlock) return this.stop('record-too-large');
      if (available < length) return this.need(length);
      if (this.view.getUint32(at + length - 4, this.#littleEndian) !== length) {
        return this.stop('bad-block-length');
      }
      this.position = at + length;
      const status = this.#readBlock(type, at, length);
      if (status !== NEXT_BLOCK) return status;
    }
  }

  /** Steps over an unused block; false when more of it is to come. */
  #skip(): boolean {
    const step = Math.min(this.#toSkip, this.end - this.position);
    this.position += step;
    this.#toSkip -= step;
    return this.#toSkip === 0;
  }

  #readByteOrder(at: number): EndReason | undefined {
    const magic = this.view.getUint32(at + 8, true);
    if (magic !== BYTE_ORDER_MAGIC && magic !== BYTE_ORDER_MAGIC_SWAPPED) {
      return this.#sections === 0 ? 'not-a-capture' : 'bad-byte-order-magic';
    }
    this.#littleEndian = magic === BYTE_ORDER_MAGIC;
    return undefined;
  }

  #readBlock(type: number, at: number, length: number): number {
    switch (type) {
      case ENHANCED_PACKET:
        return this.#readPacket(at, length, false);
      case OBSOLETE_PACKET:
        return this.#readPacket(at, length, true);
      case SIMPLE_PACKET:
        return this.#readSimplePacket(at, length);
      case INTERFACE_DESCRIPTION:
        return this.#readInterface(at, length);
      default:
        return this.#readSectionHeader(at, length);
    }
  }

  #readSectionHeader(at: number, length: number): number {
    if (length < SMALLEST_SECTION_HEADER) return this.stop('bad-block-length');
    const major = this.view.getUint16(at + 12, this.#littleEndian);
    if (major !== 1) return this.stop('unsupported-version');
    this.#sections += 1;
    this.#interfaces.clear();
    return NEXT_BLOCK;
  }

  #readInterface(at: number, length: number): number {
    if (length < SMALLEST_INTERFACE) return this.stop('bad-block-length');
    if (this.#interfaces.count >= this.#limits.maxInterfaces) return this.stop('too-many-interfaces');
    this.#interfaces.add(this.view, at + 8, at + length - 4, this.#littleEndian);
    return NEXT_BLOCK;
  }

  #readPacket(at: number, length: number, obsolete: boolean): number {
    if (length < SMALLEST_PACKET) return this.stop('bad-block-length');
    const view = this.view;
    const little = this.#littleEndian;
    const index = obsolete ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
    const captured = view.getUint32(at + 20, little);
    if (captured > length - SMALLEST_PACKET) return this.stop('bad-block-length');
    if (captured > this.#limits.maxRecord) return this.stop('record-too-large');
    if (index >= this.#interfaces.count) {
      this.skipped += 1;
      return NEXT_BLOCK;
    }
    this.offset = at + 28;
    this.capturedLength = captured;
    this.originalLength = view.getUint32(at + 24, little);
    this.linkType = this.#interfaces.linkType(index);
    this.#interfaces.convertTime(index, view.getUint32(at + 12, little), view.getUint32(at + 16, little));
    this.seconds = this.#interfaces.seconds;
    this.nanoseconds = this.#interfaces.nanoseconds;
    this.records += 1;
    return RECORD;
  }

  /** A packet of the first interface, without a time: it keeps that of the packet before. */
  #readSimplePacket(at: number, length: number): number {
    if (length < SMALLEST_SIMPLE_PACKET) return this.stop('bad-block-length');
    if (this.#interfaces.count === 0) {
      this.skipped += 1;
      return NEXT_BLOCK;
    }
    const original = this.view.getUint32(at + 8, this.#littleEndian);
    const snapshot = this.#interfaces.snapshotLength(0);
    const captured = snapshot === 0 ? original : Math.min(original, snapshot);
    if (captured > length - SMALLEST_SIMPLE_PACKET) return this.stop('bad-block-length');
    if (captured > this.#limits.maxRecord) return this.stop('record-too-large');
    this.offset = at + 12;
    this.capturedLength = captured;
    this.originalLength = original;
    this.linkType = this.#interfaces.linkType(0);
    this.records += 1;
    return RECORD;
  }

  protected endsCleanly(): boolean {
    return this.#sections > 0 && this.#toSkip === 0 && this.position === this.end;
  }

  protected truncation(): EndReason {
    return this.#sections > 0 ? 'truncated-record' : 'truncated-header';
  }
}

function isUsed(type: number): boolean {
  return (
    type === ENHANCED_PACKET ||
    type === SIMPLE_PACKET ||
    type === OBSOLETE_PACKET ||
    type === INTERFACE_DESCRIPTION ||
    type === SECTION_HEADER
  );
}
