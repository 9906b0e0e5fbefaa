/** Flows paired between two runs, and what moves. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FlowReport } from '../../../src/core/classify/flow-report.ts';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { movesOf, VerdictComparer, type VerdictDiff } from '../../../src/core/workbench/verdict-diff.ts';
import { diffJson, diffSections } from '../../../src/core/workbench/verdict-diff-text.ts';

function flow(sport: number, l7: string, bytes = 100): FlowReport {
  return { proto: 'tcp', src: '2001:db8::1', sport, dst: '2001:db8::2', dport: 80, packets: 4, bytes, l7 };
}

function diff(before: readonly FlowReport[], after: readonly FlowReport[]): VerdictDiff {
  const comparer = new VerdictComparer();
  for (const report of before) comparer.before('a.pcap', report);
  comparer.turn();
  for (const report of after) comparer.after('a.pcap', report);
  return comparer.result();
}

describe('difference of two runs', () => {
  it('adds up what moves, the largest first', () => {
    const result = diff(
      [flow(1, 'http'), flow(2, 'http'), flow(3, 'unknown', 900), flow(4, 'dns')],
      [flow(1, 'tls'), flow(2, 'tls'), flow(3, 'http', 900), flow(4, 'dns')],
    );
    assert.deepEqual(
      result.moves.map(({ from, to, flows, packets, bytes }) => [from, to, flows.length, packets, bytes]),
      [
        ['unknown', 'http', 1, 4, 900],
        ['http', 'tls', 2, 8, 200],
      ],
    );
    assert.deepEqual([result.flows, result.packets, result.bytes, result.unpaired], [4, 16, 1200, 0]);
  });

  it('pairs flows of one 5-tuple in the order in which they came', () => {
    const result = diff([flow(1, 'http'), flow(1, 'tls')], [flow(1, 'http'), flow(1, 'dns')]);
    assert.deepEqual(
      result.moves.map(({ from, to }) => `${from} ${to}`),
      ['tls dns'],
    );
  });

  it('counts flows that only one run has', () => {
    assert.equal(diff([flow(1, 'http'), flow(2, 'http')], [flow(2, 'http'), flow(3, 'http')]).unpaired, 2);
  });

  it('finds the moves of given names', () => {
    const result = diff([flow(1, 'http'), flow(2, 'dns')], [flow(1, 'tls'), flow(2, 'mdns')]);
    assert.equal(movesOf(result, ['tls']).length, 1);
    assert.equal(movesOf(result, ['ssh']).length, 0);
    assert.equal(movesOf(result, ['any']).length, 2);
    assert.equal(movesOf(result, []).length, 0);
  });

  it('reads within 80 columns and says when nothing moves', () => {
    const result = diff([flow(1, 'http'), flow(2, 'dns')], [flow(1, 'tls'), flow(2, 'mdns')]);
    for (const line of sectionsText(diffSections(result)).split('\n')) assert.ok(line.length <= 80, line);
    assert.equal(diffJson(result).moves[0]?.list[0]?.capture, 'a.pcap');
    assert.match(sectionsText(diffSections(diff([flow(1, 'http')], [flow(1, 'http')]))), /^No connection/);
  });
});
