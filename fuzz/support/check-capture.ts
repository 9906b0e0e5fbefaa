/**
 * What must hold of any bytes read as a capture.
 */
import assert from 'node:assert/strict';
import { readCapture } from '../../test/support/read-capture.ts';

/** Small limits, so that inputs reach them. */
const LIMITS = { maxRecord: 4096, maxBlock: 8192, maxInterfaces: 8 };

/** Throws when reading delivers what is not in the file, or depends on how the file is cut into windows. */
export function checkCapture(file: Uint8Array): void {
  const whole = readCapture(file, Math.max(1, file.length), LIMITS);
  let delivered = 0;
  for (const record of whole.records) {
    assert.ok(record.data.length <= LIMITS.maxRecord);
    assert.ok(Number.isInteger(record.nanoseconds) && record.nanoseconds >= 0);
    assert.ok(Number.isInteger(record.seconds));
    delivered += record.data.length;
  }
  assert.ok(delivered <= file.length);
  const block = 1 + ((file.length * 31) % 97);
  assert.deepEqual(readCapture(file, block, LIMITS), whole);
}
