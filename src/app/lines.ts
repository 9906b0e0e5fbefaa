/** Lines of a stream, one at a time, at the reader's pace, with a bound on how long one may be. */
import type { Readable } from 'node:stream';

/** A line longer than the limit; its text is gone. */
export const TOO_LONG = Symbol('line too long');

/** Yields the lines of `stream` without their ends, each of at most `limit` bytes, or TOO_LONG instead. */
export async function* boundedLines(
  stream: Readable,
  limit: number,
): AsyncGenerator<string | typeof TOO_LONG> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (): string | typeof TOO_LONG => {
    const line = length > limit ? TOO_LONG : Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      length += at - from;
      if (length <= limit) parts.push(bytes.subarray(from, at));
      yield take();
      from = at + 1;
    }
    length += bytes.length - from;
    if (length <= limit) parts.push(bytes.subarray(from));
    else parts = [];
  }
  if (length > 0) yield take();
}
