/**
 * How often random data would be named by each shipped signature: the exact probability that its expression
 * matches, times the share of random data that fulfils its conditions. A number that a condition reads
 * counts as random. And no signature may stand so that it can never name a connection.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadOrderedLibrary } from '../../src/app/library/prepare.ts';
import type { Condition, Operand } from '../../src/core/patterns/model.ts';
import { checkGates, lintLibrary } from '../../src/core/workbench/lint.ts';
import { overmatchOf } from '../../src/core/workbench/pattern-facts.ts';
import type { Piece } from '../../src/core/workbench/study.ts';

/** Payloads are no longer than a datagram of Ethernet; short ones meet expressions that end with `$`. */
const LENGTHS = [1, 2, 4, 8, 16, 64, 512, 1472] as const;
const LONGEST = 1472;

/** Largest rates at which random data may be taken for the protocol, by what the evidence needs beside it. */
const CEILINGS = {
  /** Nothing: one datagram in a million. */
  strong: 2 ** -20,
  /** A second sign of the same kind, so that both together are as rare. */
  second: 2 ** -8,
  /** The usual port, or a condition on ports: less than one datagram in a hundred on that port. */
  port: 2 ** -7,
} as const;

/** Signatures that may be looser than their kind, and why. */
const EXCEPTIONS: Readonly<Record<string, number>> = {
  // Keys and sealed boxes are random by themselves: both lengths, one a side, on one port. Together 2^-12.
  'threema-chat': 2 ** -6,
};

/** Share of payloads that have one certain length. */
const ONE_LENGTH = 2 ** -6;

/** Most bytes that all tables together may have. */
const TABLE_BYTES = 8 << 20;

/** Share of random data that fulfils a condition. */
function share({ left, comparison, right }: Condition): number {
  const field = [left, right].map(({ operand }) => operand).find(({ kind }) => kind === 'field');
  if (field === undefined) return left.operand.kind === 'length' && comparison === '==' ? ONE_LENGTH : 1;
  const values = 2 ** ones(field);
  if (comparison === '==') return 1 / values;
  if (comparison === '!=') return 1;
  const [own, other] = left.operand === field ? [left, right] : [right, left];
  if (other.operand.kind === 'field') return 1;
  const bound =
    (other.operand.kind === 'constant' ? other.operand.value : LONGEST) * other.times + other.plus;
  const below = Math.min(1, Math.max(0, ((bound - own.plus) / own.times + 1) / values));
  const isBelow = comparison.startsWith('<') === (left === own);
  if (isBelow) return below;
  return other.operand.kind === 'length' ? 1 : 1 - below;
}

function ones(operand: Operand): number {
  return operand.kind === 'field' ? operand.mask.toString(2).replaceAll('0', '').length : 0;
}

function rateOf(piece: Piece): number {
  const { conditions } = piece.evidence;
  const worst = Math.max(...overmatchOf(piece, LENGTHS).map(({ bytes }) => bytes));
  return conditions.reduce((rate, condition) => rate * share(condition), worst);
}

function ceilingOf({ label, evidence: { strength, support, conditions } }: Piece): number {
  const exception = EXCEPTIONS[label.replace(/#\d+$/, '')];
  if (exception !== undefined) return exception;
  if (support.includes('port') || conditions.some(({ left }) => left.operand.kind === 'port')) {
    return CEILINGS.port;
  }
  return strength === 'strong' ? CEILINGS.strong : CEILINGS.second;
}

describe('the shipped signatures', () => {
  const { protocols, errors } = loadOrderedLibrary({
    folder: undefined,
    order: undefined,
    variant: 'kernel',
  });
  const report = lintLibrary(protocols, errors);

  it('are not what random data is taken for', () => {
    const loose = report.patterns
      .map(({ piece }) => ({ label: piece.label, rate: rateOf(piece), ceiling: ceilingOf(piece) }))
      .filter(({ rate, ceiling }) => rate > ceiling)
      .map(
        ({ label, rate, ceiling }) =>
          `${label}: 2^${Math.log2(rate).toFixed(1)}, not 2^${Math.log2(ceiling)}`,
      );
    assert.deepEqual(loose, []);
  });

  it('can each name a connection, and fit into their memory', () => {
    assert.deepEqual(report.faults, []);
    assert.deepEqual(checkGates(report, { noShadow: true, maxBytes: TABLE_BYTES }), []);
  });
});
