/**
 * Three tables with rows of a minute, an hour and a day. Each minute's rows are added to all three at once,
 * so that an old minute can go without anything being summed up first. Which table answers a question: the
 * finest that still reaches back as far as is asked.
 */
import { Layer7Error } from '../errors.ts';
import { parseDuration } from './duration.ts';

/** From the finest to the coarsest, with the seconds that a row of each stands for. */
export const GRAINS = [
  { name: 'minute', seconds: 60 },
  { name: 'hour', seconds: 3600 },
  { name: 'day', seconds: 86_400 },
] as const;
export type Grain = (typeof GRAINS)[number]['name'];

/** Seconds for which the rows of each table are kept. */
export type Retention = Readonly<Record<Grain, number>>;

export const DEFAULT_RETENTION = '2d,90d,10y';

/** Reads `MINUTES,HOURS,DAYS`, such as `2d,90d,10y`. Throws `Layer7Error` `RETENTION_INVALID`, or of a span. */
export function parseRetention(text: string): Retention {
  const spans = text.split(',').map(parseDuration);
  const [minute = 0, hour = 0, day = 0] = spans;
  if (spans.length === 3 && minute <= hour && hour <= day && minute >= 60) {
    return { minute, hour, day };
  }
  throw new Layer7Error({
    code: 'RETENTION_INVALID',
    kind: 'usage',
    message: 'this does not say for how long minutes, hours and days are kept',
    given: text,
    next: `give three spans, none shorter than the one before it, such as ${DEFAULT_RETENTION}`,
  });
}

/** Start of the period that holds a moment, both in seconds since 1970. */
export function periodStart(moment: number, seconds: number): number {
  return Math.floor(moment / seconds) * seconds;
}

/** The table to read for what happened since a moment. */
export function grainFor(since: number, now: number, retention: Retention): Grain {
  // A row of the coarsest is kept until its whole period is too old.
  for (const { name } of GRAINS) if (now - since <= retention[name]) return name;
  return 'day';
}
