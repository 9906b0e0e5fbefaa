/** Spans of time as people write them: `90s`, `15m`, `24h`, `30d`, `2w`, `1y`. */
import { Layer7Error } from '../errors.ts';

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  y: 365 * 86_400,
};

/** Longest span that makes sense here: a hundred years. */
export const LONGEST_SPAN = 100 * 365 * 86_400;

/** Seconds of a span. Throws `Layer7Error` `DURATION_INVALID`. */
export function parseDuration(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,10})([smhdwy])$/.exec(text) ?? [];
  const seconds = Number(digits) * (SECONDS[unit] ?? Number.NaN);
  if (seconds > 0 && seconds <= LONGEST_SPAN) return seconds;
  throw new Layer7Error({
    code: 'DURATION_INVALID',
    kind: 'usage',
    message: 'this is not a span of time',
    given: text,
    next: 'write a number and one of s, m, h, d, w, y, such as 24h',
  });
}
