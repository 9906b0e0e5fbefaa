/** Whether an expression can name, against every short payload given to the classifier. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LibraryProbe } from '../../../src/core/workbench/engine-probe.ts';
import { lintLibrary } from '../../../src/core/workbench/lint.ts';
import { libraryOf, patFiles } from './support.ts';

/**
 * Payloads over what the expressions name, and one byte that they do not: one byte longer than any of the
 * expressions below can look.
 */
function payloads(): Uint8Array[] {
  const all: number[][] = [];
  let longest: number[][] = [[]];
  for (let size = 1; size <= 7; size += 1) {
    longest = longest.flatMap((bytes) => [0x61, 0x62, 0x63, 0x79].map((byte) => [...bytes, byte]));
    all.push(...longest);
  }
  return all.map((bytes) => Uint8Array.from(bytes));
}

const PAYLOADS = payloads();

describe('reach', () => {
  it('agrees with every short payload', () => {
    const piece = fc.constantFrom('a', 'b', '.', '[^a]', '[ab]', 'c?', '(a|bc)', '(b|$)', '$');
    const text = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => `^${pieces.join('')}`);
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (texts) => {
        const { protocols } = libraryOf(
          patFiles(Object.fromEntries(texts.map((one, index) => [`p${index}`, one]))),
        );
        const report = lintLibrary(protocols);
        const probe = new LibraryProbe(report.study.program!);
        const named = new Set(
          PAYLOADS.map((payload) => probe.winner(payload, { transport: 'tcp', from: 'client' })),
        );
        for (const { piece: one, reach, shortest } of report.patterns) {
          if (shortest === null) continue;
          assert.notEqual(reach, 'undecided');
          if (named.has(one.label)) assert.equal(reach, 'names', `${one.label} of ${texts}`);
          else assert.equal(reach, 'buried', `${one.label} of ${texts}`);
        }
      }),
      { numRuns: 20 },
    );
  });
});
