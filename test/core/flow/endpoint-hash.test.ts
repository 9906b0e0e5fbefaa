import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointHash } from '../../../src/core/flow/endpoint-hash.ts';

const BUCKETS = 1 << 12;

/** Chi-squared of the upper bits of hashes over buckets, divided by its degrees of freedom: about 1 when even. */
function unevenness(hashes: Iterable<number>): number {
  const counts = new Uint32Array(BUCKETS);
  let total = 0;
  for (const hash of hashes) {
    counts[hash >>> 20]! += 1;
    total += 1;
  }
  const expected = total / BUCKETS;
  let sum = 0;
  for (const count of counts) sum += (count - expected) ** 2 / expected;
  return sum / (BUCKETS - 1);
}

/** Keys as attackers and networks make them: one thing counts up, the rest stays. */
const PATTERNS: Readonly<Record<string, (i: number) => readonly [number, number, number, number]>> = {
  'addresses in a row': (i) => [0x0a000000 + i, 4000, 0x0a800001, 80],
  'ports in a row': (i) => [0x0a000001, i & 0xffff, 0x0a800001 + (i >>> 16), 80],
  'both ports': (i) => [0x0a000001, i & 0xff, 0x0a800001, i >>> 8],
  'upper address bytes': (i) => [(i << 16) | 1, 4000, 0x0a800001, 80],
  'bits swapped between the two ends': (i) => [i & 0xaaaa_aaaa, 80, i & 0x5555_5555, 80],
  'the same on both ends': (i) => [i, 5000, i, 5000],
  'a mirrored pair': (i) => [i, 5000, ~i, 5000],
};

for (const [name, pattern] of Object.entries(PATTERNS)) {
  test(`IPv4 keys spread evenly: ${name}`, () => {
    const hash = new EndpointHash(0xc0ffee);
    const seen = new Set<string>();
    const hashes: number[] = [];
    for (let i = 0; seen.size < 1 << 16 && i < 1 << 20; i += 1) {
      const [a, portA, b, portB] = pattern(i);
      const key = `${a} ${portA} ${b} ${portB}`;
      if (seen.has(key)) continue;
      seen.add(key);
      hashes.push(hash.ipv4(a, portA, b, portB, 17));
    }
    const score = unevenness(hashes);
    assert.ok(score < 1.25, `chi-squared per degree of freedom ${score}`);
  });
}

test('IPv6 keys spread evenly, whichever byte counts up', () => {
  const hash = new EndpointHash(0xc0ffee);
  const buffer = new Uint8Array(32);
  for (let byte = 0; byte < 31; byte += 1) {
    const hashes: number[] = [];
    buffer.fill(0x20);
    for (let i = 0; i < 1 << 16; i += 1) {
      buffer[byte] = i & 0xff;
      buffer[byte + 1] = i >>> 8;
      hashes.push(hash.ipv6(buffer, 0, 4000, 16, 80, 6));
    }
    assert.ok(unevenness(hashes) < 1.25, `byte ${byte}`);
  }
});

test('the order of the ends does not matter, the seed does', () => {
  const [one, other] = [new EndpointHash(1), new EndpointHash(2)];
  const buffer = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
  assert.equal(one.ipv4(1, 2, 3, 4, 6), one.ipv4(3, 4, 1, 2, 6));
  assert.equal(one.ipv6(buffer, 0, 1, 16, 2, 6), one.ipv6(buffer, 16, 2, 0, 1, 6));
  assert.notEqual(one.ipv4(1, 2, 3, 4, 6), other.ipv4(1, 2, 3, 4, 6));
  assert.notEqual(one.ipv4(1, 2, 3, 4, 6), one.ipv4(1, 4, 3, 2, 6));
});
