/**
 * Capture files by hand, for tests: pcap in all its variants, and pcapng block by block.
 */
import { bytes, u16, u16le, u32, u32le } from './bytes.ts';

export interface CapturedPacket {
  readonly data: Uint8Array;
  readonly seconds?: number;
  readonly nanoseconds?: number;
  /** When the capture cut the packet. */
  readonly originalLength?: number;
}

export interface PcapOptions {
  readonly linkType?: number;
  readonly byteOrder?: 'little' | 'big';
  /** Times in nanoseconds. */
  readonly nanoseconds?: boolean;
  /** The variant with 8 more bytes in each record header. */
  readonly modified?: boolean;
  readonly version?: readonly [major: number, minor: number];
}

/** A pcap file (little-endian, microseconds, Ethernet, unless said otherwise). A bare packet is at second 0. */
export function pcapFile(
  packets: readonly (CapturedPacket | Uint8Array)[],
  options: PcapOptions = {},
): Uint8Array {
  const little = options.byteOrder !== 'big';
  const [w16, w32] = little ? [u16le, u32le] : [u16, u32];
  const magic = options.nanoseconds ? 0xa1b23c4d : options.modified ? 0xa1b2cd34 : 0xa1b2c3d4;
  const [major, minor] = options.version ?? [2, 4];
  const swapped = minor < 3;
  const records = packets.map((given) => {
    const packet: CapturedPacket = given instanceof Uint8Array ? { data: given } : given;
    const fraction = Math.floor((packet.nanoseconds ?? 0) / (options.nanoseconds ? 1 : 1000));
    const captured = packet.data.length;
    const original = packet.originalLength ?? captured;
    return bytes(
      w32(packet.seconds ?? 0),
      w32(fraction),
      w32(swapped ? original : captured),
      w32(swapped ? captured : original),
      options.modified ? bytes(w32(1), w16(0), 0, 0) : '',
      packet.data,
    );
  });
  return bytes(
    w32(magic),
    w16(major),
    w16(minor),
    w32(0),
    w32(0),
    w32(262144),
    w32(options.linkType ?? 1),
    ...records,
  );
}

/** Writes pcapng blocks in one byte order. Join what its methods return. */
export class PcapngBlocks {
  readonly #w16: (value: number) => Uint8Array;
  readonly #w32: (value: number) => Uint8Array;

  constructor(byteOrder: 'little' | 'big' = 'little') {
    this.#w16 = byteOrder === 'little' ? u16le : u16;
    this.#w32 = byteOrder === 'little' ? u32le : u32;
  }

  /** Any block: the body is padded, both lengths are added. */
  block(type: number, ...body: readonly (number | string | Uint8Array)[]): Uint8Array {
    const padded = pad4(bytes(...body));
    const length = this.#w32(12 + padded.length);
    return bytes(this.#w32(type), length, padded, length);
  }

  section(major = 1): Uint8Array {
    const unknownLength = bytes(this.#w32(0xffff_ffff), this.#w32(0xffff_ffff));
    return this.block(0x0a0d0d0a, this.#w32(0x1a2b3c4d), this.#w16(major), this.#w16(0), unknownLength);
  }

  /** An interface; `resolution` is the byte of if_tsresol. */
  interface(
    linkType: number,
    more: { readonly snapshotLength?: number; readonly resolution?: number; readonly offset?: number } = {},
  ): Uint8Array {
    const options = [
      more.resolution === undefined ? '' : this.option(9, Uint8Array.of(more.resolution)),
      more.offset === undefined ? '' : this.option(14, this.#w64(more.offset)),
      this.option(0, new Uint8Array(0)),
    ];
    return this.block(1, this.#w16(linkType), this.#w16(0), this.#w32(more.snapshotLength ?? 0), ...options);
  }

  option(code: number, value: Uint8Array): Uint8Array {
    return bytes(this.#w16(code), this.#w16(value.length), pad4(value));
  }

  /** Enhanced packet; `time` counts in units of the interface. */
  packet(data: Uint8Array, time = 0n, index = 0, originalLength = data.length): Uint8Array {
    return this.block(
      6,
      this.#w32(index),
      this.#w32(Number(time >> 32n)),
      this.#w32(Number(time & 0xffff_ffffn)),
      this.#w32(data.length),
      this.#w32(originalLength),
      pad4(data),
      this.option(0, new Uint8Array(0)),
    );
  }

  simplePacket(data: Uint8Array, originalLength = data.length): Uint8Array {
    return this.block(3, this.#w32(originalLength), data);
  }

  obsoletePacket(data: Uint8Array, time = 0n, index = 0): Uint8Array {
    return this.block(
      2,
      this.#w16(index),
      this.#w16(0),
      this.#w32(Number(time >> 32n)),
      this.#w32(Number(time & 0xffff_ffffn)),
      this.#w32(data.length),
      this.#w32(data.length),
      data,
    );
  }

  #w64(value: number): Uint8Array {
    const high = this.#w32(Math.floor(value / 2 ** 32) >>> 0);
    const low = this.#w32(value >>> 0);
    return this.#w16 === u16le ? bytes(low, high) : bytes(high, low);
  }
}

function pad4(data: Uint8Array): Uint8Array {
  return bytes(data, new Uint8Array((4 - (data.length & 3)) & 3));
}
