/** The coarsest partition, against refinement by hand: states are apart when a step tells them apart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equivalentStates } from '../../../src/core/automata/partition.ts';
import { Random } from '../../support/random.ts';

/** Moore's algorithm: what tells states apart after one step more, until nothing does. */
function byRounds(transitions: readonly number[], classes: number, outputs: readonly number[]): number[] {
  let blocks = [...outputs];
  for (let count = 0; ; ) {
    const numbers = new Map<string, number>();
    blocks = blocks.map((block, state) => {
      const targets = transitions.slice(state * classes, (state + 1) * classes);
      const key = [block, ...targets.map((target) => blocks[target])].join();
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
    if (numbers.size === count) return blocks;
    count = numbers.size;
  }
}

/** Blocks numbered in order of their first state. */
function inOrder(blocks: Iterable<number>): number[] {
  const numbers = new Map<number, number>();
  return [...blocks].map((block) => {
    if (!numbers.has(block)) numbers.set(block, numbers.size);
    return numbers.get(block)!;
  });
}

test('two thousand random tables: the blocks are those of a refinement by rounds', () => {
  const random = new Random(7);
  const below = (limit: number): number => Math.floor(random.next() * limit);
  let merged = 0;
  for (let round = 0; round < 2000; round += 1) {
    const states = 1 + below(24);
    const classes = 1 + below(5);
    // Few targets and few outputs, so that many states are equivalent, and not only neighbours.
    const targets = 1 + below(states);
    const transitions = Array.from({ length: states * classes }, () => below(targets));
    const outputs = Array.from({ length: states }, () => 7 * below(1 + below(3)));
    const { count, of } = equivalentStates(transitions, classes, outputs);
    const expected = byRounds(transitions, classes, outputs);
    assert.deepEqual(inOrder(of), inOrder(expected), `round ${round}`);
    assert.deepEqual(
      [...new Set(of)].sort((a, b) => a - b),
      [...Array(count).keys()],
      'without gaps',
    );
    if (count < states) merged += 1;
  }
  assert.ok(merged > 200, `${merged} tables had equivalent states`);
});
