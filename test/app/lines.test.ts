import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundedLines, TOO_LONG } from '../../src/app/lines.ts';

test('lines are the same however the stream is cut, and a long one is dropped whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-zé]{0,12}$/), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (lines, cuts) => {
        const bytes = Buffer.from(`${lines.join('\n')}\n`);
        const pieces: Buffer[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const next = at + cuts[i % cuts.length];
          pieces.push(bytes.subarray(at, next));
          at = next;
        }
        const limit = 8;
        const seen = await Array.fromAsync(boundedLines(Readable.from(pieces), limit));
        const expected = lines.map((text) => (Buffer.byteLength(text) > limit ? TOO_LONG : text));
        assert.deepEqual(seen, expected);
      },
    ),
  );
});
