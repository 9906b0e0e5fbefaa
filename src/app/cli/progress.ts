/** One line on a terminal that says how far a long reading is; nothing where there is no terminal. */
import { printable } from '../../core/printable.ts';
import type { Context } from './command.ts';

export interface Progress {
  /** `size` 0: not known. */
  show(name: string, read: number, size: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** Milliseconds between two changes of the line; a quick reading shows none at all. */
const INTERVAL = 250;
const ERASE = '\r\u001b[K';

export function progressLine(context: Context): Progress {
  const terminal = 'isTTY' in context.stderr && context.stderr.isTTY === true;
  if (!terminal || context.log === 'json') return { show() {}, clear() {} };
  let last = Date.now();
  let shown = false;
  return {
    show(name, read, size) {
      const now = Date.now();
      if (now - last < INTERVAL) return;
      last = now;
      shown = true;
      const part = size > 0 ? `${Math.floor((read / size) * 100)} %` : `${Math.floor(read / 1e6)} MB`;
      context.stderr.write(`${ERASE}${printable(name)}: ${part}`);
    },
    clear() {
      if (shown) context.stderr.write(ERASE);
      shown = false;
    },
  };
}
