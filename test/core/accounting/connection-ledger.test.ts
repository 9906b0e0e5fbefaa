import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConnectionLedger } from '../../../src/core/accounting/connection-ledger.ts';
import { sight } from './support.ts';

type Counters = readonly [number, number, number, number];

function news(ledger: ConnectionLedger): Counters {
  const { newSentPackets, newSentBytes, newAnsweredPackets, newAnsweredBytes } = ledger;
  return [newSentPackets, newSentBytes, newAnsweredPackets, newAnsweredBytes];
}

test('a connection that was never seen is accounted in full when it ends', () => {
  const ledger = new ConnectionLedger(4);
  assert.equal(ledger.end(sight({ id: 1, counters: [3, 300, 2, 2000] })), true);
  assert.deepEqual(news(ledger), [3, 300, 2, 2000]);
  assert.equal(ledger.isFirst, true);
  assert.equal(ledger.size, 0);
});

test('each sight accounts what is new, the end the rest, and the connection counts once', () => {
  const ledger = new ConnectionLedger(4);
  ledger.startLook();
  assert.equal(ledger.see(sight({ id: 1, counters: [3, 300, 2, 2000] }), false), true);
  assert.deepEqual([news(ledger), ledger.isFirst], [[3, 300, 2, 2000], true]);
  ledger.finishLook(true);
  ledger.startLook();
  assert.equal(ledger.see(sight({ id: 1, counters: [5, 500, 3, 2500] }), false), true);
  assert.deepEqual([news(ledger), ledger.isFirst], [[2, 200, 1, 500], false]);
  assert.equal(ledger.see(sight({ id: 1, counters: [5, 500, 3, 2500] }), false), false);
  ledger.finishLook(true);
  assert.equal(ledger.end(sight({ id: 1, counters: [6, 600, 3, 2500] })), true);
  assert.deepEqual([news(ledger), ledger.isFirst], [[1, 100, 0, 0], false]);
  assert.equal(ledger.size, 0);
});

test('a connection without a name waits for its second sight, and loses nothing', () => {
  const ledger = new ConnectionLedger(4);
  ledger.startLook();
  assert.equal(ledger.see(sight({ id: 1, counters: [1, 60, 0, 0] }), true), false);
  assert.equal(ledger.see(sight({ id: 1, counters: [4, 400, 3, 300] }), true), true);
  assert.deepEqual([news(ledger), ledger.isFirst], [[4, 400, 3, 300], true]);
});

test('what was there before is not accounted, what it moves later is', () => {
  const ledger = new ConnectionLedger(4);
  assert.equal(ledger.begin(sight({ id: 1, counters: [100, 1e6, 100, 1e6] }), false), true);
  assert.equal(ledger.begin(sight({ id: 2, counters: [100, 1e6, 100, 1e6] }), true), true);
  assert.equal(ledger.end(sight({ id: 1, counters: [101, 1e6 + 50, 100, 1e6] })), true);
  assert.deepEqual([news(ledger), ledger.isFirst, ledger.isEarly], [[1, 50, 0, 0], true, true]);
  // A daemon before us has counted it, and it has moved nothing.
  assert.equal(ledger.end(sight({ id: 2, counters: [100, 1e6, 100, 1e6] })), false);
});

test('a line of the list that is older than an end is passed over', () => {
  const ledger = new ConnectionLedger(4);
  ledger.startLook();
  ledger.end(sight({ id: 1, counters: [9, 900, 9, 900] }));
  assert.equal(ledger.see(sight({ id: 1, counters: [8, 800, 8, 800] }), false), false);
  assert.equal(ledger.size, 0);
  ledger.finishLook(true);
  ledger.startLook();
  assert.equal(ledger.see(sight({ id: 1, counters: [1, 100, 1, 100] }), false), true, 'its id is used again');
});

test('too many ends in one look make the rest of the look worthless, and that is counted', () => {
  const ledger = new ConnectionLedger(4);
  ledger.startLook();
  for (let id = 1; id <= 65_537; id++) ledger.end(sight({ id, counters: [1, 1, 1, 1] }));
  assert.equal(ledger.see(sight({ id: 7_000_000, counters: [1, 1, 1, 1] }), false), false);
  ledger.finishLook(true);
  assert.equal(ledger.brokenLooks, 1);
  ledger.startLook();
  assert.equal(ledger.see(sight({ id: 7_000_000, counters: [1, 1, 1, 1] }), false), true);
});

test('a connection that found no room is accounted at its end, once', () => {
  const ledger = new ConnectionLedger(2);
  ledger.startLook();
  for (const id of [1, 2, 3]) ledger.see(sight({ id, counters: [1, 100, 0, 0] }), false);
  assert.equal(ledger.withoutRoom, 1);
  assert.equal(ledger.end(sight({ id: 3, counters: [5, 500, 0, 0] })), true);
  assert.deepEqual([news(ledger), ledger.isFirst], [[5, 500, 0, 0], true]);
});

test('counters that go back belong to another connection', () => {
  const ledger = new ConnectionLedger(2);
  ledger.see(sight({ id: 1, counters: [9, 900, 9, 900] }), false);
  assert.equal(ledger.see(sight({ id: 1, counters: [2, 200, 9, 900] }), false), true);
  assert.deepEqual([news(ledger), ledger.isFirst], [[2, 200, 9, 900], true]);
});

test('a connection that two whole looks do not find is forgotten and counted', () => {
  const ledger = new ConnectionLedger(2);
  const look = (isWhole: boolean): void => {
    ledger.startLook();
    ledger.finishLook(isWhole);
  };
  ledger.see(sight({ id: 1, counters: [9, 900, 9, 900] }), false);
  look(true);
  assert.equal(ledger.size, 1);
  look(false);
  assert.equal(ledger.size, 1, 'a broken look says nothing');
  look(true);
  assert.deepEqual([ledger.size, ledger.vanished], [0, 1]);
});

/** What happens to some connections, in random order: they move something, are looked at, end. */
const history = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('move' as const), id: fc.nat(11), by: fc.nat(1000) }),
    fc.record({ kind: fc.constant('look' as const), waits: fc.boolean() }),
    fc.record({ kind: fc.constant('end' as const), id: fc.nat(11) }),
  ),
  { maxLength: 200 },
);

test('whatever the order, every byte is accounted once and no connection twice', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 12 }), (steps, capacity) => {
      const ledger = new ConnectionLedger(capacity);
      const live = new Map<number, number>();
      let moved = 0;
      let begun = 0;
      let accounted = 0;
      let counted = 0;
      const of = (id: number) =>
        sight({ id: id % 4, ports: id, counters: [live.get(id)!, live.get(id)!, 0, 0] });
      const take = (isNew: boolean): void => {
        if (!isNew) return;
        accounted += ledger.newSentBytes;
        if (ledger.isFirst) counted++;
      };
      const end = (id: number): void => {
        take(ledger.end(of(id)));
        live.delete(id);
      };
      for (const step of steps) {
        if (step.kind === 'move') {
          if (!live.has(step.id)) begun++;
          live.set(step.id, (live.get(step.id) ?? 0) + step.by);
          moved += step.by;
        } else if (step.kind === 'end') {
          if (live.has(step.id)) end(step.id);
        } else {
          ledger.startLook();
          for (const id of live.keys()) take(ledger.see(of(id), step.waits));
          ledger.finishLook(true);
        }
      }
      for (const id of [...live.keys()]) end(id);
      assert.deepEqual([accounted, counted, ledger.size, ledger.vanished], [moved, begun, 0, 0]);
    }),
  );
});
