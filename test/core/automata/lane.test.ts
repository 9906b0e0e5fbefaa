/** Lanes: the same as the groups one by one, whatever was learnt before; bounded work on hostile input. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileEvidence } from '../../../src/core/automata/compile.ts';
import { MISS_PRICE, MOST_CREDIT } from '../../../src/core/automata/joint.ts';
import { Lane } from '../../../src/core/automata/lane.ts';
import { Accepted, endOfData, scan } from '../../../src/core/automata/scan.ts';
import { latin1 } from '../../support/bytes.ts';
import { expressionOf, expressionTexts, payloads } from './support/expressions.ts';
import { acceptedBy, acceptedByLane, evidenceOf, laneOf } from './support/run-tables.ts';

const TEXTS = ['^ab', '^a.*c', 'abc', 'a.*b.*c', 'c.?a$', '^..a', 'b[ab]*c', '^(a|bc)+$', 'cab|bac', '.b.b'];

function tablesOf(texts: readonly string[], dialect: 'kernel' | 'signature', joinBytes = 64) {
  const evidence = texts.map((text) => evidenceOf(expressionOf(text, dialect), { strength: 'weak' }));
  // A small price limit makes many groups.
  return compileEvidence(evidence, { joinBytes, targetBytes: 0 }).tables;
}

describe('lanes', () => {
  it('accept what the groups accept, with any cache size and whatever was seen before', () => {
    for (const bytes of [1, 2_000, 1 << 20]) {
      const tables = tablesOf(TEXTS, 'kernel');
      assert.ok(tables.groups > 3);
      const { lane, accepted } = laneOf(tables, bytes);
      fc.assert(
        fc.property(payloads(80), (payload) => {
          assert.deepEqual(acceptedByLane(lane, accepted, payload), acceptedBy(tables, [payload]));
        }),
        { numRuns: 300, seed: 7 },
      );
      assert.equal(lane.lasting.flushes > 0, bytes === 1);
    }
  });

  it('keep a connection of several packets in its cells, and say where evidence was accepted', () => {
    fc.assert(
      fc.property(
        fc.array(expressionTexts(), { minLength: 1, maxLength: 6 }),
        fc.array(payloads(40)),
        (texts, all) => {
          const tables = tablesOf(texts, 'signature');
          const [one, other] = [new Accepted(tables), new Accepted(tables)];
          const columns = Uint8Array.from({ length: tables.groups }, (_, g) => g);
          const lane = new Lane(tables, columns, one);
          const cells = Uint16Array.from([7, 7, 7, ...tables.start]);
          const states = [...tables.start];
          for (const payload of all) {
            one.begin();
            other.begin();
            lane.scan(cells, 3, columns, payload, 0, payload.length);
            for (let g = 0; g < tables.groups; g += 1) {
              states[g] = scan(tables, other, g, states[g]!, payload, 0, payload.length);
              endOfData(tables, other, g, states[g]!, payload.length);
            }
            assert.deepEqual([...cells], [7, 7, 7, ...states]);
            const found = ({ evidence, offsets, count }: Accepted): string[] =>
              Array.from({ length: count }, (_, index) => `${evidence[index]} at ${offsets[index]}`).sort();
            assert.deepEqual(found(one), found(other));
          }
        },
      ),
      { numRuns: 60, seed: 11 },
    );
  });

  it('look only at the bytes they are given', () => {
    const tables = tablesOf(['abc', '^b'], 'signature');
    const { lane, accepted } = laneOf(tables);
    const fresh = (): Uint16Array => Uint16Array.from(tables.start);
    const columns = Uint8Array.from({ length: tables.groups }, (_, g) => g);
    const buffer = latin1('abcbabc');
    accepted.begin();
    lane.scan(fresh(), 0, columns, buffer, 1, 6);
    assert.equal(accepted.count, 1);
    assert.deepEqual([accepted.evidence[0], accepted.offsets[0]], [1, 2]);
    accepted.begin();
    lane.scan(fresh(), 0, columns, buffer, 4, 7);
    assert.deepEqual([accepted.count, accepted.evidence[0], accepted.offsets[0]], [1, 0, 7]);
  });
});

describe('the work of a lane', () => {
  it('misses are paid for by bytes, so input made to miss costs a bounded number of steps', () => {
    // Unanchored counts: joint states without end, each met once.
    const tables = tablesOf(['a.{9}b', 'b.{10}c', 'c.{9}a'], 'signature', 1);
    const { lane, accepted } = laneOf(tables, 4_096);
    let random = 1;
    let total = 0;
    const next = (): number => {
      random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
      return 0x61 + ((random >>> 16) % 3);
    };
    for (let packet = 0; packet < 1_500; packet += 1) {
      const payload = Uint8Array.from({ length: 1_460 }, next);
      total += payload.length;
      const expected = packet % 100 === 0 ? acceptedBy(tables, [payload]) : undefined;
      const found = acceptedByLane(lane, accepted, payload);
      if (expected !== undefined) assert.deepEqual(found, expected);
    }
    const { misses, direct, flushes } = lane.lasting;
    assert.ok(flushes > 10, 'the input does not defeat the cache');
    assert.ok(misses * MISS_PRICE <= total + MOST_CREDIT, `${misses} misses in ${total} bytes`);
    // Table steps: one per byte, one per group and miss, one per group and byte run directly.
    const steps = total + tables.groups * (misses + direct);
    assert.ok(steps <= total * (1 + tables.groups) + (MOST_CREDIT / MISS_PRICE) * tables.groups);
  });
});
