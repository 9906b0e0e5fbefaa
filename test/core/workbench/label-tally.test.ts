/** Labels read from lines, matches counted by label. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FlowReport } from '../../../src/core/classify/flow-report.ts';
import { LabelCounter, parseLabels } from '../../../src/core/workbench/label-tally.ts';
import { libraryOf, patFiles } from './support.ts';

const FLOW: FlowReport = {
  proto: 'udp',
  src: '10.0.0.1',
  sport: 5,
  dst: '10.0.0.2',
  dport: 53,
  packets: 1,
  bytes: 1,
  l7: 'unset',
};

describe('labels', () => {
  it('are found whichever side is called the source', () => {
    const line = { capture: 'a', proto: 'udp', src: '10.0.0.2', sport: 53, dst: '10.0.0.1', dport: 5 };
    const labels = parseLabels(`${JSON.stringify({ ...line, label: 'DNS' })}\n\n`);
    assert.equal(labels.of('a', FLOW), 'DNS');
    assert.equal(labels.of('b', FLOW), undefined);
    assert.equal(labels.of('a', { ...FLOW, proto: 'tcp' }), undefined);
    assert.deepEqual([labels.count, labels.broken], [1, []]);
  });

  it('count the lines that are none', () => {
    assert.deepEqual(parseLabels('{"capture":"a"}\nnot json\n[]\nnull\n').broken, [1, 2, 3, 4]);
  });
});

describe('matches by label', () => {
  it('are added up, and the pattern knows its own labels', () => {
    const counter = new LabelCounter(libraryOf(patFiles({ dns: 'a' })).protocols);
    for (const matched of [true, true, false]) counter.add('DNS', matched);
    counter.add('TLS', true);
    for (let i = 0; i < 5; i += 1) counter.add('HTTP', false);
    const tally = counter.result();
    assert.deepEqual(
      tally.rows.map(({ label, flows, matched, isOwn }) => [label, flows, matched, isOwn]),
      [
        ['DNS', 3, 2, true],
        ['TLS', 1, 1, false],
        ['HTTP', 5, 0, false],
      ],
    );
    assert.deepEqual([tally.flows, tally.matched, tally.own, tally.ownMatched], [9, 3, 3, 2]);
  });
});
