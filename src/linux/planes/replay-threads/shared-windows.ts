/**
 * The bytes between two reads of a file, as in `core/capture/block-window.ts`, for two threads: one reads and
 * decodes the next block while the other still looks into the packets of those before. So there are several
 * windows, used in turn; one is filled again only when the other thread is done with it.
 */
import type { RingWriter } from './packet-ring.ts';

/** Windows, and bytes of each: enough to go on for the time that a busy machine may take the other thread away. */
export const WINDOWS = 16;
export const WINDOW_SIZE = 1 << 18;

export class SharedWindows {
  bytes: Uint8Array;
  /** What is filled and not consumed: `bytes[start … end)`. */
  start = 0;
  end = 0;
  /** Number of the window in use. */
  index = 0;
  readonly #windows: Uint8Array[];
  /** By window: entries of the ring that must be done with before it may be filled again. */
  readonly #usedUntil = new Int32Array(WINDOWS);
  readonly #ring: RingWriter;
  readonly #limit: number;
  readonly #onWindow: (index: number, window: Uint8Array) => void;

  /**
   * `limit`: most bytes that a window may ever have. `onWindow` is told of a window that takes the place of a
   * smaller one.
   */
  constructor(
    windows: readonly Uint8Array[],
    ring: RingWriter,
    limit: number,
    onWindow: (index: number, window: Uint8Array) => void,
  ) {
    this.#windows = [...windows];
    this.bytes = this.#windows[0];
    this.#ring = ring;
    this.#limit = limit;
    this.#onWindow = onWindow;
  }

  /**
   * Goes on to the next window, with what stands in this one from `position` on at its beginning and room for
   * `needed` bytes. False when that would pass the limit.
   */
  makeRoom(position: number, needed: number): boolean {
    if (needed > this.#limit) return false;
    const rest = this.bytes.subarray(position, this.end);
    this.#usedUntil[this.index] = this.#ring.written;
    this.index = (this.index + 1) % WINDOWS;
    this.#ring.waitFor(this.#usedUntil[this.index]);
    if (needed > this.#windows[this.index].length) {
      const size = Math.min(this.#limit, needed + WINDOW_SIZE);
      this.#windows[this.index] = new Uint8Array(new SharedArrayBuffer(size));
      this.#onWindow(this.index, this.#windows[this.index]);
    }
    this.bytes = this.#windows[this.index];
    this.bytes.set(rest);
    this.start = 0;
    this.end = rest.length;
    return true;
  }

  /** Notes that `count` more bytes were read in behind `end`. */
  filled(count: number): void {
    this.end += count;
  }
}
