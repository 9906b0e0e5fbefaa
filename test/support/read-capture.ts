/**
 * Reads a whole capture through a window of a given size, as a plane reads a file block by block, and
 * returns what came out.
 */
import { BlockWindow } from '../../src/core/capture/block-window.ts';
import { openCapture } from '../../src/core/capture/open.ts';
import {
  DEFAULT_LIMITS,
  type EndReason,
  NEED_MORE,
  RECORD,
  type ReaderLimits,
} from '../../src/core/capture/reader.ts';

export interface ReadRecord {
  readonly data: Uint8Array;
  readonly originalLength: number;
  readonly linkType: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

export interface ReadResult {
  readonly reason: EndReason;
  readonly records: readonly ReadRecord[];
  readonly skipped: number;
}

/** `block`: bytes that one read returns at most. */
export function readCapture(
  file: Uint8Array,
  block: number = file.length,
  limits: Partial<ReaderLimits> = {},
): ReadResult {
  const reader = openCapture(file.subarray(0, 4), limits);
  if (typeof reader === 'string') return { reason: reader, records: [], skipped: 0 };
  const window = new BlockWindow(Math.max(block, 1), limits.maxBlock ?? DEFAULT_LIMITS.maxBlock);
  const records: ReadRecord[] = [];
  let at = 0;
  const fill = (): number => {
    const count = Math.min(block, window.bytes.length - window.end, file.length - at);
    window.bytes.set(file.subarray(at, at + count), window.end);
    window.filled(count);
    at += count;
    reader.window(window.bytes, window.start, window.end);
    return count;
  };
  fill();
  for (;;) {
    const status = reader.next();
    if (status === RECORD) {
      records.push({
        data: reader.bytes.slice(reader.offset, reader.offset + reader.capturedLength),
        originalLength: reader.originalLength,
        linkType: reader.linkType,
        seconds: reader.seconds,
        nanoseconds: reader.nanoseconds,
      });
    } else if (status === NEED_MORE) {
      if (!window.makeRoom(reader.position, reader.needed)) throw new Error('the window cannot grow so far');
      if (fill() === 0) {
        reader.finish();
        break;
      }
    } else break;
  }
  return { reason: reader.reason, records, skipped: reader.skipped };
}
