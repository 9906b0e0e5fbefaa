/**
 * What lint finds among the patterns that l7-filter shipped. They are read from the shared reference data;
 * a dozen of them, so that this stays quick.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { buildLibrary, type LibraryFile } from '../../../src/core/patterns/library.ts';
import { type LintReport, lintLibrary } from '../../../src/core/workbench/lint.ts';
import { sharedPath, WITHOUT_SHARED } from '../../support/shared.ts';

const NAMES = [
  ...['skypeout', 'ssh', 'smtp', 'ftp', 'telnet', 'bgp', 'ssl', 'validcertssl'],
  ...['snmp', 'snmp-mon', 'snmp-trap', 'edonkey', 'ntp'],
];

function readPatterns(): LibraryFile[] {
  const root = sharedPath('oracle/l7-protocols');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => NAMES.some((name) => path.endsWith(`/${name}.pat`)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'latin1') }));
}

describe('patterns of l7-filter', { skip: WITHOUT_SHARED }, () => {
  let report: LintReport;
  before(() => {
    report = lintLibrary(buildLibrary(readPatterns(), { order: NAMES }).protocols);
  });

  it('finds which lie inside which', () => {
    const inside = report.pairs
      .filter(({ relation }) => relation === 'contains' || relation === 'inside')
      .map(({ first, second, relation }) =>
        relation === 'inside' ? `${first.label} in ${second.label}` : `${second.label} in ${first.label}`,
      );
    assert.deepEqual(inside, [
      'ssh in skypeout',
      'smtp in skypeout',
      'ftp in skypeout',
      'telnet in skypeout',
      'bgp in skypeout',
      'validcertssl in ssl',
      'snmp-mon in snmp',
      'snmp-trap in snmp',
    ]);
    assert.equal(report.shadows.length, 8, 'all of them come later in this order');
  });

  it('knows how often random data matches', () => {
    const rate = (name: string): number => {
      const { overmatch } = report.patterns.find(({ piece }) => piece.label === name)!;
      return Math.round(overmatch.find(({ length }) => length === 64)!.bytes * 10_000) / 100;
    };
    assert.equal(rate('edonkey'), 1.7);
    assert.equal(rate('ntp'), 3.44);
  });

  it('finds what folding and overlap leave without use', () => {
    const redundant = report.patterns.find(({ piece }) => piece.label === 'skypeout')!.redundancy.found;
    assert.equal(redundant.length, 26, 'upper and lower case of each letter');
  });
});
