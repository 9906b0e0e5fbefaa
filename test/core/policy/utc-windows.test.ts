import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TimeWindow } from '../../../src/core/policy/model.ts';
import { clockText, utcWindows, windowsHold } from '../../../src/core/policy/utc-windows.ts';

const WEEK = 7 * 1440;

const window: fc.Arbitrary<TimeWindow> = fc
  .record({
    days: fc.integer({ min: 1, max: 127 }),
    from: fc.nat(1439),
    to: fc.integer({ min: 1, max: 1440 }),
  })
  .filter(({ from, to }) => from !== to);

/** The same by counting: is there a day on which the window begins, and does it last until then? */
function holdsByCounting({ days, from, to }: TimeWindow, minute: number): boolean {
  for (let day = 0; day < 7; day++) {
    if ((days & (1 << day)) === 0) continue;
    const length = to > from ? to - from : 1440 - from + to;
    if ((minute - (day * 1440 + from) + 2 * WEEK) % WEEK < length) return true;
  }
  return false;
}

test('a minute lies in a window when counting says so', () => {
  fc.assert(
    fc.property(window, fc.nat(WEEK - 1), (one, minute) => {
      assert.equal(windowsHold([one], minute), holdsByCounting(one, minute));
    }),
  );
});

test('windows in UTC hold at the same moments, and none passes midnight', () => {
  fc.assert(
    fc.property(
      fc.array(window, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      fc.nat(WEEK - 1),
      (windows, offset, minute) => {
        const utc = utcWindows(windows, offset);
        for (const { from, to } of utc) assert.ok(from >= 0 && from < to && to <= 1440);
        const moved = (((minute - offset) % WEEK) + WEEK) % WEEK;
        assert.equal(windowsHold(utc, moved), windowsHold(windows, minute));
      },
    ),
  );
});

test('days with the same hours are one window', () => {
  const office = { days: 0b0111110, from: 540, to: 1020 };
  assert.deepEqual(utcWindows([office], 60), [{ days: 0b0111110, from: 480, to: 960 }]);
  assert.deepEqual(utcWindows([{ days: 2, from: 1380, to: 120 }], 60), [
    { days: 4, from: 0, to: 60 },
    { days: 2, from: 1320, to: 1440 },
  ]);
});

test('clock texts', () => {
  assert.equal(clockText(0), '00:00:00');
  assert.equal(clockText(86_399), '23:59:59');
});
