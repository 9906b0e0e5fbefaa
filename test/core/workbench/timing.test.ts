/** Measuring with a clock of our own: what is computed from the times, and that all data is looked at. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { measure, randomFlows } from '../../../src/core/workbench/timing.ts';
import { timingSections } from '../../../src/core/workbench/timing-text.ts';
import { recordOf, studyOf } from './support.ts';

/** A clock that is asked three times a round: copying takes 1 ms, naming `2 + round`. */
function scripted(): () => number {
  let calls = 0;
  let now = 0;
  return () => {
    const step = calls % 3;
    const round = Math.floor(calls / 3);
    calls += 1;
    if (step === 1) now += 1;
    if (step === 2) now += 2 + round;
    return now;
  };
}

describe('measurement', () => {
  const { program } = studyOf({ one: '^ab' });

  it('takes medians, leaves out the first rounds, and gives a ratio', () => {
    const flows = [
      recordOf('tcp', [['client', 'abc']]),
      recordOf('udp', [
        ['client', 'xyz'],
        ['server', ''],
      ]),
    ];
    const timing = measure(program!, flows, scripted(), 3);
    assert.deepEqual([timing.flows, timing.packets, timing.bytes, timing.rounds], [2, 3, 6, 3]);
    assert.deepEqual(timing.copy, { median: 1, least: 1, most: 1 });
    assert.deepEqual(timing.classify, { median: 5, least: 4, most: 6 });
    assert.equal(timing.ratio, 5);
    assert.equal(timing.nanosecondsPerPacket, 5e6 / 3);
  });

  it('makes random data within its range, the same every time', () => {
    const flows = randomFlows(0x20, 0x7e);
    const all = flows.flatMap(({ packets }) => [...packets[0]!.payload]);
    assert.equal(Math.min(...new Set(all)), 0x20);
    assert.equal(Math.max(...new Set(all)), 0x7e);
    assert.deepEqual(randomFlows(0x20, 0x7e)[7], flows[7]);
  });

  it('reads within 80 columns', () => {
    const timing = { data: 'printable', ...measure(program!, randomFlows(0, 255), scripted(), 3) };
    const text = sectionsText(timingSections('one', [timing, timing, timing], ['A note.']));
    for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  });
});
