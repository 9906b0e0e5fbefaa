import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humanBytes } from '../../src/app/human-bytes.ts';

test('bytes are written with three significant digits', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 KB'],
    [9994, '9.99 KB'],
    [9996, '10.0 KB'],
    [99_960, '100 KB'],
    [999_499, '999 KB'],
    [999_600, '1.00 MB'],
    [2 ** 53, '9.01 PB'],
  ];
  for (const [bytes, text] of cases) assert.equal(humanBytes(bytes), text);
});
