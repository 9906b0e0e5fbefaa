/**
 * Which reader a file needs, by its first bytes.
 */
import { PcapReader, pcapByteOrder } from './pcap.ts';
import { isPcapng, PcapngReader } from './pcapng.ts';
import type { CaptureReader, EndReason, ReaderLimits } from './reader.ts';

/** Bytes of a file that `openCapture` wants to see. */
export const MAGIC_LENGTH = 4;

/**
 * A reader for the file that begins with `head` (its first four bytes, fewer when the file is shorter), or
 * why there is none. The reader wants the same bytes again as part of its first window.
 */
export function openCapture(
  head: Uint8Array,
  limits: Partial<ReaderLimits> = {},
): CaptureReader | Extract<EndReason, 'empty-file' | 'not-a-capture' | 'compressed-file'> {
  if (head.length === 0) return 'empty-file';
  if (head.length < MAGIC_LENGTH) return 'not-a-capture';
  const magic = ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> 0;
  if (pcapByteOrder(magic) !== undefined) return new PcapReader(limits);
  if (isPcapng(magic)) return new PcapngReader(limits);
  return isCompressed(magic) ? 'compressed-file' : 'not-a-capture';
}

/** gzip, zstd, xz, lz4, bzip2. */
function isCompressed(magic: number): boolean {
  return (
    magic >>> 16 === 0x1f8b ||
    magic === 0x28b52ffd ||
    magic === 0xfd377a58 ||
    magic === 0x04224d18 ||
    magic >>> 8 === 0x425a68
  );
}
