import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byInclusion } from '../../../src/core/automata/precedence.ts';
import { protocol } from '../classify/support.ts';

const names = (protocols: Parameters<typeof byInclusion>[0]): string =>
  byInclusion(protocols)
    .map(({ name }) => name)
    .join(' ');

describe('precedence by inclusion', () => {
  it('puts the smaller language first, and keeps the order of the rest', () => {
    const wide = protocol('wide', [{ expression: '^ab' }]);
    const other = protocol('other', [{ expression: '^x' }]);
    const narrow = protocol('narrow', [{ expression: '^abc' }]);
    const narrowest = protocol('narrowest', [{ expression: '^abc+d' }]);
    assert.equal(names([wide, other, narrow, narrowest]), 'other narrowest narrow wide');
    assert.equal(names([narrowest, narrow, wide, other]), 'narrowest narrow wide other');
  });

  it('does not move equal or merely overlapping languages', () => {
    assert.equal(
      names([protocol('b', [{ expression: '^a+b' }]), protocol('a', [{ expression: '^aa*b' }])]),
      'b a',
    );
    assert.equal(
      names([protocol('b', [{ expression: '^[ab]c' }]), protocol('a', [{ expression: '^[bc]c' }])]),
      'b a',
    );
  });

  it('compares only what looks at the same bytes', () => {
    const wide = protocol('wide', [{ expression: '^a', view: 'client', transport: 'tcp' }]);
    assert.equal(names([wide, protocol('side', [{ expression: '^ab', view: 'server' }])]), 'wide side');
    assert.equal(
      names([wide, protocol('udp', [{ expression: '^ab', view: 'client', transport: 'udp' }])]),
      'wide udp',
    );
    assert.equal(
      names([wide, protocol('tcp', [{ expression: '^ab', view: 'client', transport: 'tcp' }])]),
      'tcp wide',
    );
  });

  it('concludes nothing from an expression that conditions narrow, or from weak evidence', () => {
    const length = { operand: { kind: 'length' }, times: 1, plus: 0 } as const;
    const condition = {
      left: length,
      comparison: '>',
      right: { operand: { kind: 'constant', value: 9 }, times: 1, plus: 0 },
    } as const;
    const conditional = protocol('wide', [{ expression: '^a', conditions: [condition] }]);
    assert.equal(names([conditional, protocol('narrow', [{ expression: '^ab' }])]), 'wide narrow');
    const weak = protocol('weak', [{ expression: '^ab', strength: 'weak', support: ['port'] }]);
    assert.equal(names([protocol('wide', [{ expression: '^a' }]), weak]), 'wide weak');
  });

  it('ends where protocols lie inside each other in turn, and leaves broken expressions alone', () => {
    const one = protocol('one', [{ expression: '^a' }, { expression: '^bc' }]);
    const two = protocol('two', [{ expression: '^b' }, { expression: '^ac' }]);
    assert.equal(names([one, two]), 'two one');
    assert.equal(
      names([protocol('wide', [{ expression: '^a' }]), protocol('broken', [{ expression: '^a(' }])]),
      'wide broken',
    );
  });
});
