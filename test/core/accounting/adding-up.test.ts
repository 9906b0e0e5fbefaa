import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balance, type LinkTraffic, type Reading } from '../../../src/core/accounting/adding-up.ts';
import { accountCheckText } from '../../../src/core/accounting/adding-up-text.ts';

const ROWS: readonly LinkTraffic[] = [
  {
    protocol: 'http',
    hostLink: 'lan',
    link: 'wan',
    upPackets: 10,
    upBytes: 1000,
    downPackets: 90,
    downBytes: 100_000,
  },
  {
    protocol: 'unset',
    hostLink: 'lan',
    link: 'local',
    upPackets: 2,
    upBytes: 200,
    downPackets: 3,
    downBytes: 300,
  },
  {
    protocol: 'unknown',
    hostLink: 'local',
    link: 'wan',
    upPackets: 1,
    upBytes: 70,
    downPackets: 1,
    downBytes: 80,
  },
  {
    protocol: 'seen-too-late',
    hostLink: 'lan',
    link: 'wan',
    upPackets: 1,
    upBytes: 7,
    downPackets: 1,
    downBytes: 8,
  },
];

function reading(name: string, direction: 'received' | 'sent', packets: number, bytes: number): Reading {
  return {
    name,
    direction,
    counted: { packets, bytes },
    header: 14,
    blur: 0,
    notTracked: { packets: 2, bytes: 92 },
  };
}

test('each direction of each link is made of what hosts sent and what they got', () => {
  const lanIn = balance(reading('lan', 'received', 15, 1000 + 200 + 7 + 92 + 15 * 14), ROWS);
  assert.deepEqual(lanIn.accounted, {
    named: { packets: 10, bytes: 1000 },
    unknown: { packets: 0, bytes: 0 },
    unset: { packets: 2, bytes: 200 },
    'seen-too-late': { packets: 1, bytes: 7 },
    'not-tracked': { packets: 2, bytes: 92 },
  });
  assert.deepEqual([lanIn.counted.bytes, lanIn.difference, lanIn.holds], [1299, 0, true]);
  const wanIn = balance(reading('wan', 'received', 94, 100_000 + 80 + 8 + 92 + 94 * 14), ROWS);
  assert.equal(wanIn.difference, 0);
  const wanOut = balance(reading('wan', 'sent', 14, 1000 + 70 + 7 + 92 + 14 * 14), ROWS);
  assert.equal(wanOut.difference, 0);
});

test('headers that offloading repeats are taken off', () => {
  const split = balance(reading('wan', 'received', 94 + 60, 100_180 + 60 * 52 + 154 * 14), ROWS);
  assert.deepEqual([split.counted.bytes, split.difference, split.holds], [103_300, 0, true]);
  // Here the interface counts 34 packets which the kernel then splits into 94.
  const joined = balance(reading('wan', 'received', 94 - 60, 100_180 - 60 * 52 + 34 * 14), ROWS);
  assert.deepEqual([joined.counted.bytes, joined.difference, joined.holds], [97_060, 0, true]);
});

test('what was not accounted shows, and so does what was accounted twice', () => {
  const missing = balance(reading('wan', 'received', 94 + 100, 100_180 + 194 * 14 + 150_000), ROWS);
  assert.equal(missing.holds, false);
  assert.equal(missing.difference, 150_000 - 5200);
  const twice = balance(reading('wan', 'received', 94, 94 * 14), ROWS);
  assert.deepEqual([twice.holds, twice.difference], [false, -100_180]);
});

test('what passed while the connections were listed is not held against it', () => {
  const blurred = balance({ ...reading('wan', 'received', 94, 94 * 14), blur: 50_000 }, ROWS);
  assert.equal(blurred.holds, true);
});

test('the text says whether it holds, and what was not looked at', () => {
  const held = balance(reading('lan', 'received', 15, 1299 + 15 * 14), ROWS);
  const good = accountCheckText(
    {
      seconds: 3,
      holds: true,
      balances: [held],
      passedOver: ['dummy0'],
      countsExempt: true,
      policyChanged: false,
    },
    80,
  );
  assert.ok(good.every((line) => line.length <= 80));
  assert.match(good[1]!, /^lan +in +1\.30 KB +1\.00 KB +0 B +200 B +7 B +92 B +0 B +65\.5 KB$/);
  assert.match(good.join(' '), /It adds up: over 3\.0 s/);
  assert.match(good.at(-1)!, /dummy0/);
  const bad = accountCheckText(
    { seconds: 3, holds: false, balances: [], passedOver: [], countsExempt: false, policyChanged: true },
    80,
  );
  assert.match(
    bad.join(' '),
    /does NOT add up[\s\S]*could not be counted[\s\S]*The policy changed meanwhile/,
  );
});
