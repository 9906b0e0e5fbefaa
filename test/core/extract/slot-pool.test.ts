import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SlotPool } from '../../../src/core/extract/slot-pool.ts';

class Cup {
  cleared = 0;

  clear(): void {
    this.cleared++;
  }
}

test('a slot keeps what it was lent until it gives it back', () => {
  const pool = new SlotPool(2, () => new Cup());
  const first = pool.lend(7);
  assert.equal(pool.lend(7), first);
  assert.equal(pool.held(7), first);
  assert.equal(first?.cleared, 1);
  pool.giveBack(7);
  assert.equal(pool.held(7), undefined);
  assert.equal(pool.lend(9), first);
  assert.equal(first?.cleared, 2);
});

test('an empty pool refuses, and counts', () => {
  const pool = new SlotPool(1, () => new Cup());
  pool.lend(1);
  assert.equal(pool.lend(2), undefined);
  assert.equal(pool.lend(2), undefined);
  assert.equal(pool.refused, 2);
  pool.giveBack(2);
  pool.giveBack(1);
  pool.giveBack(1);
  assert.notEqual(pool.lend(2), undefined);
  assert.equal(pool.lend(3), undefined);
});

test('whatever is lent and given back, no two slots share, and no more are made than may be', () => {
  const step = fc.tuple(fc.boolean(), fc.nat(9));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let made = 0;
      const pool = new SlotPool(4, () => {
        made++;
        return new Cup();
      });
      const held = new Map<number, Cup>();
      for (const [lend, slot] of steps) {
        if (lend) {
          const cup = pool.lend(slot);
          assert.equal(cup === undefined, held.size === 4 && !held.has(slot));
          if (cup !== undefined) held.set(slot, cup);
        } else {
          pool.giveBack(slot);
          held.delete(slot);
        }
        assert.equal(new Set(held.values()).size, held.size);
      }
      assert.ok(made <= 4);
    }),
  );
});
