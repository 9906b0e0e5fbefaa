/**
 * The original matcher's own answers: thousands of payloads, of each of which every pattern that matches is
 * known. Zero differences, pattern by pattern and through the tables of all patterns together.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileEvidence } from '../../../src/core/automata/compile.ts';
import { compileExpression } from '../../../src/core/automata/compile-expression.ts';
import { matches } from '../../../src/core/automata/dfa.ts';
import { pack, unpack } from '../../../src/core/automata/pack.ts';
import { WITHOUT_SHARED } from '../../support/shared.ts';
import { expressionOf } from './support/expressions.ts';
import { referenceAnswers, referencePatterns } from './support/reference-patterns.ts';
import { acceptedBy, acceptedByLane, evidenceOf, laneOf } from './support/run-tables.ts';

const FILES = ['payloads', 'mutants', 'walks'] as const;

describe('the answers of the original matcher', { skip: WITHOUT_SHARED }, () => {
  it('every pattern by itself', () => {
    const automata = referencePatterns().map(({ name, text }) => ({
      name,
      dfa: compileExpression(expressionOf(text, 'kernel')),
    }));
    for (const file of FILES) {
      for (const { payload, match } of referenceAnswers(file)) {
        const found = automata.filter(({ dfa }) => matches(dfa, payload)).map(({ name }) => name);
        assert.deepEqual(found, match, `${file}: ${Buffer.from(payload).toString('base64')}`);
      }
    }
  });

  it('all patterns in one set: the first that matches, through packed tables and lanes', () => {
    const patterns = referencePatterns();
    const evidence = patterns.map(({ text }) => evidenceOf(expressionOf(text, 'kernel')));
    const compiled = compileEvidence(evidence);
    assert.deepEqual(compiled.diagnostics, []);
    const tables = unpack(pack(compiled.tables));
    assert.ok(tables.groups <= 12, `${tables.groups} groups`);
    const bytes = pack(tables).length;
    assert.ok(bytes <= 2 << 20, `${bytes} bytes`);
    const { lane, accepted } = laneOf(tables);
    for (const file of FILES) {
      for (const { payload, match } of referenceAnswers(file)) {
        const expected = match.length === 0 ? undefined : patterns.findIndex(({ name }) => name === match[0]);
        const place = `${file}: ${Buffer.from(payload).toString('base64')}`;
        assert.equal(acceptedByLane(lane, accepted, payload)[0], expected, place);
        const middle = payload.length >> 1;
        const pieces = [payload.subarray(0, middle), payload.subarray(middle)];
        assert.equal(acceptedBy(tables, pieces)[0], expected, place);
      }
    }
  });
});
