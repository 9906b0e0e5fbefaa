/** Sets of evidence: who wins, what is kept apart, what is refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileEvidence } from '../../../src/core/automata/compile.ts';
import { DEFAULT_SET_LIMITS } from '../../../src/core/automata/limits.ts';
import { stepByte } from '../../../src/core/automata/scan.ts';
import {
  DEAD,
  TRANSPORT_TCP,
  TRANSPORT_UDP,
  VIEW_BOTH,
  VIEW_CLIENT,
  VIEW_PACKET,
  VIEW_SERVER,
} from '../../../src/core/automata/tables.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import type { Condition, Evidence } from '../../../src/core/patterns/model.ts';
import { latin1 } from '../../support/bytes.ts';
import { expressionOf } from './support/expressions.ts';
import { acceptedBy, evidenceOf } from './support/run-tables.ts';

const LENGTH_IS_3: Condition = {
  left: { operand: { kind: 'length' }, times: 1, plus: 0 },
  comparison: '==',
  right: { operand: { kind: 'constant', value: 3 }, times: 1, plus: 0 },
};

const signature = (text: string, changes: Partial<Evidence> = {}): Evidence =>
  evidenceOf(expressionOf(text, 'signature'), changes);

function accepted(evidence: readonly Evidence[], payload: string): number[] {
  return acceptedBy(compileEvidence(evidence).tables, [latin1(payload)]);
}

describe('precedence in a set', () => {
  it('what decides alone hides what comes after it, in the same state', () => {
    const set = ['abc', 'b', 'bc'].map((text) => signature(text));
    assert.deepEqual(accepted(set, 'abc'), [0, 1]);
    assert.deepEqual(accepted(set, 'xbc'), [1, 2]);
    assert.deepEqual(
      accepted(
        ['bc', 'abc', 'c'].map((text) => signature(text)),
        'abc',
      ),
      [0],
    );
  });

  it('weak and conditional evidence hides nothing', () => {
    const weak = { strength: 'weak', support: ['port'] } as const;
    assert.deepEqual(accepted([signature('c', weak), signature('bc'), signature('abc')], 'abc'), [0, 1]);
    assert.deepEqual(
      accepted([signature('c', { conditions: [LENGTH_IS_3] }), signature('bc')], 'abc'),
      [0, 1],
    );
  });

  it('one piece of evidence is reported once, whichever of its alternatives match', () => {
    assert.deepEqual(accepted([signature('^a|b|c$', { strength: 'weak' })], 'abc'), [0]);
  });

  it('evidence at the end of the data comes and goes', () => {
    const { tables } = compileEvidence([signature('ab$')]);
    assert.deepEqual(acceptedBy(tables, [latin1('ab')]), [0]);
    assert.deepEqual(acceptedBy(tables, [latin1('abc')]), []);
    assert.deepEqual(acceptedBy(tables, [latin1('abcab')]), [0]);
  });

  it('what matches nothing at all matches with the first byte', () => {
    for (const strength of ['strong', 'weak'] as const) {
      for (const text of ['', '^', 'a*', '(^|b)']) {
        assert.deepEqual(accepted([signature(text, { strength })], 'x'), [0], `${strength} ${text}`);
      }
      const kernel = evidenceOf(expressionOf('^a*', 'kernel'), { strength });
      assert.deepEqual(accepted([kernel], '\0'), [], 'a NUL is no byte there');
      assert.deepEqual(accepted([kernel], '\0x'), [0]);
    }
  });

  it('a NUL after a match is no second match', () => {
    const { tables } = compileEvidence([evidenceOf(expressionOf('ab', 'kernel'), { strength: 'weak' })]);
    // Continue in the state after "ab" with a NUL: reported again it would look like a second packet's sign.
    assert.deepEqual(acceptedBy(tables, [latin1('ab')]), [0]);
    const after = latin1('ab').reduce((state, byte) => stepByte(tables, 0, state, byte), tables.start[0]!);
    assert.ok(after >= tables.firstAccepting[0]!);
    assert.ok(stepByte(tables, 0, after, 0) < tables.firstAccepting[0]!);
  });
});

describe('groups', () => {
  it('evidence is kept apart by what it looks at', () => {
    const { tables } = compileEvidence([
      signature('a', { view: 'client', transport: 'tcp' }),
      signature('b', { view: 'server', transport: 'tcp' }),
      signature('c', { view: 'packet', transport: 'udp' }),
      signature('d', { view: 'both' }),
      evidenceOf(expressionOf('e', 'kernel')),
      evidenceOf(expressionOf('f', 'userspace')),
      signature('g', { view: 'client', transport: 'tcp' }),
    ]);
    const groups = Array.from({ length: tables.groups }, (_, g) =>
      [tables.views[g], tables.transports[g], tables.dropsNul[g]].join(' '),
    );
    assert.deepEqual(groups.sort(), [
      `${VIEW_BOTH} ${TRANSPORT_TCP | TRANSPORT_UDP} 0`,
      `${VIEW_BOTH} ${TRANSPORT_TCP | TRANSPORT_UDP} 1`,
      `${VIEW_CLIENT} ${TRANSPORT_TCP} 0`,
      `${VIEW_SERVER} ${TRANSPORT_TCP} 0`,
      `${VIEW_PACKET} ${TRANSPORT_UDP} 0`,
    ]);
  });

  it('anchored expressions die, and apart from those that do not', () => {
    const { tables } = compileEvidence([signature('^abc'), signature('abc'), signature('^abd')]);
    assert.equal(tables.groups, 2);
    const after = (g: number): number => stepByte(tables, g, tables.start[g]!, 0x78);
    assert.deepEqual([...tables.lasting].sort(), [0, 1]);
    assert.deepEqual([after(0) === DEAD, after(1) === DEAD].sort(), [false, true]);
  });

  it('a hundred unanchored words need about as many states as they have letters', () => {
    const words = Array.from({ length: 100 }, (_, index) => `w${'abcdefghij'[index % 10]}${index}xyz`);
    const { tables } = compileEvidence(words.map((word) => signature(word)));
    const letters = words.join('').length;
    assert.ok(tables.acceptIndex.length <= letters + 10, `${tables.acceptIndex.length} states`);
  });

  it('the same set gives the same tables', () => {
    const set = ['abc', '^x.*y', 'b.{3}c', 'q$'].map((text) => signature(text));
    assert.deepEqual(compileEvidence(set), compileEvidence(set));
  });
});

describe('what is refused', () => {
  it('a broken expression costs only itself, and says where it stands', () => {
    const where = { file: 'broken.sig', line: 7, column: 12 };
    const broken = { ...signature('(a'), expression: { ...expressionOf('a(b', 'signature'), where } };
    const large = {
      ...signature('a'),
      expression: { ...expressionOf('(?:a{900}){900}', 'signature'), where },
    };
    const set = compileEvidence([signature('x'), broken, signature('y'), large]);
    assert.deepEqual(
      set.diagnostics.map(({ code, where: place }) => [code, place?.file, place?.line, place?.column]),
      [
        ['EXPRESSION_UNMATCHED_PAREN', 'broken.sig', 7, 13],
        ['EXPRESSION_TOO_LARGE', 'broken.sig', 7, 12],
      ],
    );
    assert.deepEqual(acceptedBy(set.tables, [latin1('y')]), [2]);
  });

  it('too many states, by limit', () => {
    const expression = { ...DEFAULT_SET_LIMITS.expression, states: 500 };
    const { diagnostics } = compileEvidence([signature('a.{12}b')], { expression });
    assert.deepEqual(
      diagnostics.map(({ code, limit }) => [code, limit]),
      [['EXPRESSION_TOO_MANY_STATES', 500]],
    );
  });

  it('a set with too many pieces, or with tables that are too large', () => {
    const set = ['abc', 'def', 'ghi'].map((text) => signature(text));
    for (const limits of [
      { evidence: 2 },
      { tableBytes: 5 },
      { groups: 2, joinBytes: -1e9, mergeBytes: 0 },
    ]) {
      assert.throws(
        () => compileEvidence(set, limits),
        (error) =>
          error instanceof Layer7Error &&
          error.code === 'SET_TOO_LARGE' &&
          error.diagnostic.limit !== undefined,
      );
    }
  });

  it('too much work, by limit', () => {
    const expression = { ...DEFAULT_SET_LIMITS.expression, work: 1_000 };
    const { diagnostics } = compileEvidence([signature('a.{0,50}b')], { expression });
    assert.deepEqual(
      diagnostics.map(({ code, limit }) => [code, limit]),
      [['EXPRESSION_TOO_COSTLY', 1_000]],
    );
  });

  it('an expression that doubles with every byte is refused in bounded work, not computed', () => {
    const { diagnostics } = compileEvidence([signature('a.{40}b'), signature('(?:a|b.{3}){60}c')]);
    assert.ok(diagnostics.length >= 1);
    assert.ok(diagnostics.every(({ code }) => code.startsWith('EXPRESSION_TOO_')));
  });
});
