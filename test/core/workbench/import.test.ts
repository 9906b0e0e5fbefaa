/** Patterns taken over: names, files that load and match the same, and what is said of each. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildLibrary } from '../../../src/core/patterns/library.ts';
import {
  type ImportedPattern,
  type ImportReport,
  importProtocols,
  protocolName,
  routerOsProtocols,
} from '../../../src/core/workbench/import.ts';
import { importJson, importSections } from '../../../src/core/workbench/import-text.ts';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { parseRouterOsExport } from '../../../src/core/workbench/routeros-export.ts';
import { libraryOf, patFiles } from './support.ts';

function importPats(patterns: Readonly<Record<string, string>>, plain = false): ImportReport {
  const { protocols, errors } = libraryOf(patFiles(patterns));
  return importProtocols(protocols, new Map(), { source: 'folder', plain, faults: errors });
}

function byName(report: ImportReport, name: string): ImportedPattern {
  return report.patterns.find((pattern) => pattern.name === name)!;
}

describe('import', () => {
  it('writes files that load, each with its original', () => {
    const report = importPats({ one: '^one\\x80', two: 'two$' });
    const files = report.patterns.map(({ file }) => file!);
    const library = buildLibrary(files);
    assert.deepEqual([library.errors, library.warnings], [[], []]);
    assert.deepEqual(
      library.protocols.map(({ name, groups }) => [name, groups]),
      [
        ['one', ['imported']],
        ['two', ['imported']],
      ],
    );
    assert.match(files[0]!.text, /^# Imported from folder, line 3; kernel dialect\..*\n# {3}\^one\\x80\n/);
  });

  it('names what is dead, shadowed, lossy and suspicious', () => {
    const report = importPats({
      wide: '^ab',
      narrow: '^abc',
      dead: 'a^b',
      lossy: 'a\\x2eb',
      loose: '^[\\x01-\\x7f]',
      host: 'example.com',
      useless: '^x(yz|y)',
    });
    const notes = (name: string): string => byName(report, name).notes.join('\n');
    assert.match(notes('narrow'), /^shadowed: wide .* "abc"/);
    assert.equal(byName(report, 'dead').refused, 'nothing matches it');
    assert.match(notes('lossy'), /^lossy, column 2 \(hex-operator\): \\x2e/m);
    assert.match(notes('loose'), /^suspicious: random data .* 100 %/m);
    assert.match(notes('host'), /^suspicious: the dot of "example\.com"/m);
    assert.match(notes('useless'), /^suspicious: never matters: yz/m);
    assert.deepEqual(notes('wide'), '');
    assert.match(byName(report, 'narrow').file!.text, /^# shadowed: wide/m);
  });

  it('does not write what it cannot say, and says why', () => {
    const report = importPats({ everything: 'a*', broken: '(', odd: '(a|$)' });
    assert.equal(byName(report, 'everything').refused, 'everything matches it');
    assert.equal(byName(report, 'odd').file, null);
    assert.equal(report.lint.faults.length, 1);
    const json = importJson(report, 'out');
    assert.equal(json.partial, true);
    assert.deepEqual(
      json.patterns.map(({ name, file }) => [name, file]),
      [
        ['everything', null],
        ['odd', null],
      ],
    );
  });

  it('reads within 80 columns', () => {
    const report = importPats({
      wide: '^a',
      narrow: `^abc${'d'.repeat(100)}`,
      dead: 'a^b',
      lossy: 'a\\x2eb(b|b)',
    });
    for (const line of sectionsText(importSections(report, 'out')).split('\n')) {
      assert.ok(line.length <= 80, line);
    }
  });
});

describe('RouterOS patterns', () => {
  it('get names that rules can have, each its own', () => {
    const taken = new Set<string>();
    const names = ['you tube', 'you/tube', '-x', '', 'unknown', 'a'.repeat(80), 'a'.repeat(90), 'näh'].map(
      (text) => {
        const name = protocolName(text, taken);
        taken.add(name);
        return name;
      },
    );
    assert.deepEqual(names, [
      'you-tube',
      'you-tube-2',
      'x',
      'pattern',
      'pattern-unknown',
      'a'.repeat(63),
      `${'a'.repeat(61)}-2`,
      'n-h',
    ]);
  });

  it('are POSIX expressions, blind to case', () => {
    const text = '/ip firewall layer7-protocol\nadd name="A b" comment="Title \\C3" regexp="^get.{2}\\$"\n';
    const { patterns } = parseRouterOsExport(text, 'x.rsc');
    const protocols = routerOsProtocols(patterns, 'x.rsc');
    const report = importProtocols(protocols, new Map([['A-b', 'A b']]), { source: 'x.rsc', plain: true });
    const [pattern] = report.patterns;
    assert.deepEqual([pattern?.name, pattern?.originalName], ['A-b', 'A b']);
    assert.match(pattern!.file!.text, /^ {2}expression \(\?i\)\^get\.\{2\}\$$/m);
    assert.match(pattern!.file!.text, /^title +Title \?$/m);
  });
});
