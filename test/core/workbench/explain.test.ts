/** Explanations of small recorded flows: the reason, the bytes, the runners-up, the nearest misses. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_BUDGET } from '../../../src/core/classify/budget.ts';
import { Explainer, type FlowExplanation } from '../../../src/core/workbench/explain.ts';
import { explanationJson } from '../../../src/core/workbench/explain-json.ts';
import { explanationLines } from '../../../src/core/workbench/explain-text.ts';
import type { FlowRecord } from '../../../src/core/workbench/flow-record.ts';
import { studyLibrary } from '../../../src/core/workbench/study.ts';
import { libraryOf, patFiles, type RecordedTurn, recordOf, reportOf, signatureFile } from './support.ts';

const PATTERNS = {
  greeting: '^hello.*world',
  hello: '^hello',
  number: '^[0-9][0-9]+ ok$',
  deep: 'needle in the hay',
};

function explain(
  patterns: Readonly<Record<string, string>>,
  record: FlowRecord,
  l7 = 'unknown',
): FlowExplanation {
  const study = studyLibrary(libraryOf(patFiles(patterns)).protocols);
  return new Explainer(study, DEFAULT_BUDGET).explain(reportOf(record, l7, 1), record);
}

function json(turns: readonly RecordedTurn[]): ReturnType<typeof explanationJson> {
  return explanationJson(explain(PATTERNS, recordOf('tcp', turns)), 1);
}

describe('reason', () => {
  it('is the evidence, the packet and the bytes of a shortest match', () => {
    const { reason } = json([
      ['client', ''],
      ['client', 'HELLO, w'],
      ['server', 'orld and so on'],
    ]);
    assert.equal(reason?.pattern, 'hello');
    assert.deepEqual([reason?.packet, reason?.side], [2, 'client']);
    assert.deepEqual(reason?.match, [{ packet: 2, from: 0, to: 5 }]);
  });

  it('may reach over several packets, dropped bytes included', () => {
    const { reason } = json([
      ['client', '12\x003'],
      ['server', ' o\x00k'],
    ]);
    assert.equal(reason?.pattern, 'number');
    assert.deepEqual(reason?.match, [
      { packet: 1, from: 0, to: 4 },
      { packet: 2, from: 0, to: 4 },
    ]);
  });

  it('is absent for a child, which has the name of another connection', () => {
    const record = recordOf('tcp', [['client', 'hello']]);
    const study = studyLibrary(libraryOf(patFiles(PATTERNS)).protocols);
    const report = { ...reportOf(record, 'ftp'), child: true as const };
    const explanation = new Explainer(study, DEFAULT_BUDGET).explain(report, record);
    assert.equal(explanation.reason, null);
    assert.match(explanationLines(explanation, 1).join('\n'), /connection that announced it/);
  });
});

describe('no name', () => {
  it('tells a dead end from a budget and from an end', () => {
    const why = (record: FlowRecord, l7: string): string | null =>
      explanationJson(explain({ number: '^[0-9]+ ok', hello: '^hello' }, record, l7), 1).noName;
    assert.equal(why(recordOf('tcp', [['client', '????']]), 'unknown'), 'nothing-left');
    assert.equal(why(recordOf('tcp', [['client', '12']]), 'unknown'), 'budget');
    assert.equal(why(recordOf('tcp', [['client', '12']]), 'unset'), 'ended');
    assert.equal(why(recordOf('tcp', [['client', 'hello']]), 'hello'), null);
  });
});

describe('runners-up', () => {
  it('are the other protocols that would name it alone, with the packet', () => {
    const { runnersUp } = json([
      ['client', 'hello'],
      ['server', 'world, needle in the hay'],
    ]);
    assert.deepEqual(runnersUp, [
      { protocol: 'greeting', packet: 2 },
      { protocol: 'deep', packet: 2 },
    ]);
  });
});

describe('nearest misses', () => {
  it('say where the pattern died and what it needed', () => {
    const { misses, reason } = json([['client', '12 ox']]);
    assert.equal(reason, null);
    assert.equal(misses[0]?.pattern, 'number');
    assert.deepEqual(misses[0]?.died, { packet: 1, offset: 4 });
    assert.deepEqual(misses[0]?.needed, [0x4b, 0x6b], 'a NUL would not have counted');
    assert.equal(misses[0]?.survivedBytes, 4);
  });

  it('say what a pattern that was still waiting lacks', () => {
    const { misses } = json([['client', 'a needle in the h']]);
    assert.equal(misses[0]?.pattern, 'deep');
    assert.equal(misses[0]?.missingBytes, 2);
    assert.deepEqual(misses[0]?.needed, [0x41, 0x61]);
  });

  it('say which condition did not hold, or which support was missing', () => {
    const { protocols } = libraryOf([
      signatureFile('sized', 'evidence udp packet\n  expression ^ab\n  where length >= 2 and u8(2) == 9'),
      signatureFile('weak', 'evidence udp packet weak\n  expression ^abc\n  needs other-side'),
    ]);
    const record = recordOf('udp', [['client', 'abcd']]);
    const explainer = new Explainer(studyLibrary(protocols), DEFAULT_BUDGET);
    const explanation = explainer.explain(reportOf(record, 'unknown', 1), record);
    const { misses } = explanationJson(explanation, 1);
    assert.deepEqual(
      misses.map(({ pattern, failedCondition, missingSupport }) => [
        pattern,
        failedCondition,
        missingSupport,
      ]),
      [
        ['weak', null, ['other-side']],
        ['sized', 'u8(2) == 9', []],
      ],
    );
    const text = explanationLines(explanation, 1).join('\n');
    assert.match(text, /but not u8\(2\) == 9/);
    assert.match(text, /without other-side/);
  });

  it('are none where nothing came near', () => {
    assert.deepEqual(json([['client', '????']]).misses, []);
  });
});

describe('text', () => {
  const record = recordOf('tcp', [
    ['client', 'x'.repeat(300)],
    ['server', `${'y'.repeat(200)}needle in the hay`],
  ]);

  it('fits 80 columns and marks the match without colour', () => {
    const lines = explanationLines(explain(PATTERNS, record), 1);
    for (const line of lines) assert.ok(line.length <= 80, line);
    const text = lines.join('\n');
    assert.match(text, /bytes 200 to 216 of packet 2/);
    assert.match(text, /\[6e 65 65 64/);
    assert.match(text, /68 61 {2}79\]/);
    assert.ok(!text.includes('\u001b'));
  });

  it('leaves the payload out when asked', () => {
    const explanation = explain(PATTERNS, record);
    assert.doesNotMatch(explanationLines(explanation, 1, { showsPayload: false }).join('\n'), /6e 65 65 64/);
    assert.equal(explanationJson(explanation, 1, false).recorded[0]?.payload, undefined);
  });

  it('uses colour only when it is there', () => {
    assert.match(explanationLines(explain(PATTERNS, record), 1, { color: true }).join('\n'), /\u001b\[7m6e/);
  });
});
