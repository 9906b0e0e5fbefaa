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
  pool.reserve(10);
  const first = pool.lend(7);
  assert.equal(pool.lend(7), first);
  assert.equal(pool.held(7), first);
  assert.equal(first?.cleared, 1);
  pool.giveBack(7);
  assert.equal(pool.held(7), undefined);
  assert.equal(pool.lend(9), first);
  assert.equal(first?.cleared, 2);
});

test('an empty pool takes back what was lent first, and counts', () => {
  const pool = new SlotPool(2, () => new Cup());
  pool.reserve(10);
  const first = pool.lend(1);
  const second = pool.lend(2);
  pool.lend(1);
  assert.equal(pool.lend(3), first);
  assert.equal(pool.held(1), undefined);
  assert.equal(pool.held(2), second);
  assert.equal(pool.reclaimed, 1);
  pool.giveBack(1);
  pool.giveBack(3);
  pool.giveBack(3);
  assert.equal(pool.lend(4), first);
  assert.equal(pool.reclaimed, 1);
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
      pool.reserve(10);
      const held = new Map<number, Cup>();
      for (const [lend, slot] of steps) {
        if (lend) {
          const oldest = held.keys().next();
          if (!held.has(slot) && held.size === 4) held.delete(oldest.value!);
          held.set(slot, pool.lend(slot));
        } else {
          pool.giveBack(slot);
          held.delete(slot);
        }
        assert.equal(new Set(held.values()).size, held.size);
        for (const [one, cup] of held) assert.equal(pool.held(one), cup);
      }
      assert.ok(made <= 4);
    }),
  );
});
