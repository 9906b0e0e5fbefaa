/** Filters of flows: what each takes, what it cannot know yet, what it refuses. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Layer7Error } from '../../../src/core/errors.ts';
import { type FlowFacts, parseFlowFilter } from '../../../src/core/workbench/flow-filter.ts';

const FLOW: FlowFacts = {
  proto: 'tcp',
  src: '10.0.0.1',
  sport: 4000,
  dst: '2001:db8::1',
  dport: 443,
  l7: 'tls',
};
const { l7: _, ...EARLY } = FLOW;

describe('flow filter', () => {
  it('takes what its words say', () => {
    const answers: readonly (readonly [string, boolean])[] = [
      ['', true],
      ['tcp', true],
      ['udp', false],
      ['port 443', true],
      ['port 4000', true],
      ['port 44', false],
      ['host 10.0.0.1', true],
      ['host 2001:0db8:0::1', true],
      ['host 10.0.0.2', false],
      ['l7 tls', true],
      ['not l7 tls', false],
      ['udp or tcp and port 443', true],
      ['(udp or tcp) and port 44', false],
      ['not (udp or port 44)', true],
      ['not not tcp', true],
    ];
    for (const [text, expected] of answers) assert.equal(parseFlowFilter(text)(FLOW), expected, text);
  });

  it('does not know a name before there is one', () => {
    assert.equal(parseFlowFilter('l7 tls')(EARLY), undefined);
    assert.equal(parseFlowFilter('not l7 tls')(EARLY), undefined);
    assert.equal(parseFlowFilter('udp and l7 tls')(EARLY), false);
    assert.equal(parseFlowFilter('tcp or l7 tls')(EARLY), true);
  });

  it('refuses what it cannot read, and says what is meant', () => {
    const wrong = [
      'prot 1',
      'port',
      'port x',
      'port 70000',
      'host nowhere',
      'tcp udp',
      '(tcp',
      'tcp)',
      'l7',
      'and',
    ];
    for (const text of [...wrong, `${'('.repeat(60)}tcp`, 'not '.repeat(60)]) {
      assert.throws(
        () => parseFlowFilter(text),
        (error) => error instanceof Layer7Error && error.code === 'FLOW_FILTER',
        text,
      );
    }
    assert.throws(
      () => parseFlowFilter('prot 1'),
      (error) => error instanceof Layer7Error && /port/.test(error.diagnostic.next ?? ''),
    );
  });
});
