/** Parts that never matter: what is found can be taken out, what is not found cannot. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redundantParts } from '../../../src/core/workbench/redundant.ts';
import { studyOf } from './support.ts';

function parts(expression: string): string[] {
  const [piece] = studyOf({ one: expression }).pieces;
  const { found, isComplete } = redundantParts(piece!);
  assert.ok(isComplete);
  return found.map(({ kind, at }) => `${kind} ${expression.slice(at.start, at.end)}`);
}

describe('parts that never matter', () => {
  it('finds alternatives that others cover', () => {
    assert.deepEqual(parts('^(ab|a|c)'), ['alternative ab']);
    assert.deepEqual(parts('^(a|a)'), ['alternative a'], 'one of two equal ones stays');
    assert.deepEqual(parts('foo|foobar|bar'), ['alternative foobar']);
    assert.deepEqual(parts('^x(a|[ab])y'), ['alternative a']);
    assert.deepEqual(parts('^(a|b^|c)'), ['alternative b^'], 'one that never matches');
    assert.deepEqual(parts('^(GET|get)'), ['alternative get'], 'case is folded');
  });

  it('finds one that several others cover together', () => {
    assert.deepEqual(parts('^([a-m]x|[n-z]x|[b-y]x)$'), ['alternative [b-y]x']);
  });

  it('looks into repetitions and into choices within choices', () => {
    assert.deepEqual(parts('^(a|aa)+$'), ['alternative aa']);
    assert.deepEqual(parts('^(a|b(c|cd))$'), []);
    assert.deepEqual(parts('^(a|b(c|[cd]))$'), ['alternative c']);
  });

  it('finds optional pieces at the ends of a search', () => {
    assert.deepEqual(parts('^ab?'), ['optional b?']);
    assert.deepEqual(parts('a*b'), ['optional a*']);
    assert.deepEqual(parts('^a(b|cd?)'), ['optional d?']);
    assert.deepEqual(parts('^.*ab.*$'), ['optional ^', 'optional .*', 'optional .*', 'optional $']);
    assert.deepEqual(parts('^.+ab'), ['optional ^']);
    assert.deepEqual(parts('^ab?$'), []);
    assert.deepEqual(parts('^a?b'), []);
  });

  it('leaves alone what matters', () => {
    for (const text of ['^(a|b)', 'ab|ba', '^(ab|ac|b)$', '^a(b|c?)d', '(a|b)(c|d)']) {
      assert.deepEqual(parts(text), [], text);
    }
  });
});
