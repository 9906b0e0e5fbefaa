/** Pairs of states that two machines reach together, against a search through all joint transitions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesFrom, representatives } from '../../../src/core/automata/byte-classes.ts';
import { DEAD } from '../../../src/core/automata/dfa.ts';
import { join, PairSearch } from '../../../src/core/automata/pair-search.ts';
import type { Reporter } from '../../../src/core/automata/reporter.ts';
import { shorten } from '../../../src/core/automata/short-rows.ts';
import { Random } from '../../support/random.ts';

const random = new Random(11);
const below = (limit: number): number => Math.floor(random.next() * limit);

/** A machine most of whose bytes lead a state to one place, now and then to DEAD. */
function machine(): Reporter {
  const states = 2 + below(12);
  const parts = 1 + below(6);
  const classes = classesFrom((byte) => (byte < 200 ? 0 : below(parts)));
  const transitions = new Int32Array(states * classes.count);
  for (let state = 1; state < states; state += 1) {
    const usual = below(states);
    for (let column = 0; column < classes.count; column += 1) {
      transitions[state * classes.count + column] = random.next() < 0.7 ? usual : below(states);
    }
  }
  return { states, start: 1, classes, transitions, outputs: new Int32Array(states) };
}

const step = ({ transitions, classes }: Reporter, state: number, byte: number): number =>
  transitions[state * classes.count + classes.of[byte]!]!;

test('a thousand pairs of random machines: pairs, their targets and their transitions', () => {
  const search = new PairSearch(1000);
  for (let round = 0; round < 1000; round += 1) {
    const [left, right] = [machine(), machine()];
    const joint = join(left.classes, right.classes);
    const bytes = representatives(joint.classes);
    const found = new Map([[`${left.start} ${right.start}`, [left.start, right.start] as const]]);
    let targets = 0;
    for (const [one, other] of found.values()) {
      const reached = [...bytes].map((byte) => [step(left, one, byte), step(right, other, byte)] as const);
      targets += new Set(reached.map((pair) => pair.join(' '))).size;
      for (const pair of reached) if (!pair.includes(DEAD)) found.set(pair.join(' '), pair);
    }
    const [rows, otherRows] = [shorten(left), shorten(right)];
    const sheet = { cells: new Int32Array(found.size * bytes.length), rightBase: 100, pairBase: 1000 };
    assert.equal(search.run(rows, otherRows, joint, found.size, sheet), true);
    assert.equal(search.count, found.size);
    assert.equal(search.targets, targets);
    const pairs = Array.from({ length: search.count }, (_, pair) => [
      search.lefts[pair]!,
      search.rights[pair]!,
    ]);
    assert.deepEqual(new Set(pairs.map((pair) => pair.join(' '))), new Set(found.keys()));
    for (const [pair, [one, other]] of pairs.entries()) {
      for (const [column, byte] of bytes.entries()) {
        const [target, partner] = [step(left, one!, byte), step(right, other!, byte)];
        const cell = sheet.cells[pair * bytes.length + column]!;
        if (partner === DEAD) assert.equal(cell, target);
        else if (target === DEAD) assert.equal(cell, 100 + partner);
        else assert.deepEqual(pairs[cell - 1000], [target, partner]);
      }
    }
    if (found.size > 1) assert.equal(search.run(rows, otherRows, joint, found.size - 1), false);
  }
});
