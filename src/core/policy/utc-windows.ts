/**
 * Times of the week. People write them in the time of their clock; rules of the kernel count in UTC, so a
 * window is moved by the machine's offset and cut at midnight: `mon 23:00-02:00` at UTC+1 is Monday 22:00 to
 * 24:00 and Tuesday 00:00 to 01:00.
 *
 * Left out: the day on which clocks change. The offset is that of the moment when rules are made; whoever
 * keeps them in force makes them again when it changes.
 */
import type { TimeWindow } from './model.ts';
import { MINUTES_A_DAY } from './units.ts';

const MINUTES_A_WEEK = 7 * MINUTES_A_DAY;

/** Minutes from the beginning of Sunday to the end of each window: pairs [from, to), to may pass the week. */
function spans(windows: readonly TimeWindow[]): readonly (readonly [from: number, to: number])[] {
  return windows.flatMap(({ days, from, to }) => {
    const length = to > from ? to - from : to + MINUTES_A_DAY - from;
    return Array.from({ length: 7 }, (_, day) => day)
      .filter((day) => (days & (1 << day)) !== 0)
      .map((day) => [day * MINUTES_A_DAY + from, day * MINUTES_A_DAY + from + length] as const);
  });
}

/** Whether a minute of the week (0: Sunday 00:00, local time) lies in one of the windows. */
export function windowsHold(windows: readonly TimeWindow[], minute: number): boolean {
  return spans(windows).some(
    ([from, to]) =>
      (minute >= from && minute < to) || (minute + MINUTES_A_WEEK >= from && minute + MINUTES_A_WEEK < to),
  );
}

/** All minutes of the week, 1 for those in one of the windows. */
export function minutesOf(windows: readonly TimeWindow[]): Uint8Array {
  const minutes = new Uint8Array(MINUTES_A_WEEK);
  for (const [from, to] of spans(windows)) {
    for (let at = from; at < to; at++) minutes[at % MINUTES_A_WEEK] = 1;
  }
  return minutes;
}

/**
 * The same windows in UTC, none across midnight; days with the same hours are one window. `offset` is how
 * many minutes local time is ahead.
 */
export function utcWindows(windows: readonly TimeWindow[], offset: number): readonly TimeWindow[] {
  const days = new Map<string, TimeWindow>();
  for (const [from, to] of spans(windows)) {
    const start = (((from - offset) % MINUTES_A_WEEK) + MINUTES_A_WEEK) % MINUTES_A_WEEK;
    const end = start + to - from;
    for (let at = start; at < end; ) {
      const midnight = (Math.floor(at / MINUTES_A_DAY) + 1) * MINUTES_A_DAY;
      const stop = Math.min(end, midnight);
      const day = Math.floor(at / MINUTES_A_DAY) % 7;
      const piece = { from: at % MINUTES_A_DAY, to: stop - (midnight - MINUTES_A_DAY) };
      const key = `${piece.from}-${piece.to}`;
      days.set(key, { ...piece, days: (days.get(key)?.days ?? 0) | (1 << day) });
      at = stop;
    }
  }
  return [...days.values()].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** `HH:MM:SS` of a second of the day. */
export function clockText(second: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}
