/**
 * Every fuzz target for a moment: all past findings, all seeds, and some thousand inputs made from them, the
 * same in each run. `node fuzz/run.ts TARGET --seconds 600` goes on from there.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../fuzz/support/mutate.ts';
import { Finding, fuzz } from '../../fuzz/support/session.ts';
import { loadTarget, readCorpus, targetNames } from '../../fuzz/support/target.ts';

const INPUTS = 3000;
const SEED = 20_260_101;

for (const name of targetNames()) {
  test(`fuzz ${name}`, async () => {
    const target = await loadTarget(name);
    assert.ok(target.seeds().length > 0);
    assert.ok(readCorpus(name).size < INPUTS);
    for (const tried of fuzz(name, target, SEED)) {
      if (tried === INPUTS) break;
    }
  });
}

test('a fault is found, and the same seed finds it again', () => {
  const target = {
    seeds: () => [Uint8Array.of(1, 2, 3, 4)],
    check: (input: Uint8Array) => assert.ok(input[1] !== 0xff, 'the fault'),
  };
  const find = (seed: number): Finding | undefined => {
    try {
      for (const tried of fuzz('no such corpus', target, seed)) if (tried > 100_000) break;
    } catch (error) {
      if (error instanceof Finding) return error;
    }
    return undefined;
  };
  const [first, again] = [find(5), find(5)];
  assert.match(first?.message ?? 'nothing found', /the fault/);
  assert.deepEqual(first?.input, again?.input);
});

test('random numbers are within their limit and not all alike', () => {
  const random = new Random(0);
  const seen = new Set(Array.from({ length: 1000 }, () => random.below(10)));
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
