/** One protocol from all sides: its facts and its neighbours, as text and JSON. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { type ShowReport, showProtocol } from '../../../src/core/workbench/show.ts';
import { showJson, showSections } from '../../../src/core/workbench/show-text.ts';
import { studyLibrary } from '../../../src/core/workbench/study.ts';
import { libraryOf, patFiles, signatureFile } from './support.ts';

function show(name: string): ShowReport {
  const files = [
    ...patFiles({ wide: '^a', narrow: '^abc', same: '^(a)', other: '^x', meets: '^.b' }),
    signatureFile(
      'sized',
      'evidence udp packet weak\n  expression ^\\x01\n  where length == 4\n  needs port',
    ),
  ];
  const study = studyLibrary(libraryOf(files).protocols);
  return showProtocol(study, study.protocols.find((protocol) => protocol.name === name)!);
}

describe('show', () => {
  it('lists neighbours, the closest first, and says what they are', () => {
    const { neighbours, apart, rank, protocols } = showJson(show('wide'));
    assert.deepEqual(
      neighbours.map(({ relation, other, winner }) => [relation, other, winner]),
      [
        ['equal', 'same', 'wide'],
        ['contains', 'narrow', 'wide'],
        ['overlaps', 'meets', 'wide'],
      ],
    );
    assert.equal(apart, 2);
    assert.deepEqual([rank, protocols], [1, 6]);
    assert.equal(showJson(show('narrow')).neighbours[0]?.relation, 'inside');
  });

  it('tells what evidence asks besides its expression', () => {
    const { expressions } = showJson(show('sized'));
    assert.deepEqual(expressions[0]?.conditions, ['length == 4']);
    assert.deepEqual(expressions[0]?.support, ['port']);
    assert.equal(expressions[0]?.overmatchIsUpperBound, true);
    const text = sectionsText(showSections(show('sized')));
    assert.match(text, /where length == 4/);
    assert.match(text, /needs port/);
    assert.match(text, /≤ 0\.3906 %/);
  });

  it('fits 80 columns', () => {
    for (const name of ['wide', 'sized']) {
      for (const line of sectionsText(showSections(show(name))).split('\n'))
        assert.ok(line.length <= 80, line);
    }
  });
});
